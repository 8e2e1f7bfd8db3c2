import type {
  Audience,
  AudienceOccurrence,
  AudienceSet,
  EarlierSet,
  Identified,
  PictureLink,
  PictureMedia,
  SeriesState,
  SeriesStep,
} from '@homeward/core'
import { type Kysely, sql } from 'kysely'
import { seesHolding, seesPartOfSet, seesSeries, type Viewer } from '../access/need-to-know-store.ts'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

/** Holds other transactions off an edition's pictures, sets and series until this one ends. */
export async function lockEdition(db: Reader, editionId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${editionId}, 0))`.execute(db)
}

/**
 * Media of an edition that are in no picture yet. Those of a running intake wait until they are matched: grouped without
 * their links they would stand as pictures of their own for ever.
 */
export async function ungroupedMedia(db: Reader, editionId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct m.id from media m join exhibit_content ec on ec.content_id = m.id
      join exhibit e on e.id = ec.exhibit_id
    where e.edition_id = ${editionId} and m.matched and not exists (
      select 1 from picture_member pm where pm.edition_id = ${editionId} and pm.media_id = m.id)
    order by m.id`.execute(db)
  return rows.map((row) => row.id)
}

/** Whole pictures around these media: every media of each picture that one of their uncut links reaches. */
export async function pictureNeighbourhood(
  db: Reader,
  editionId: string,
  media: readonly string[],
): Promise<PictureMedia[]> {
  const { rows } = await sql<PictureMedia>`
    with near as (
      select l.media_b as id from link l where l.media_a = any(${media}::text[])
      union select l.media_a from link l where l.media_b = any(${media}::text[])
      union select unnest(${media}::text[])
    ), pictures as (
      select distinct pm.picture_id from picture_member pm join near on near.id = pm.media_id
      where pm.edition_id = ${editionId}
    )
    select c.id as media, pm.picture_id as picture,
      coalesce(m.width_px::bigint * m.height_px, 0) as "areaPx", c.size_bytes as "sizeBytes"
    from (
      select pm.media_id as id from picture_member pm join pictures p on p.picture_id = pm.picture_id
      union select unnest(${media}::text[])
    ) wanted join content c on c.id = wanted.id join media m on m.id = c.id
    left join picture_member pm on pm.media_id = c.id and pm.edition_id = ${editionId}
    order by c.id`.execute(db)
  return rows
}

/** Uncut links of an edition among these media. */
export async function uncutLinks(
  db: Reader,
  editionId: string,
  media: readonly string[],
): Promise<PictureLink[]> {
  const { rows } = await sql<PictureLink>`
    select l.media_a as "mediaA", l.media_b as "mediaB" from link l
    where l.media_a = any(${media}::text[]) and l.media_b = any(${media}::text[])
      and not exists (select 1 from link_cut c where c.link_id = l.id and c.edition_id = ${editionId})
    order by l.id`.execute(db)
  return rows
}

export interface PictureMember {
  readonly media: string
  readonly distanceBits: number | null
  readonly transform: string | null
}

/** Stores a picture with exactly these members. */
export async function savePicture(
  db: Reader,
  editionId: string,
  picture: { id: string; representative: string; members: readonly PictureMember[] },
): Promise<void> {
  const values = { representative_id: picture.representative, redirect_to: null }
  await db
    .insertInto('picture')
    .values({ id: picture.id, edition_id: editionId, ...values })
    .onConflict((oc) => oc.column('id').doUpdateSet(values))
    .execute()
  await db
    .insertInto('picture_member')
    .values(
      picture.members.map((member) => ({
        edition_id: editionId,
        media_id: member.media,
        picture_id: picture.id,
        distance_bits: member.distanceBits,
        transform: member.transform,
      })),
    )
    .onConflict((oc) =>
      oc.columns(['edition_id', 'media_id']).doUpdateSet((eb) => ({
        picture_id: eb.ref('excluded.picture_id'),
        distance_bits: eb.ref('excluded.distance_bits'),
        transform: eb.ref('excluded.transform'),
      })),
    )
    .execute()
}

