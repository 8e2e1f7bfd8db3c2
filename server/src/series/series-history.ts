import type { Actor } from '../access/actor.ts'
import { personNames } from '../access/person-names.ts'
import { changesAbout } from '../ledger/ledger-store.ts'
import { personsByPseudonym } from '../ledger/pseudonym.ts'
import type { NodeContext } from '../node-context.ts'

/** The newest changes of a series that one answer holds. */
const CHANGES_MAX = 500

/** One change of a series as its page tells it. */
export interface HistoryLine {
  readonly at: string
  readonly type: string
  /** A person's code, a unit's code, or Homeward where the node acted by itself. */
  readonly by: string
  /** A sentence. */
  readonly what: string
}

interface EventBody {
  readonly type: string
  readonly actor: { readonly person?: string; readonly system?: string }
  readonly facts?: Readonly<Record<string, unknown>>
}

/** Every change of a series in one edition, the newest first; who only looked is for the auditor's ledger. */
export async function seriesHistory(
  context: NodeContext,
  actor: Actor,
  editionId: string,
  series: string,
): Promise<HistoryLine[]> {
  const db = context.database.read
  const rows = await changesAbout(db, { series, edition: editionId }, CHANGES_MAX)
  const events = rows.map(({ at, body }) => ({ ...(JSON.parse(body.toString('utf8')) as EventBody), at }))
  const persons = await personsByPseudonym(db, context.keys.laneKey)
  const personOf = (pseudonym: string): string => persons.get(pseudonym) ?? pseudonym
  const names = await personNames(
    db,
    actor,
    editionId,
    events.flatMap(({ actor: by }) => (by.person === undefined ? [] : personOf(by.person))),
  )
  return events.map((event) => ({
    at: event.at.toISOString(),
    type: event.type,
    by: event.actor.person === undefined ? 'Homeward' : names(personOf(event.actor.person)),
    what: sentenceOf(event),
  }))
}

function sentenceOf({ type, facts = {} }: EventBody): string {
  const sentences: Readonly<Record<string, string>> = {
    'series/created': 'Series made.',
    'series/added-to': 'Sets added.',
    'series/merged': 'Another series merged in.',
    'series/split': 'Sets split off into a new series.',
    'series/undone': 'The change before was taken back.',
    'series/subject-added': `A subject was added: ${String(facts['kind'])}.`,
    'series/link-cut': 'A link between two pictures was cut.',
    'series/link-restored': 'A cut link was restored.',
  }
  return sentences[type] ?? type
}
