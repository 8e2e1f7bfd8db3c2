import { type Audience, type IntakeReport, intakeReport, noOutcomes, type Outcome } from '@homeward/core'
import { type Kysely, sql } from 'kysely'
import { seesExhibit, seesHolding, type Viewer } from '../access/need-to-know-store.ts'
import type { Tables } from '../db/tables.ts'
import type { ExifRow } from './media-tables.ts'

type Reader = Kysely<Tables>

export interface ExhibitRecord {
  readonly id: string
  readonly unitId: string
  readonly editionId: string
  readonly caseNumber: string
  readonly name: string
  readonly keyWrapped: Buffer
  readonly audience: Audience
}

export interface ContentRecord {
  readonly id: string
  readonly storageId: Buffer
  readonly kind: string
  readonly family: Tables['content']['family']
  readonly problem: { code: string; because: string } | null
}

export interface OccurrenceRow {
  readonly id: string
  readonly revision: number
  readonly sizeBytes: number
  readonly modifiedAtNs: string | null
  readonly sha256: Buffer | null
  readonly outcome: Outcome
  readonly membersDone: boolean
}

const exhibitColumns = [
  'id',
  'unit_id',
  'edition_id',
  'case_number',
  'name',
  'key_wrapped',
  'audience',
] as const

function exhibitOf(row: Pick<Tables['exhibit'], (typeof exhibitColumns)[number]>): ExhibitRecord {
  return {
    id: row.id,
    unitId: row.unit_id,
    editionId: row.edition_id,
    caseNumber: row.case_number,
    name: row.name,
    keyWrapped: row.key_wrapped,
    audience: row.audience,
  }
}

/** An exhibit by its name; not erased before the transaction ends. */
export async function exhibitByName(
  db: Reader,
  unitId: string,
  caseNumber: string,
  name: string,
): Promise<ExhibitRecord | null> {
  const row = await db
    .selectFrom('exhibit')
    .select(exhibitColumns)
    .where('unit_id', '=', unitId)
    .where('case_number', '=', caseNumber)
    .where('name', '=', name)
    .forKeyShare()
    .executeTakeFirst()
  return row === undefined ? null : exhibitOf(row)
}

export async function exhibitById(db: Reader, id: string): Promise<ExhibitRecord | null> {
  const row = await db.selectFrom('exhibit').select(exhibitColumns).where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : exhibitOf(row)
}

/** The exhibits of an edition that the viewer may learn of. */
export async function exhibitsOfEdition(
  db: Reader,
  viewer: Viewer,
  editionId: string,
): Promise<ExhibitRecord[]> {
  const rows = await db
    .selectFrom('exhibit')
    .select(exhibitColumns)
    .where('edition_id', '=', editionId)
    .where(seesExhibit(viewer, 'exhibit'))
    .orderBy('unit_id')
    .orderBy('name')
    .execute()
  return rows.map(exhibitOf)
}

export async function insertExhibit(
  db: Reader,
  exhibit: ExhibitRecord & { purpose: string; createdBy: string; createdAt: Date },
): Promise<void> {
  await db
    .insertInto('exhibit')
    .values({
      id: exhibit.id,
      unit_id: exhibit.unitId,
      edition_id: exhibit.editionId,
      case_number: exhibit.caseNumber,
      name: exhibit.name,
      purpose: exhibit.purpose,
      key_wrapped: exhibit.keyWrapped,
      created_by: exhibit.createdBy,
      audience: exhibit.audience === null ? null : [...exhibit.audience],
      created_at: exhibit.createdAt,
    })
    .execute()
}

export async function occurrenceAt(
  db: Reader,
  exhibitId: string,
  place: Buffer,
): Promise<OccurrenceRow | null> {
  const row = await db
    .selectFrom('occurrence')
    .select(['id', 'revision', 'size_bytes', 'modified_at_ns', 'sha256', 'outcome', 'members_done'])
    .where('exhibit_id', '=', exhibitId)
    .where('place', '=', place)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    id: row.id,
    revision: row.revision,
    sizeBytes: row.size_bytes,
    modifiedAtNs: row.modified_at_ns,
    sha256: row.sha256,
    outcome: row.outcome,
    membersDone: row.members_done,
  }
}

