import { type Refusal, refuse } from '../refusal.ts'

/** Glass that was broken stays open for 60 minutes. */
export const BREAK_GLASS_MS: number = 60 * 60_000
/** A third person reviews it within three days. */
export const BREAK_GLASS_REVIEW_MS: number = 72 * 3_600_000

/**
 * Decides whether a person may open an exhibit or a series whose audience they are not in, for 60 minutes and with a
 * reason. Refuses with `glass/in-sight` (nothing has to be broken) and `glass/because`.
 */
export function decideBreaking(request: {
  readonly inSight: boolean
  readonly because: string
}): { readonly because: string; readonly lastsMs: number } | Refusal {
  if (request.inSight) return refuse('glass/in-sight', 'You can see this already; nothing has to be broken.')
  const because = request.because.trim()
  return because === ''
    ? refuse('glass/because', 'Expected a reason, got an empty one.')
    : { because, lastsMs: BREAK_GLASS_MS }
}

/**
 * Decides the review: once, by another human being than the one who broke the glass, with a finding. Refuses with
 * `glass/own-review`, `glass/reviewed` and `glass/because`.
 */
export function decideGlassReview(
  glass: { readonly human: string; readonly reviewed: boolean },
  review: { readonly human: string; readonly finding: string },
): { readonly finding: string } | Refusal {
  if (glass.human === review.human) {
    return refuse('glass/own-review', 'Nobody reviews what they did themselves; another person has to.')
  }
  if (glass.reviewed) return refuse('glass/reviewed', 'This was reviewed before.')
  const finding = review.finding.trim()
  return finding === '' ? refuse('glass/because', 'Expected a finding, got an empty one.') : { finding }
}
