import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../refusal.ts'
import {
  type Curfew,
  decideOwnFigures,
  decideUnitFigures,
  EXPOSURE_DEFAULTS,
  type ExposureFigures,
  inCurfew,
  NO_OWN_FIGURES,
  type OwnFigures,
  strictestRules,
} from './exposure-rules.ts'

const quarter = fc.nat(95).map((n) => n * 15)
const curfew: fc.Arbitrary<Curfew> = fc
  .record({ fromMinute: quarter, toMinute: quarter })
  .filter(({ fromMinute, toMinute }) => fromMinute !== toMinute)
const figures: fc.Arbitrary<ExposureFigures> = fc.record({
  dailySeconds: fc.integer({ min: 300, max: 43_200 }),
  stretchSeconds: fc.integer({ min: 300, max: 7200 }),
  breakSeconds: fc.integer({ min: 300, max: 14_400 }),
  curfew: fc.option(curfew),
})
const own: fc.Arbitrary<OwnFigures> = fc.record({
  dailySeconds: fc.option(fc.integer({ min: 300, max: 43_200 })),
  stretchSeconds: fc.option(fc.integer({ min: 300, max: 7200 })),
  breakSeconds: fc.option(fc.integer({ min: 300, max: 14_400 })),
  curfew: fc.option(curfew),
})
const codeOf = (decided: unknown): string => (isRefusal(decided) ? decided.code : 'decided')

describe('figures of exposure', () => {
  it('are five hours, ten minutes after fifty, and none from 22 to 6 where nothing else is set', () => {
    assert.deepEqual(EXPOSURE_DEFAULTS, {
      dailySeconds: 18_000,
      stretchSeconds: 3000,
      breakSeconds: 600,
      curfew: { fromMinute: 1320, toMinute: 360 },
    })
    assert.equal(codeOf(decideUnitFigures('Europe/Paris', EXPOSURE_DEFAULTS)), 'decided')
  })

  it('of a unit are refused outside their bounds', () => {
    const code = (change: Partial<ExposureFigures>, timeZone = 'UTC'): string =>
      codeOf(decideUnitFigures(timeZone, { ...EXPOSURE_DEFAULTS, ...change }))
    assert.equal(code({}, 'Mars/Olympus'), 'exposure/time-zone')
    for (const seconds of [0, -1, 299, 43_201, 300.5, Number.NaN, Infinity])
      assert.equal(code({ dailySeconds: seconds }), 'exposure/figure', String(seconds))
    assert.equal(code({ stretchSeconds: 7201 }), 'exposure/figure')
    assert.equal(code({ breakSeconds: 0 }), 'exposure/figure')
    for (const [fromMinute, toMinute] of [
      [0, 0],
      [1, 60],
      [0, 1440],
      [-15, 60],
    ] as const)
      assert.equal(code({ curfew: { fromMinute, toMinute } }), 'exposure/curfew-time')
    assert.equal(code({ curfew: null }), 'decided')
  })

  it('of a person are refused where one is looser than the unit’s, and a curfew that ends before it', () => {
    const code = (change: Partial<OwnFigures>): string =>
      codeOf(decideOwnFigures(EXPOSURE_DEFAULTS, { ...NO_OWN_FIGURES, ...change }))
    assert.equal(code({}), 'decided')
    for (const looser of [
      { dailySeconds: 18_001 },
      { stretchSeconds: 3001 },
      { breakSeconds: 599 },
      { curfew: { fromMinute: 1320, toMinute: 345 } },
      { curfew: { fromMinute: 1335, toMinute: 360 } },
      { curfew: { fromMinute: 360, toMinute: 1320 } },
    ])
      assert.equal(code(looser), 'exposure/looser', JSON.stringify(looser))
    for (const stricter of [
      { dailySeconds: 18_000 },
      { dailySeconds: 300 },
      { breakSeconds: 1200 },
      { curfew: { fromMinute: 1200, toMinute: 480 } },
    ])
      assert.equal(code(stricter), 'decided', JSON.stringify(stricter))
  })

  it('that hold for a person are never looser than the unit’s, whatever the own say', () => {
    fc.assert(
      fc.property(figures, own, quarter, (floor, chosen, minute) => {
        const rules = strictestRules('UTC', floor, chosen)
        assert.ok(rules.dailySeconds <= floor.dailySeconds)
        assert.ok(rules.stretchSeconds <= floor.stretchSeconds)
        assert.ok(rules.breakSeconds >= floor.breakSeconds)
        if (floor.curfew !== null && inCurfew(floor.curfew, minute))
          assert.ok(rules.curfews.some((one) => inCurfew(one, minute)))
      }),
    )
  })

  it('of a person that are taken are what then holds', () => {
    let taken = 0
    fc.assert(
      fc.property(figures, own, (floor, chosen) => {
        const decided = decideOwnFigures(floor, chosen)
        if (isRefusal(decided)) return
        taken += 1
        const rules = strictestRules('UTC', floor, chosen)
        assert.equal(rules.dailySeconds, chosen.dailySeconds ?? floor.dailySeconds)
        assert.equal(rules.stretchSeconds, chosen.stretchSeconds ?? floor.stretchSeconds)
        assert.equal(rules.breakSeconds, chosen.breakSeconds ?? floor.breakSeconds)
      }),
      { numRuns: 1000 },
    )
    assert.ok(taken > 20)
  })

  it('count a curfew over midnight on both days', () => {
    const night = { fromMinute: 1320, toMinute: 360 }
    assert.deepEqual(
      [1319, 1320, 1439, 0, 359, 360].map((minute) => inCurfew(night, minute)),
      [false, true, true, true, true, false],
    )
    assert.ok(!inCurfew({ fromMinute: 60, toMinute: 120 }, 0))
  })
})
