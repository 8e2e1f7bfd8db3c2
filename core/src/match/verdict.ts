/** Bits of difference up to which two PDQ hashes count as near, unless the reference set has its own distance. */
export const NEAR_DISTANCE_BITS = 31
/** Hashes below this PDQ quality never match and never group: flat pictures all look alike. */
export const PDQ_QUALITY_MIN = 50

export type Verdict = 'exact' | 'near'
export type HashVariant = 'nn512' | 'full'

/** Evidence of a near match: how far, under which variant, and how the query had to be turned or flipped. */
export interface NearEvidence {
  readonly distanceBits: number
  readonly variant: HashVariant
  readonly transform: string
}

/**
 * The stronger of two pieces of evidence for one pair: fewer bits, then the plain `full` variant before `nn512`, then
 * an unturned picture before a turned one, so that the choice never depends on the order of the search.
 */
export function strongerEvidence(a: NearEvidence, b: NearEvidence): NearEvidence {
  if (a.distanceBits !== b.distanceBits) return a.distanceBits < b.distanceBits ? a : b
  if (a.variant !== b.variant) return a.variant === 'full' ? a : b
  if (a.transform === b.transform) return a
  if (a.transform === 'identity') return a
  if (b.transform === 'identity') return b
  return a.transform < b.transform ? a : b
}
