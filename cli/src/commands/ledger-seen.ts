import { createHash } from 'node:crypto'
import { type SeenLine, seenCase, seenCsv } from '@homeward/core'
import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { UsageError } from '../failure.ts'
import { table } from '../figures.ts'
import { printable } from '../path-bytes.ts'
import { writeResultFile } from '../result-file.ts'
import { withClient } from '../with-client.ts'

/** Says who saw an object. */
export const ledgerSeenCommand: Command = {
  name: 'ledger seen',
  form: 'OBJECT [--csv | --case FILE]',
  summary: 'List who saw a media, a series or a person (person:CODE), when, and why.',
  options: {
    csv: { help: 'as CSV' },
    case: { value: 'FILE', help: 'write a CASE 1.4 graph (JSON-LD) for a supervisory authority' },
  },
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  const [object = ''] = call.values.exactly('OBJECT')
  const file = call.values.text('case')
  const csv = call.values.flag('csv')
  if ([csv, file !== undefined, call.json].filter(Boolean).length > 1) {
    throw new UsageError('--csv, --case and --json exclude each other.')
  }
  const { seen } = await withClient(call, {}, (client) =>
    client.get<{ seen: readonly SeenLine[] }>(`/api/ledger/seen/${encodeURIComponent(object)}`),
  )
  const { terminal } = call
  if (call.json) terminal.resultJson({ object, seen })
  else if (csv) terminal.result(seenCsv(seen).trimEnd())
  else if (file === undefined) {
    const rows = seen.map(({ at, unit, who, type, purpose, justification }) =>
      [at, unit ?? '', who, type, purpose ?? '', justification ?? ''].map(printable),
    )
    for (const line of table(rows)) terminal.result(line)
    terminal.message(`${seen.length} looks`)
  } else {
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
    writeResultFile(file, `${JSON.stringify(seenCase(object, seen, digest), null, 2)}\n`)
    terminal.result(`Wrote ${seen.length} looks to ${printable(file)}.`)
  }
  return EXIT.done
}
