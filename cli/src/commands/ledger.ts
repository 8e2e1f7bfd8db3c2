import type { Call, Command } from '../command.ts'
import { openDataDirectory } from '../data-directory.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { count } from '../figures.ts'
import { verifyLedger } from '../server-programs.ts'

/** Verifies the ledger. */
export const ledgerVerifyCommand: Command = {
  name: 'ledger verify',
  form: '',
  summary: 'Check every recorded event and every signature from the data directory, without a node.',
  options: {},
  acts: false,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  call.values.exactly()
  const { path } = openDataDirectory(call.data)
  call.terminal.progress('reading the ledger')
  const { ok, entries, head, firstBad } = await verifyLedger(path)
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