/** Points a picture that lost its media to the one that took them up, in its set's place too. */
export async function redirectPicture(db: Reader, from: string, to: string): Promise<void> {
  await db
    .updateTable('picture')
    .set({ redirect_to: to, representative_id: null })
    .where('id', '=', from)
    .execute()
  await sql`update set_picture set picture_id = ${to} where picture_id = ${from}
    and not exists (select 1 from set_picture other where other.picture_id = ${to})`.execute(db)
  await db.deleteFrom('set_picture').where('picture_id', '=', from).execute()
}

/** Every occurrence of the edition's pictures that lie in no set a person has decided about, with who may learn of it. */
export async function openOccurrences(db: Reader, editionId: string): Promise<AudienceOccurrence[]> {
  const { rows } = await sql<AudienceOccurrence>`
    select pm.picture_id as picture, o.exhibit_id as exhibit, coalesce(dp.folder, o.folder) as folder,
      coalesce(dp.name, o.name) as name, m.camera, m.taken_at_ms as "takenAtMs", e.audience
    from picture_member pm join exhibit_content ec on ec.content_id = pm.media_id
      join exhibit e on e.id = ec.exhibit_id and e.edition_id = pm.edition_id
      join occurrence o on o.exhibit_id = e.id and o.content_id = pm.media_id
      join media m on m.id = pm.media_id
      left join vics_entry ve on ve.occurrence_id = o.id and ve.problem_code is distinct from 'vics/bytes-differ'
      left join device_place dp on dp.file_id = ve.file_id and dp.entry_position = ve.position
      left join set_picture sp on sp.picture_id = pm.picture_id
      left join picture_set s on s.id = sp.set_id
    where pm.edition_id = ${editionId} and s.series_id is null and s.put_aside_by is null`.execute(db)
  return rows
}

/**
 * Works out anew who may read the reasons of the decided sets that hold media of an exhibit: whoever is in the audience of
 * every exhibit that holds a part of the set. Open proposals are made anew instead.
 */
export async function guardReasons(db: Reader, exhibitId: string): Promise<void> {
  const holding = sql`select e.id, e.audience from set_picture sp
    join picture_member pm on pm.picture_id = sp.picture_id join exhibit_content ec on ec.content_id = pm.media_id
    join exhibit e on e.id = ec.exhibit_id and e.edition_id = sp.edition_id where sp.set_id = s.id`
  await sql`update picture_set s set reasons_audience = case
      when exists (select 1 from (${holding}) held where held.audience is not null)
      then array(select p.id from person p where not exists (
        select 1 from (${holding}) held where held.audience is not null and not p.id = any(held.audience)) order by p.id)
    end
    where (s.series_id is not null or s.put_aside_by is not null)
      and exists (select 1 from (${holding}) held where held.id = ${exhibitId})`.execute(db)
}

/** Proposals of an edition that nobody has decided about. */
export async function openSets(db: Reader, editionId: string): Promise<EarlierSet[]> {
  const rows = await db
    .selectFrom('picture_set')
    .innerJoin('set_picture', 'set_picture.set_id', 'picture_set.id')
    .select(['picture_set.id', 'set_picture.picture_id'])
    .where('picture_set.edition_id', '=', editionId)
    .where('picture_set.series_id', 'is', null)
    .where('picture_set.put_aside_by', 'is', null)
    .orderBy('picture_set.id')
    .execute()
  const sets = new Map<string, string[]>()
  for (const row of rows) {
    const pictures = sets.get(row.id)
    if (pictures === undefined) sets.set(row.id, [row.picture_id])
    else pictures.push(row.picture_id)
  }
  return [...sets].map(([set, pictures]) => ({ set, pictures }))
}

function readers({ audience }: AudienceSet): string[] | null {
  return audience === null ? null : [...audience]
}

/** Replaces the open proposals of an edition by these. */
export async function saveOpenSets(
  db: Reader,
  editionId: string,
  sets: readonly Identified<AudienceSet>[],
  at: Date,
): Promise<void> {
  await sql`delete from set_picture where set_id in (
    select id from picture_set where edition_id = ${editionId} and series_id is null and put_aside_by is null)`.execute(
    db,
  )
  for (const one of sets) {
    await db
      .insertInto('picture_set')
      .values({
        id: one.set,
        edition_id: editionId,
        series_id: null,
        reasons: [...one.reasons],
        reasons_audience: readers(one),
        put_aside_by: null,
        put_aside_because: null,
        created_at: at,
      })
      .onConflict((oc) =>
        oc.column('id').doUpdateSet({ reasons: [...one.reasons], reasons_audience: readers(one) }),
      )
      .execute()
    await db
      .insertInto('set_picture')
      .values(one.pictures.map((picture_id) => ({ edition_id: editionId, picture_id, set_id: one.set })))
      .execute()
  }
  await sql`delete from picture_set s where s.edition_id = ${editionId} and s.series_id is null and s.put_aside_by is null
    and not exists (select 1 from set_picture sp where sp.set_id = s.id)
    and not exists (select 1 from series_revision r where r.steps::text like '%' || s.id || '%')`.execute(db)
}

