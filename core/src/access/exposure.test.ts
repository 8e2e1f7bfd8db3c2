import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../refusal.ts'
import { countOnce, type ExposureLoad, type Lift, mayReveal, NO_LOAD } from './exposure.ts'
import { EXPOSURE_DEFAULTS, type ExposureRules, NO_OWN_FIGURES, strictestRules } from './exposure-rules.ts'
import { unitTime } from './unit-time.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const at = (text: string): number => Date.parse(text)
const RULES = strictestRules('Europe/Amsterdam', EXPOSURE_DEFAULTS, NO_OWN_FIGURES)
/** Noon of a winter day in Amsterdam. */
const NOON_MS = at('2026-01-15T11:00:00Z')
const load = (change: Partial<ExposureLoad>): ExposureLoad => ({ ...NO_LOAD, day: '2026-01-15', ...change })

function answer(
  one: ExposureLoad,
  nowMs: number,
  lift: Lift | null = null,
  rules: ExposureRules = RULES,
): [string, number | null] {
  const decided = mayReveal(rules, one, lift, nowMs)
  return isRefusal(decided) ? [decided.code, decided.againAtMs] : ['yes', null]
}

describe('what a person may see', () => {
  it('is open by day, and says what is left', () => {
    const decided = mayReveal(
      RULES,
      load({ todayMs: HOUR_MS, sinceBreakMs: 600_000, lastCountedAtMs: NOON_MS }),
      null,
      NOON_MS,
    )
    assert.deepEqual(decided, {
      leftTodaySeconds: 4 * 3600,
      untilBreakSeconds: 40 * 60,
      curfewAtMs: at('2026-01-15T21:00:00Z'),
      lift: null,
    })
  })

  it('ends after five counted hours until the next day that is no curfew', () => {
    const almost = load({ todayMs: 5 * HOUR_MS - 1 })
    assert.deepEqual(answer(almost, NOON_MS), ['yes', null])
    const full = load({ todayMs: 5 * HOUR_MS })
    assert.deepEqual(answer(full, NOON_MS), ['exposure/day-cap', at('2026-01-16T05:00:00Z')])
    assert.deepEqual(answer(full, at('2026-01-16T05:00:00Z')), ['yes', null])
    const open = { ...RULES, curfews: [] }
    assert.deepEqual(answer(full, NOON_MS, null, open), ['exposure/day-cap', at('2026-01-15T23:00:00Z')])
  })

  it('pauses ten minutes after fifty counted minutes', () => {
    const due = load({ sinceBreakMs: 50 * MINUTE_MS, lastCountedAtMs: NOON_MS })
    assert.deepEqual(answer(due, NOON_MS + 1), ['exposure/break', NOON_MS + 10 * MINUTE_MS])
    assert.deepEqual(answer(due, NOON_MS + 10 * MINUTE_MS - 1)[0], 'exposure/break')
    assert.deepEqual(answer(due, NOON_MS + 10 * MINUTE_MS), ['yes', null])
    const eveningMs = at('2026-01-15T20:55:00Z')
    const late = load({ sinceBreakMs: 50 * MINUTE_MS, lastCountedAtMs: eveningMs })
    assert.deepEqual(answer(late, eveningMs), ['exposure/break', at('2026-01-16T05:00:00Z')])
  })

  it('rests from 22:00 to 06:00 of the unit, over both changes of the clock', () => {
    assert.deepEqual(answer(NO_LOAD, at('2026-01-15T20:59:59Z')), ['yes', null])
    for (const [asked, again] of [
      ['2026-01-15T21:00:00Z', '2026-01-16T05:00:00Z'],
      // The night of the change to summer time has seven hours, the other one nine.
      ['2026-03-28T21:00:00Z', '2026-03-29T04:00:00Z'],
      ['2026-10-24T20:00:00Z', '2026-10-25T05:00:00Z'],
      ['2026-10-25T04:59:59Z', '2026-10-25T05:00:00Z'],
    ] as const)
      assert.deepEqual(answer(NO_LOAD, at(asked)), ['exposure/curfew', at(again)], asked)
  })

  it('is wholly open while a lift lasts, for danger or by override, and not a moment longer', () => {
    const nightMs = at('2026-01-15T23:30:00Z')
    const worst = load({
      day: '2026-01-16',
      todayMs: 9 * HOUR_MS,
      sinceBreakMs: 9 * HOUR_MS,
      lastCountedAtMs: nightMs,
    })
    for (const kind of ['danger', 'override'] as const) {
      const lift = { kind, endsAtMs: nightMs + 1000 }
      const decided = mayReveal(RULES, worst, lift, nightMs)
      assert.ok(!isRefusal(decided))
      assert.deepEqual(decided.lift, lift)
      assert.deepEqual([decided.leftTodaySeconds, decided.untilBreakSeconds], [0, 0])
      assert.notEqual(answer(worst, nightMs + 1000, lift)[0], 'yes')
    }
  })

  it('is open again exactly when the refusal says, for every load and zone', () => {
    const zones = fc.constantFrom('Europe/Amsterdam', 'America/New_York', 'Asia/Kathmandu', 'UTC')
    const quarter = fc.nat(95).map((n) => n * 15)
    let refused = 0
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') }),
        fc.nat(8 * HOUR_MS),
        fc.nat(2 * HOUR_MS),
        fc.nat(30 * MINUTE_MS),
        fc.option(fc.tuple(quarter, quarter)),
        (timeZone, nowMs, todayMs, sinceBreakMs, agoMs, night) => {
          const curfew = night === null ? null : { fromMinute: night[0], toMinute: night[1] }
          if (curfew !== null && curfew.fromMinute === curfew.toMinute) return
          const rules = strictestRules(timeZone, { ...EXPOSURE_DEFAULTS, curfew }, NO_OWN_FIGURES)
          const { day } = unitTime(nowMs, timeZone)
          const one = { day, todayMs, sinceBreakMs, lastCountedAtMs: nowMs - agoMs, filledUntilMs: 0 }
          const [code, againMs] = answer(one, nowMs, null, rules)
          if (againMs === null) return
          refused += 1
          assert.ok(againMs > nowMs, code)
          assert.equal(answer(one, againMs, null, rules)[0], 'yes', code)
          assert.notEqual(answer(one, againMs - 1, null, rules)[0], 'yes', code)
        },
      ),
      { numRuns: 200 },
    )
    assert.ok(refused > 40)
  })
})

