import { canonicalJson } from './canonical-json.ts'

/** What an event does to data: the six logged operations of EU 2016/680 Art. 25, and three of our own. */
export type Verb =
  | 'collection'
  | 'alteration'
  | 'consultation'
  | 'disclosure'
  | 'combination'
  | 'erasure'
  | 'release'
  | 'match'
  | 'administration'

/** The shape in which a feature declares its event types, each with its verb. */
export type VerbsOf = Readonly<Record<string, Verb>>

/** Who did it: a person of a unit, or a part of the system acting by itself. Ids only, never names. */
export type Actor = { readonly person: string; readonly unit: string } | { readonly system: string }

export type ObjectIds = Readonly<Record<string, string | readonly string[]>>

export type Facts = Readonly<Record<string, string | number | boolean | null>>

/**
 * An event before it is written. `type` is `feature/what`; `objects` names ids by kind; `facts` hold counts and
 * codes (numbers are safe integers), never content, names or clue text. `justification` is free text: it goes to
 * an erasable record, the event keeps a salted commitment of it only.
 */
export interface EventDraft {
  readonly type: string
  readonly verb: Verb
  readonly actor: Actor
  readonly operation?: string
  readonly purpose?: string
  readonly objects: ObjectIds
  readonly facts?: Facts
  readonly justification?: string
}

/** Where an event stands: its lane, its number there from 0, the hash of the event before it in hex, its time. */
export interface EventPlace {
  readonly lane: string
  readonly n: number
  /** 64 hex digits; {@link LANE_START} for the first event of a lane. */
  readonly prev: string
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string
}

/** The `prev` of the first event of a lane: 32 zero bytes in hex. */
export const LANE_START: string = '0'.repeat(64)

/**
 * The canonical text of an event in its place, version 1; its UTF-8 bytes are what is hashed, chained and kept. The
 * salted commitment (hex) stands for the justification.
 *
 * @throws {CanonicalJsonError} when a fact is not a safe integer or a text is not well formed.
 */
export function eventText(draft: EventDraft, place: EventPlace, commitment: string | null): string {
  const { justification: _text, ...said } = draft
  return canonicalJson({
    ...said,
    v: 1,
    lane: place.lane,
    n: place.n,
    prev: place.prev,
    at: place.at,
    justification: commitment ?? undefined,
  })
}

/** Reads the place back from an event's text; null when it is not the text of an event of version 1. */
export function readEventPlace(text: string): EventPlace | null {
  let event: Partial<EventPlace & { v: unknown }>
  try {
    event = JSON.parse(text) as Partial<EventPlace & { v: unknown }>
  } catch {
    return null
  }
  if (typeof event !== 'object' || event === null || event.v !== 1) return null
  const { lane, n, prev, at } = event
  if (typeof lane !== 'string' || typeof n !== 'number' || typeof prev !== 'string' || typeof at !== 'string')
    return null
  return { lane, n, prev, at }
}
