import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

export interface GlassRow {
  readonly id: string
  readonly personId: string
  readonly person: string
  readonly human: string
  readonly personUnitId: string
  readonly personUnit: string
  /** The unit whose exhibit or series it is. */
  readonly unitId: string
  readonly objectKind: 'exhibit' | 'series'
  readonly objectId: string
  readonly because: string | null
  readonly startsAt: Date
  readonly endsAt: Date
  readonly reviewedBy: string | null
  readonly reviewedAt: Date | null
  readonly finding: string | null
}

/** What somebody asks to open: whose it is and who may learn of it. */
export interface GlassObject {
  readonly kind: 'exhibit' | 'series'
  readonly id: string
  readonly unitId: string
  readonly audience: readonly string[] | null
  readonly editionUnits: readonly string[]
}

/** An exhibit or a series of an edition by its identifier, whoever may learn of it; null when there is none. */
export async function glassObject(db: Reader, id: string): Promise<GlassObject | null> {
  const { rows } = await sql<GlassObject>`
    select o.kind, o.id, o.unit_id as "unitId", o.audience,
      array(select unit_id from edition_unit where edition_id = o.edition_id) as "editionUnits"
    from (select 'exhibit' as kind, id, unit_id, edition_id, audience from exhibit where id = ${id}
      union all
      select 'series', id, unit_id, edition_id, audience from series where id = ${id} and edition_id is not null) o
  `.execute(db)
  return rows[0] ?? null
}

/** Identifiers of what the person has opened and what is still open. */
export async function openGlassOf(db: Reader, personId: string, at: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('break_glass')
    .select('object_id')
    .where('person_id', '=', personId)
    .where('starts_at', '<=', at)
    .where('ends_at', '>', at)
    .execute()
  return rows.map((row) => row.object_id)
}

export async function insertGlass(
  db: Reader,
  glass: {
    id: string
    personId: string
    unitId: string
    objectKind: 'exhibit' | 'series'
    objectId: string
    because: string
    startsAt: Date
    endsAt: Date
  },
): Promise<void> {
  await db
    .insertInto('break_glass')
    .values({
      id: glass.id,
      person_id: glass.personId,
      unit_id: glass.unitId,
      object_kind: glass.objectKind,
      object_id: glass.objectId,
      because: glass.because,
      starts_at: glass.startsAt,
      ends_at: glass.endsAt,
      reviewed_by: null,
      reviewed_at: null,
      finding: null,
    })
    .execute()
}

function glassQuery(db: Reader) {
  return db
    .selectFrom('break_glass as g')
    .innerJoin('person as p', 'p.id', 'g.person_id')
    .innerJoin('unit as u', 'u.id', 'p.unit_id')
    .leftJoin('person as r', 'r.id', 'g.reviewed_by')
    .select([
      'g.id',
      'g.person_id as personId',
      'p.code as person',
      'p.human_id as human',
      'p.unit_id as personUnitId',
      'u.code as personUnit',
      'g.unit_id as unitId',
      'g.object_kind as objectKind',
      'g.object_id as objectId',
      'g.because',
      'g.starts_at as startsAt',
      'g.ends_at as endsAt',
      'r.code as reviewedBy',
      'g.reviewed_at as reviewedAt',
      'g.finding',
    ])
}

/** What was broken by persons of a unit or of its objects, the newest first, at most 200. */
export function glassOfUnit(db: Reader, unitId: string): Promise<GlassRow[]> {
  return glassQuery(db)
    .where((eb) => eb.or([eb('g.unit_id', '=', unitId), eb('p.unit_id', '=', unitId)]))
    .orderBy('g.starts_at', 'desc')
    .limit(200)
    .execute()
}

export async function glassById(db: Reader, id: string): Promise<GlassRow | null> {
  return (await glassQuery(db).where('g.id', '=', id).executeTakeFirst()) ?? null
}

/** Erases the reasons and findings of glass that a unit's persons broke before a time. Returns how many. */
export async function eraseGlassReasons(db: Reader, unit: string, before: Date): Promise<number> {
  const result = await db
    .updateTable('break_glass')
    .set({ because: null, finding: null })
    .where('starts_at', '<', before)
    .where('because', 'is not', null)
    .where('person_id', 'in', (eb) => eb.selectFrom('person').select('id').where('unit_id', '=', unit))
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Notes the review, once; false when there was one. */
export async function reviewGlass(
  db: Reader,
  id: string,
  review: { by: string; finding: string; at: Date },
): Promise<boolean> {
  const result = await db
    .updateTable('break_glass')
    .set({ reviewed_by: review.by, finding: review.finding, reviewed_at: review.at })
    .where('id', '=', id)
    .where('reviewed_at', 'is', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}