describe('counted exposure', () => {
  it('is added to the day and to the stretch, which a long enough break begins anew', () => {
    const first = countOnce(RULES, NO_LOAD, 1000, NOON_MS - 1000, NOON_MS)
    assert.deepEqual(first, {
      addedMs: 1000,
      load: load({ todayMs: 1000, sinceBreakMs: 1000, lastCountedAtMs: NOON_MS, filledUntilMs: NOON_MS }),
    })
    const laterMs = NOON_MS + 10 * MINUTE_MS
    const second = countOnce(RULES, first.load, 500, laterMs - 1000, laterMs)
    assert.equal(second.load.todayMs, 1500)
    assert.equal(second.load.sinceBreakMs, 500)
    const beforeMs = laterMs - 1
    assert.equal(countOnce(RULES, first.load, 500, beforeMs - 1000, beforeMs).load.sinceBreakMs, 1500)
  })

  it('begins anew at midnight of the unit', () => {
    const beforeMs = at('2026-01-15T22:59:59Z')
    const before = countOnce(RULES, NO_LOAD, 1000, beforeMs - 1000, beforeMs).load
    const after = countOnce(RULES, before, 1000, beforeMs, beforeMs + 1000).load
    assert.deepEqual([before.day, before.todayMs], ['2026-01-15', 1000])
    assert.deepEqual([after.day, after.todayMs, after.sinceBreakMs], ['2026-01-16', 1000, 2000])
  })

  it('of one window is exactly what was measured, and of any number of windows never more than the wall time', () => {
    const report = fc.record({ window: fc.nat(3), share: fc.double({ min: 0, max: 1, noNaN: true }) })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3000), report), { maxLength: 60 }),
        fc.boolean(),
        (steps, isOne) => {
          let nowMs = NOON_MS
          let one: ExposureLoad = { ...NO_LOAD, filledUntilMs: NOON_MS }
          let measuredMs = 0
          let addedMs = 0
          const lastMs = new Map<number, number>()
          for (const [passedMs, { window, share }] of steps) {
            nowMs += passedMs
            const of = isOne ? 0 : window
            const fromMs = lastMs.get(of) ?? NOON_MS
            lastMs.set(of, nowMs)
            const countedMs = Math.floor((nowMs - fromMs) * share)
            const counted = countOnce(RULES, one, countedMs, fromMs, nowMs)
            assert.ok(counted.addedMs >= 0 && counted.addedMs <= countedMs)
            one = counted.load
            measuredMs += countedMs
            addedMs += counted.addedMs
          }
          assert.ok(addedMs <= nowMs - NOON_MS)
          assert.equal(one.todayMs, addedMs)
          if (isOne) assert.equal(addedMs, measuredMs)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('of two windows with half the screen each is the whole time', () => {
    let one: ExposureLoad = { ...NO_LOAD, filledUntilMs: NOON_MS }
    for (let second = 1; second <= 60; second += 1) {
      const nowMs = NOON_MS + second * 1000
      one = countOnce(RULES, one, 500, nowMs - 1000, nowMs).load
      one = countOnce(RULES, one, 500, nowMs - 700, nowMs + 300).load
    }
    assert.equal(one.todayMs, 60_000)
  })
})
