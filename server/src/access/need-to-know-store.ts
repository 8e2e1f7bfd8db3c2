import { type RawBuilder, sql } from 'kysely'

/** Whose sight decides what a query may return or count; every {@link Actor} is one. */
export interface Viewer {
  readonly person: string
  readonly unit: string
  /** Editions of the person's unit. */
  readonly editions: readonly string[]
  /** Exhibits and series that the person sees for an hour although their audience does not name the person. */
  readonly opened: readonly string[]
}

/** SQL condition: the viewer may learn of the exhibit with this alias. */
export function seesExhibit(viewer: Viewer, alias: string): RawBuilder<boolean> {
  const exhibit = sql.raw(alias)
  return sql<boolean>`((${exhibit}.unit_id = ${viewer.unit} or ${exhibit}.edition_id = any(${viewer.editions}::text[]))
    and (${exhibit}.audience is null or ${viewer.person} = any(${exhibit}.audience)
      or ${exhibit}.id = any(${viewer.opened}::text[])))`
}

/** SQL condition: the viewer is in the audience of the series with this alias; true where an outer join found none. */
export function seesSeries(viewer: Viewer, alias: string): RawBuilder<boolean> {
  const series = sql.raw(alias)
  return sql<boolean>`(${series}.audience is null or ${viewer.person} = any(${series}.audience)
    or ${series}.id = any(${viewer.opened}::text[]))`
}

/**
 * SQL condition: the viewer may learn that the exhibit `exhibit` holds the content `content` (column expressions). What a
 * series with an audience holds exists for others only in exhibits of their own unit, as a picture in no set, because
 * nobody loses sight of what their own unit delivered.
 */
export function seesHolding(viewer: Viewer, exhibit: string, content: string): RawBuilder<boolean> {
  return sql<boolean>`(${seesExhibit(viewer, exhibit)} and (${sql.raw(exhibit)}.unit_id = ${viewer.unit} or not exists (
    select 1 from picture_member hidden_pm join set_picture hidden_sp on hidden_sp.picture_id = hidden_pm.picture_id
      join picture_set hidden_ps on hidden_ps.id = hidden_sp.set_id join series hidden_s on hidden_s.id = hidden_ps.series_id
    where hidden_pm.media_id = ${sql.raw(content)} and hidden_pm.edition_id = ${sql.raw(exhibit)}.edition_id
      and not ${seesSeries(viewer, 'hidden_s')})))`
}

/**
 * SQL condition: the set with this alias holds a picture that the viewer may learn of. Whether its series has an audience
 * is asked with {@link seesSeries}.
 */
export function seesPartOfSet(viewer: Viewer, alias: string): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select 1 from set_picture part_sp join picture_member part_pm on part_pm.picture_id = part_sp.picture_id
      join exhibit_content part_ec on part_ec.content_id = part_pm.media_id
      join exhibit part_e on part_e.id = part_ec.exhibit_id and part_e.edition_id = part_pm.edition_id
    where part_sp.set_id = ${sql.raw(alias)}.id and ${seesExhibit(viewer, 'part_e')})`
}
