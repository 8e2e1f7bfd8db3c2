const NUMBER = new Intl.NumberFormat('en-GB')
const ONE_PLACE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })
const SHARE = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const DATE_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' })
const COUNTRY = new Intl.DisplayNames('en', { type: 'region' })

export function formatNumber(value: number): string {
  return NUMBER.format(value)
}

export function formatRate(perSecond: number): string {
  return ONE_PLACE.format(perSecond)
}

/** A share as a percentage; a part that is not nothing never shows as 0 %. */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0) return '–'
  const percent = (part / whole) * 100
  if (percent > 0 && percent < 0.1) return '< 0.1 %'
  return `${SHARE.format(percent)} %`
}

export function formatSize(sizeBytes: number): string {
  const steps = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = sizeBytes
  let step = 0
  while (value >= 1000 && step < steps.length - 1) {
    value /= 1000
    step += 1
  }
  return `${step === 0 ? NUMBER.format(value) : ONE_PLACE.format(value)} ${steps[step] ?? 'B'}`
}

/** Seconds as a clock: 1:05, 12:00 or 3:04:05. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = String(whole % 60).padStart(2, '0')
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`
}

/** Seconds in words that may be read at a glance: 40 s, 12 min, 3 h 05 min. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`
}

export function formatDateTime(iso: string): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? iso : DATE_TIME.format(at)
}

/** A moment on the clock of a time zone: 15 Jan 2026, 06:00. */
export function formatAtZone(iso: string, timeZone: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return iso
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at)
}

export function formatDate(iso: string): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? iso : DATE.format(at)
}

/** The name of a country by its two letters; anything else is shown as written. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (COUNTRY.of(code) ?? code) : code
}

/** The first letters of an identifier after its kind, enough to tell it from its neighbours on a screen. */
export function shortId(id: string): string {
  const start = id.indexOf('-') + 1
  return id.slice(start, start + 6).toUpperCase()
}
