import { type Refusal, refuse } from '../refusal.ts'
import { type ExposureRules, inCurfew } from './exposure-rules.ts'
import { nextQuarter, unitTime } from './unit-time.ts'

const DAY_MS = 24 * 3600_000

/** What was counted of a person so far. */
export interface ExposureLoad {
  /** Day of the unit to which `todayMs` belongs. */
  readonly day: string
  readonly todayMs: number
  /** Counted since the last break that was long enough. */
  readonly sinceBreakMs: number
  readonly lastCountedAtMs: number | null
  /** Wall time until which this person's seconds are used up; see {@link countOnce}. */
  readonly filledUntilMs: number
}

export const NO_LOAD: ExposureLoad = {
  day: '',
  todayMs: 0,
  sinceBreakMs: 0,
  lastCountedAtMs: null,
  filledUntilMs: 0,
}

/** Why caps do not hold for a person until `endsAtMs`: danger to a child, or a supervisor's override. */
export interface Lift {
  readonly kind: 'danger' | 'override'
  readonly endsAtMs: number
}

/** What is left before the next cap; null where a lift holds and none does. */
export interface Allowance {
  readonly leftTodaySeconds: number
  readonly untilBreakSeconds: number
  /** When the curfew begins within a day from now, or null. */
  readonly curfewAtMs: number | null
  readonly lift: Lift | null
}

/** A refusal that ends by itself. */
export interface RefusedUntil extends Refusal {
  readonly againAtMs: number
}

/**
 * Decides whether a person may see media now, by the rules of the unit and the person. Pixelated media is bound like
 * any other: a break is a break. A lift takes away every cap while it lasts; what is seen meanwhile is still counted.
 *
 * Refuses with `exposure/curfew`, `exposure/day-cap` or `exposure/break`, whichever lasts longest, and says when it is
 * possible again.
 */
export function mayReveal(
  rules: ExposureRules,
  load: ExposureLoad,
  lift: Lift | null,
  nowMs: number,
): Allowance | RefusedUntil {
  const time = unitTime(nowMs, rules.timeZone)
  const todayMs = load.day === time.day ? load.todayMs : 0
  const stretchMs = hasRested(rules, load, nowMs) ? 0 : load.sinceBreakMs
  const standing = lift !== null && nowMs < lift.endsAtMs ? lift : null
  if (standing === null) {
    const refused = [
      curfewHolds(rules, time.minute)
        ? until(nowMs, rules, (again) =>
            refuse('exposure/curfew', `Nothing is revealed at this hour; ${again}.`),
          )
        : null,
      todayMs >= rules.dailySeconds * 1000
        ? until(nextDayMs(rules, time.day, nowMs), rules, (again) =>
            refuse('exposure/day-cap', `The counted time of this day is used up; ${again}.`),
          )
        : null,
      stretchMs >= rules.stretchSeconds * 1000
        ? until((load.lastCountedAtMs ?? nowMs) + rules.breakSeconds * 1000, rules, (again) =>
            refuse('exposure/break', `A break is due; ${again}.`),
          )
        : null,
    ].filter((one) => one !== null)
    const [longest] = refused.sort((a, b) => b.againAtMs - a.againAtMs)
    if (longest !== undefined) return longest
  }
  return {
    leftTodaySeconds: Math.max(0, rules.dailySeconds - todayMs / 1000),
    untilBreakSeconds: Math.max(0, rules.stretchSeconds - stretchMs / 1000),
    curfewAtMs:
      rules.curfews.length === 0
        ? null
        : nextQuarter(nowMs, rules.timeZone, ({ minute }) => curfewHolds(rules, minute)),
    lift: standing,
  }
}

function hasRested(rules: ExposureRules, load: ExposureLoad, nowMs: number): boolean {
  return load.lastCountedAtMs === null || nowMs - load.lastCountedAtMs >= rules.breakSeconds * 1000
}

function curfewHolds(rules: ExposureRules, minute: number): boolean {
  return rules.curfews.some((curfew) => inCurfew(curfew, minute))
}

function nextDayMs({ timeZone }: ExposureRules, day: string, nowMs: number): number {
  return nextQuarter(nowMs, timeZone, (time) => time.day !== day) ?? nowMs + DAY_MS
}

/** The first moment from `ms` on that lies outside every curfew; a day later where curfews fill the whole day. */
function openFrom(rules: ExposureRules, ms: number): number {
  if (!curfewHolds(rules, unitTime(ms, rules.timeZone).minute)) return ms
  return nextQuarter(ms, rules.timeZone, ({ minute }) => !curfewHolds(rules, minute)) ?? ms + DAY_MS
}

/** A refusal until `endsMs`, or until the curfew ends in which that lies. */
function until(endsMs: number, rules: ExposureRules, refused: (again: string) => Refusal): RefusedUntil {
  const againAtMs = openFrom(rules, endsMs)
  const { day, minute } = unitTime(againAtMs, rules.timeZone)
  const hours = String(Math.floor(minute / 60)).padStart(2, '0')
  const minutes = String(minute % 60).padStart(2, '0')
  const again = `it is possible again on ${day} at ${hours}:${minutes} (${rules.timeZone})`
  return { ...refused(again), againAtMs }
}

/**
 * Adds counted milliseconds of a report that covers the time since `fromMs`, so that reveals in two windows of one
 * person together never count more than the wall time: each report fills that time from where the reports before it
 * left off, and what does not fit before `nowMs` is not counted.
 */
export function countOnce(
  rules: ExposureRules,
  load: ExposureLoad,
  countedMs: number,
  fromMs: number,
  nowMs: number,
): { readonly addedMs: number; readonly load: ExposureLoad } {
  const startMs = Math.max(load.filledUntilMs, fromMs)
  const addedMs = Math.max(0, Math.min(Math.round(countedMs), nowMs - startMs))
  if (addedMs === 0) return { addedMs, load }
  const { day } = unitTime(nowMs, rules.timeZone)
  return {
    addedMs,
    load: {
      day,
      todayMs: (load.day === day ? load.todayMs : 0) + addedMs,
      sinceBreakMs: (hasRested(rules, load, nowMs) ? 0 : load.sinceBreakMs) + addedMs,
      lastCountedAtMs: nowMs,
      filledUntilMs: startMs + addedMs,
    },
  }
}
