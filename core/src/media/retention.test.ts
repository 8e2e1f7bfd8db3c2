import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRefusal } from '../refusal.ts'
import { decideReview, expiryDay, type KeptExhibit, planRetention, reviewDay } from './retention.ts'

const PLAIN: KeptExhibit = { takenInOn: '2026-01-10', editionEndsOn: null, rule: null, review: null }
const RULED: KeptExhibit = { ...PLAIN, rule: { keepDays: 30, objectionDays: 14 } }

describe('reviewDay', () => {
  it('follows the last decision, the unit’s rule, the edition’s end, the day of intake, in that order', () => {
    assert.equal(reviewDay(PLAIN), '2027-01-10')
    const ended = { ...PLAIN, editionEndsOn: '2026-02-01' }
    assert.equal(reviewDay(ended), '2026-05-02')
    assert.equal(reviewDay({ ...ended, rule: RULED.rule }), '2026-02-09')
    const kept = { ...RULED, review: { decision: 'keep', keepUntil: '2028-02-29' } as const }
    assert.equal(reviewDay(kept), '2028-02-29')
    assert.equal(reviewDay({ ...RULED, review: { decision: 'erase' } }), '2026-02-09')
  })
})

describe('planRetention', () => {
  const ON = '2026-02-09'
  const told = (toldOn: string, reviewOn = ON) => ({ reviewOn, toldOn })

  it('tells the unit 30 days before, once for each review day', () => {
    const plain = { ...RULED, rule: { keepDays: 60, objectionDays: null } }
    assert.equal(planRetention(plain, null, '2026-02-08'), 'wait')
    assert.equal(planRetention(plain, null, '2026-02-09'), 'tell')
    assert.equal(planRetention(plain, told('2026-02-09', '2026-03-11'), '2026-02-10'), 'wait')
    assert.equal(planRetention(plain, told('2026-02-09', '2026-01-01'), '2026-02-10'), 'tell')
  })

  it('erases nothing by itself where the unit has not said so, however long ago the review was due', () => {
    for (const kept of [PLAIN, { ...RULED, rule: { keepDays: 30, objectionDays: null } }]) {
      for (const review of [null, { decision: 'erase' } as const]) {
        const one = { ...kept, review }
        assert.equal(planRetention(one, told('2026-01-15', reviewDay(one)), '2099-01-01'), 'wait')
      }
    }
  })

  it('erases without objection only after the time to object, and never before the unit was told', () => {
    assert.equal(planRetention(RULED, null, '2026-06-01'), 'tell')
    assert.equal(planRetention(RULED, told('2026-01-15'), '2026-02-22'), 'wait')
    assert.equal(planRetention(RULED, told('2026-01-15'), '2026-02-23'), 'erase')
    // A node that was off for months tells first, and the time to object begins then.
    assert.equal(planRetention(RULED, told('2026-06-01'), '2026-06-14'), 'wait')
    assert.equal(expiryDay(RULED, told('2026-06-01')), '2026-06-15')
    assert.equal(planRetention(RULED, told('2026-06-01'), '2026-06-15'), 'erase')
  })

  it('erases on the review day where a review said so, and what was to be kept not at all', () => {
    const wanted: KeptExhibit = { ...RULED, review: { decision: 'erase' } }
    assert.equal(planRetention(wanted, told('2026-01-15'), '2026-02-08'), 'wait')
    assert.equal(planRetention(wanted, told('2026-01-15'), ON), 'erase')
    const kept: KeptExhibit = { ...RULED, review: { decision: 'keep', keepUntil: '2027-01-01' } }
    assert.equal(planRetention(kept, told('2026-01-15'), '2026-11-01'), 'wait')
    assert.equal(planRetention(kept, told('2026-01-15'), '2026-12-02'), 'tell')
  })
})

describe('decideReview', () => {
  it('keeps until a day ahead, within ten years', () => {
    const today = '2026-02-09'
    const said = (day: string): string => {
      const decided = decideReview(day, today)
      return isRefusal(decided) ? decided.code : decided.decision
    }
    assert.deepEqual(decideReview(null, today), { decision: 'erase' })
    for (const day of ['2026-02-10', '2036-02-09']) assert.equal(said(day), 'keep')
    for (const day of ['2026-02-09', '2025-01-01', '2036-02-10', '2027-02-30', '2027-2-1', 'soon', '']) {
      assert.equal(said(day), 'retention/day', day)
    }
  })
})
