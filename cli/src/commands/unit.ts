import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { withClient } from '../with-client.ts'

/** Adds a unit. */
export const unitAddCommand: Command = {
  name: 'unit add',
  form: 'CODE [--name TEXT] [--country CODE] [--kind KIND]',
  summary: 'Add a unit.',
  options: {
    name: { value: 'TEXT', help: 'its full name' },
    country: { value: 'CODE', help: 'its country, ISO 3166 alpha-2' },
    kind: { value: 'KIND', help: 'national, international, hotline or industry' },
  },
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  const [code] = call.values.exactly('CODE')
  const body = {
    code,
    name: call.values.text('name'),
    country: call.values.text('country'),
    kind: call.values.text('kind'),
  }
  await withClient(call, { administrative: true }, (client) => client.post('/api/units', body))
  if (call.json) call.terminal.resultJson({ unit: code })
  else call.terminal.result(`Added unit ${code}.`)
  return EXIT.done
}
