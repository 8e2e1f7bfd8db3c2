import type { IntakeStatus } from './answers.ts'
import type { Client } from './client.ts'
import type { Call, Option } from './command.ts'
import { EXIT } from './exit-code.ts'
import { CommandError } from './failure.ts'
import { chooseEdition, EDITION_OPTION } from './with-client.ts'

/** The options by which a command finds an exhibit beside its name. */
export const EXHIBIT_OPTIONS: Readonly<Record<'case' | 'edition', Option>> = {
  case: { value: 'NUMBER', help: 'the number of its case' },
  ...EDITION_OPTION,
}

const IDENTIFIER = /^exhibit-[a-z2-7]{26}$/

/** The identifier of the exhibit that is named with its case, or by its identifier, as erased ones have to be. */
export async function findExhibit(call: Call, client: Client, name: string): Promise<string> {
  if (IDENTIFIER.test(name) && call.values.text('case') === undefined) return name
  const caseNumber = call.values.required('case')
  const edition = await chooseEdition(client, call.values.text('edition'))
  const path = `/api/intakes?edition=${encodeURIComponent(edition)}`
  const { intakes } = await client.get<{ intakes: IntakeStatus[] }>(path)
  const found = intakes.find((one) => one.exhibit === name && one.case === caseNumber)
  if (found !== undefined) return found.exhibitId
  const because = `There is no exhibit ${name} of case ${caseNumber} in ${edition} that ${client.person} may see.`
  throw new CommandError('exhibit/unknown', because, EXIT.refused)
}