export interface SetRow {
  readonly id: string
  readonly editionId: string
  readonly seriesId: string | null
  readonly reasons: readonly string[]
  /** The person's identifier; what a reader may call the person is decided where it is shown. */
  readonly putAsideBy: string | null
  readonly putAsideBecause: string | null
  readonly pictures: readonly string[]
}

async function setsWhere(
  db: Reader,
  viewer: Viewer,
  filter: { edition?: string; ids?: readonly string[] },
): Promise<SetRow[]> {
  let query = db
    .selectFrom('picture_set')
    .innerJoin('set_picture', 'set_picture.set_id', 'picture_set.id')
    .leftJoin('series', 'series.id', 'picture_set.series_id')
    .where(seesSeries(viewer, 'series'))
    .where(seesPartOfSet(viewer, 'picture_set'))
    .select((eb) => [
      'picture_set.id',
      'picture_set.edition_id',
      'picture_set.series_id',
      sql<string[]>`case when picture_set.reasons_audience is null
        or ${viewer.person} = any(picture_set.reasons_audience) then picture_set.reasons else '{}' end`.as(
        'reasons',
      ),
      'picture_set.put_aside_because',
      'picture_set.put_aside_by',
      eb.fn.agg<string[]>('array_agg', ['set_picture.picture_id']).as('pictures'),
    ])
    .groupBy('picture_set.id')
    .orderBy('picture_set.id')
  if (filter.edition !== undefined) query = query.where('picture_set.edition_id', '=', filter.edition)
  if (filter.ids !== undefined) query = query.where('picture_set.id', 'in', [...filter.ids])
  const rows = await query.execute()
  return rows.map((row) => ({
    id: row.id,
    editionId: row.edition_id,
    seriesId: row.series_id,
    reasons: row.reasons,
    putAsideBy: row.put_aside_by,
    putAsideBecause: row.put_aside_because,
    pictures: [...row.pictures].sort(),
  }))
}

/** The edition's sets, without those of series whose audience the viewer is not in. */
export function setsOfEdition(db: Reader, viewer: Viewer, editionId: string): Promise<SetRow[]> {
  return setsWhere(db, viewer, { edition: editionId })
}

export async function setsByIds(db: Reader, viewer: Viewer, ids: readonly string[]): Promise<SetRow[]> {
  return ids.length === 0 ? [] : setsWhere(db, viewer, { ids })
}

export async function putAside(
  db: Reader,
  setId: string,
  personId: string | null,
  because: string | null,
): Promise<void> {
  await db
    .updateTable('picture_set')
    .set({ put_aside_by: personId, put_aside_because: because })
    .where('id', '=', setId)
    .execute()
}

/** One place of a picture's member, as the desk lists it. */
export interface MemberOccurrence {
  readonly picture: string
  readonly representative: string
  readonly media: string
  readonly family: string
  readonly kind: string
  readonly distanceBits: number | null
  readonly transform: string | null
  readonly unitId: string
  readonly unit: string
  readonly exhibitId: string
  readonly exhibit: string
  readonly path: Buffer
  readonly set: string | null
  readonly series: string | null
  readonly widthPx: number | null
  readonly heightPx: number | null
}

/**
 * All occurrences in the edition of the members of these pictures that the viewer may learn of; the representative first,
 * or where it is out of sight the one that would represent what is seen.
 */
