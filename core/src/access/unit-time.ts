/** Day and time of day as a clock on the wall of the unit shows them. */
export interface UnitTime {
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** Minutes since midnight on that clock, 0 to 1439. */
  readonly minute: number
}

const QUARTER_MS = 15 * 60_000
/** A day of 25 hours with a quarter to spare: longer than any day that a change of summer time makes. */
const QUARTERS_MAX = 26 * 4
const AREA = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/

/** True for the name of an IANA time zone, such as `Europe/Amsterdam` or `UTC`; an offset is not one. */
export function isTimeZone(text: string): boolean {
  if (!AREA.test(text)) return false
  try {
    clockOf(text)
    return true
  } catch {
    return false
  }
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
}

function read(clock: Intl.DateTimeFormat, atMs: number): UnitTime {
  const part: Record<string, string> = {}
  for (const { type, value } of clock.formatToParts(atMs)) part[type] = value
  return {
    day: `${part['year']?.padStart(4, '0')}-${part['month']}-${part['day']}`,
    minute: Number(part['hour']) * 60 + Number(part['minute']),
  }
}

/** What the unit's clock shows at `atMs`. */
export function unitTime(atMs: number, timeZone: string): UnitTime {
  return read(clockOf(timeZone), atMs)
}

/**
 * The first full quarter of an hour after `atMs` at which `holds` is true of the unit's clock, or null where it is not
 * within 26 hours. Every offset of a time zone in use is a multiple of a quarter, so no change of the clock is missed.
 */
export function nextQuarter(
  atMs: number,
  timeZone: string,
  holds: (time: UnitTime) => boolean,
): number | null {
  const clock = clockOf(timeZone)
  const firstMs = (Math.floor(atMs / QUARTER_MS) + 1) * QUARTER_MS
  for (let quarter = 0; quarter < QUARTERS_MAX; quarter += 1) {
    const ms = firstMs + quarter * QUARTER_MS
    if (holds(read(clock, ms))) return ms
  }
  return null
}
