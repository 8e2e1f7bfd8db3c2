import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { table } from '../figures.ts'
import { printable } from '../path-bytes.ts'
import { withClient } from '../with-client.ts'

interface Overview {
  readonly size: number
  readonly witnesses: readonly {
    readonly witness: string
    readonly behind: number
    readonly cosignedAt: string | null
    readonly failure: { readonly code: string; readonly because: string } | null
  }[]
  readonly witnessed: readonly {
    readonly origin: string
    readonly size: number
    readonly cosignedAt: string
  }[]
  readonly alarms: readonly { readonly at: string; readonly kind: string; readonly text: string }[]
}

/** Shows how the ledger stands with its witnesses. */
export const ledgerWitnessesCommand: Command = {
  name: 'ledger witnesses',
  form: '',
  summary: 'Show which witnesses have seen the ledger, which are behind, and every contradiction found.',
  options: {},
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  call.values.exactly()
  const overview = await withClient(call, {}, (client) => client.get<Overview>('/api/ledger/witnesses'))
  const { terminal } = call
  if (call.json) terminal.resultJson(overview)
  else for (const line of lines(overview)) terminal.result(line)
  return overview.alarms.length > 0 ? EXIT.integrity : EXIT.done
}

function lines({ size, witnesses, witnessed, alarms }: Overview): string[] {
  const seen = witnesses.map(({ witness, behind, cosignedAt, failure }) => [
    `  ${witness}`,
    behind === 0 ? 'up to date' : `${behind} entries behind`,
    cosignedAt ?? 'never',
    failure === null ? '' : printable(`${failure.code}: ${failure.because}`),
  ])
  return [
    `${size} entries; ${witnesses.length} witnesses`,
    ...table(seen),
    ...witnessed.map((log) => `cosigned ${printable(log.origin)}: ${log.size} entries, ${log.cosignedAt}`),
    ...alarms.map((alarm) => printable(`ALARM ${alarm.at} ${alarm.kind}: ${alarm.text}`)),
  ]
}
