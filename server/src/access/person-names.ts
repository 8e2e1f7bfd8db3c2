import { personName, relationOf } from '@homeward/core'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Actor } from './actor.ts'

/** What an actor may call persons who did something in an edition, by their identifiers. */
export type PersonNames = (person: string) => string

/** Loads persons and decides what each is called before the actor, as the edition's units are now. */
export async function personNames(
  db: Kysely<Tables>,
  actor: Actor,
  editionId: string,
  persons: readonly string[],
): Promise<PersonNames> {
  const wanted = [...new Set(persons)]
  if (wanted.length === 0) return () => ''
  const rows = await db
    .selectFrom('person')
    .innerJoin('unit', 'unit.id', 'person.unit_id')
    .select(['person.id', 'person.code', 'unit.id as unit', 'unit.code as unitCode'])
    .where('person.id', 'in', wanted)
    .execute()
  const members = await db
    .selectFrom('edition_unit')
    .select('unit_id')
    .where('edition_id', '=', editionId)
    .execute()
  const units = members.map((row) => row.unit_id)
  const names = new Map(rows.map((row) => [row.id, personName(relationOf(row.unit, actor.unit, units), row)]))
  return (person) => names.get(person) ?? ''
}
