import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { parseNoteKey } from '@homeward/tlog'
import { DataDirectory } from '../data-directory.ts'
import { connectionOf } from '../db/database-url.ts'
import { startEmbedded } from '../db/embedded.ts'
import { ExportFormError } from './export-form.ts'
import { sha256 } from './integrator.ts'
import { verifyLedger } from './verify.ts'
import { verifyExport } from './verify-export.ts'
import { verifyEventProof } from './verify-proof.ts'

/**
 * `ledger verify`: reads a data directory and prints one JSON line. May start the database, never the server. With
 * DATABASE_URL set, the events are read from there.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: './homeward-data' },
      export: { type: 'string' },
      proof: { type: 'string' },
      key: { type: 'string' },
      witness: { type: 'string', multiple: true, default: [] },
      since: { type: 'string' },
    },
  })
  const file = values.export ?? values.proof
  if (file !== undefined) return verifyFile(await readFile(file, 'utf8'), values)
  const directory = await DataDirectory.open(values.data)
  const url = process.env['DATABASE_URL']
  const embedded =
    url === undefined
      ? await startEmbedded({ directory: directory.cluster, runDirectory: directory.run })
      : null
  try {
    const verdict = await verifyLedger(directory, embedded?.connection ?? connectionOf(url ?? ''))
    process.stdout.write(`${JSON.stringify(verdict)}\n`)
    return verdict.ok ? 0 : 5
  } finally {
    await embedded?.stop()
  }
}

/** Verifies an export or a proof; opens nothing else but the files that are named. */
async function verifyFile(
  text: string,
  named: { proof?: string; key?: string; witness: string[]; since?: string },
): Promise<number> {
  const lineOf = async (given: string): Promise<string> =>
    given.includes('+') ? given : (await readFile(given, 'utf8')).trim()
  const key = named.key === undefined ? null : parseNoteKey(sha256, await lineOf(named.key))
  const witnesses = await Promise.all(
    named.witness.map(async (one) => parseNoteKey(sha256, await lineOf(one))),
  )
  const since = named.since === undefined ? null : await readFile(named.since, 'utf8')
  if (named.proof !== undefined && key === null) {
    throw new ExportFormError('a proof needs --key: the line of the ledger, or the file that holds it')
  }
  const verdict =
    named.proof === undefined || key === null
      ? verifyExport(text, { key, witnesses, since })
      : verifyEventProof(text, { key, witnesses, since })
  process.stdout.write(`${JSON.stringify(verdict)}\n`)
  return verdict.ok ? 0 : 5
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
