import type { Holding } from '@homeward/core'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

/** An exhibit as its erasure sees it. */
export interface ErasableExhibit {
  readonly id: string
  readonly unitId: string
  readonly editionId: string
  readonly erased: boolean
  readonly held: boolean
  readonly running: boolean
}

/** An exhibit and what stands in its way, not locked: for those who ask. */
export async function erasableExhibit(db: Reader, id: string): Promise<ErasableExhibit | null> {
  const { rows } = await sql<ErasableExhibit>`
    select e.id, e.unit_id as "unitId", e.edition_id as "editionId", e.erased_at is not null as erased,
      exists (select from legal_hold h where h.exhibit_id = e.id and h.lifted_at is null) as held,
      exists (select from intake i where i.exhibit_id = e.id and i.state = 'running') as running
    from exhibit e where e.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** The same, with the exhibit's row locked against intakes, holds and another erasure until the transaction ends. */
export async function lockErasable(db: Reader, id: string): Promise<ErasableExhibit | null> {
  await db.selectFrom('exhibit').select('id').where('id', '=', id).forUpdate().execute()
  return erasableExhibit(db, id)
}

/**
 * What an exhibit holds and who else does. `locked` keeps every content from getting another holder until the
 * transaction ends; an intake that is about to add one waits, and finds the content gone where it went.
 */
export async function holdingsOf(db: Reader, exhibitId: string, locked: boolean): Promise<Holding[]> {
  if (locked) {
    await sql`select c.id from content c join exhibit_content ec on ec.content_id = c.id
      where ec.exhibit_id = ${exhibitId} order by c.id for update of c`.execute(db)
  }
  const { rows } = await sql<Holding>`
    select ec.content_id as content, count(other.exhibit_id) > 0 as "heldElsewhere",
      coalesce(bool_or(e.edition_id = own.edition_id), false) as "heldInEdition",
      coalesce(bool_or(e.unit_id = own.unit_id and e.audience is null), false) as "heldByUnit"
    from exhibit_content ec join exhibit own on own.id = ec.exhibit_id
      left join exhibit_content other on other.content_id = ec.content_id and other.exhibit_id <> ec.exhibit_id
      left join exhibit e on e.id = other.exhibit_id
    where ec.exhibit_id = ${exhibitId} group by ec.content_id order by ec.content_id`.execute(db)
  return rows
}

/** How many files and members an exhibit has. */
export async function countFiles(db: Reader, exhibitId: string): Promise<number> {
  const { rows } = await sql<{ files: number }>`select count(*)::int as files from occurrence
    where exhibit_id = ${exhibitId}`.execute(db)
  return rows[0]?.files ?? 0
}

/** Notes what has to leave the vault and the index once the rows are gone. */
export async function noteLeft(db: Reader, exhibitId: string, contents: readonly string[]): Promise<void> {
  await sql`insert into erasure_left (storage_id, exhibit_id, content_id)
    select storage_id, ${exhibitId}, id from content where id = any(${contents}::text[])
    union all select storage_id, ${exhibitId}, content_id from derivative where content_id = any(${contents}::text[])
    on conflict do nothing`.execute(db)
}

/**
 * Deletes an exhibit's files, its wraps and the contents that nobody else holds, and leaves of its row what names
 * nothing. Pictures, hits and links of those contents have to be gone already. Returns how many files there were.
 */
export async function deleteHeld(
  db: Reader,
  exhibitId: string,
  contents: readonly string[],
  at: Date,
): Promise<number> {
  await db.deleteFrom('vics_file').where('exhibit_id', '=', exhibitId).execute()
  const files = await db.deleteFrom('occurrence').where('exhibit_id', '=', exhibitId).executeTakeFirst()
  await db
    .updateTable('intake')
    .set({ sources: [], problem_because: null })
    .where('exhibit_id', '=', exhibitId)
    .execute()
  await db.deleteFrom('exhibit_content').where('exhibit_id', '=', exhibitId).execute()
  await sql`delete from media_hash where media_id = any(${contents}::text[])`.execute(db)
  await sql`delete from media where id = any(${contents}::text[])`.execute(db)
  await sql`delete from derivative where content_id = any(${contents}::text[])`.execute(db)
  await sql`delete from content where id = any(${contents}::text[])`.execute(db)
  await db
    .updateTable('exhibit')
    .set({ case_number: '', name: exhibitId, purpose: '', key_wrapped: Buffer.alloc(0), erased_at: at })
    .where('id', '=', exhibitId)
    .execute()
  return Number(files.numDeletedRows)
}

export async function insertErasure(
  db: Reader,
  row: Omit<Tables['erasure'], 'finished_at' | 'certificate'>,
): Promise<void> {
  await db.insertInto('erasure').values(row).execute()
}

/** What is known of an erasure. */
export interface ErasureRow {
  readonly exhibitId: string
  readonly unitId: string
  readonly unitCode: string
  readonly cause: Tables['erasure']['cause']
  readonly askedBy: string | null
  readonly approvedBy: string | null
  readonly erasedAt: Date
  readonly files: number
  readonly contents: number
  readonly contentsKept: number
  readonly keyFingerprint: string
  readonly eventSha256: Buffer
  readonly finishedAt: Date | null
  readonly certificate: string | null
}

async function erasuresWhere(
  db: Reader,
  condition: ReturnType<typeof sql<boolean>>,
  lock: ReturnType<typeof sql> = sql``,
): Promise<ErasureRow[]> {
  const { rows } = await sql<ErasureRow>`
    select x.exhibit_id as "exhibitId", x.unit_id as "unitId", u.code as "unitCode", x.cause, x.asked_by as "askedBy",
      x.approved_by as "approvedBy", x.erased_at as "erasedAt", x.files, x.contents as "contents",
      x.contents_kept as "contentsKept", x.key_fingerprint as "keyFingerprint", x.event_sha256 as "eventSha256",
      x.finished_at as "finishedAt", x.certificate
    from erasure x join unit u on u.id = x.unit_id where ${condition} order by x.erased_at, x.exhibit_id ${lock}`.execute(
    db,
  )
  return rows
}

export async function erasureOf(db: Reader, exhibitId: string): Promise<ErasureRow | null> {
  return (await erasuresWhere(db, sql<boolean>`x.exhibit_id = ${exhibitId}`))[0] ?? null
}

/** The same, locked until the transaction ends. */
export async function lockErasure(db: Reader, exhibitId: string): Promise<ErasureRow | null> {
  const found = await erasuresWhere(db, sql<boolean>`x.exhibit_id = ${exhibitId}`, sql`for update of x`)
  return found[0] ?? null
}

/** Erasures that have still something to destroy, the oldest first. */
export function unfinishedErasures(db: Reader): Promise<ErasureRow[]> {
  return erasuresWhere(db, sql<boolean>`x.finished_at is null`)
}

/** Those of some exhibits whose rows are there as if nothing had been erased. */
export async function standingExhibits(db: Reader, exhibits: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from exhibit
    where id = any(${exhibits}::text[]) and erased_at is null order by id`.execute(db)
  return rows.map((row) => row.id)
}

