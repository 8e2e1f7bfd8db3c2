import { type Kysely, sql } from 'kysely'
import {
  seesExhibit,
  seesHolding,
  seesPartOfSet,
  seesSeries,
  type Viewer,
} from '../access/need-to-know-store.ts'
import type { Tables } from '../db/tables.ts'

export interface EditionFigures {
  readonly funnel: {
    readonly unique: number
    readonly knownIdentified: number
    readonly knownUnidentified: number
    readonly unknown: number
    readonly pictures: number
    readonly picturesInSets: number
    readonly sets: number
    readonly picturesInSeries: number
    readonly series: number
  }
  readonly series: { readonly open: number; readonly seriesAddedTo: number; readonly registry: number }
  /** Files that nobody had to look at, by what spared the look. No file is counted twice. */
  readonly viewsAvoided: {
    readonly knownGood: number
    readonly decisionReused: number
    readonly representativeOnly: number
  }
  /** Unknown media by the unit that holds them. */
  readonly unknownByUnit: ReadonlyMap<string, number>
}

/**
 * What the viewer may learn of in an edition, as common table expressions: who holds which media, the distinct media,
 * those that a reference knows, the sets, and the pictures with their set.
 */
function inSight(viewer: Viewer, editionId: string): ReturnType<typeof sql> {
  return sql`holding as (
    select e.id as exhibit, e.unit_id as unit, ec.content_id as id from exhibit_content ec join exhibit e on e.id = ec.exhibit_id
      join media m on m.id = ec.content_id join content c on c.id = m.id
    where e.edition_id = ${editionId} and c.problem_code is null and ${seesHolding(viewer, 'e', 'ec.content_id')}
  ), held as (
    select distinct id from holding
  ), seen_set as (
    select s.id, s.series_id from picture_set s left join series r on r.id = s.series_id
    where s.edition_id = ${editionId} and ${seesSeries(viewer, 'r')} and ${seesPartOfSet(viewer, 's')}
  ), seen_picture as (
    select p.id, seen_set.id as set_id, seen_set.series_id from picture p
      left join set_picture sp on sp.picture_id = p.id left join seen_set on seen_set.id = sp.set_id
    where p.edition_id = ${editionId} and p.redirect_to is null and exists (
      select 1 from picture_member pm join held on held.id = pm.media_id where pm.picture_id = p.id)
  ), known as (
    select h.media_id as id, bool_or(e.victim_identified) as identified
    from hit h join held on held.id = h.media_id join reference_entry e on e.id = h.entry_id
      join reference_set s on s.id = e.set_id
    where s.enabled and s.kind in ('registry', 'hash-list') and h.distance_bits <= s.distance_bits
      and not exists (
        select 1 from hit n join reference_entry ne on ne.id = n.entry_id join reference_set ns on ns.id = ne.set_id
        where n.media_id = h.media_id and ns.enabled and ns.kind = 'negative' and n.distance_bits <= ns.distance_bits)
    group by h.media_id
  )`
}

/**
 * Counts the files that nobody had to look at: those of known-good sets, those whose content a reference knows, and of
 * unknown pictures every file but one. Whether somebody looked all the same is not asked, so that no figure tells of it.
 */
async function viewsAvoided(
  db: Kysely<Tables>,
  viewer: Viewer,
  editionId: string,
): Promise<EditionFigures['viewsAvoided']> {
  const { rows } = await sql<EditionFigures['viewsAvoided']>`
    with ${inSight(viewer, editionId)}, media_file as (
      select holding.id as media from occurrence o
        join holding on holding.exhibit = o.exhibit_id and holding.id = o.content_id
    ), unknown_picture as (
      select pm.picture_id, count(*) as files from seen_picture p join picture_member pm on pm.picture_id = p.id
        join media_file f on f.media = pm.media_id
      where not exists (select 1 from known where known.id = pm.media_id) group by pm.picture_id
    )
    select (select count(*) from occurrence o join exhibit e on e.id = o.exhibit_id
        where e.edition_id = ${editionId} and o.outcome = 'knownGood' and ${seesExhibit(viewer, 'e')})::int as "knownGood",
      (select count(*) from media_file f join known on known.id = f.media)::int as "decisionReused",
      (select coalesce(sum(files - 1), 0) from unknown_picture)::int as "representativeOnly"`.execute(db)
  return rows[0] ?? { knownGood: 0, decisionReused: 0, representativeOnly: 0 }
}

/** Counts what the definitions of the report say over what the viewer may learn of, in one snapshot. */
export async function editionFigures(
  db: Kysely<Tables>,
  viewer: Viewer,
  editionId: string,
): Promise<EditionFigures> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const { rows: media } = await sql<{ unique: number; known: number; identified: number }>`
        with ${inSight(viewer, editionId)}
        select (select count(*) from held)::int as unique, (select count(*) from known)::int as known,
          (select count(*) from known where identified)::int as identified`.execute(tx)
      const { rows: groups } = await sql<{
        pictures: number
        picturesInSets: number
        sets: number
        picturesInSeries: number
        series: number
        registry: number
        held: number
      }>`
        with ${inSight(viewer, editionId)}
        select (select count(*) from seen_picture)::int as pictures,
          (select count(*) from seen_picture where set_id is not null)::int as "picturesInSets",
          (select count(*) from seen_set)::int as sets,
          (select count(*) from seen_picture where series_id is not null)::int as "picturesInSeries",
          (select count(distinct series_id) from seen_set)::int as series,
          (select count(distinct r.id) from seen_set join series r on r.id = seen_set.series_id
            where r.origin = 'registry')::int as registry,
          (select count(*) from series where origin = 'registry')::int as held`.execute(tx)
      const { rows: units } = await sql<{ unit: string; unknown: number }>`
        with ${inSight(viewer, editionId)}
        select holding.unit, count(distinct holding.id)::int as unknown from holding
        where not exists (select 1 from known where known.id = holding.id) group by holding.unit`.execute(tx)
      const { unique = 0, known = 0, identified = 0 } = media[0] ?? {}
      const {
        pictures = 0,
        picturesInSets = 0,
        sets = 0,
        picturesInSeries = 0,
        series = 0,
        registry = 0,
        held = 0,
      } = groups[0] ?? {}
      return {
        funnel: {
          unique,
          knownIdentified: identified,
          knownUnidentified: known - identified,
          unknown: unique - known,
          pictures,
          picturesInSets,
          sets,
          picturesInSeries,
          series,
        },
        series: { open: series - registry, seriesAddedTo: registry, registry: held },
        viewsAvoided: await viewsAvoided(tx, viewer, editionId),
        unknownByUnit: new Map(units.map((row) => [row.unit, row.unknown])),
      }
    })
}
