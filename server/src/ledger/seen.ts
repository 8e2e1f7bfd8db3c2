import type { SeenLine } from '@homeward/core'
import { type Kysely, sql } from 'kysely'
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

/** Who asks: persons of this unit are named by their code, others by their pseudonym. */
interface Reader {
  readonly unit: string
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
  const named = (await persons(db)).find(({ id, code }) => object === id || object === `person:${code}`)
  return { kind: 'person', id: officerPseudonym(laneKey, named?.id ?? object) }
}

function persons(db: Kysely<Tables>): Promise<{ id: string; code: string; unit_id: string }[]> {
  return db.selectFrom('person').select(['id', 'code', 'unit_id']).execute()
}

/** Every consultation, disclosure and release of an object, the newest first, at most 10,000. */
export async function whoSaw(
  db: Kysely<Tables>,
  laneKey: Uint8Array,
  { kind, id }: NamedObject,
  reader: Reader,
): Promise<SeenLine[]> {
  const units = new Map(
    (await db.selectFrom('unit').select(['id', 'code', 'solo']).execute()).map((one) => [one.id, one]),
  )
  const own = new Map(
    (await persons(db))
      .filter((person) => person.unit_id === reader.unit)
      .map((person) => [officerPseudonym(laneKey, person.id), person.code]),
  )
  return (await looksAt(db, kind, id)).map((row) => {
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

async function looksAt(db: Kysely<Tables>, kind: string, id: string): Promise<SeenRow[]> {
  const { rows } = await sql<SeenRow>`
    with said as (
      select hash, leaf_index, at, lane, n, body, convert_from(body, 'UTF8')::jsonb as event from event
    )
    select said.hash, said.leaf_index as "leafIndex", said.at, said.body, j.text from said
    left join justification j on j.commitment = decode(said.event ->> 'justification', 'hex')
    where said.event ->> 'verb' in ('consultation', 'disclosure', 'release')
      and (said.event -> 'objects' @> ${JSON.stringify({ [kind]: [id] })}::jsonb
        or said.event -> 'objects' @> ${JSON.stringify({ [kind]: id })}::jsonb
        or (${kind} = 'series' and said.event -> 'objects' ->> 'revealedSeries' = ${id}))
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
