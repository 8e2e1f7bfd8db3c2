import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { UsageError } from '../failure.ts'
import { withClient } from '../with-client.ts'

/** Makes an edition. */
export const editionCreateCommand: Command = {
  name: 'edition create',
  form: 'CODE --units CODE,CODE [--name TEXT] [--purpose TEXT]',
  summary: 'Make an edition of units.',
  options: {
    units: { value: 'CODE,CODE', multiple: true, help: 'the units that take part' },
    name: { value: 'TEXT', help: 'its full name' },
    purpose: { value: 'TEXT', help: 'what it is for' },
  },
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  const { values } = call
  const [code] = values.exactly('CODE')
  const units = values.list('units')
  if (units.length === 0) throw new UsageError('--units is needed.')
  const body = { code, name: values.text('name'), purpose: values.text('purpose'), units }
  await withClient(call, { administrative: true }, (client) => client.post('/api/editions', body))
  if (call.json) call.terminal.resultJson({ edition: code, units })
  else call.terminal.result(`Made edition ${code} of ${units.join(', ')}.`)
  return EXIT.done
}