/** True when a file with this content was already counted in the exhibit under another heading than quarantine. */
export async function seenInExhibit(db: Reader, exhibitId: string, sha256: Buffer): Promise<boolean> {
  const row = await db
    .selectFrom('occurrence')
    .select('id')
    .where('exhibit_id', '=', exhibitId)
    .where('sha256', '=', sha256)
    .where('outcome', '!=', 'quarantined')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function insertOccurrence(
  db: Reader,
  row: Omit<Tables['occurrence'], 'revision' | 'deleted' | 'members_done'> & {
    revision: number
    deleted: boolean
    members_done: boolean
  },
): Promise<void> {
  await db.insertInto('occurrence').values(row).execute()
}

/** Notes that a file was met again unchanged although its time stamp differs. */
export async function setModified(db: Reader, id: string, modifiedAtNs: string | null): Promise<void> {
  await db.updateTable('occurrence').set({ modified_at_ns: modifiedAtNs }).where('id', '=', id).execute()
}

export async function setMembersDone(
  db: Reader,
  id: string,
  problem: { code: string; because: string } | null,
): Promise<void> {
  await db
    .updateTable('occurrence')
    .set(
      problem === null
        ? { members_done: true }
        : {
            members_done: true,
            outcome: 'quarantined' as const,
            code: problem.code,
            because: problem.because,
          },
    )
    .where('id', '=', id)
    .execute()
}

/**
 * Holds other transactions off one content's blobs until this one ends: two intakes never write one blob at once, and
 * the sweep takes none of them for an orphan. Whoever puts a blob holds its lock from before that until its row is
 * committed; those of one content are always named in the same order.
 */
export async function lockBlobs(db: Reader, storageIds: readonly Buffer[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(key) from unnest(${storageIds.map(lockKey)}::bigint[]) as key`.execute(
    db,
  )
}

/** Takes a blob's lock until the transaction ends if nobody holds it; false when somebody does. */
export async function tryLockBlob(db: Reader, storageId: Buffer): Promise<boolean> {
  const { rows } = await sql<{
    locked: boolean
  }>`select pg_try_advisory_xact_lock(${lockKey(storageId)}::bigint) as locked`.execute(db)
  return rows[0]?.locked === true
}

function lockKey(storageId: Buffer): string {
  return storageId.readBigInt64BE(0).toString()
}

/** Those of some blobs that no committed row names, an erasure's list of what it has to remove among them. */
export async function withoutRow(db: Reader, storageIds: readonly Buffer[]): Promise<Buffer[]> {
  const { rows } = await sql<{ blob: Buffer }>`select blob from unnest(${storageIds}::bytea[]) as blob
    where not exists (select from content where storage_id = blob)
      and not exists (select from derivative where storage_id = blob)
      and not exists (select from erasure_left where storage_id = blob)`.execute(db)
  return rows.map((row) => row.blob)
}

export async function contentBySha256(db: Reader, sha256: Buffer): Promise<ContentRecord | null> {
  const row = await db
    .selectFrom('content')
    .select(['id', 'storage_id', 'kind', 'family', 'problem_code', 'problem_because'])
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  return row === undefined ? null : contentOf(row)
}

/** The same, not erased before the transaction ends; an erasure that is going on is waited for. */
export async function keptContentBySha256(db: Reader, sha256: Buffer): Promise<ContentRecord | null> {
  await db.selectFrom('content').select('id').where('sha256', '=', sha256).forKeyShare().execute()
  return contentBySha256(db, sha256)
}

export async function contentById(
  db: Reader,
  id: string,
): Promise<(ContentRecord & { sizeBytes: number }) | null> {
  const row = await db
    .selectFrom('content')
    .select(['id', 'storage_id', 'kind', 'family', 'problem_code', 'problem_because', 'size_bytes'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? null : { ...contentOf(row), sizeBytes: row.size_bytes }
}

function contentOf(
  row: Pick<Tables['content'], 'id' | 'storage_id' | 'kind' | 'family' | 'problem_code' | 'problem_because'>,
): ContentRecord {
  return {
    id: row.id,
    storageId: row.storage_id,
    kind: row.kind,
    family: row.family,
    problem:
      row.problem_code === null ? null : { code: row.problem_code, because: row.problem_because ?? '' },
  }
}

/** Any wrap of a content's data key, with the exhibit that it is for; the given exhibit's own first. */
export async function wrapOf(
  db: Reader,
  contentId: string,
  preferExhibit: string,
): Promise<{ exhibitId: string; exhibitKeyWrapped: Buffer; dataKeyWrapped: Buffer } | null> {
  const row = await db
    .selectFrom('exhibit_content')
    .innerJoin('exhibit', 'exhibit.id', 'exhibit_content.exhibit_id')
    .select(['exhibit.id', 'exhibit.key_wrapped', 'exhibit_content.data_key_wrapped'])
    .where('exhibit_content.content_id', '=', contentId)
    .orderBy(sql`exhibit.id = ${preferExhibit}`, 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return null
  return { exhibitId: row.id, exhibitKeyWrapped: row.key_wrapped, dataKeyWrapped: row.data_key_wrapped }
}

export async function insertWrap(
  db: Reader,
  exhibitId: string,
  contentId: string,
  wrapped: Buffer,
): Promise<void> {
  await db
    .insertInto('exhibit_content')
    .values({ exhibit_id: exhibitId, content_id: contentId, data_key_wrapped: wrapped })
    .onConflict((oc) => oc.doNothing())
    .execute()
}

export interface Holder {
  readonly exhibitId: string
  readonly unitId: string
  readonly audience: Audience
  /** Whether the viewer may learn of it. */
  readonly visible: boolean
}

/** The other exhibits that hold a content: whether the viewer may see one decides its outcome. */
export async function holdersOf(
  db: Reader,
  viewer: Viewer,
  contentId: string,
  exceptExhibit: string,
): Promise<Holder[]> {
  const { rows } = await sql<Holder>`
    select e.id as "exhibitId", e.unit_id as "unitId", e.audience, ${seesHolding(viewer, 'e', 'ec.content_id')} as visible
    from exhibit_content ec join exhibit e on e.id = ec.exhibit_id
    where ec.content_id = ${contentId} and e.id <> ${exceptExhibit} order by e.id`.execute(db)
  return rows
}

export async function insertContent(db: Reader, row: Tables['content']): Promise<void> {
  await db.insertInto('content').values(row).execute()
}

export async function insertDerivative(db: Reader, row: Tables['derivative']): Promise<void> {
  await db.insertInto('derivative').values(row).execute()
}

export async function derivativeOf(
  db: Reader,
  contentId: string,
  kind: 'thumbnail' | 'pixelated' | 'text',
): Promise<{ storageId: Buffer } | null> {
  const row = await db
    .selectFrom('derivative')
    .select('storage_id')
    .where('content_id', '=', contentId)
    .where('kind', '=', kind)
    .executeTakeFirst()
  return row === undefined ? null : { storageId: row.storage_id }
}

export async function insertMedia(
  db: Reader,
  media: {
    id: string
    widthPx: number | null
    heightPx: number | null
    frames: number | null
    durationMs: number | null
    exif: ExifRow | null
    container: Record<string, string | number | null> | null
    camera: string | null
    takenAtMs: number | null
    hashes: readonly { variant: string; bits: Buffer; quality: number; dihedral: Buffer }[]
  },
): Promise<void> {
  await db
    .insertInto('media')
    .values({
      id: media.id,
      width_px: media.widthPx,
      height_px: media.heightPx,
      frames: media.frames,
      duration_ms: media.durationMs,
      exif: media.exif === null ? null : JSON.stringify(media.exif),
      container: media.container === null ? null : JSON.stringify(media.container),
      camera: media.camera,
      taken_at_ms: media.takenAtMs,
    })
    .execute()
  if (media.hashes.length === 0) return
  await db
    .insertInto('media_hash')
    .values(media.hashes.map((hash) => ({ media_id: media.id, algorithm: 'pdq', ...hash })))
    .execute()
}

export interface FileLine {
  readonly path: Buffer
  readonly outcome: Outcome
  readonly code: string | null
  readonly because: string | null
}

export async function filesOfExhibit(
  db: Reader,
  exhibitId: string,
  outcome: Outcome,
  limit: number,
): Promise<FileLine[]> {
  const rows = await db
    .selectFrom('occurrence')
    .select(['path', 'outcome', 'code', 'because'])
    .where('exhibit_id', '=', exhibitId)
    .where('outcome', '=', outcome)
    .orderBy('path')
    .limit(limit)
    .execute()
  return rows
}

/** The exhibit's figures; what the viewer may not see is neither counted nor a hit. */
export async function reportOf(db: Reader, viewer: Viewer, exhibit: ExhibitRecord): Promise<IntakeReport> {
  const counts = noOutcomes()
  let sizeBytes = 0
  const { rows } = await sql<{ outcome: Outcome; files: number; bytes: number }>`
    select o.outcome, count(*)::int as files, sum(o.size_bytes)::bigint as bytes
    from occurrence o join exhibit e on e.id = o.exhibit_id
    where e.id = ${exhibit.id} and (o.content_id is null or ${seesHolding(viewer, 'e', 'o.content_id')})
    group by o.outcome`.execute(db)
  for (const row of rows) {
    counts[row.outcome] = Number(row.files)
    sizeBytes += Number(row.bytes)
  }
  const wall = await db
    .selectFrom('intake')
    .select((eb) => eb.fn.sum<number>('wall_ms').as('wall_ms'))
    .where('exhibit_id', '=', exhibit.id)
    .executeTakeFirst()
  const hits = await hitFigures(db, viewer, exhibit.id)
  return intakeReport(
    exhibit.name,
    counts,
    sizeBytes,
    Math.round(Number(wall?.wall_ms ?? 0) / 100) / 10,
    hits,
  )
}

async function hitFigures(
  db: Reader,
  viewer: Viewer,
  exhibitId: string,
): Promise<{ exact: number; near: number }> {
  const { rows } = await sql<{ exact: number; near: number }>`
    with own as (
      select m.id from exhibit_content ec join media m on m.id = ec.content_id join exhibit e on e.id = ec.exhibit_id
      where e.id = ${exhibitId} and ${seesHolding(viewer, 'e', 'ec.content_id')} and not exists (
        select 1 from hit h join reference_entry e on e.id = h.entry_id join reference_set s on s.id = e.set_id
        where h.media_id = m.id and s.enabled and s.kind = 'negative' and h.distance_bits <= s.distance_bits)
    ), held as (
      select distinct ec.content_id as id from exhibit_content ec join exhibit e on e.id = ec.exhibit_id
      where e.id <> ${exhibitId} and ${seesHolding(viewer, 'e', 'ec.content_id')}
    ), exact as (
      select own.id from own where exists (select 1 from held where held.id = own.id)
      union
      select h.media_id from hit h join own on own.id = h.media_id join reference_entry e on e.id = h.entry_id
        join reference_set s on s.id = e.set_id
      where h.verdict = 'exact' and s.enabled and s.kind in ('registry', 'hash-list')
    ), near as (
      select h.media_id as id from hit h join own on own.id = h.media_id join reference_entry e on e.id = h.entry_id
        join reference_set s on s.id = e.set_id
      where h.verdict = 'near' and s.enabled and s.kind in ('registry', 'hash-list') and h.distance_bits <= s.distance_bits
      union
      select l.media_a from link l join own on own.id = l.media_a join held on held.id = l.media_b
      union
      select l.media_b from link l join own on own.id = l.media_b join held on held.id = l.media_a
    )
    select (select count(*) from exact)::int as exact,
      (select count(*) from near where near.id not in (select id from exact))::int as near
  `.execute(db)
  return rows[0] ?? { exact: 0, near: 0 }
}

/** Sets who may learn of an exhibit; null opens it to the edition. */
export async function setExhibitAudience(db: Reader, id: string, audience: Audience): Promise<void> {
  await db
    .updateTable('exhibit')
    .set({ audience: audience === null ? null : [...audience] })
    .where('id', '=', id)
    .execute()
}
