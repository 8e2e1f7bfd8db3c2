import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRefusal } from '../refusal.ts'
import { DANGER_MS, decideDangerReview, decideOverride } from './exposure-lift.ts'

const codeOf = (decided: unknown): string => (isRefusal(decided) ? decided.code : 'decided')

describe('override of caps', () => {
  const asked = { by: 'supervisor', person: 'specialist', minutes: 60, because: ' a court date ' }

  it('is limited in time and says why', () => {
    assert.deepEqual(decideOverride(asked), { lastsMs: 3_600_000, because: 'a court date' })
  })

  it('is refused for oneself, without a reason and for an unlimited time', () => {
    assert.equal(codeOf(decideOverride({ ...asked, by: 'specialist' })), 'exposure/own-override')
    assert.equal(codeOf(decideOverride({ ...asked, because: '  ' })), 'exposure/because')
    for (const minutes of [0, 4, 241, 5.5, Number.NaN, Infinity])
      assert.equal(codeOf(decideOverride({ ...asked, minutes })), 'exposure/override-minutes')
    for (const minutes of [5, 240]) assert.equal(codeOf(decideOverride({ ...asked, minutes })), 'decided')
  })
})

describe('review of a lift for danger', () => {
  const lift = { person: 'specialist', endsAtMs: DANGER_MS, reviewed: false }
  const review = { by: 'supervisor', finding: 'It was right.' }

  it('is made once, by another person, after its time', () => {
    assert.deepEqual(decideDangerReview(lift, review, DANGER_MS), { finding: 'It was right.' })
    assert.equal(
      codeOf(decideDangerReview(lift, { ...review, by: 'specialist' }, DANGER_MS)),
      'exposure/own-review',
    )
    assert.equal(
      codeOf(decideDangerReview({ ...lift, reviewed: true }, review, DANGER_MS)),
      'exposure/reviewed',
    )
    assert.equal(codeOf(decideDangerReview(lift, review, DANGER_MS - 1)), 'exposure/danger-runs')
    assert.equal(codeOf(decideDangerReview(lift, { ...review, finding: '' }, DANGER_MS)), 'exposure/because')
  })
})
