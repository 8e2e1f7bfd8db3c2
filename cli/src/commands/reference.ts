import type { Reference } from '../answers.ts'
import { type Call, type Command, oneOf } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { count, counted, table } from '../figures.ts'
import { sentPath } from '../file-argument.ts'
import { withClient } from '../with-client.ts'

const KINDS = ['known-good', 'hash-list', 'negative', 'registry'] as const

/** Imports a reference set. */
export const referenceImportCommand: Command = {
  name: 'reference import',
  form: 'FILE --kind known-good|hash-list|negative|registry [--distance N] [--code CODE] [--name TEXT]',
  summary: 'Import hashes that media are compared with.',
  options: {
    kind: { value: 'KIND', help: 'known-good, hash-list, negative (never alerts) or registry' },
    distance: { value: 'N', help: 'how many bits of 256 a near match may differ in (default: 31)' },
    code: { value: 'CODE', help: 'a short name to refer to it' },
    name: { value: 'TEXT', help: 'its full name' },
  },
  acts: true,
  run: runImport,
}

/** Lists the reference sets. */
export const referenceListCommand: Command = {
  name: 'reference list',
  form: '',
  summary: 'List the reference sets.',
  options: {},
  acts: true,
  run: runList,
}

interface Imported {
  readonly code: string
  readonly entries: number
  readonly dropped: number
  readonly hits: { readonly exact: number; readonly near: number }
}

async function runImport(call: Call): Promise<ExitCode> {
  const { values, terminal } = call
  const [file = ''] = values.exactly('FILE')
  const body = {
    kind: oneOf('kind', values.required('kind'), KINDS),
    code: values.text('code'),
    name: values.text('name'),
    distanceBits: values.whole('distance', 0, 256),
    path: sentPath(file),
  }
  terminal.progress('importing')
  const { code, entries, dropped, hits } = await withClient(call, {}, (client) =>
    client.post<Imported>('/api/references', body),
  )
  if (call.json) terminal.resultJson({ code, entries, dropped, hits })
  else {
    terminal.result(`Imported ${code}: ${counted(entries, 'entry', 'entries')}, ${count(dropped)} dropped.`)
    terminal.result(`Media that it hits: ${count(hits.exact)} exact, ${count(hits.near)} near.`)
  }
  return EXIT.done
}

async function runList(call: Call): Promise<ExitCode> {
  call.values.exactly()
  const { references } = await withClient(call, {}, (client) =>
    client.get<{ references: Reference[] }>('/api/references'),
  )
  if (call.json) for (const reference of references) call.terminal.resultJson(reference)
  else {
    const rows = references.map((each) => [
      each.code,
      each.kind,
      each.entries,
      `distance ${each.distanceBits}`,
      each.enabled ? 'on' : 'off',
      each.name,
    ])
    for (const line of table(rows)) call.terminal.result(line)
  }
  return EXIT.done
}
