import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isTimeZone, nextQuarter, unitTime } from './unit-time.ts'

const AMSTERDAM = 'Europe/Amsterdam'
const at = (text: string): number => Date.parse(text)
const zones = fc.constantFrom(AMSTERDAM, 'UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe')
const moments = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') })

describe('time of a unit', () => {
  it('is what the clock on its wall shows, in winter and in summer', () => {
    assert.deepEqual(unitTime(at('2026-01-15T21:00:00Z'), AMSTERDAM), { day: '2026-01-15', minute: 22 * 60 })
    assert.deepEqual(unitTime(at('2026-07-15T21:00:00Z'), AMSTERDAM), { day: '2026-07-15', minute: 23 * 60 })
    assert.deepEqual(unitTime(at('2026-07-15T22:00:00Z'), AMSTERDAM), { day: '2026-07-16', minute: 0 })
  })

  it('knows names of time zones and nothing else', () => {
    for (const name of [AMSTERDAM, 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])
      assert.ok(isTimeZone(name))
    for (const text of ['', '+02:00', 'Europe', 'Europe/Nowhere', '../etc/passwd', 'x'.repeat(1000)])
      assert.ok(!isTimeZone(text), text)
  })

  it('finds the next midnight of days of 23 and of 25 hours', () => {
    const midnight = (from: string): number | null => {
      const { day } = unitTime(at(from), AMSTERDAM)
      return nextQuarter(at(from), AMSTERDAM, (time) => time.day !== day)
    }
    assert.equal(midnight('2026-03-28T23:00:00Z'), at('2026-03-29T22:00:00Z'))
    assert.equal(midnight('2026-10-24T22:00:00Z'), at('2026-10-25T23:00:00Z'))
  })

  it('finds a midnight within 26 hours from everywhere', () => {
    fc.assert(
      fc.property(zones, moments, (zone, ms) => {
        const { day } = unitTime(ms, zone)
        const nextMs = nextQuarter(ms, zone, (time) => time.day !== day)
        assert.ok(nextMs !== null && nextMs > ms)
        assert.equal(unitTime(nextMs - 1, zone).day, day)
        assert.notEqual(unitTime(nextMs, zone).day, day)
      }),
      { numRuns: 300 },
    )
  })

  it('finds nothing where nothing is to be found', () => {
    assert.equal(
      nextQuarter(0, 'UTC', () => false),
      null,
    )
  })
})
