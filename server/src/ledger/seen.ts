import type { SeenLine } from '@homeward/core'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { seesExhibit, seesHolding, seesSeries, type Viewer } from '../access/need-to-know-store.ts'
import type { Tables } from '../db/tables.ts'
import { officerPseudonym } from './pseudonym.ts'

const LINES_MAX = 10_000

interface SeenRow {
  readonly hash: Buffer
  readonly leafIndex: number | null
  readonly at: Date
  readonly body: Buffer
  readonly text: string | null
}

interface Body {
  readonly type: string
  readonly verb: string
  readonly actor: { readonly person?: string; readonly unit?: string; readonly system?: string }
  readonly purpose?: string
  readonly justification?: string
}

/** An object as events name it: its kind and identifier. */
export interface NamedObject {
  readonly kind: string
  readonly id: string
}

const OBJECT = /^[a-z]+[-:][A-Za-z0-9._-]{1,100}$/

/**
 * The object that somebody asks for by its identifier, whose first word is its kind; a person also by code, as
 * `person:CODE`. Persons stand in events by their pseudonym. Null for a text that names nothing.
 */
export async function namedObject(
  db: Kysely<Tables>,
  laneKey: Uint8Array,
  object: string,
): Promise<NamedObject | null> {
  if (!OBJECT.test(object)) return null
  if (!object.startsWith('person')) return { kind: object.split('-', 1)[0] ?? '', id: object }
  const named = await db
    .selectFrom('person')
    .select('id')
    .where((or) => or.or([or('id', '=', object), or('code', '=', object.replace(/^person:/, ''))]))
    .executeTakeFirst()
  return { kind: 'person', id: officerPseudonym(laneKey, named?.id ?? object) }
}

function personsOf(db: Kysely<Tables>, unit: string): Promise<{ id: string; code: string }[]> {
  return db.selectFrom('person').select(['id', 'code']).where('unit_id', '=', unit).execute()
}

/**
 * Every consultation, disclosure and release of an object, the newest first, at most 10,000. A unit learns of every look
 * of its own persons, and of the looks of others at what it delivered itself or may learn of; of anything else it gets
 * the same answer as for an object that is not there. Its own persons are named by their code, others by their
 * pseudonym.
 */
export async function whoSaw(
  db: Kysely<Tables>,
  laneKey: Uint8Array,
  object: NamedObject,
  reader: Viewer,
): Promise<SeenLine[]> {
  const units = new Map(
    (await db.selectFrom('unit').select(['id', 'code', 'solo']).execute()).map((one) => [one.id, one]),
  )
  const own = new Map(
    (await personsOf(db, reader.unit)).map((person) => [officerPseudonym(laneKey, person.id), person.code]),
  )
  const by = (await answersFor(db, laneKey, object, reader)) ? null : reader.unit
  return (await looksAt(db, object, by)).map((row) => {
    const { type, verb, actor, purpose, justification } = JSON.parse(row.body.toString('utf8')) as Body
    return {
      event: row.hash.toString('hex'),
      index: row.leafIndex,
      at: row.at.toISOString(),
      type,
      verb,
      unit: actor.unit === undefined ? null : (units.get(actor.unit)?.code ?? actor.unit),
      solo: actor.unit !== undefined && units.get(actor.unit)?.solo === true,
      who: actor.person === undefined ? (actor.system ?? '') : (own.get(actor.person) ?? actor.person),
      purpose: purpose ?? null,
      justification: row.text,
      justificationState: justification === undefined ? 'none' : row.text === null ? 'erased' : 'kept',
    }
  })
}

/** Whether the reader's unit is told who of other units looked at an object. */
async function answersFor(
  db: Kysely<Tables>,
  laneKey: Uint8Array,
  { kind, id }: NamedObject,
  reader: Viewer,
): Promise<boolean> {
  const { unit, editions } = reader
  if (kind === 'person') {
    const persons = await personsOf(db, unit)
    return persons.some((person) => officerPseudonym(laneKey, person.id) === id)
  }
  const conditions: Readonly<Record<string, RawBuilder<unknown>>> = {
    unit: sql`select 1 where ${id} = ${unit}`,
    exhibit: sql`select 1 from exhibit e where e.id = ${id}
      and (e.unit_id = ${unit} or ${seesExhibit(reader, 'e')})`,
    media: sql`select 1 from exhibit_content ec join exhibit e on e.id = ec.exhibit_id
      where ec.content_id = ${id} and (e.unit_id = ${unit} or ${seesHolding(reader, 'e', 'ec.content_id')})`,
    // Of a series with an audience, the units learn of which somebody is in it.
    series: sql`select 1 from series s where s.id = ${id}
      and (s.edition_id is null or s.edition_id = any(${editions}::text[]))
      and (${seesSeries(reader, 's')}
        or exists (select 1 from person p where p.unit_id = ${unit} and p.id = any(s.audience)))`,
  }
  const condition = conditions[kind]
  return condition !== undefined && (await condition.execute(db)).rows.length > 0
}

/** The looks at an object, of the persons of one unit or of everybody where `unit` is null. */
async function looksAt(
  db: Kysely<Tables>,
  { kind, id }: NamedObject,
  unit: string | null,
): Promise<SeenRow[]> {
  const about = (objects: unknown): RawBuilder<boolean> =>
    sql<boolean>`event_objects(body) @> ${JSON.stringify(objects)}::jsonb`
  const named = [about({ [kind]: [id] }), about({ [kind]: id })]
  if (kind === 'series') named.push(about({ revealedSeries: id }))
  const { rows } = await sql<SeenRow>`
    with said as materialized (
      select hash, leaf_index, at, lane, n, body, convert_from(body, 'UTF8')::jsonb as event from event
      where ${sql.join(named, sql` or `)}
    )
    select said.hash, said.leaf_index as "leafIndex", said.at, said.body, j.text from said
    left join justification j on j.commitment = decode(said.event ->> 'justification', 'hex')
    where said.event ->> 'verb' in ('consultation', 'disclosure', 'release')
      and (${unit}::text is null or said.event -> 'actor' ->> 'unit' = ${unit})
    order by said.at desc, said.lane, said.n desc limit ${LINES_MAX}
  `.execute(db)
  return rows
}

/** Erases the free text behind a unit's events before a time; the events and their proofs stay. Returns how many. */
export async function eraseJustifications(db: Kysely<Tables>, unit: string, before: Date): Promise<number> {
  const result = await sql`
    delete from justification j using (
      select decode(convert_from(body, 'UTF8')::jsonb ->> 'justification', 'hex') as commitment from event
      where at < ${before} and convert_from(body, 'UTF8')::jsonb -> 'actor' ->> 'unit' = ${unit}
    ) old where j.commitment = old.commitment
  `.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}
