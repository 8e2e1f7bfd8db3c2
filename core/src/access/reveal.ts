/** How clearly a reveal shows its media, from least to most. */
export const CLARITIES = ['pixelated', 'reduced', 'clear'] as const
export type Clarity = (typeof CLARITIES)[number]

/** True for the spelling of one of the {@link CLARITIES}. */
export function isClarity(text: string): text is Clarity {
  return (CLARITIES as readonly string[]).includes(text)
}

/** A reveal of one picture lasts 20 seconds, of a set or series 10 minutes; both can be renewed. */
export const REVEAL_PICTURE_MS = 20_000
export const REVEAL_SET_MS: number = 10 * 60_000

/** Weight of a visible second: 1 for the original, half for greyscale or blurred, nothing for pixelated tiles. */
const CLARITY_WEIGHT: Readonly<Record<Clarity, number>> = { pixelated: 0, reduced: 0.5, clear: 1 }

export interface CountedExposure {
  /** Seconds counted for this report. */
  readonly countedSeconds: number
  /** Milliseconds of the reveal that are accounted for now; the next report starts there. */
  readonly accountedMs: number
}

/**
 * Counts one report of the page: visible seconds x share of the viewport x clarity. The page is not trusted: the
 * visible time never exceeds the server time that passed since the last report, the share lies within 0 and 1.
 */
export function countExposure(
  clarity: Clarity,
  visibleSeconds: number,
  viewportShare: number,
  sinceStartMs: number,
  accountedMs: number,
): CountedExposure {
  const passedSeconds = Math.max(0, sinceStartMs - accountedMs) / 1000
  const seconds = Math.min(Math.max(0, visibleSeconds), passedSeconds)
  const share = Math.min(1, Math.max(0, viewportShare))
  return {
    countedSeconds: Math.round(seconds * share * CLARITY_WEIGHT[clarity] * 1000) / 1000,
    accountedMs: Math.max(accountedMs, sinceStartMs),
  }
}

/** Whether a reveal still shows anything at `nowMs`. */
export function revealStanding(
  reveal: { readonly endsAtMs: number; readonly endedAtMs: number | null },
  nowMs: number,
): 'open' | 'over' {
  return reveal.endedAtMs === null && nowMs < reveal.endsAtMs ? 'open' : 'over'
}
