import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

/** What a decided set says in place of reasons that named folders and files of an exhibit that was erased. */
const REASONS_GONE = 'Its reasons named an exhibit that was erased.'

/** Takes the reasons of an exhibit's decided sets away; open proposals are made anew. Its wraps have to be there still. */
export async function forgetReasons(db: Reader, exhibitId: string): Promise<void> {
  await sql`update picture_set s set reasons = array[${REASONS_GONE}]
    where (s.series_id is not null or s.put_aside_by is not null) and exists (
      select from set_picture sp join picture_member pm on pm.picture_id = sp.picture_id
        join exhibit_content ec on ec.content_id = pm.media_id
      where sp.set_id = s.id and ec.exhibit_id = ${exhibitId})`.execute(db)
}

/**
 * Takes media out of the pictures of an edition. Pictures that have none left go, with all that redirect to them.
 * Returns the media that stay in the others, which the caller has to group anew.
 */
export async function takeOutOfPictures(
  db: Reader,
  editionId: string,
  media: readonly string[],
): Promise<string[]> {
  const left = await sql<{ id: string }>`
    with taken as (
      delete from picture_member where edition_id = ${editionId} and media_id = any(${media}::text[])
      returning picture_id
    ) select distinct picture_id as id from taken`.execute(db)
  const pictures = left.rows.map((row) => row.id)
  await sql`update picture set representative_id = null where id = any(${pictures}::text[])`.execute(db)
  const gone = await sql<{ id: string }>`
    with recursive gone as (
      select p.id from picture p where p.id = any(${pictures}::text[])
        and not exists (select from picture_member pm where pm.picture_id = p.id)
      union select p.id from picture p join gone on p.redirect_to = gone.id
    ) select id from gone`.execute(db)
  const ids = gone.rows.map((row) => row.id)
  await sql`delete from set_picture where picture_id = any(${ids}::text[])`.execute(db)
  await sql`delete from picture where id = any(${ids}::text[])`.execute(db)
  const { rows } = await sql<{ id: string }>`select media_id as id from picture_member
    where edition_id = ${editionId} and picture_id = any(${pictures}::text[]) order by media_id`.execute(db)
  return rows.map((row) => row.id)
}

/**
 * Takes away what people wrote about sets and series of an edition of which no picture is left. Series keep their
 * identifiers and the history of their sets; a set that no history names goes.
 */
export async function clearEmptied(db: Reader, editionId: string): Promise<void> {
  const emptySet = (set: string): ReturnType<typeof sql<boolean>> =>
    sql<boolean>`not exists (select from set_picture sp where sp.set_id = ${sql.ref(`${set}.id`)})`
  await sql`update picture_set s set put_aside_because = null
    where s.edition_id = ${editionId} and s.put_aside_by is not null and ${emptySet('s')}`.execute(db)
  await sql`delete from picture_set s where s.edition_id = ${editionId} and s.series_id is null and ${emptySet('s')}
    and not exists (select from series_revision r where r.steps::text like '%' || s.id || '%')`.execute(db)
  const emptied = sql`with recursive emptied as (
      select r.id from series r where r.origin = 'edition' and r.edition_id = ${editionId}
        and exists (select from picture_set s where s.series_id = r.id)
        and not exists (select from picture_set s where s.series_id = r.id and not ${emptySet('s')})
      union select r.id from series r join emptied on r.redirect_to = emptied.id
    )`
  await sql`${emptied} update series set name = id where id in (select id from emptied)`.execute(db)
  await sql`${emptied} update series_revision set because = null where series_id in (select id from emptied)`.execute(
    db,
  )
}
