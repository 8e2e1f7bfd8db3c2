import { createHash } from 'node:crypto'
import {
  draftEvent,
  type Hit,
  isRefusal,
  NEAR_DISTANCE_BITS,
  PDQ_QUALITY_MIN,
  type Refusal,
  refuse,
} from '@homeward/core'
import { toHex } from '@homeward/pdq'
import { type Actor, eventActor } from '../access/actor.ts'
import type { QueryHashes } from '../match/match-index.ts'
import { type ReferenceTarget, referenceEntriesByDigest, referenceEntriesById } from '../match/match-store.ts'
import { type ContentRecord, contentBySha256 } from '../media/media-store.ts'
import type { NodeContext } from '../node-context.ts'
import { placesOfMedia } from '../series/series-store.ts'

export interface SearchResult {
  readonly query: {
    readonly sha256: string
    readonly pdq: { readonly nn512: string; readonly full: string } | null
  }
  readonly hits: readonly Hit[]
}

/**
 * Looks for one file among everything that the actor may see. The file is opened in the sandbox and not kept; that
 * somebody searched, and why, is recorded before anything is answered. Refuses with `search/empty` and what the decoder
 * refuses with.
 */
export async function searchContent(
  context: NodeContext,
  actor: Actor,
  bytes: Uint8Array,
  purpose: string,
): Promise<SearchResult | Refusal> {
  if (bytes.length === 0) return refuse('search/empty', 'Expected the bytes of a file, got none.')
  // A scope of its own: what is searched for never shares a process with an exhibit.
  const worker = context.decoder.worker(`search ${actor.session}`)
  const description = await worker.describe(bytes, bytes.length)
  await worker.close()
  if (isRefusal(description)) return description
  const digests = {
    sha256: createHash('sha256').update(bytes).digest(),
    sha1: createHash('sha1').update(bytes).digest(),
    md5: createHash('md5').update(bytes).digest(),
  }
  const { pdq } = description
  const hashes: QueryHashes = {
    ...(pdq !== null && pdq.nn512.quality >= PDQ_QUALITY_MIN ? { nn512: pdq.nn512.dihedral } : {}),
    ...(pdq !== null && pdq.full.quality >= PDQ_QUALITY_MIN ? { full: pdq.full.dihedral } : {}),
  }
  const hits = [
    ...(await mediaHits(context, actor, digests.sha256, hashes)),
    ...(await entryHits(context, digests, hashes)),
  ]
  await context.database.write((_tx, record) =>
    record(
      draftEvent('match/searched', {
        actor: eventActor(actor),
        objects: { media: hits.flatMap((hit) => hit.media ?? []) },
        facts: { hits: hits.length },
        justification: purpose,
      }),
    ),
  )
  return {
    query: {
      sha256: digests.sha256.toString('hex'),
      pdq: pdq === null ? null : { nn512: toHex(pdq.nn512.bits), full: toHex(pdq.full.bits) },
    },
    hits: hits.sort((a, b) => a.distanceBits - b.distanceBits || (a.verdict === 'exact' ? -1 : 1)),
  }
}

async function mediaHits(
  context: NodeContext,
  actor: Actor,
  sha256: Buffer,
  hashes: QueryHashes,
): Promise<Hit[]> {
  const db = context.database.read
  const same: ContentRecord | null = await contentBySha256(db, sha256)
  const near = context.index.nearMedia(hashes, NEAR_DISTANCE_BITS).filter(({ target }) => target !== same?.id)
  const found = [...(same === null ? [] : [same.id]), ...near.map(({ target }) => target)]
  const places = await placesOfMedia(db, actor, actor.editions, found)
  return found.flatMap((media) => {
    const place = places.get(media)
    if (place === undefined) return []
    const evidence = near.find(({ target }) => target === media)?.evidence
    return {
      media,
      picture: place.picture,
      series: place.series,
      verdict: evidence === undefined ? ('exact' as const) : ('near' as const),
      distanceBits: evidence?.distanceBits ?? 0,
      variant: evidence?.variant ?? null,
      transform: evidence?.transform ?? null,
      referenceSet: null,
    }
  })
}

async function entryHits(
  context: NodeContext,
  digests: { sha256: Buffer; sha1: Buffer; md5: Buffer },
  hashes: QueryHashes,
): Promise<Hit[]> {
  const db = context.database.read
  const exact = await referenceEntriesByDigest(db, digests)
  const near = new Map(
    context.index
      .nearReferences(hashes, NEAR_DISTANCE_BITS)
      .map(({ target, evidence }) => [target, evidence]),
  )
  const entries = await referenceEntriesById(db, [...near.keys()])
  const hit = (target: ReferenceTarget, verdict: 'exact' | 'near'): Hit[] => {
    const evidence = verdict === 'near' ? near.get(target.entry) : undefined
    if (evidence !== undefined && evidence.distanceBits > target.distanceBits) return []
    return [
      {
        media: null,
        picture: null,
        series: target.series,
        verdict,
        distanceBits: evidence?.distanceBits ?? 0,
        variant: evidence?.variant ?? null,
        transform: evidence?.transform ?? null,
        referenceSet: target.referenceSet,
      },
    ]
  }
  const known = new Set(exact.map((one) => one.entry))
  const all = [
    ...exact.flatMap((one) => hit(one, 'exact').map((found) => ({ found, kind: one.kind }))),
    ...entries
      .filter((one) => !known.has(one.entry))
      .flatMap((one) => hit(one, 'near').map((found) => ({ found, kind: one.kind }))),
  ]
  // What a negative set knows never alerts, whatever else knows it.
  return all.some((one) => one.kind === 'negative') ? [] : all.map((one) => one.found)
}
