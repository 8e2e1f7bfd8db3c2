import type { Call, Command, Values } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { UsageError } from '../failure.ts'
import { fileText } from '../file-argument.ts'
import { initialise } from '../server-programs.ts'

/** Makes a data directory. */
export const initCommand: Command = {
  name: 'init',
  form: '[--quick --unit CODE --edition CODE | --solo --unit CODE --approver FILE ...]',
  summary: 'Make a data directory and its first administrators.',
  options: {
    quick: { help: 'also make a unit, its specialist and an edition, who sign in here without a password' },
    unit: { value: 'CODE', help: 'the unit that --quick or --solo makes' },
    edition: { value: 'CODE', help: 'the edition that --quick makes' },
    solo: { help: 'a unit of one: a person of another body approves what needs two, by signature' },
    approver: { value: 'FILE', help: 'the Ed25519 public key of that person, as ssh-keygen writes it' },
    'approver-name': { value: 'TEXT', help: 'who that is' },
    'approver-body': { value: 'TEXT', help: 'the body that they belong to' },
  },
  acts: false,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  const { values, terminal } = call
  values.exactly()
  const options = optionsOf(values)
  const made = await initialise(call.data, options)
  if (call.json) {
    terminal.resultJson(made)
    return EXIT.done
  }
  const links = Array.isArray(made.links) ? (made.links as { person: string; link: string }[]) : []
  const was = links.length === 0 ? 'was there already; nothing that it holds was changed' : 'is made'
  terminal.result(`${call.data} ${was}.`)
  for (const [name, value] of Object.entries(made)) {
    if (name !== 'data' && (typeof value === 'string' || typeof value === 'number')) {
      terminal.result(`  ${name}: ${value}`)
    }
  }
  for (const { person, link } of links) {
    terminal.result(`${person} signs in for the first time, once, with this link:`)
    terminal.result(`  ${link}`)
  }
  if (links.length > 1) terminal.result('Hand the two to different persons: neither gives a role alone.')
  return EXIT.done
}

function optionsOf(values: Values): string[] {
  const quick = values.flag('quick')
  const solo = values.flag('solo')
  if (quick && solo) throw new UsageError('Give either --quick or --solo.')
  if (!quick && !solo && (values.text('unit') !== undefined || values.text('edition') !== undefined)) {
    throw new UsageError('--unit and --edition go with --quick or --solo.')
  }
  if (quick) return ['--quick', '--unit', values.required('unit'), '--edition', values.required('edition')]
  if (!solo) return []
  const key = fileText(values.required('approver'))
  return [
    '--solo',
    ...['--unit', values.required('unit')],
    ...['--approver', key],
    ...['--approver-name', values.required('approver-name')],
    ...['--approver-body', values.required('approver-body')],
  ]
}
