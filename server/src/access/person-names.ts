import { personName, relationOf } from '@homeward/core'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Actor } from './actor.ts'
import { editionById, personsByIds } from './directory-store.ts'

/** What an actor may call persons who did something in an edition, by their identifiers. */
export type PersonNames = (person: string) => string

/** Loads persons and decides what each is called before the actor, as the edition's units are now. */
export async function personNames(
  db: Kysely<Tables>,
  actor: Actor,
  editionId: string,
  persons: readonly string[],
): Promise<PersonNames> {
  if (persons.length === 0) return () => ''
  const edition = await editionById(db, editionId)
  const units = edition?.units.map((unit) => unit.id) ?? []
  const names = new Map(
    (await personsByIds(db, persons)).map((one) => [
      one.id,
      personName(relationOf(one.unitId, actor.unit, units), one),
    ]),
  )
  return (person) => names.get(person) ?? ''
}