/** Every content that an erasure has still to take out. */
export async function leftContents(db: Reader, exhibitId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select distinct content_id as id from erasure_left
    where exhibit_id = ${exhibitId}`.execute(db)
  return rows.map((row) => row.id)
}

/** Some of the blobs that an erasure has still to take out. */
export async function leftBlobs(db: Reader, exhibitId: string, limit: number): Promise<Buffer[]> {
  const rows = await db
    .selectFrom('erasure_left')
    .select('storage_id')
    .where('exhibit_id', '=', exhibitId)
    .orderBy('storage_id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.storage_id)
}

export async function deleteLeft(db: Reader, storageIds: readonly Buffer[]): Promise<void> {
  await sql`delete from erasure_left where storage_id = any(${storageIds}::bytea[])`.execute(db)
}

/** Says that nothing is left to destroy, once. */
export async function finishErasure(
  db: Reader,
  exhibitId: string,
  finishedAt: Date,
  certificate: string,
): Promise<void> {
  await db
    .updateTable('erasure')
    .set({ finished_at: finishedAt, certificate })
    .where('exhibit_id', '=', exhibitId)
    .where('finished_at', 'is', null)
    .execute()
}

/** Wrapped keys of exhibits that stand, with their identifiers. */
export async function wrappedExhibitKeys(db: Reader): Promise<{ id: string; wrapped: Buffer }[]> {
  return db
    .selectFrom('exhibit')
    .select(['id', 'key_wrapped as wrapped'])
    .where('erased_at', 'is', null)
    .orderBy('id')
    .execute()
}

export async function setExhibitKey(db: Reader, exhibitId: string, wrapped: Buffer): Promise<void> {
  await db.updateTable('exhibit').set({ key_wrapped: wrapped }).where('id', '=', exhibitId).execute()
}
