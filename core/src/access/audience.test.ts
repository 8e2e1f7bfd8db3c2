import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../refusal.ts'
import { type AudienceRequest, decideAudience, inAudience, sameAudience } from './audience.ts'

const request: AudienceRequest = {
  actor: 'anna',
  current: null,
  named: [
    { person: 'bram', unit: 'NL' },
    { person: 'anna', unit: 'NL' },
    { person: 'bram', unit: 'NL' },
  ],
  editionUnits: ['NL', 'DE'],
}

function code(change: Partial<AudienceRequest>): string {
  const decided = decideAudience({ ...request, ...change })
  return isRefusal(decided) ? decided.code : JSON.stringify(decided.audience)
}

describe('decideAudience', () => {
  it('names each person once', () => assert.equal(code({}), '["anna","bram"]'))

  it('opens to the edition again', () => assert.equal(code({ current: ['anna'], named: null }), 'null'))

  it('keeps the person who asks', () => {
    assert.equal(code({ named: [{ person: 'bram', unit: 'NL' }] }), 'audience/self')
    assert.equal(code({ named: [] }), 'audience/self')
  })

  it('takes nobody from outside the edition', () => {
    assert.equal(
      code({
        named: [
          { person: 'anna', unit: 'NL' },
          { person: 'eva', unit: 'SE' },
        ],
      }),
      'audience/outsider',
    )
  })

  it('says when nothing would change', () => {
    assert.equal(code({ named: null }), 'audience/unchanged')
    assert.equal(code({ current: ['bram', 'anna'] }), 'audience/unchanged')
  })
})

describe('an audience', () => {
  const persons = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'))

  it('holds whom it names, and everybody when it names nobody in particular', () => {
    fc.assert(
      fc.property(persons, fc.constantFrom('a', 'b', 'c', 'd'), (named, person) => {
        assert.equal(inAudience(named, person), named.includes(person))
        assert.ok(inAudience(null, person))
      }),
    )
  })

  it('is the same in every order and differs by every person', () => {
    fc.assert(
      fc.property(persons, persons, (one, other) => {
        assert.ok(sameAudience(one, [...one].reverse()))
        assert.equal(sameAudience(one, other), [...one].sort().join() === [...other].sort().join())
        assert.ok(!sameAudience(one, null))
      }),
    )
  })
})
