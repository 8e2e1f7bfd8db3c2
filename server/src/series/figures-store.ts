import { type Kysely, sql } from 'kysely'
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
  /** Unknown media by the unit that holds them. */
  readonly unknownByUnit: ReadonlyMap<string, number>
}

/** The distinct media of an edition with whether a reference knows them, as a common table expression. */
function mediaOf(editionId: string): ReturnType<typeof sql> {
  return sql`held as (
    select distinct ec.content_id as id from exhibit_content ec join exhibit e on e.id = ec.exhibit_id
      join media m on m.id = ec.content_id join content c on c.id = m.id
    where e.edition_id = ${editionId} and c.problem_code is null
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

/** Counts what the definitions of the report say, in one snapshot. */
export async function editionFigures(db: Kysely<Tables>, editionId: string): Promise<EditionFigures> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const { rows: media } = await sql<{ unique: number; known: number; identified: number }>`
        with ${mediaOf(editionId)}
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
        select
          (select count(*) from picture p where p.edition_id = ${editionId} and p.redirect_to is null)::int as pictures,
          (select count(*) from set_picture sp where sp.edition_id = ${editionId})::int as "picturesInSets",
          (select count(*) from picture_set s where s.edition_id = ${editionId})::int as sets,
          (select count(*) from set_picture sp join picture_set s on s.id = sp.set_id
            where sp.edition_id = ${editionId} and s.series_id is not null)::int as "picturesInSeries",
          (select count(distinct s.series_id) from picture_set s where s.edition_id = ${editionId})::int as series,
          (select count(distinct s.series_id) from picture_set s join series r on r.id = s.series_id
            where s.edition_id = ${editionId} and r.origin = 'registry')::int as registry,
          (select count(*) from series where origin = 'registry')::int as held`.execute(tx)
      const { rows: units } = await sql<{ unit: string; unknown: number }>`
        with ${mediaOf(editionId)}
        select e.unit_id as unit, count(distinct held.id)::int as unknown
        from held join exhibit_content ec on ec.content_id = held.id join exhibit e on e.id = ec.exhibit_id
        where e.edition_id = ${editionId} and not exists (select 1 from known where known.id = held.id)
        group by e.unit_id`.execute(tx)
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
        unknownByUnit: new Map(units.map((row) => [row.unit, row.unknown])),
      }
    })
}
