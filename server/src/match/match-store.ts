import { PDQ_QUALITY_MIN } from '@homeward/core'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { QueryHashes } from './match-index.ts'

type Reader = Kysely<Tables>

/** PostgreSQL takes at most 65,535 parameters a statement. */
const ROWS_PER_INSERT = 5000

export interface HashedMedia {
  readonly media: string
  /** Empty when no hash of sufficient quality is there: such media match by exact hash only. */
  readonly hashes: QueryHashes
}

function gather(
  rows: readonly { media_id: string; variant: string; quality: number; dihedral: Buffer }[],
): Map<string, QueryHashes> {
  const hashes = new Map<string, Record<string, Uint8Array>>()
  for (const row of rows) {
    if (row.quality < PDQ_QUALITY_MIN) continue
    const of = hashes.get(row.media_id) ?? {}
    of[row.variant] = row.dihedral
    hashes.set(row.media_id, of)
  }
  return hashes
}

/** Media still to be matched, the oldest identifier first. */
export async function unmatchedMedia(db: Reader, limit: number): Promise<HashedMedia[]> {
  const rows = await db
    .selectFrom('media')
    .select('id')
    .where('matched', '=', false)
    .orderBy('id')
    .limit(limit)
    .execute()
  const hashes = await hashesOf(
    db,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({ media: row.id, hashes: hashes.get(row.id) ?? {} }))
}

/** The hashes of sufficient quality of these media. */
export async function hashesOf(db: Reader, media: readonly string[]): Promise<Map<string, QueryHashes>> {
  if (media.length === 0) return new Map()
  const rows = await db
    .selectFrom('media_hash')
    .select(['media_id', 'variant', 'quality', 'dihedral'])
    .where('media_id', 'in', [...media])
    .where('algorithm', '=', 'pdq')
    .execute()
  return gather(rows)
}

/** A page of matched media with their hashes, in the order of their identifiers. */
export async function matchedMedia(db: Reader, after: string, limit: number): Promise<HashedMedia[]> {
  const rows = await db
    .selectFrom('media')
    .select('id')
    .where('matched', '=', true)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  const hashes = await hashesOf(
    db,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({ media: row.id, hashes: hashes.get(row.id) ?? {} }))
}

/**
 * Those of some media that are still there, kept until the transaction ends: what was searched for may have been erased
 * since.
 */
