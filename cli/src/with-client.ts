import { actingPerson } from './acting-person.ts'
import { Client } from './client.ts'
import type { Call, Option } from './command.ts'
import { openDataDirectory } from './data-directory.ts'
import { EXIT } from './exit-code.ts'
import { CommandError, UsageError } from './failure.ts'
import { NodeLink } from './node-link.ts'
import { Sessions } from './sessions.ts'

/** The option of commands that read one edition; {@link chooseEdition} finds it where it is not given. */
export const EDITION_OPTION: Readonly<Record<'edition', Option>> = {
  edition: { value: 'CODE', help: 'the edition (default: the only one)' },
}

/** What a command says about the person as whom it would act when nobody is named. */
export interface Acting {
  readonly unit?: string | undefined
  readonly administrative?: boolean
}

/**
 * Does the work with a client that speaks as the acting person. A node is started if none runs and ended afterwards,
 * also when the work fails.
 */
export async function withClient<Result>(
  call: Call,
  acting: Acting,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const directory = openDataDirectory(call.data)
  const sessions = new Sessions(directory.path)
  const person = actingPerson(directory, {
    as: call.as,
    current: sessions.current(),
    unit: acting.unit,
    administrative: acting.administrative === true,
  })
  if (person === undefined) {
    throw new CommandError(
      'session/none',
      `Nobody is signed in: run homeward sign-in --person CODE --data ${directory.path}, or name a person with --as.`,
      EXIT.refused,
    )
  }
  const link = new NodeLink(directory.path, call.terminal, call.platform)
  try {
    return await work(new Client(link, directory, sessions, call.platform, person))
  } finally {
    await link.close()
  }
}

/** The edition that was named, or the only one that the acting person belongs to. */
export async function chooseEdition(client: Client, named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  const { editions } = await client.get<{ editions: { code: string }[] }>('/api/me')
  const [only, ...others] = editions.map((edition) => edition.code)
  if (only === undefined) {
    throw new UsageError(`${client.person} belongs to no edition; name one with --edition.`, 'usage/edition')
  }
  if (others.length > 0) {
    throw new UsageError(
      `${client.person} belongs to several editions; name one with --edition: ${[only, ...others].join(', ')}.`,
      'usage/edition',
    )
  }
  return only
}
