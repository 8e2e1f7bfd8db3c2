import { type Refusal, refuse } from '../refusal.ts'

/** Immediate danger to a child lifts every cap for 60 minutes. */
export const DANGER_MS: number = 60 * 60_000
/** The longest override of a supervisor; longer needs is what the unit's figures are for. */
export const OVERRIDE_MINUTES_MAX = 240
/** Load figures are deleted after 90 days. */
export const LOAD_DAYS = 90

/**
 * Decides a supervisor's override: for somebody else, with a reason, for 5 to 240 minutes. Refuses with
 * `exposure/own-override`, `exposure/override-minutes` and `exposure/because`.
 */
export function decideOverride(request: {
  readonly by: string
  readonly person: string
  readonly minutes: number
  readonly because: string
}): { readonly lastsMs: number; readonly because: string } | Refusal {
  const { minutes } = request
  if (request.by === request.person) {
    return refuse('exposure/own-override', 'Nobody overrides the own caps; another supervisor has to.')
  }
  if (!Number.isInteger(minutes) || minutes < 5 || minutes > OVERRIDE_MINUTES_MAX) {
    return refuse(
      'exposure/override-minutes',
      `Expected 5 to ${OVERRIDE_MINUTES_MAX} whole minutes, got ${minutes}.`,
    )
  }
  const because = request.because.trim()
  if (because === '') return refuse('exposure/because', 'Expected a reason, got an empty one.')
  return { lastsMs: minutes * 60_000, because }
}

/**
 * Decides the review of a lift for danger: by another person than the one who used it, once, after its time. Refuses
 * with `exposure/own-review`, `exposure/reviewed`, `exposure/danger-runs` and `exposure/because`.
 */
export function decideDangerReview(
  lift: { readonly person: string; readonly endsAtMs: number; readonly reviewed: boolean },
  review: { readonly by: string; readonly finding: string },
  nowMs: number,
): { readonly finding: string } | Refusal {
  if (lift.person === review.by) {
    return refuse(
      'exposure/own-review',
      'Nobody reviews what they did themselves; another supervisor has to.',
    )
  }
  if (lift.reviewed) return refuse('exposure/reviewed', 'This was reviewed before.')
  if (nowMs < lift.endsAtMs) {
    return refuse('exposure/danger-runs', 'The caps are still lifted; review it once they hold again.')
  }
  const finding = review.finding.trim()
  return finding === '' ? refuse('exposure/because', 'Expected a finding, got an empty one.') : { finding }
}
