import { suggestSeries } from '@homeward/core'
import type { Actor } from '../access/actor.ts'
import { personNames } from '../access/person-names.ts'
import type { NodeContext } from '../node-context.ts'
import {
  type PictureView,
  type SuggestionView,
  seriesNames,
  viewPictures,
  withNames,
} from './picture-view.ts'
import type { SetRow } from './series-store.ts'

/** A set as the desk and the command line show it. */
export interface SetView {
  readonly set: string
  readonly pictures: readonly string[]
  readonly reasons: readonly string[]
  readonly series: string | null
  readonly units: readonly string[]
  readonly representative: string | null
  readonly files: number
  readonly copies: number
  readonly kind: 'still' | 'video'
  readonly suggestedSeries: readonly SuggestionView[]
  readonly setAside: { readonly because: string; readonly by: string } | null
}

export interface SetWithMembers extends SetView {
  readonly members: readonly PictureView[]
}

/** Loads sets of one edition with their pictures; what the actor may not see is not counted. */
export async function viewSets(
  context: NodeContext,
  actor: Actor,
  editionId: string,
  rows: readonly SetRow[],
): Promise<SetWithMembers[]> {
  const pictures = await viewPictures(
    context,
    actor,
    editionId,
    rows.flatMap((row) => row.pictures),
  )
  const byId = new Map(pictures.map((one) => [one.picture, one]))
  const series = await seriesNames(
    context,
    actor,
    pictures.flatMap((one) => one.hits),
  )
  const names = await personNames(
    context.database.read,
    actor,
    editionId,
    rows.flatMap((row) => row.putAsideBy ?? []),
  )
  return rows.flatMap((row) => {
    const members = row.pictures.flatMap((id) => byId.get(id) ?? [])
    if (members.length === 0) return []
    const all = members.flatMap((one) => one.members)
    const hits = members.flatMap((one) => one.hits)
    return {
      set: row.id,
      pictures: members.map((one) => one.picture),
      reasons: row.reasons,
      series: row.seriesId,
      units: [...new Set(all.map((one) => one.unit))].sort(),
      representative: members[0]?.representative ?? null,
      files: all.reduce((sum, one) => sum + one.paths.length, 0),
      copies: new Set(all.map((one) => one.media)).size,
      kind: members.every((one) => one.members.every((member) => member.kind.startsWith('video/')))
        ? 'video'
        : 'still',
      suggestedSeries: row.seriesId === null ? withNames(suggestSeries(hits), series) : [],
      setAside:
        row.putAsideBy === null ? null : { because: row.putAsideBecause ?? '', by: names(row.putAsideBy) },
      members,
    }
  })
}

/** The same without the members, for lists. */
export function withoutMembers({ members: _, ...view }: SetWithMembers): SetView {
  return view
}
