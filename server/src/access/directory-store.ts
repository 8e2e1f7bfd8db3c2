import type { Audience, NoticeKind, Role } from '@homeward/core'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

export interface UnitRecord {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly country: string | null
  readonly kind: 'national' | 'international' | 'hotline' | 'industry'
  readonly contact: string
}

export interface EditionRecord {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly purpose: string
  readonly startsOn: string | null
  readonly endsOn: string | null
  readonly units: readonly UnitRecord[]
}

export async function listUnits(db: Reader): Promise<UnitRecord[]> {
  const rows = await db.selectFrom('unit').selectAll().orderBy('code').execute()
  return rows.map(({ id, code, name, country, kind, contact }) => ({
    id,
    code,
    name,
    country,
    kind,
    contact,
  }))
}

export async function unitByCode(db: Reader, code: string): Promise<UnitRecord | null> {
  const row = await db.selectFrom('unit').selectAll().where('code', '=', code).executeTakeFirst()
  if (row === undefined) return null
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    country: row.country,
    kind: row.kind,
    contact: row.contact,
  }
}

export async function insertUnit(db: Reader, unit: UnitRecord, createdAt: Date): Promise<void> {
  await db
    .insertInto('unit')
    .values({ ...unit, created_at: createdAt })
    .execute()
}

export async function insertPerson(
  db: Reader,
  person: {
    id: string
    unitId: string
    code: string
    name: string
    roles: readonly Role[]
    /** The mark of all accounts of this human being. */
    human: string
  },
  createdAt: Date,
): Promise<void> {
  await db
    .insertInto('person')
    .values({
      id: person.id,
      unit_id: person.unitId,
      code: person.code,
      name: person.name,
      password_hash: null,
      locked_until: null,
      disabled_at: null,
      created_at: createdAt,
      human_id: person.human,
    })
    .execute()
  if (person.roles.length > 0) await grantRoles(db, person.id, person.roles)
}

/** Gives a person roles that it does not have yet. */
export async function grantRoles(db: Reader, personId: string, roles: readonly Role[]): Promise<void> {
  await db
    .insertInto('person_role')
    .values(roles.map((role) => ({ person_id: personId, role })))
    .onConflict((oc) => oc.doNothing())
    .execute()
}

/** Takes roles from a person, at once. */
export async function takeRoles(db: Reader, personId: string, roles: readonly Role[]): Promise<void> {
  await db
    .deleteFrom('person_role')
    .where('person_id', '=', personId)
    .where('role', 'in', [...roles])
    .execute()
}

/** Closes the account of a person for good, and the ways into it. */
export async function closeAccount(db: Reader, personId: string, at: Date): Promise<void> {
  await db
    .updateTable('person')
    .set({ disabled_at: at, password_hash: null, failed_sign_ins: 0, locked_until: null })
    .where('id', '=', personId)
    .execute()
  for (const table of ['person_role', 'passkey', 'provider_binding', 'invitation'] as const) {
    await db.deleteFrom(table).where('person_id', '=', personId).execute()
  }
}

export interface PersonEntry {
  readonly code: string
  readonly name: string
  readonly unit: string
  readonly roles: readonly string[]
  readonly disabled: boolean
}

export async function listPersons(db: Reader): Promise<PersonEntry[]> {
  const rows = await db
    .selectFrom('person')
    .innerJoin('unit', 'unit.id', 'person.unit_id')
    .leftJoin('person_role', 'person_role.person_id', 'person.id')
    .select((eb) => [
      'person.code',
      'person.name',
      'unit.code as unit',
      'person.disabled_at',
      eb.fn.agg<string[]>('array_agg', ['person_role.role']).as('roles'),
    ])
    .groupBy(['person.code', 'person.name', 'unit.code', 'person.disabled_at'])
    .orderBy('person.code')
    .execute()
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    unit: row.unit,
    roles: row.roles.filter((role) => role !== null).sort(),
    disabled: row.disabled_at !== null,
  }))
}

/** Persons with their units, as lists of changes name them. */
export async function personsByIds(
  db: Reader,
  ids: readonly string[],
): Promise<{ id: string; code: string; unitId: string; unitCode: string }[]> {
  return db
    .selectFrom('person')
    .innerJoin('unit', 'unit.id', 'person.unit_id')
    .select(['person.id', 'person.code', 'unit.id as unitId', 'unit.code as unitCode'])
    .where('person.id', 'in', [...new Set(ids)])
    .execute()
}

/** Persons of a unit with a role, as long as they are there. */
export async function personsOfRole(db: Reader, unitId: string, role: Role): Promise<string[]> {
  const rows = await db
    .selectFrom('person')
    .innerJoin('person_role', 'person_role.person_id', 'person.id')
    .select('person.id')
    .where('person.unit_id', '=', unitId)
    .where('person.disabled_at', 'is', null)
    .where('person_role.role', '=', role)
    .execute()
  return rows.map((row) => row.id)
}

