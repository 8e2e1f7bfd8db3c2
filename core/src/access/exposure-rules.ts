import { type Refusal, refuse } from '../refusal.ts'
import { isTimeZone } from './unit-time.ts'

/** Hours in which nothing is revealed, in minutes of the unit's day; `toMinute` is outside and may lie on the next day. */
export interface Curfew {
  readonly fromMinute: number
  readonly toMinute: number
}

/** The figures that bound what a person sees. */
export interface ExposureFigures {
  /** Counted seconds of a day of the unit. */
  readonly dailySeconds: number
  /** Counted seconds after which a break is due. */
  readonly stretchSeconds: number
  readonly breakSeconds: number
  readonly curfew: Curfew | null
}

/** What holds for a person: the strictest of the unit's figures and the person's own. */
export interface ExposureRules extends Omit<ExposureFigures, 'curfew'> {
  readonly timeZone: string
  readonly curfews: readonly Curfew[]
}

/** A person's own figures; null leaves the unit's. */
export type OwnFigures = { readonly [Key in keyof ExposureFigures]: ExposureFigures[Key] | null }

const MINUTE = 60
const DAY_MINUTES = 24 * MINUTE
const QUARTER = 15

/** Five hours a day, ten minutes' break after fifty counted minutes, nothing from 22:00 to 06:00. */
export const EXPOSURE_DEFAULTS: ExposureFigures = {
  dailySeconds: 5 * 3600,
  stretchSeconds: 50 * MINUTE,
  breakSeconds: 10 * MINUTE,
  curfew: { fromMinute: 22 * MINUTE, toMinute: 6 * MINUTE },
}

/** No own figure: the unit's hold. */
export const NO_OWN_FIGURES: OwnFigures = {
  dailySeconds: null,
  stretchSeconds: null,
  breakSeconds: null,
  curfew: null,
}

/** Whether a minute of the day lies in the curfew, also over midnight. */
export function inCurfew({ fromMinute, toMinute }: Curfew, minute: number): boolean {
  return fromMinute < toMinute
    ? fromMinute <= minute && minute < toMinute
    : fromMinute <= minute || minute < toMinute
}

/** The strictest of the unit's figures and a person's own, whichever was set later. */
export function strictestRules(timeZone: string, floor: ExposureFigures, own: OwnFigures): ExposureRules {
  return {
    timeZone,
    dailySeconds: Math.min(floor.dailySeconds, own.dailySeconds ?? Infinity),
    stretchSeconds: Math.min(floor.stretchSeconds, own.stretchSeconds ?? Infinity),
    breakSeconds: Math.max(floor.breakSeconds, own.breakSeconds ?? 0),
    curfews: [floor.curfew, own.curfew].filter((curfew) => curfew !== null),
  }
}

/** Bounds within which figures are taken: what lies outside is a slip of the pen. */
const BOUNDS: Readonly<
  Record<'dailySeconds' | 'stretchSeconds' | 'breakSeconds', readonly [number, number]>
> = {
  dailySeconds: [5 * MINUTE, 12 * 3600],
  stretchSeconds: [5 * MINUTE, 2 * 3600],
  breakSeconds: [5 * MINUTE, 4 * 3600],
}
const NAME: Readonly<Record<keyof typeof BOUNDS, string>> = {
  dailySeconds: 'counted time of a day',
  stretchSeconds: 'counted time before a break',
  breakSeconds: 'length of a break',
}

function figuresRefused(figures: OwnFigures): Refusal | null {
  for (const key of ['dailySeconds', 'stretchSeconds', 'breakSeconds'] as const) {
    const seconds = figures[key]
    const [min, max] = BOUNDS[key]
    if (seconds === null || (Number.isInteger(seconds) && seconds >= min && seconds <= max)) continue
    return refuse(
      'exposure/figure',
      `Expected a ${NAME[key]} of ${min / MINUTE} to ${max / MINUTE} minutes, got ${seconds / MINUTE}.`,
    )
  }
  const { curfew } = figures
  if (curfew === null) return null
  const minutes = [curfew.fromMinute, curfew.toMinute]
  if (
    minutes.every((one) => Number.isInteger(one / QUARTER) && one >= 0 && one < DAY_MINUTES) &&
    curfew.fromMinute !== curfew.toMinute
  ) {
    return null
  }
  return refuse(
    'exposure/curfew-time',
    'Expected a curfew between two different full quarters of an hour of the day.',
  )
}

/**
 * Decides the figures of a unit. Refuses with `exposure/time-zone` (no IANA time zone), `exposure/figure` and
 * `exposure/curfew-time`.
 */
export function decideUnitFigures(
  timeZone: string,
  figures: ExposureFigures,
): { readonly timeZone: string; readonly figures: ExposureFigures } | Refusal {
  if (!isTimeZone(timeZone)) {
    return refuse('exposure/time-zone', 'Expected the name of a time zone such as Europe/Amsterdam.')
  }
  return figuresRefused(figures) ?? { timeZone, figures }
}

/**
 * Decides a person's own figures: each at least as strict as the unit's. Refuses with `exposure/looser`,
 * `exposure/figure` and `exposure/curfew-time`.
 */
export function decideOwnFigures(
  floor: ExposureFigures,
  own: OwnFigures,
): { readonly figures: OwnFigures } | Refusal {
  const refused = figuresRefused(own)
  if (refused !== null) return refused
  const looser =
    ((own.dailySeconds ?? 0) > floor.dailySeconds && NAME.dailySeconds) ||
    ((own.stretchSeconds ?? 0) > floor.stretchSeconds && NAME.stretchSeconds) ||
    ((own.breakSeconds ?? Infinity) < floor.breakSeconds && NAME.breakSeconds) ||
    (own.curfew !== null && floor.curfew !== null && !covers(own.curfew, floor.curfew) && 'curfew')
  if (looser === false) return { figures: own }
  return refuse('exposure/looser', `Own figures may only be stricter than the unit’s; the ${looser} is not.`)
}

function covers(outer: Curfew, inner: Curfew): boolean {
  for (let minute = 0; minute < DAY_MINUTES; minute += QUARTER) {
    if (inCurfew(inner, minute) && !inCurfew(outer, minute)) return false
  }
  return true
}
