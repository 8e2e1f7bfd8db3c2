import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRefusal } from '../refusal.ts'
import { BREAK_GLASS_MS, decideBreaking, decideGlassReview } from './break-glass.ts'

const codeOf = (decided: unknown): string => (isRefusal(decided) ? decided.code : 'yes')

describe('breaking glass', () => {
  it('opens for an hour, with a reason, what is not in sight', () => {
    assert.deepEqual(decideBreaking({ inSight: false, because: ' a child ' }), {
      because: 'a child',
      lastsMs: BREAK_GLASS_MS,
    })
    assert.equal(codeOf(decideBreaking({ inSight: true, because: 'a child' })), 'glass/in-sight')
    assert.equal(codeOf(decideBreaking({ inSight: false, because: ' ' })), 'glass/because')
  })

  it('is reviewed once, by another human being, with a finding', () => {
    const glass = { human: 'anna', reviewed: false }
    assert.deepEqual(decideGlassReview(glass, { human: 'bram', finding: 'right ' }), { finding: 'right' })
    assert.equal(codeOf(decideGlassReview(glass, { human: 'anna', finding: 'right' })), 'glass/own-review')
    assert.equal(
      codeOf(decideGlassReview({ ...glass, reviewed: true }, { human: 'bram', finding: 'right' })),
      'glass/reviewed',
    )
    assert.equal(codeOf(decideGlassReview(glass, { human: 'bram', finding: '' })), 'glass/because')
  })
})
