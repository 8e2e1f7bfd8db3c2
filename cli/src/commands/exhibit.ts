import type { IntakeStatus } from '../answers.ts'
import { AUDIENCE_OPTIONS, setAudience } from '../audience.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { CommandError } from '../failure.ts'
import { chooseEdition, EDITION_OPTION } from '../with-client.ts'

/** Names who may learn of an exhibit. */
export const exhibitAudienceCommand: Command = {
  name: 'exhibit audience',
  form: 'EXHIBIT --case NUMBER --only PERSON... | --open [--edition CODE]',
  summary: 'Let only these persons learn of an exhibit, or open it to its edition.',
  options: {
    case: { value: 'NUMBER', help: 'the number of its case' },
    ...EDITION_OPTION,
    ...AUDIENCE_OPTIONS,
  },
  acts: true,
  run: (call) => {
    const [name = ''] = call.values.exactly('EXHIBIT')
    const caseNumber = call.values.required('case')
    return setAudience(call, async (client) => {
      const edition = await chooseEdition(client, call.values.text('edition'))
      const path = `/api/intakes?edition=${encodeURIComponent(edition)}`
      const { intakes } = await client.get<{ intakes: IntakeStatus[] }>(path)
      const found = intakes.find((one) => one.exhibit === name && one.case === caseNumber)
      if (found !== undefined) return `/api/exhibits/${encodeURIComponent(found.exhibitId)}/audience`
      const because = `There is no exhibit ${name} of case ${caseNumber} in ${edition} that ${client.person} may see.`
      throw new CommandError('exhibit/unknown', because, EXIT.refused)
    })
  },
}