export async function pictureOccurrences(
  db: Reader,
  viewer: Viewer,
  editionId: string,
  pictures: readonly string[],
): Promise<MemberOccurrence[]> {
  if (pictures.length === 0) return []
  const { rows } = await sql<MemberOccurrence>`
    select p.id as picture, p.representative_id as representative, pm.media_id as media, c.family, c.kind,
      pm.distance_bits as "distanceBits", pm.transform, u.id as "unitId", u.code as unit, e.id as "exhibitId",
      e.name as exhibit, o.path, case when ${seesSeries(viewer, 'r')} then sp.set_id end as set,
      case when ${seesSeries(viewer, 'r')} then r.id end as series, m.width_px as "widthPx", m.height_px as "heightPx"
    from picture p join picture_member pm on pm.picture_id = p.id
      join content c on c.id = pm.media_id join media m on m.id = c.id
      join exhibit_content ec on ec.content_id = pm.media_id
      join exhibit e on e.id = ec.exhibit_id and e.edition_id = p.edition_id join unit u on u.id = e.unit_id
      join occurrence o on o.exhibit_id = e.id and o.content_id = pm.media_id
      left join set_picture sp on sp.picture_id = p.id left join picture_set s on s.id = sp.set_id
      left join series r on r.id = s.series_id
    where p.edition_id = ${editionId} and p.id = any(${pictures}::text[]) and ${seesHolding(viewer, 'e', 'pm.media_id')}
    order by p.id, (pm.media_id = p.representative_id) desc,
      coalesce(m.width_px::bigint * m.height_px, 0) desc, c.size_bytes desc, pm.media_id, e.id, o.path`.execute(
    db,
  )
  return rows
}

/**
 * A page of the edition's pictures that the viewer may learn of, optionally only those found in some exhibits, in the
 * order of their identifiers.
 */
export async function pagePictures(
  db: Reader,
  viewer: Viewer,
  editionId: string,
  exhibitIds: readonly string[] | null,
  after: string,
  limit: number,
): Promise<{ ids: string[]; total: number }> {
  const wanted = exhibitIds === null ? sql`true` : sql`e.id = any(${exhibitIds}::text[])`
  const found = sql`exists (select 1 from picture_member pm join exhibit_content ec on ec.content_id = pm.media_id
    join exhibit e on e.id = ec.exhibit_id
    where pm.picture_id = p.id and e.edition_id = p.edition_id and ${wanted} and ${seesHolding(viewer, 'e', 'pm.media_id')})`
  const { rows } = await sql<{ id: string }>`
    select p.id from picture p where p.edition_id = ${editionId} and p.redirect_to is null and ${found}
      and p.id > ${after} order by p.id limit ${limit}`.execute(db)
  const counted = await sql<{ total: number }>`
    select count(*)::int as total from picture p
    where p.edition_id = ${editionId} and p.redirect_to is null and ${found}`.execute(db)
  return { ids: rows.map((row) => row.id), total: counted.rows[0]?.total ?? 0 }
}

/** A picture that the viewer may learn of, with its edition, following redirects. */
export async function standingPicture(
  db: Reader,
  viewer: Viewer,
  id: string,
): Promise<{ id: string; editionId: string } | null> {
  const { rows } = await sql<{ id: string; editionId: string }>`
    with recursive way as (
      select id, edition_id, redirect_to, 0 as depth from picture where id = ${id}
      union all
      select p.id, p.edition_id, p.redirect_to, way.depth + 1 from picture p join way on p.id = way.redirect_to
      where way.depth < 100
    ) select id, edition_id as "editionId" from way where redirect_to is null and exists (
      select 1 from picture_member pm join exhibit_content ec on ec.content_id = pm.media_id
        join exhibit e on e.id = ec.exhibit_id and e.edition_id = pm.edition_id
      where pm.picture_id = way.id and ${seesHolding(viewer, 'e', 'pm.media_id')})`.execute(db)
  return rows[0] ?? null
}

export interface SeriesRow {
  readonly id: string
  readonly editionId: string | null
  readonly origin: 'edition' | 'registry'
  readonly unitId: string
  readonly unit: string
  readonly name: string
  readonly identified: boolean
  readonly redirectTo: string | null
  readonly createdAt: Date
  readonly audience: Audience
}

async function seriesWhere(
  db: Reader,
  viewer: Viewer,
  condition: ReturnType<typeof sql<boolean>>,
): Promise<SeriesRow[]> {
  const { rows } = await sql<SeriesRow>`
    select s.id, s.edition_id as "editionId", s.origin, s.unit_id as "unitId", u.code as unit, s.name,
      s.victim_identified as identified, s.redirect_to as "redirectTo", s.created_at as "createdAt", s.audience
    from series s join unit u on u.id = s.unit_id
    where ${seesSeries(viewer, 's')} and (${condition}) and (s.origin = 'registry'
      or not exists (select 1 from picture_set held where held.series_id = s.id)
      or exists (select 1 from picture_set held where held.series_id = s.id and ${seesPartOfSet(viewer, 'held')}))
    order by s.created_at, s.id`.execute(db)
  return rows
}

