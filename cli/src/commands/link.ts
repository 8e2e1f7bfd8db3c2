import type { Call, Command } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { withClient } from '../with-client.ts'

/** Cuts a link between two contents. */
export const linkCutCommand: Command = {
  name: 'link cut',
  form: 'LINK --edition CODE --because TEXT',
  summary: 'Cut a link between two contents that are not copies of each other.',
  options: {
    edition: { value: 'CODE', help: 'the edition' },
    because: { value: 'TEXT', help: 'why they are different' },
  },
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  const [link = ''] = call.values.exactly('LINK')
  const body = { edition: call.values.required('edition'), because: call.values.required('because') }
  const answer = await withClient(call, {}, (client) =>
    client.post<Record<string, unknown>>(`/api/links/${encodeURIComponent(link)}/cut`, body),
  )
  if (call.json) call.terminal.resultJson({ link, ...answer })
  else call.terminal.result(`Cut ${link}.`)
  return EXIT.done
}
