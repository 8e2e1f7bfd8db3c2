import { type HashVariant, type NearEvidence, strongerEvidence } from '@homeward/core'
import { FlatIndex } from '@homeward/hamming'
import { TRANSFORMS } from '@homeward/pdq'

const HASH_BYTES = 32
const VARIANTS: readonly HashVariant[] = ['full', 'nn512']

/** The hashes of one media for one variant: 8 x 32 bytes in the order of TRANSFORMS, the first untransformed. */
export type QueryHashes = Readonly<Partial<Record<HashVariant, Uint8Array>>>

/** A target found near a query, with the strongest evidence over variants and transforms. */
export interface NearTarget<Target> {
  readonly target: Target
  readonly evidence: NearEvidence
}

interface VariantIndex<Target> {
  readonly index: FlatIndex
  readonly targets: Target[]
  readonly slots: Map<Target, number>
}

/** Targets with one hash a variant each, searched exhaustively. */
class TargetIndex<Target> {
  readonly #variants: Record<HashVariant, VariantIndex<Target>> = {
    full: { index: new FlatIndex(), targets: [], slots: new Map() },
    nn512: { index: new FlatIndex(), targets: [], slots: new Map() },
  }

  add(target: Target, hashes: QueryHashes): void {
    for (const variant of VARIANTS) {
      const bits = hashes[variant]
      if (bits === undefined) continue
      const { index, targets, slots } = this.#variants[variant]
      const slot = index.add(bits.subarray(0, HASH_BYTES))
      targets[slot] = target
      slots.set(target, slot)
    }
  }

  /** Takes a target out with its hashes; one that is not there changes nothing. */
  remove(target: Target): void {
    for (const variant of VARIANTS) {
      const { index, targets, slots } = this.#variants[variant]
      const slot = slots.get(target)
      if (slot === undefined) continue
      index.remove(slot)
      delete targets[slot]
      slots.delete(target)
    }
  }

  get size(): number {
    return Math.max(...VARIANTS.map((variant) => this.#variants[variant].index.size))
  }

  search(query: QueryHashes, distanceBits: number): Map<Target, NearEvidence> {
    const found = new Map<Target, NearEvidence>()
    for (const variant of VARIANTS) {
      const dihedral = query[variant]
      if (dihedral === undefined) continue
      const { index, targets } = this.#variants[variant]
      TRANSFORMS.forEach((transform, turn) => {
        const bits = dihedral.subarray(turn * HASH_BYTES, (turn + 1) * HASH_BYTES)
        if (bits.length !== HASH_BYTES) return
        index.searchWithin(bits, distanceBits, (slot, distance) => {
          const target = targets[slot]
          if (target === undefined) return
          const evidence = { distanceBits: distance, variant, transform }
          const before = found.get(target)
          found.set(target, before === undefined ? evidence : strongerEvidence(before, evidence))
        })
      })
    }
    return found
  }
}

/**
 * Everything that near matching searches, in memory: media held and reference entries. A cache: rebuilt from the
 * database at every start, following new media and imports as they are matched.
 */
export class MatchIndex {
  #media = new TargetIndex<string>()
  readonly #references = new Map<string, TargetIndex<number>>()
  readonly #clock: { monotonicMs(): number }
  #changedAtMs: number

  constructor(clock: { monotonicMs(): number }) {
    this.#clock = clock
    this.#changedAtMs = clock.monotonicMs()
  }

  /** Adds a media; only hashes of sufficient quality may be given. */
  addMedia(media: string, hashes: QueryHashes): void {
    this.#media.add(media, hashes)
    this.#changedAtMs = this.#clock.monotonicMs()
  }

  /** Takes media out, with their hashes; what was not in it changes nothing. */
  removeMedia(media: readonly string[]): void {
    for (const one of media) this.#media.remove(one)
    this.#changedAtMs = this.#clock.monotonicMs()
  }

  /** Adds an entry of a reference set. */
  addReference(set: string, entry: number, hashes: QueryHashes): void {
    let index = this.#references.get(set)
    if (index === undefined) {
      index = new TargetIndex()
      this.#references.set(set, index)
    }
    index.add(entry, hashes)
    this.#changedAtMs = this.#clock.monotonicMs()
  }

  /** All media within `distanceBits` of the query under any transform. */
  nearMedia(query: QueryHashes, distanceBits: number): NearTarget<string>[] {
    return [...this.#media.search(query, distanceBits)].map(([target, evidence]) => ({ target, evidence }))
  }

  /** All reference entries within `distanceBits` of the query under any transform, of every set. */
  nearReferences(query: QueryHashes, distanceBits: number): NearTarget<number>[] {
    return [...this.#references.values()].flatMap((index) =>
      [...index.search(query, distanceBits)].map(([target, evidence]) => ({ target, evidence })),
    )
  }

  /** Size and age, for the health page. */
  state(): { entries: number; ageMs: number } {
    const references = [...this.#references.values()].reduce((sum, index) => sum + index.size, 0)
    return {
      entries: this.#media.size + references,
      ageMs: Math.round(this.#clock.monotonicMs() - this.#changedAtMs),
    }
  }
}