export async function seriesByIds(db: Reader, viewer: Viewer, ids: readonly string[]): Promise<SeriesRow[]> {
  return ids.length === 0 ? [] : seriesWhere(db, viewer, sql<boolean>`s.id = any(${ids}::text[])`)
}

/** A series by its identifier, or by the one of a series that was merged into it. */
export async function standingSeries(db: Reader, viewer: Viewer, id: string): Promise<SeriesRow | null> {
  const { rows } = await sql<{ id: string }>`
    with recursive way as (
      select id, redirect_to, 0 as depth from series where id = ${id}
      union all
      select s.id, s.redirect_to, way.depth + 1 from series s join way on s.id = way.redirect_to where way.depth < 100
    ) select id from way where redirect_to is null`.execute(db)
  const found = rows[0]
  return found === undefined ? null : ((await seriesByIds(db, viewer, [found.id]))[0] ?? null)
}

/** Series made in an edition, and registry series to which its sets were added. */
export function seriesOfEdition(db: Reader, viewer: Viewer, editionId: string): Promise<SeriesRow[]> {
  return seriesWhere(
    db,
    viewer,
    sql<boolean>`(s.edition_id = ${editionId} and s.redirect_to is null and exists (
        select 1 from picture_set ps where ps.series_id = s.id))
      or (s.origin = 'registry' and exists (
        select 1 from picture_set ps where ps.series_id = s.id and ps.edition_id = ${editionId}
          and ${seesPartOfSet(viewer, 'ps')}))`,
  )
}

export async function seriesState(
  db: Reader,
  viewer: Viewer,
  id: string,
  editionId: string,
): Promise<SeriesState | null> {
  const row = (await seriesByIds(db, viewer, [id]))[0]
  if (row === undefined) return null
  const sets = await db
    .selectFrom('picture_set')
    .select('id')
    .where('series_id', '=', id)
    .where('edition_id', '=', editionId)
    .orderBy('id')
    .execute()
  return {
    series: row.id,
    origin: row.origin,
    sets: sets.map((set) => set.id),
    redirectTo: row.redirectTo,
    audience: row.audience,
  }
}

/** Sets who may learn of a series; null opens it to the edition. */
export async function setSeriesAudience(db: Reader, id: string, audience: Audience): Promise<void> {
  await db
    .updateTable('series')
    .set({ audience: audience === null ? null : [...audience] })
    .where('id', '=', id)
    .execute()
}

/** Makes what a change says true: sets move, series are made or redirected. */
export async function applySteps(
  db: Reader,
  steps: readonly SeriesStep[],
  making: { editionId: string; unitId: string; name: string; at: Date; audience: Audience },
): Promise<void> {
  for (const step of steps) {
    if (step.before !== null) continue
    await db
      .insertInto('series')
      .values({
        id: step.series,
        edition_id: making.editionId,
        origin: 'edition',
        unit_id: making.unitId,
        name: making.name,
        redirect_to: null,
        created_at: making.at,
        audience: making.audience === null ? null : [...making.audience],
      })
      .execute()
  }
  for (const step of steps) {
    await db
      .updateTable('picture_set')
      .set({ series_id: null })
      .where('series_id', '=', step.series)
      .where('edition_id', '=', making.editionId)
      .execute()
    await db
      .updateTable('series')
      .set({ redirect_to: step.after.redirectTo })
      .where('id', '=', step.series)
      .execute()
  }
  for (const step of steps) {
    if (step.after.sets.length === 0) continue
    await db
      .updateTable('picture_set')
      .set({ series_id: step.series, put_aside_by: null, put_aside_because: null })
      .where('id', 'in', [...step.after.sets])
      .execute()
  }
}

export interface RevisionRow {
  readonly id: string
  readonly seriesId: string
  readonly number: number
  readonly operation: Tables['series_revision']['operation']
  readonly steps: readonly SeriesStep[]
  readonly because: string | null
  /** The person's identifier. */
  readonly by: string
  readonly at: Date
  readonly undone: boolean
}

