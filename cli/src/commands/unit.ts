import { type Call, type Command, oneOf } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { withClient } from '../with-client.ts'

const KINDS = ['national', 'international', 'hotline', 'industry'] as const

/** Adds a unit. */
export const unitAddCommand: Command = {
  name: 'unit add',
  form: 'CODE [--name TEXT] [--country CODE] [--kind KIND]',
  summary: 'Add a unit.',
  options: {
    name: { value: 'TEXT', help: 'its full name' },
    country: { value: 'CODE', help: 'its country, ISO 3166 alpha-2' },
    kind: { value: 'KIND', help: KINDS.join(', ') },
  },
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  const [code] = call.values.exactly('CODE')
  const kind = call.values.text('kind')
  const body = {
    code,
    name: call.values.text('name'),
    country: call.values.text('country'),
    kind: kind === undefined ? undefined : oneOf('kind', kind, KINDS),
  }
  await withClient(call, { administrative: true }, (client) => client.post('/api/units', body))
  if (call.json) call.terminal.resultJson({ unit: code })
  else call.terminal.result(`Added unit ${code}.`)
  return EXIT.done
}