export async function keepMedia(db: Reader, media: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select id from media where id = any(${media}::text[])
    order by id for key share`.execute(db)
  return new Set(rows.map((row) => row.id))
}

/** Deletes the hits and links of media that go. Whoever is matching one of them is waited for. */
export async function deleteMatches(db: Reader, media: readonly string[]): Promise<void> {
  await sql`select id from media where id = any(${media}::text[]) order by id for update`.execute(db)
  await sql`delete from hit where media_id = any(${media}::text[])`.execute(db)
  const links = sql`media_a = any(${media}::text[]) or media_b = any(${media}::text[])`
  await sql`delete from link_cut where link_id in (select id from link where ${links})`.execute(db)
  await sql`delete from link where ${links}`.execute(db)
}

export async function setMatched(db: Reader, media: readonly string[]): Promise<void> {
  await db
    .updateTable('media')
    .set({ matched: true })
    .where('id', 'in', [...media])
    .execute()
}

/** Exact hits of these media: any digest that a reference entry names and that equals the media's. */
export async function exactReferences(
  db: Reader,
  media: readonly string[],
): Promise<{ media: string; entry: number }[]> {
  const { rows } = await sql<{ media: string; entry: number }>`
    select c.id as media, e.id as entry from content c join reference_entry e on e.sha256 = c.sha256
      where c.id = any(${media}::text[])
    union
    select c.id, e.id from content c join reference_entry e on e.sha1 = c.sha1 where c.id = any(${media}::text[])
      and e.sha256 is null
    union
    select c.id, e.id from content c join reference_entry e on e.md5 = c.md5 where c.id = any(${media}::text[])
      and e.sha256 is null and e.sha1 is null
  `.execute(db)
  return rows
}

/** Exact hits of all media held against one newly imported set. */
export async function exactMediaOfSet(
  db: Reader,
  setId: string,
): Promise<{ media: string; entry: number }[]> {
  const { rows } = await sql<{ media: string; entry: number }>`
    select m.id as media, e.id as entry from reference_entry e join content c on c.sha256 = e.sha256
      join media m on m.id = c.id where e.set_id = ${setId}
    union
    select m.id, e.id from reference_entry e join content c on c.sha1 = e.sha1 join media m on m.id = c.id
      where e.set_id = ${setId} and e.sha256 is null
    union
    select m.id, e.id from reference_entry e join content c on c.md5 = e.md5 join media m on m.id = c.id
      where e.set_id = ${setId} and e.sha256 is null and e.sha1 is null
  `.execute(db)
  return rows
}

export async function insertHits(db: Reader, hits: readonly Tables['hit'][]): Promise<number> {
  let inserted = 0
  for (let start = 0; start < hits.length; start += ROWS_PER_INSERT) {
    const result = await db
      .insertInto('hit')
      .values(hits.slice(start, start + ROWS_PER_INSERT))
      .onConflict((oc) => oc.doNothing())
      .executeTakeFirst()
    inserted += Number(result.numInsertedOrUpdatedRows ?? 0)
  }
  return inserted
}

export async function insertLinks(db: Reader, links: readonly Tables['link'][]): Promise<number> {
  let inserted = 0
  for (let start = 0; start < links.length; start += ROWS_PER_INSERT) {
    const result = await db
      .insertInto('link')
      .values(links.slice(start, start + ROWS_PER_INSERT))
      .onConflict((oc) => oc.doNothing())
      .executeTakeFirst()
    inserted += Number(result.numInsertedOrUpdatedRows ?? 0)
  }
  return inserted
}

/** One hit of a media, joined with what the reference says. */
export interface ReferenceHit {
  readonly media: string
  readonly verdict: 'exact' | 'near'
  readonly distanceBits: number
  readonly variant: string | null
  readonly transform: string | null
  readonly referenceSet: string
  readonly series: string | null
  readonly victimIdentified: boolean
}

/**
 * Hits of these media against enabled reference sets within each set's own distance. A media that a negative set knows
 * has none: it must never alert.
 */
export async function referenceHits(db: Reader, media: readonly string[]): Promise<ReferenceHit[]> {
  if (media.length === 0) return []
  const { rows } = await sql<ReferenceHit>`
    select h.media_id as media, h.verdict, h.distance_bits as "distanceBits", h.variant, h.transform,
      s.code as "referenceSet", e.series_id as series, e.victim_identified as "victimIdentified"
    from hit h join reference_entry e on e.id = h.entry_id join reference_set s on s.id = e.set_id
    where h.media_id = any(${media}::text[]) and s.enabled and s.kind in ('registry', 'hash-list')
      and h.distance_bits <= s.distance_bits and not exists (
        select 1 from hit n join reference_entry ne on ne.id = n.entry_id join reference_set ns on ns.id = ne.set_id
        where n.media_id = h.media_id and ns.enabled and ns.kind = 'negative' and n.distance_bits <= ns.distance_bits)
    order by h.media_id, h.distance_bits, e.id
  `.execute(db)
  return rows
}

export interface LinkRow {
  readonly id: string
  readonly mediaA: string
  readonly mediaB: string
  readonly distanceBits: number
  readonly variant: string
  readonly transform: string
  readonly cut: boolean
}

/** Links that touch any of these media, with whether they are cut in the edition. */
export async function linksTouching(
  db: Reader,
  media: readonly string[],
  editionId: string,
): Promise<LinkRow[]> {
  if (media.length === 0) return []
  const { rows } = await sql<LinkRow>`
    select l.id, l.media_a as "mediaA", l.media_b as "mediaB", l.distance_bits as "distanceBits", l.variant,
      l.transform, (c.link_id is not null) as cut
    from link l left join link_cut c on c.link_id = l.id and c.edition_id = ${editionId}
    where l.media_a = any(${media}::text[]) or l.media_b = any(${media}::text[])
    order by l.distance_bits, l.id
  `.execute(db)
  return rows
}

export async function linkById(db: Reader, id: string, editionId: string): Promise<LinkRow | null> {
  const { rows } = await sql<LinkRow>`
    select l.id, l.media_a as "mediaA", l.media_b as "mediaB", l.distance_bits as "distanceBits", l.variant,
      l.transform, (c.link_id is not null) as cut
    from link l left join link_cut c on c.link_id = l.id and c.edition_id = ${editionId} where l.id = ${id}
  `.execute(db)
  return rows[0] ?? null
}

export async function insertCut(
  db: Reader,
  cut: { linkId: string; editionId: string; personId: string; because: string; at: Date },
): Promise<void> {
  await db
    .insertInto('link_cut')
    .values({
      link_id: cut.linkId,
      edition_id: cut.editionId,
      person_id: cut.personId,
      because: cut.because,
      cut_at: cut.at,
    })
    .execute()
}

export async function deleteCut(db: Reader, linkId: string, editionId: string): Promise<void> {
  await db.deleteFrom('link_cut').where('link_id', '=', linkId).where('edition_id', '=', editionId).execute()
}

/** A reference entry that a search met. `distanceBits` is its set's own limit. */
export interface ReferenceTarget {
  readonly entry: number
  readonly referenceSet: string
  readonly kind: 'hash-list' | 'negative' | 'registry'
  readonly distanceBits: number
  readonly series: string | null
}

/** Entries of enabled sets that alert or forbid an alert, by identifier. */
export async function referenceEntriesById(db: Reader, ids: readonly number[]): Promise<ReferenceTarget[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<ReferenceTarget>`
    select e.id as entry, s.code as "referenceSet", s.kind, s.distance_bits as "distanceBits", e.series_id as series
    from reference_entry e join reference_set s on s.id = e.set_id
    where e.id = any(${ids}::bigint[]) and s.enabled and s.kind <> 'known-good' order by e.id`.execute(db)
  return rows
}

/** Entries of enabled sets that name one of these digests. */
export async function referenceEntriesByDigest(
  db: Reader,
  digests: { readonly sha256: Buffer; readonly sha1: Buffer; readonly md5: Buffer },
): Promise<ReferenceTarget[]> {
  const { rows } = await sql<ReferenceTarget>`
    select e.id as entry, s.code as "referenceSet", s.kind, s.distance_bits as "distanceBits", e.series_id as series
    from reference_entry e join reference_set s on s.id = e.set_id
    where s.enabled and s.kind <> 'known-good' and (e.sha256 = ${digests.sha256}
      or (e.sha256 is null and e.sha1 = ${digests.sha1})
      or (e.sha256 is null and e.sha1 is null and e.md5 = ${digests.md5}))
    order by e.id`.execute(db)
  return rows
}
