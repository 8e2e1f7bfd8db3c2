import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_SEED, planPictureFiles } from '@homeward/scenes'
import {
  compareSets,
  occasionsOf,
  proposeDrawnSets,
  SET_PRECISION_MIN,
  SET_RECALL_MIN,
} from './set-agreement.ts'

describe('the agreement of sets and occasions', () => {
  const occasionOf = new Map([
    ['a', 'one'],
    ['b', 'one'],
    ['c', 'one'],
    ['d', 'two'],
    ['e', 'two'],
    ['f', null],
  ])

  it('is counted in pairs of pictures', () => {
    const sets = [{ pictures: ['a', 'b', 'd'] }, { pictures: ['e', 'f'] }]
    assert.deepEqual(compareSets(occasionOf, sets), { sets: 2, precision: 1 / 4, recall: 1 / 4 })
    const right = [{ pictures: ['a', 'b', 'c'] }, { pictures: ['d', 'e'] }]
    assert.deepEqual(compareSets(occasionOf, right), { sets: 2, precision: 1, recall: 1 })
    assert.deepEqual(compareSets(occasionOf, [{ pictures: ['a', 'b', 'c', 'd', 'e', 'f'] }]), {
      sets: 1,
      precision: 4 / 15,
      recall: 1,
    })
  })

  it('counts pictures of no occasion as strangers to each other', () => {
    const strays = new Map([...occasionOf, ['g', null] as const])
    assert.equal(compareSets(strays, [{ pictures: ['f', 'g'] }]).precision, 0)
  })
})

describe('sets proposed for the demonstration as it is planned', () => {
  for (const seed of [DEFAULT_SEED, 'harbour', 'mill', 'orchard', 'quay']) {
    it(`join hardly any strangers and most of an occasion, seed ${seed}`, (context) => {
      const files = planPictureFiles(seed)
      const { sets, precision, recall } = compareSets(occasionsOf(files), proposeDrawnSets(files))
      context.diagnostic(`${sets} sets, precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}`)
      assert.ok(precision >= SET_PRECISION_MIN, `precision ${precision}`)
      assert.ok(recall >= SET_RECALL_MIN, `recall ${recall}`)
    })
  }
})
