import { createHmac, type KeyObject } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const CHARACTERS = 26
const PREFIX = 'officer-'

/**
 * The name of a person in the ledger: keyed, so that only this node can tell who it is, and nobody who is shown an event
 * can tie it to anything else that the person does. A person belongs to one unit, and so does the pseudonym. `laneKey`
 * is the node's (32 bytes).
 */
export function officerPseudonym(laneKey: Uint8Array | KeyObject, person: string): string {
  const digest = createHmac('sha256', laneKey).update(`homeward/officer/v1|${person}`).digest()
  let text = ''
  for (const byte of digest.subarray(0, CHARACTERS)) text += ALPHABET[byte & 31]
  return PREFIX + text
}

/** Every person's identifier by the pseudonym that stands in events. */
export async function personsByPseudonym(
  db: Kysely<Tables>,
  laneKey: Uint8Array | KeyObject,
): Promise<ReadonlyMap<string, string>> {
  const persons = await db.selectFrom('person').select('id').execute()
  return new Map(persons.map(({ id }) => [officerPseudonym(laneKey, id), id]))
}
