import { type HashVariant, type NearEvidence, strongerEvidence } from '@homeward/core'
import { distanceBits } from '@homeward/hamming'
import { TRANSFORMS } from '@homeward/pdq'
import type { QueryHashes } from './match-index.ts'

const HASH_BYTES = 32
const VARIANTS: readonly HashVariant[] = ['full', 'nn512']

/** The strongest evidence between two media over variants and the query's eight transforms, if within `limitBits`. */
export function nearestOf(query: QueryHashes, target: QueryHashes, limitBits: number): NearEvidence | null {
  let best: NearEvidence | null = null
  for (const variant of VARIANTS) {
    const turned = query[variant]
    const plain = target[variant]?.subarray(0, HASH_BYTES)
    if (turned === undefined || plain === undefined) continue
    TRANSFORMS.forEach((transform, turn) => {
      const bits = turned.subarray(turn * HASH_BYTES, (turn + 1) * HASH_BYTES)
      if (bits.length !== HASH_BYTES) return
      const found = { distanceBits: distanceBits(bits, plain), variant, transform }
      if (found.distanceBits > limitBits) return
      best = best === null ? found : strongerEvidence(best, found)
    })
  }
  return best
}

/** The transform that undoes another: quarter turns swap, the rest undo themselves. */
export function inverseTransform(transform: string): string {
  if (transform === 'rotate90') return 'rotate270'
  return transform === 'rotate270' ? 'rotate90' : transform
}
