import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type HashVariant, NEAR_DISTANCE_BITS } from '@homeward/core'
import { TRANSFORMS } from '@homeward/pdq'
import fc from 'fast-check'
import { nearestOf } from './evidence.ts'
import { MatchIndex, type QueryHashes } from './match-index.ts'

const HASH_BYTES = 32
const clock = { monotonicMs: () => 0 }

/** Some base hash with a few bits turned over: near its kin, far from others, often right at the limit. */
const hash = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }))
  .map(([base, flips]) => {
    const bits = Uint8Array.from({ length: HASH_BYTES }, (_, i) => (base * 89 + i * 31 * (base + 1)) & 255)
    for (const flip of flips) bits[flip >> 3] = (bits[flip >> 3] ?? 0) ^ (1 << (flip & 7))
    return bits
  })
const dihedral = fc
  .array(hash, { minLength: TRANSFORMS.length, maxLength: TRANSFORMS.length })
  .map((turns) => Uint8Array.from(Buffer.concat(turns)))
const hashes: fc.Arbitrary<QueryHashes> = fc.record(
  { nn512: dihedral, full: dihedral },
  { requiredKeys: [] },
) as never

/** Bits that differ, counted from their binary spelling. */
function difference(a: Uint8Array, b: Uint8Array): number {
  let bits = 0
  a.forEach((byte, i) => {
    bits += (byte ^ (b[i] ?? 0)).toString(2).replaceAll('0', '').length
  })
  return bits
}

/** The least distance of any turn of the query to the plain target, or null beyond the limit. */
function leastDistance(query: QueryHashes, target: QueryHashes): number | null {
  let least: number | null = null
  for (const variant of ['nn512', 'full'] satisfies HashVariant[]) {
    const turned = query[variant]
    const plain = target[variant]?.subarray(0, HASH_BYTES)
    if (turned === undefined || plain === undefined) continue
    for (let turn = 0; turn < TRANSFORMS.length; turn += 1) {
      const found = difference(turned.subarray(turn * HASH_BYTES, (turn + 1) * HASH_BYTES), plain)
      if (found <= NEAR_DISTANCE_BITS && (least === null || found < least)) least = found
    }
  }
  return least
}

describe('MatchIndex', () => {
  it('finds exactly what comparing with everything finds', () => {
    let near = 0
    fc.assert(
      fc.property(fc.array(hashes, { maxLength: 30 }), hashes, (held, query) => {
        const index = new MatchIndex(clock)
        held.forEach((one, i) => {
          index.addMedia(`media-${i}`, one)
          index.addReference(`set-${i % 3}`, i, one)
        })
        const expected = held.flatMap((one, i) => {
          const distance = leastDistance(query, one)
          return distance === null ? [] : [[i, distance] as const]
        })
        near += expected.length
        const media = index.nearMedia(query, NEAR_DISTANCE_BITS)
        const references = index.nearReferences(query, NEAR_DISTANCE_BITS)
        const sorted = (found: readonly (readonly [number, number])[]): unknown =>
          [...found].sort((a, b) => a[0] - b[0])
        assert.deepEqual(
          sorted(media.map(({ target, evidence }) => [Number(target.slice(6)), evidence.distanceBits])),
          expected,
        )
        assert.deepEqual(
          sorted(references.map(({ target, evidence }) => [target, evidence.distanceBits])),
          expected,
        )
      }),
      { numRuns: 200 },
    )
    assert.ok(near > 100, `only ${near} near pairs were drawn, so nothing was shown`)
  })

  it('gives the same evidence as comparing two media directly', () => {
    fc.assert(
      fc.property(hashes, hashes, (target, query) => {
        const index = new MatchIndex(clock)
        index.addMedia('media', target)
        const [found] = index.nearMedia(query, NEAR_DISTANCE_BITS)
        assert.deepEqual(found?.evidence ?? null, nearestOf(query, target, NEAR_DISTANCE_BITS))
      }),
      { numRuns: 300 },
    )
  })
})
