import { draftEvent, NEAR_DISTANCE_BITS } from '@homeward/core'
import type { Tx } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { newIdentifier } from '../identifier.ts'
import type { NodeContext } from '../node-context.ts'
import { inverseTransform, nearestOf } from './evidence.ts'
import {
  exactReferences,
  type HashedMedia,
  insertHits,
  insertLinks,
  keepMedia,
  setMatched,
  unmatchedMedia,
} from './match-store.ts'

const BATCH = 32

/**
 * Matches what was taken in, one batch after the other. Being the only one that searches and then adds to the index, it
 * never misses a pair of media that came in at the same moment. What a killed node had not matched yet is taken up at
 * the next start, because only matched media are in the index then.
 */
export class Matcher {
  readonly #context: NodeContext
  #running: Promise<void> | null = null
  #again = false
  #turn: Promise<unknown> = Promise.resolve()

  constructor(context: NodeContext) {
    this.#context = context
  }

  /** Says that there may be new media. Returns at once. */
  wake(): void {
    this.drain().catch(() => undefined)
  }

  /** Returns when everything that was taken in before the call is matched. */
  async drain(): Promise<void> {
    this.#again = true
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
    await this.#running
  }

  /** Runs `work` while no batch is matched: an import must not fall between a search and its addition to the index. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false
      for (;;) {
        const matched = await this.exclusive(async () => {
          const batch = await unmatchedMedia(this.#context.database.read, BATCH)
          if (batch.length > 0) await this.#matchBatch(batch)
          return batch.length
        })
        if (matched === 0) break
      }
    }
  }

  async #matchBatch(batch: readonly HashedMedia[]): Promise<void> {
    const { platform, database, index } = this.#context
    const at = new Date(platform.clock.nowMs())
    const links: Tables['link'][] = []
    const hits: Tables['hit'][] = []
    const added: HashedMedia[] = []
    for (const one of batch) {
      for (const { target, evidence } of index.nearMedia(one.hashes, NEAR_DISTANCE_BITS)) {
        links.push(this.#linkOf(one.media, target, evidence, at))
      }
      for (const earlier of added) links.push(...this.#linkWithin(one, earlier, at))
      for (const { target, evidence } of index.nearReferences(one.hashes, NEAR_DISTANCE_BITS)) {
        hits.push({
          media_id: one.media,
          entry_id: target,
          verdict: 'near',
          distance_bits: evidence.distanceBits,
          variant: evidence.variant,
          transform: evidence.transform,
          found_at: at,
        })
      }
      added.push(one)
    }
    await database.write(async (tx, record) => {
      const kept = await keepMedia(
        tx,
        links.flatMap((link) => [link.media_a, link.media_b]).concat(batch.map((one) => one.media)),
      )
      const media = batch.flatMap((one) => (kept.has(one.media) ? one.media : []))
      if (media.length === 0) return
      const exact = await exactHits(tx, media, at)
      const near = withoutExact(hits, exact).filter((hit) => kept.has(hit.media_id))
      const found = (await insertHits(tx, exact)) + (await insertHits(tx, near))
      const linked = await insertLinks(
        tx,
        links.filter((link) => kept.has(link.media_a) && kept.has(link.media_b)),
      )
      await setMatched(tx, media)
      if (found + linked > 0) {
        await record(
          draftEvent('match/matched', {
            actor: { system: 'matcher' },
            objects: { media },
            facts: { hits: found, links: linked },
          }),
        )
      }
    })
    for (const one of batch) index.addMedia(one.media, one.hashes)
  }

  #linkOf(
    query: string,
    target: string,
    evidence: { distanceBits: number; variant: string; transform: string },
    at: Date,
  ): Tables['link'] {
    const [media_a, media_b] = query < target ? [query, target] : [target, query]
    return {
      id: newIdentifier(this.#context.platform, 'link'),
      media_a,
      media_b,
      distance_bits: evidence.distanceBits,
      variant: evidence.variant,
      // A link's transform turns media_a into media_b, whichever of the two was the query.
      transform: media_a === query ? evidence.transform : inverseTransform(evidence.transform),
      found_at: at,
    }
  }

  #linkWithin(query: HashedMedia, earlier: HashedMedia, at: Date): Tables['link'][] {
    const evidence = nearestOf(query.hashes, earlier.hashes, NEAR_DISTANCE_BITS)
    return evidence === null ? [] : [this.#linkOf(query.media, earlier.media, evidence, at)]
  }
}

async function exactHits(tx: Tx, media: readonly string[], at: Date): Promise<Tables['hit'][]> {
  return (await exactReferences(tx, media)).map(({ media: media_id, entry: entry_id }) => ({
    media_id,
    entry_id,
    verdict: 'exact' as const,
    distance_bits: 0,
    variant: null,
    transform: null,
    found_at: at,
  }))
}

function withoutExact(hits: readonly Tables['hit'][], exact: readonly Tables['hit'][]): Tables['hit'][] {
  const known = new Set(exact.map((hit) => `${hit.media_id} ${hit.entry_id}`))
  return hits.filter((hit) => !known.has(`${hit.media_id} ${hit.entry_id}`))
}
