import { type Refusal, refuse } from '../refusal.ts'

/** How long before its review an exhibit's unit is told. */
export const REVIEW_NOTICE_DAYS = 30
/** Where the unit has no rule: so long after the edition ends an exhibit is looked at again. */
export const DAYS_AFTER_EDITION = 90
/** Where the edition has no end either: so long after it was taken in. */
export const DAYS_WITHOUT_END = 365
/** Nobody keeps an exhibit longer than this without looking at it again. */
export const KEEP_YEARS_MAX = 10

/** A unit's rule. Days are whole; `objectionDays` null lets nothing be erased by itself. */
export interface RetentionRule {
  readonly keepDays: number
  readonly objectionDays: number | null
}

/** What was decided at a review. Days are `YYYY-MM-DD`. */
export type Review =
  | { readonly decision: 'keep'; readonly keepUntil: string }
  | { readonly decision: 'erase' }

/** What says how long an exhibit is kept. */
export interface KeptExhibit {
  readonly takenInOn: string
  readonly editionEndsOn: string | null
  readonly rule: RetentionRule | null
  readonly review: Review | null
}

/** The day on which somebody has to look at an exhibit again. */
export function reviewDay({ takenInOn, editionEndsOn, rule, review }: KeptExhibit): string {
  if (review?.decision === 'keep') return review.keepUntil
  if (rule !== null) return dayAfter(takenInOn, rule.keepDays)
  if (editionEndsOn !== null) return dayAfter(editionEndsOn, DAYS_AFTER_EDITION)
  return dayAfter(takenInOn, DAYS_WITHOUT_END)
}

/** The review that its unit was told of, and when. */
export interface ToldReview {
  readonly reviewOn: string
  readonly toldOn: string
}

/**
 * The first day on which an exhibit is erased by itself; null where the unit has no rule for that. A decision to erase
 * waits for the review day alone; silence waits for the time to object as well, which runs from the review day or from
 * the day on which the unit was told, whichever is later. Before it was told nothing happens.
 */
export function expiryDay(kept: KeptExhibit, told: ToldReview | null): string | null {
  const on = reviewDay(kept)
  if (kept.rule === null || kept.rule.objectionDays === null || told?.reviewOn !== on) return null
  if (kept.review?.decision === 'erase') return on
  const since = [told.toldOn, on].sort().at(-1) ?? on
  return dayAfter(since, kept.rule.objectionDays)
}

/** What the node does about an exhibit by itself on a day. */
export type RetentionStep = 'wait' | 'tell' | 'erase'

/** Plans the step of a day for an exhibit that is neither erased nor held. */
export function planRetention(kept: KeptExhibit, told: ToldReview | null, today: string): RetentionStep {
  const expiry = expiryDay(kept, told)
  if (expiry !== null && today >= expiry) return 'erase'
  const on = reviewDay(kept)
  const isNear = dayAfter(today, REVIEW_NOTICE_DAYS) >= on
  return isNear && told?.reviewOn !== on ? 'tell' : 'wait'
}

/**
 * Decides a review. Refuses with `retention/day` for a day that is none, lies in the past or more than ten years ahead.
 */
export function decideReview(keepUntil: string | null, today: string): Review | Refusal {
  if (keepUntil === null) return { decision: 'erase' }
  const latest = `${String(Number(today.slice(0, 4)) + KEEP_YEARS_MAX).padStart(4, '0')}${today.slice(4)}`
  if (!isDay(keepUntil) || keepUntil <= today || keepUntil > latest) {
    return refuse(
      'retention/day',
      `Expected a day after ${today} and not after ${latest} as YYYY-MM-DD, got ${keepUntil}.`,
    )
  }
  return { decision: 'keep', keepUntil }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dayAfter(text, 0) === text
}

function dayAfter(day: string, days: number): string {
  const atMs = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(atMs) ? '' : new Date(atMs + days * 86_400_000).toISOString().slice(0, 10)
}
