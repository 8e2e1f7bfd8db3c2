import { AUDIENCE_OPTIONS, setAudience } from '../audience.ts'
import type { Command } from '../command.ts'
import { EXHIBIT_OPTIONS, findExhibit } from '../exhibit-name.ts'

/** Names who may learn of an exhibit. */
export const exhibitAudienceCommand: Command = {
  name: 'exhibit audience',
  form: 'EXHIBIT --case NUMBER --only PERSON... | --open [--edition CODE]',
  summary: 'Let only these persons learn of an exhibit, or open it to its edition.',
  options: { ...EXHIBIT_OPTIONS, ...AUDIENCE_OPTIONS },
  acts: true,
  run: (call) => {
    const [name = ''] = call.values.exactly('EXHIBIT')
    return setAudience(
      call,
      async (client) => `/api/exhibits/${encodeURIComponent(await findExhibit(call, client, name))}/audience`,
    )
  },
}