/** What was done to a series in one edition, the newest first. */
export async function revisionsOf(db: Reader, seriesId: string, editionId: string): Promise<RevisionRow[]> {
  const { rows } = await sql<RevisionRow>`
    select r.id, r.series_id as "seriesId", r.number, r.operation, r.steps, r.because, r.person_id as by, r.made_at as at,
      (r.undone_by is not null) as undone
    from series_revision r
    where r.series_id = ${seriesId} and r.edition_id = ${editionId} order by r.number desc`.execute(db)
  return rows
}

/** The newest change that touched a series and was not taken back, whichever series it is filed under. */
export async function lastChangeOf(
  db: Reader,
  seriesId: string,
  editionId: string,
): Promise<RevisionRow | null> {
  const { rows } = await sql<RevisionRow>`
    select r.id, r.series_id as "seriesId", r.number, r.operation, r.steps, r.because, r.person_id as by, r.made_at as at,
      false as undone
    from series_revision r
    where r.edition_id = ${editionId} and r.undone_by is null and r.operation <> 'undo'
      and r.steps @> ${JSON.stringify([{ series: seriesId }])}::jsonb
    order by r.made_at desc, r.number desc limit 1`.execute(db)
  return rows[0] ?? null
}

export async function insertRevision(
  db: Reader,
  revision: {
    id: string
    seriesId: string
    editionId: string
    operation: Tables['series_revision']['operation']
    steps: readonly SeriesStep[]
    because: string | null
    personId: string
    at: Date
  },
): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into series_revision (id, series_id, edition_id, number, operation, steps, because, person_id, made_at)
    values (${revision.id}, ${revision.seriesId}, ${revision.editionId},
      (select coalesce(max(number), 0) + 1 from series_revision where series_id = ${revision.seriesId}),
      ${revision.operation}, ${JSON.stringify(revision.steps)}::jsonb, ${revision.because}, ${revision.personId},
      ${revision.at})
    returning number`.execute(db)
  return rows[0]?.number ?? 1
}

export async function setUndone(db: Reader, revisionId: string, by: string): Promise<void> {
  await db.updateTable('series_revision').set({ undone_by: by }).where('id', '=', revisionId).execute()
}

export async function insertSubject(
  db: Reader,
  subject: { id: string; kind: 'victim' | 'offender'; personId: string; at: Date },
  seriesId: string,
): Promise<void> {
  await db
    .insertInto('subject')
    .values({ id: subject.id, kind: subject.kind, created_by: subject.personId, created_at: subject.at })
    .execute()
  await db.insertInto('series_subject').values({ series_id: seriesId, subject_id: subject.id }).execute()
}

export async function subjectsOf(
  db: Reader,
  seriesId: string,
): Promise<{ subject: string; kind: 'victim' | 'offender' }[]> {
  return db
    .selectFrom('series_subject')
    .innerJoin('subject', 'subject.id', 'series_subject.subject_id')
    .select(['subject.id as subject', 'subject.kind'])
    .where('series_subject.series_id', '=', seriesId)
    .orderBy('subject.created_at')
    .execute()
}

/** The picture and series of each of these media in an edition, where the viewer may learn of it. */
export async function placesOfMedia(
  db: Reader,
  viewer: Viewer,
  editionIds: readonly string[],
  media: readonly string[],
): Promise<Map<string, { picture: string; series: string | null; editionId: string }>> {
  if (media.length === 0 || editionIds.length === 0) return new Map()
  const { rows } = await sql<{ media: string; picture: string; series: string | null; editionId: string }>`
    select pm.media_id as media, pm.picture_id as picture, case when ${seesSeries(viewer, 'r')} then r.id end as series,
      pm.edition_id as "editionId"
    from picture_member pm left join set_picture sp on sp.picture_id = pm.picture_id
      left join picture_set s on s.id = sp.set_id left join series r on r.id = s.series_id
    where exists (select 1 from exhibit_content ec join exhibit e on e.id = ec.exhibit_id
        where ec.content_id = pm.media_id and e.edition_id = pm.edition_id
          and ${seesHolding(viewer, 'e', 'pm.media_id')})
      and pm.edition_id = any(${editionIds}::text[]) and pm.media_id = any(${media}::text[])`.execute(db)
  return new Map(rows.map((row) => [row.media, row]))
}
