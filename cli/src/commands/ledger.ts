import type { Call, Command } from '../command.ts'
import { openDataDirectory } from '../data-directory.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { UsageError } from '../failure.ts'
import { count } from '../figures.ts'
import { verifyLedger } from '../server-programs.ts'

/** Verifies the ledger. */
export const ledgerVerifyCommand: Command = {
  name: 'ledger verify',
  form: '[--export FILE | --proof FILE] [--key KEY] [--witness KEY] [--since FILE]',
  summary:
    'Check every recorded event and every signature, of a data directory, an export or one proof, without a node.',
  options: {
    export: { value: 'FILE', help: 'check this export instead of the data directory' },
    proof: { value: 'FILE', help: 'check the proof of one event; needs --key' },
    key: { value: 'KEY', help: 'the key of the ledger, as its line or the file that holds it' },
    witness: { value: 'KEY', help: 'a witness that must have cosigned; may be repeated', multiple: true },
    since: { value: 'FILE', help: 'a checkpoint seen before, from which the ledger must go on' },
  },
  acts: false,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  call.values.exactly()
  const { values } = call
  const [exported, proof, key, since] = ['export', 'proof', 'key', 'since'].map((name) => values.text(name))
  if (exported !== undefined && proof !== undefined)
    throw new UsageError('--export and --proof exclude each other.')
  const isFile = exported !== undefined || proof !== undefined
  if (!isFile && (key !== undefined || since !== undefined || values.list('witness').length > 0)) {
    throw new UsageError('--key, --witness and --since belong to --export or --proof.')
  }
  if (proof !== undefined && key === undefined) throw new UsageError('--proof needs --key.')
  const given = { export: exported, proof, key, since }
  const options = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  )
  const witnesses = values.list('witness').flatMap((line) => ['--witness', line])
  call.terminal.progress('reading the ledger')
  const { ok, entries, head, firstBad } = await verifyLedger(
    isFile ? [...options, ...witnesses] : ['--data', openDataDirectory(call.data).path],
  )
  const bad = firstBad as { index?: unknown; code?: unknown; because?: unknown } | null | undefined
  if (call.json) call.terminal.resultJson({ ok, entries, head, firstBad: bad ?? null })
  else if (ok === true)
    call.terminal.result(`The ledger is whole: ${count(Number(entries))} entries, head ${readable(head)}.`)
  else call.terminal.result(`The ledger is broken at entry ${bad?.index}: ${bad?.code}: ${bad?.because}`)
  return ok === true ? EXIT.done : EXIT.integrity
}

function readable(head: unknown): string {
  if (typeof head === 'object' && head !== null && 'root' in head) return String(head.root)
  return typeof head === 'string' ? head : JSON.stringify(head)
}
