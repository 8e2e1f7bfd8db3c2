import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { NEAR_DISTANCE_BITS, type NearEvidence, PDQ_QUALITY_MIN, strongerEvidence } from './verdict.ts'

const evidence: fc.Arbitrary<NearEvidence> = fc.record(
  {
    distanceBits: fc.integer({ min: 0, max: 3 }),
    variant: fc.constantFrom('nn512' as const, 'full' as const),
    transform: fc.constantFrom('identity', 'rotate90', 'flipX', 'flipPlus1'),
  },
  { noNullPrototype: true },
)

/** The rule as one sortable text: bits, then full before nn512, then unturned first, then by name. */
function sortable(one: NearEvidence): string {
  return [
    String(one.distanceBits).padStart(3, '0'),
    one.variant === 'full' ? '0' : '1',
    one.transform === 'identity' ? '' : one.transform,
  ].join('/')
}

describe('evidence of a near match', () => {
  it('counts up to 31 bits, from quality 50 on', () => {
    assert.equal(NEAR_DISTANCE_BITS, 31)
    assert.equal(PDQ_QUALITY_MIN, 50)
  })

  it('is stronger with fewer bits, then as full, then unturned', () => {
    const one = (distanceBits: number, variant: 'full' | 'nn512', transform: string): NearEvidence => ({
      distanceBits,
      variant,
      transform,
    })
    const order = [
      one(3, 'nn512', 'rotate90'),
      one(4, 'full', 'identity'),
      one(4, 'full', 'flipX'),
      one(4, 'full', 'rotate90'),
      one(4, 'nn512', 'identity'),
      one(4, 'nn512', 'flipX'),
      one(10, 'full', 'identity'),
    ]
    for (const [at, strong] of order.entries()) {
      for (const weak of order.slice(at)) {
        assert.deepEqual(strongerEvidence(strong, weak), strong)
        assert.deepEqual(strongerEvidence(weak, strong), strong)
      }
    }
  })

  it('leads to one choice whatever the order of the search', () => {
    fc.assert(
      fc.property(fc.array(evidence, { minLength: 1, maxLength: 12 }), fc.nat(), (found, turn) => {
        const first = [...found].sort((a, b) => (sortable(a) < sortable(b) ? -1 : 1))[0]
        const turned = [...found.slice(turn % found.length), ...found.slice(0, turn % found.length)]
        for (const order of [found, turned, [...found].reverse()]) {
          assert.deepEqual(order.reduce(strongerEvidence), first)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
