import { parseArgs } from 'node:util'
import { DataDirectory } from '../data-directory.ts'
import { startEmbedded } from '../db/embedded.ts'
import { verifyLedger } from './verify.ts'

/**
 * `ledger verify`: reads a data directory and prints one JSON line. May start the database, never the server. With
 * DATABASE_URL set, the events are read from there.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { data: { type: 'string', default: './homeward-data' } } })
  const directory = await DataDirectory.open(values.data)
  const url = process.env['DATABASE_URL']
  const embedded =
    url === undefined
      ? await startEmbedded({ directory: directory.cluster, runDirectory: directory.run })
      : null
  try {
    const verdict = await verifyLedger(directory, embedded?.connection ?? { connectionString: url ?? '' })
    process.stdout.write(`${JSON.stringify(verdict)}\n`)
    return verdict.ok ? 0 : 5
  } finally {
    await embedded?.stop()
  }
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'ledger/unreadable'
    const because = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${JSON.stringify({ error: { code, because } })}\n`)
    process.exit(4)
  },
)
