import { type Hit, type Suggestion, suggestSeries } from '@homeward/core'
import type { Actor } from '../access/actor.ts'
import { pathText } from '../flows/place.ts'
import { nearestOf } from '../match/evidence.ts'
import type { QueryHashes } from '../match/match-index.ts'
import { hashesOf, type LinkRow, linksTouching, referenceHits } from '../match/match-store.ts'
import type { NodeContext } from '../node-context.ts'
import {
  type MemberOccurrence,
  pictureOccurrences,
  placesOfMedia,
  type SeriesRow,
  seriesByIds,
} from './series-store.ts'

const HASH_BITS = 256

export interface MemberView {
  readonly media: string
  readonly unit: string
  readonly exhibit: string
  readonly kind: string
  readonly paths: readonly string[]
  readonly distanceBits: number | null
  readonly transform: string | null
  readonly widthPx: number | null
  readonly heightPx: number | null
}

export interface SuggestionView extends Suggestion {
  readonly name: string
  readonly origin: 'registry' | 'edition'
  readonly identified: boolean
}

/** A picture as the desk and the command line show it: never an image, only what is known of it. */
export interface PictureView {
  readonly picture: string
  readonly representative: string
  readonly members: readonly MemberView[]
  readonly set: string | null
  readonly series: string | null
  readonly suggestedSeries: readonly SuggestionView[]
  readonly hits: readonly Hit[]
}

/** Loads pictures of an edition with their hits, filtered to what the actor may see before anything is counted. */
export async function viewPictures(
  context: NodeContext,
  actor: Actor,
  editionId: string,
  pictures: readonly string[],
): Promise<PictureView[]> {
  const db = context.database.read
  const occurrences = await pictureOccurrences(db, actor, editionId, pictures)
  const byPicture = new Map<string, MemberOccurrence[]>()
  for (const one of occurrences) byPicture.set(one.picture, [...(byPicture.get(one.picture) ?? []), one])
  const media = [...new Set(occurrences.map((one) => one.media))]
  const hits = await hitsOfMedia(context, actor, editionId, media)
  const unseen = [...byPicture.values()].filter((one) => one[0]?.media !== one[0]?.representative)
  const hashes = await hashesOf(
    db,
    unseen.flatMap((one) => one.map(({ media }) => media)),
  )
  const series = await seriesNames(context, actor, [...hits.values()].flat())
  return pictures.flatMap((picture) => {
    const members = byPicture.get(picture)
    const first = members?.[0]
    if (members === undefined || first === undefined) return []
    const own = members.flatMap((one) => hits.get(one.media) ?? [])
    // Distances to a representative that the actor may not learn of would tell that there is one.
    const standing = first.media === first.representative ? null : (hashes.get(first.media) ?? {})
    const distinct = [
      ...new Map(
        own.map((hit) => [`${hit.media} ${hit.series} ${hit.referenceSet} ${hit.picture}`, hit]),
      ).values(),
    ]
    return {
      picture,
      representative: first.media,
      members: membersOf(
        standing === null
          ? members
          : members.map((one) => ({
              ...one,
              ...distanceTo(first.media, standing, one.media, hashes.get(one.media) ?? {}),
            })),
      ),
      set: first.set,
      series: first.series,
      suggestedSeries: first.series === null ? withNames(suggestSeries(distinct), series) : [],
      hits: distinct,
    }
  })
}

/** How a member lies to what stands for its picture, as grouping works it out. */
export function distanceTo(
  representative: string,
  standing: QueryHashes,
  media: string,
  hashes: QueryHashes,
): { distanceBits: number | null; transform: string | null } {
  if (media === representative) return { distanceBits: 0, transform: 'identity' }
  const evidence = nearestOf(hashes, standing, HASH_BITS)
  return { distanceBits: evidence?.distanceBits ?? null, transform: evidence?.transform ?? null }
}

function membersOf(occurrences: readonly MemberOccurrence[]): MemberView[] {
  const members = new Map<string, MemberView & { paths: string[] }>()
  for (const one of occurrences) {
    const key = `${one.media} ${one.exhibitId}`
    const path = pathText(one.path)
    const member = members.get(key)
    if (member !== undefined) member.paths.push(path)
    else {
      members.set(key, {
        media: one.media,
        unit: one.unit,
        exhibit: one.exhibit,
        kind: one.kind,
        paths: [path],
        distanceBits: one.distanceBits,
        transform: one.transform,
        widthPx: one.widthPx,
        heightPx: one.heightPx,
      })
    }
  }
  return [...members.values()]
}

/** Names series for suggestions; a suggestion whose series is gone is dropped. */
export function withNames(
  suggestions: readonly Suggestion[],
  series: ReadonlyMap<string, SeriesRow>,
): SuggestionView[] {
  return suggestions.flatMap((one) => {
    const row = series.get(one.series)
    return row === undefined ? [] : { ...one, name: row.name, origin: row.origin, identified: row.identified }
  })
}

export async function seriesNames(
  context: NodeContext,
  actor: Actor,
  hits: readonly Hit[],
): Promise<Map<string, SeriesRow>> {
  const ids = [...new Set(hits.flatMap((hit) => (hit.series === null ? [] : [hit.series])))]
  return new Map((await seriesByIds(context.database.read, actor, ids)).map((row) => [row.id, row]))
}

/** Hits of each media: reference entries, and uncut links to media in pictures of the actor's editions. */
export async function hitsOfMedia(
  context: NodeContext,
  actor: Actor,
  editionId: string,
  media: readonly string[],
): Promise<Map<string, Hit[]>> {
  const db = context.database.read
  const hits = new Map<string, Hit[]>()
  const add = (of: string, hit: Hit): void => {
    const list = hits.get(of)
    if (list === undefined) hits.set(of, [hit])
    else list.push(hit)
  }
  for (const hit of await referenceHits(db, media)) {
    add(hit.media, {
      media: hit.media,
      picture: null,
      series: hit.series,
      verdict: hit.verdict,
      distanceBits: hit.distanceBits,
      variant: hit.variant as Hit['variant'],
      transform: hit.transform,
      referenceSet: hit.referenceSet,
    })
  }
  const wanted = new Set(media)
  const links = (await linksTouching(db, media, editionId)).filter((link) => !link.cut)
  const others = links.map((link) => (wanted.has(link.mediaA) ? link.mediaB : link.mediaA))
  const places = await placesOfMedia(db, actor, actor.editions, [...new Set([...others, ...media])])
  for (const link of links) {
    for (const [one, other] of [
      [link.mediaA, link.mediaB],
      [link.mediaB, link.mediaA],
    ] as const) {
      const place = places.get(other)
      if (!wanted.has(one) || place === undefined || place.picture === places.get(one)?.picture) continue
      add(one, linkHit(other, link, place))
    }
  }
  return hits
}

function linkHit(media: string, link: LinkRow, place: { picture: string; series: string | null }): Hit {
  return {
    media,
    picture: place.picture,
    series: place.series,
    verdict: 'near',
    distanceBits: link.distanceBits,
    variant: link.variant as Hit['variant'],
    transform: link.transform,
    referenceSet: null,
  }
}
