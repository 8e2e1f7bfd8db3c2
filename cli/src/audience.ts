import type { Client } from './client.ts'
import type { Call, Option } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { UsageError } from './failure.ts'
import { withClient } from './with-client.ts'

/** The options of the commands that name who may learn of something. */
export const AUDIENCE_OPTIONS: Readonly<Record<string, Option>> = {
  only: { value: 'PERSON', multiple: true, help: 'codes of the persons, yours among them' },
  open: { help: 'open it to every unit of the edition' },
}

/** Sets the audience that the options name at the route that `pathOf` finds, and says who may learn of it now. */
export async function setAudience(
  call: Call,
  pathOf: (client: Client) => Promise<string>,
): Promise<ExitCode> {
  const persons = call.values.list('only')
  const open = call.values.flag('open')
  if (open === persons.length > 0) throw new UsageError('Give either --only or --open.')
  const answer = await withClient(call, {}, async (client) =>
    client.post<{ audience: string[] | null }>(await pathOf(client), { persons: open ? null : persons }),
  )
  if (call.json) call.terminal.resultJson(answer)
  else if (answer.audience === null) call.terminal.result('Open to every unit of the edition.')
  else call.terminal.result(`Only for ${answer.audience.join(', ')}.`)
  return EXIT.done
}
