import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRefusal } from '../refusal.ts'
import { countErasure, decideErasure, planErasure } from './erasure.ts'

describe('decideErasure', () => {
  it('erases only what no hold and no intake stands on, and once', () => {
    const told = [true, false].flatMap((erased) =>
      [true, false].flatMap((held) =>
        [true, false].map((running) => {
          const decided = decideErasure({ erased, held, running })
          return `${erased} ${held} ${running}: ${isRefusal(decided) ? decided.code : 'erase'}`
        }),
      ),
    )
    assert.deepEqual(told, [
      'true true true: erasure/erased',
      'true true false: erasure/erased',
      'true false true: erasure/erased',
      'true false false: erasure/erased',
      'false true true: erasure/held',
      'false true false: erasure/held',
      'false false true: erasure/running',
      'false false false: erase',
    ])
  })
})

describe('planErasure', () => {
  it('lets a content go with its last holder only, and leave the pictures of an edition that holds it no more', () => {
    const holdings = [
      { content: 'alone', heldElsewhere: false, heldInEdition: false, heldByUnit: false },
      { content: 'fellow', heldElsewhere: true, heldInEdition: true, heldByUnit: true },
      { content: 'other edition', heldElsewhere: true, heldInEdition: false, heldByUnit: false },
    ]
    const plan = planErasure(holdings)
    assert.deepEqual(plan, {
      go: ['alone'],
      leaveEdition: ['alone', 'other edition'],
    })
  })

  it('counts what others hold, and may not be known to, like what nobody holds', () => {
    const held = { heldElsewhere: true, heldInEdition: true }
    const counts = countErasure(5, [
      { content: 'of the unit', ...held, heldByUnit: true },
      { content: 'of another', ...held, heldByUnit: false },
      { content: 'of nobody', heldElsewhere: false, heldInEdition: false, heldByUnit: false },
    ])
    assert.deepEqual(counts, { files: 5, contents: 3, contentsKept: 1 })
  })

  it('has nothing to do for an exhibit without contents', () => {
    assert.deepEqual(planErasure([]), { go: [], leaveEdition: [] })
  })
})