export async function insertEdition(
  db: Reader,
  edition: Omit<EditionRecord, 'units'>,
  unitIds: readonly string[],
  createdAt: Date,
): Promise<void> {
  await db
    .insertInto('edition')
    .values({
      id: edition.id,
      code: edition.code,
      name: edition.name,
      purpose: edition.purpose,
      starts_on: edition.startsOn,
      ends_on: edition.endsOn,
      created_at: createdAt,
    })
    .execute()
  await db
    .insertInto('edition_unit')
    .values(unitIds.map((unit_id) => ({ edition_id: edition.id, unit_id })))
    .execute()
}

async function editionsWhere(
  db: Reader,
  ids: readonly string[] | 'all',
  code?: string,
): Promise<EditionRecord[]> {
  if (ids !== 'all' && ids.length === 0) return []
  let query = db.selectFrom('edition').selectAll().orderBy('code')
  if (ids !== 'all') query = query.where('id', 'in', [...ids])
  if (code !== undefined) query = query.where('code', '=', code)
  const rows = await query.execute()
  if (rows.length === 0) return []
  const members = await db
    .selectFrom('edition_unit')
    .innerJoin('unit', 'unit.id', 'edition_unit.unit_id')
    .select([
      'edition_unit.edition_id',
      'unit.id',
      'unit.code',
      'unit.name',
      'unit.country',
      'unit.kind',
      'unit.contact',
    ])
    .where(
      'edition_unit.edition_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('unit.code')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    purpose: row.purpose,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    units: members
      .filter((member) => member.edition_id === row.id)
      .map(({ id, code, name, country, kind, contact }) => ({ id, code, name, country, kind, contact })),
  }))
}

/** The editions with these identifiers, or every one. */
export function listEditions(db: Reader, ids: readonly string[] | 'all'): Promise<EditionRecord[]> {
  return editionsWhere(db, ids)
}

export async function editionByCode(db: Reader, code: string): Promise<EditionRecord | null> {
  return (await editionsWhere(db, 'all', code))[0] ?? null
}

export async function editionById(db: Reader, id: string): Promise<EditionRecord | null> {
  return (await editionsWhere(db, [id]))[0] ?? null
}

export interface NoticeRecord {
  readonly id: string
  readonly kind: NoticeKind
  readonly body: string
  readonly occurrences: number
  readonly createdAt: Date
  readonly readAt: Date | null
}

/** Tells a unit something once; the same kind about the same subject again only counts up. */
export async function raiseNotice(
  db: Reader,
  notice: {
    id: string
    unitId: string
    kind: NoticeKind
    subjectId: string
    body: string
    /** Who of the unit learns of it; null: everybody who reads its notices. */
    audience: Audience
    at: Date
  },
): Promise<'raised' | 'counted'> {
  const row = await db
    .insertInto('notice')
    .values({
      id: notice.id,
      unit_id: notice.unitId,
      kind: notice.kind,
      subject_id: notice.subjectId,
      body: notice.body,
      audience: notice.audience === null ? null : [...notice.audience],
      created_at: notice.at,
      read_at: null,
    })
    .onConflict((oc) =>
      oc.columns(['unit_id', 'kind', 'subject_id']).doUpdateSet((eb) => ({
        occurrences: eb('notice.occurrences', '+', 1),
        audience: sql<
          string[] | null
        >`case when notice.audience is null or excluded.audience is null then null
          else array(select distinct unnest(notice.audience || excluded.audience)) end`,
      })),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id === notice.id ? 'raised' : 'counted'
}

/** Takes back what units were told of this kind about a subject. */
export async function deleteNotices(db: Reader, kind: NoticeKind, subjectId: string): Promise<void> {
  await db.deleteFrom('notice').where('kind', '=', kind).where('subject_id', '=', subjectId).execute()
}

/** Notices of these kinds that a person of the unit may read, the newest first. */
export async function listNotices(
  db: Reader,
  unitId: string,
  personId: string,
  kinds: readonly NoticeKind[],
): Promise<NoticeRecord[]> {
  const rows = await db
    .selectFrom('notice')
    .selectAll()
    .where('unit_id', '=', unitId)
    .where(sql<boolean>`(audience is null or ${personId} = any(audience))`)
    .where(sql<boolean>`kind = any(${kinds})`)
    .orderBy('created_at', 'desc')
    .limit(200)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    body: row.body,
    occurrences: row.occurrences,
    createdAt: row.created_at,
    readAt: row.read_at,
  }))
}

/** Marks a notice as read that the person may read; returns whether there is one. */
export async function markNoticeRead(
  db: Reader,
  unitId: string,
  personId: string,
  kinds: readonly NoticeKind[],
  id: string,
  at: Date,
): Promise<boolean> {
  const result = await db
    .updateTable('notice')
    .set({ read_at: at })
    .where('id', '=', id)
    .where('unit_id', '=', unitId)
    .where(sql<boolean>`kind = any(${kinds})`)
    .where(sql<boolean>`(audience is null or ${personId} = any(audience))`)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}
