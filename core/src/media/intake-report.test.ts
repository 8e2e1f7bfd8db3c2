import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { intakePace, intakeReport } from './intake-report.ts'

describe('intake report', () => {
  const counts = {
    quarantined: 1,
    empty: 20,
    knownGood: 300,
    duplicates: 4_000,
    archives: 50_000,
    context: 600_000,
    mediaKnown: 7_000_000,
    mediaNew: 80_000_000,
  }

  it('says its figures in the order in which they are printed, the eight adding up to the files seen', () => {
    assert.equal(
      JSON.stringify(intakeReport('Laptop 1', counts, 123, 4.5, { exact: 6, near: 7 })),
      '{"exhibit":"Laptop 1","filesSeen":87654321,"mediaNew":80000000,"mediaKnown":7000000,"duplicates":4000,' +
        '"knownGood":300,"quarantined":1,"empty":20,"context":600000,"archives":50000,"sizeBytes":123,' +
        '"wallSeconds":4.5,"hits":{"exact":6,"near":7}}',
    )
  })
})

describe('intake pace', () => {
  it('works out rate and time left from this run', () => {
    assert.deepEqual(intakePace(50, 100, 10_000), { filesPerSecond: 5, secondsLeft: 20 })
    assert.deepEqual(intakePace(50, 0, 10_000), { filesPerSecond: 5, secondsLeft: 0 })
  })

  it('says no time left before a file was done, before time passed, or before the whole is known', () => {
    assert.deepEqual(intakePace(0, 100, 10_000), { filesPerSecond: 0, secondsLeft: null })
    assert.deepEqual(intakePace(3, 100, 0), { filesPerSecond: 0, secondsLeft: null })
    assert.deepEqual(intakePace(3, 100, -5), { filesPerSecond: 0, secondsLeft: null })
    assert.deepEqual(intakePace(50, null, 10_000), { filesPerSecond: 5, secondsLeft: null })
  })

  it('never is infinite or negative', () => {
    const left = fc.option(fc.nat(1e7))
    fc.assert(
      fc.property(fc.nat(1e7), left, fc.integer({ min: -1000, max: 1e9 }), (done, leftFiles, elapsedMs) => {
        const pace = intakePace(done, leftFiles, elapsedMs)
        for (const figure of [pace.filesPerSecond, pace.secondsLeft ?? 0]) {
          assert.ok(Number.isFinite(figure) && figure >= 0)
        }
      }),
    )
  })
})
