import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type AudienceOccurrence, proposeSetsByAudience } from './audience-partition.ts'
import { proposeSets } from './set-proposal.ts'

function found(picture: string, exhibit: string, audience: readonly string[] | null): AudienceOccurrence {
  const name = `view_00${picture}.png`
  return { picture, exhibit, folder: `rooms of ${exhibit}`, name, camera: null, takenAtMs: null, audience }
}

describe('proposeSetsByAudience', () => {
  it('is the plain proposal where nothing has an audience', () => {
    const occurrences = ['1', '2', '3'].map((picture) => found(picture, 'phone', null))
    assert.deepEqual(
      proposeSetsByAudience(occurrences),
      proposeSets(occurrences).map((set) => ({ ...set, audience: null })),
    )
  })

  it('keeps what only the audience may know out of the reasons of an open picture', () => {
    const sets = proposeSetsByAudience([
      ...['1', '2'].map((picture) => found(picture, 'phone', null)),
      ...['1', '2', '3', '4'].map((picture) => found(picture, 'disk', ['anna'])),
    ])
    assert.deepEqual(
      sets.map((set) => [...set.pictures].sort()),
      [
        ['1', '2'],
        ['3', '4'],
      ],
    )
    assert.ok(!JSON.stringify(sets[0]).includes('disk'))
    assert.ok(JSON.stringify(sets[1]).includes('disk'))
  })

  it('never joins pictures of two audiences and puts each picture in one set at most', () => {
    const occurrence = fc
      .record({
        picture: fc.integer({ min: 1, max: 9 }).map(String),
        exhibit: fc.constantFrom('phone', 'disk', 'card'),
        audience: fc.constantFrom(null, ['anna'], ['anna', 'bram'], ['bram', 'anna']),
      })
      .map(({ picture, exhibit, audience }) => found(picture, exhibit, audience))
    fc.assert(
      fc.property(fc.array(occurrence, { maxLength: 40 }), (occurrences) => {
        const sets = proposeSetsByAudience(occurrences)
        const pictures = sets.flatMap((set) => set.pictures)
        assert.equal(new Set(pictures).size, pictures.length)
        for (const set of sets) {
          const open = set.pictures.map((picture) =>
            occurrences.some((one) => one.picture === picture && one.audience === null),
          )
          assert.equal(new Set(open).size, 1, 'open and restricted pictures in one set')
        }
      }),
    )
  })
})
