/**
 * The moment that an exporter states, in milliseconds of UTC, or null where the text does not say it beyond doubt: no
 * zone, two zones at once, day and month in an unknown order. The text itself is kept beside it.
 *
 * `/Date(ms)/` counts from 1970 in UTC, whatever offset is written behind. Of a fraction of seven digits nothing is
 * taken: some writers put milliseconds there with leading zeros.
 */
export function statedTimeMs(text: string): number | null {
  const counted = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/u.exec(text)
  if (counted !== null) return valid(Number(counted[1]))
  const found =
    /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?\s?(Z|[+-]\d{2}:?\d{2})$/u.exec(text)
  if (found === null) return null
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const atMs = Date.UTC(year, month - 1, day, hour, minute, second)
  // A day or an hour that does not exist would roll over into another.
  if (
    !new Date(atMs)
      .toISOString()
      .startsWith(`${found[1]}-${found[2]}-${found[3]}T${found[4]}:${found[5]}:${found[6]}`)
  )
    return null
  return valid(atMs + fractionMs(found[7] ?? '') - offsetMs(found[8] ?? 'Z'))
}

function fractionMs(digits: string): number {
  return digits.length === 0 || digits.length === 7 ? 0 : Number(digits.slice(0, 3).padEnd(3, '0'))
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

const YEAR_9999_MS = 253_402_300_799_999

function valid(atMs: number): number | null {
  return Number.isSafeInteger(atMs) && Math.abs(atMs) <= YEAR_9999_MS ? atMs : null
}
