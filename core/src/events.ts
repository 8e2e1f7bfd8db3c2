import { ACCESS_EVENTS } from './access/access-events.ts'
import type { EventDraft, VerbsOf } from './ledger/event.ts'
import { LEDGER_EVENTS } from './ledger/ledger-events.ts'
import { MATCH_EVENTS } from './match/match-events.ts'
import { MEDIA_EVENTS } from './media/media-events.ts'
import { SERIES_EVENTS } from './series/series-events.ts'

/** The closed list of recorded events with the verb of each. An event that is not here cannot be written. */
export const EVENTS: Events = {
  ...LEDGER_EVENTS,
  ...ACCESS_EVENTS,
  ...MEDIA_EVENTS,
  ...MATCH_EVENTS,
  ...SERIES_EVENTS,
} satisfies VerbsOf

type Events = typeof LEDGER_EVENTS &
  typeof ACCESS_EVENTS &
  typeof MEDIA_EVENTS &
  typeof MATCH_EVENTS &
  typeof SERIES_EVENTS
export type EventType = keyof Events

/** Drafts an event of the closed list; its verb follows from its type. */
export function draftEvent(type: EventType, rest: Omit<EventDraft, 'type' | 'verb'>): EventDraft {
  return { type, verb: EVENTS[type], ...rest }
}
