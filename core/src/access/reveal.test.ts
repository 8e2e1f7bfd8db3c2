import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CLARITIES, type Clarity, countExposure, isClarity, revealStanding } from './reveal.ts'

const clarity = fc.constantFrom(...CLARITIES)
/** What a page may claim: anything that a number in JSON can become. */
const claim = fc.oneof(
  fc.double({ noNaN: true }),
  fc.double({ min: -2, max: 1000, noNaN: true }),
  fc.constantFrom(0, -0, 1, 0.5, Infinity, -Infinity),
)

describe('exposure', () => {
  it('weighs the original whole, reduced by half and pixelated not at all', () => {
    const counted = (one: Clarity): number => countExposure(one, 1, 1, 1000, 0).countedSeconds
    assert.deepEqual(CLARITIES.map(counted), [0, 0.5, 1])
  })

  it('counts visible seconds by the share of the viewport', () => {
    assert.equal(countExposure('clear', 2, 0.25, 5000, 0).countedSeconds, 0.5)
    assert.equal(countExposure('reduced', 2, 0.25, 5000, 0).countedSeconds, 0.25)
  })

  it('starts the next report where this one ended', () => {
    const first = countExposure('clear', 5, 1, 1000, 0)
    assert.deepEqual(first, { countedSeconds: 1, accountedMs: 1000 })
    assert.deepEqual(countExposure('clear', 5, 1, 1500, first.accountedMs), {
      countedSeconds: 0.5,
      accountedMs: 1500,
    })
  })

  it('counts nothing for a report that comes at the same time again or with a clock gone back', () => {
    assert.deepEqual(countExposure('clear', 5, 1, 1000, 1000), { countedSeconds: 0, accountedMs: 1000 })
    assert.deepEqual(countExposure('clear', 5, 1, 400, 1000), { countedSeconds: 0, accountedMs: 1000 })
  })

  it('never counts more than the server time that passed, nor less than nothing, over any sequence of reports', () => {
    const reports = fc.array(fc.record({ visible: claim, share: claim, atMs: fc.nat(1_200_000), clarity }), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(reports, (sequence) => {
        let accountedMs = 0
        let countedMs = 0
        let latestMs = 0
        for (const report of sequence) {
          const before = accountedMs
          const counted = countExposure(report.clarity, report.visible, report.share, report.atMs, before)
          assert.ok(counted.countedSeconds >= 0)
          assert.ok(counted.accountedMs >= before)
          assert.ok(Math.round(counted.countedSeconds * 1000) <= counted.accountedMs - before)
          accountedMs = counted.accountedMs
          countedMs += Math.round(counted.countedSeconds * 1000)
          latestMs = Math.max(latestMs, report.atMs)
        }
        assert.equal(accountedMs, latestMs)
        assert.ok(countedMs <= latestMs)
      }),
      { numRuns: 2000 },
    )
  })

  it('counts at least as much at a greater clarity', () => {
    fc.assert(
      fc.property(claim, claim, fc.nat(60_000), (visible, share, atMs) => {
        const [pixelated, reduced, clear] = CLARITIES.map(
          (one) => countExposure(one, visible, share, atMs, 0).countedSeconds,
        )
        assert.equal(pixelated, 0)
        assert.ok((reduced ?? Number.NaN) <= (clear ?? Number.NaN))
      }),
    )
  })
})

describe('reveal', () => {
  it('is open until its time is up or it was ended', () => {
    assert.equal(revealStanding({ endsAtMs: 1000, endedAtMs: null }, 999), 'open')
    assert.equal(revealStanding({ endsAtMs: 1000, endedAtMs: null }, 1000), 'over')
    assert.equal(revealStanding({ endsAtMs: 1000, endedAtMs: 500 }, 499), 'over')
    assert.equal(revealStanding({ endsAtMs: 1000, endedAtMs: 0 }, 999), 'over')
  })

  it('has one of three clarities', () => {
    for (const one of CLARITIES) assert.ok(isClarity(one))
    for (const text of ['', 'Clear', 'original', 'toString']) assert.ok(!isClarity(text))
  })
})
