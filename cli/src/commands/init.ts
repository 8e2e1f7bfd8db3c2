import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { UsageError } from '../failure.ts'
import { initialise } from '../server-programs.ts'

/** Makes a data directory. */
export const initCommand: Command = {
  name: 'init',
  form: '[--quick --unit CODE --edition CODE]',
  summary: 'Make a data directory and its first administrator.',
  options: {
    quick: { help: 'also make a unit, its specialist and an edition, who sign in here without a password' },
    unit: { value: 'CODE', help: 'the unit that --quick makes' },
    edition: { value: 'CODE', help: 'the edition that --quick makes' },
  },
  acts: false,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  const { values, terminal } = call
  values.exactly()
  const quick = values.flag('quick')
  if (!quick && (values.text('unit') !== undefined || values.text('edition') !== undefined)) {
    throw new UsageError('--unit and --edition go with --quick.')
  }
  const options = quick
    ? ['--quick', '--unit', values.required('unit'), '--edition', values.required('edition')]
    : []
  const made = await initialise(call.data, options)
  if (call.json) {
    terminal.resultJson(made)
    return EXIT.done
  }
  const was = made.link === null ? 'was there already; nothing that it holds was changed' : 'is made'
  terminal.result(`${call.data} ${was}.`)
  for (const [name, value] of Object.entries(made)) {
    if (name !== 'link' && name !== 'data' && (typeof value === 'string' || typeof value === 'number')) {
      terminal.result(`  ${name}: ${value}`)
    }
  }
  if (typeof made.link === 'string') {
    terminal.result('The administrator signs in for the first time, once, with this link:')
    terminal.result(`  ${made.link}`)
  }
  return EXIT.done
}
