/**
 * Where a file seen ends up, in the order in which the rule is tried: the first that fits. The eight outcomes of an
 * exhibit always add up to its files seen.
 */
export const OUTCOMES = [
  'quarantined',
  'empty',
  'knownGood',
  'duplicates',
  'archives',
  'context',
  'mediaKnown',
  'mediaNew',
] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What is known of one file (or archive member) when its outcome is decided. */
export interface FileFacts {
  /** The reason why it could not be read or opened, or null. */
  readonly problem: { readonly code: string; readonly because: string } | null
  readonly sizeBytes: number
  readonly knownGood: boolean
  /** The same content, or the same path and bytes, was already seen in this exhibit. */
  readonly seenInExhibit: boolean
  readonly family: 'image' | 'video' | 'audio' | 'archive' | 'context'
  /** The content is already held in an exhibit that the actor may see. */
  readonly heldVisibly: boolean
}

/** Applies the counting rule to one file. */
export function decideOutcome(file: FileFacts): Outcome {
  if (file.problem !== null) return 'quarantined'
  if (file.sizeBytes === 0) return 'empty'
  if (file.knownGood) return 'knownGood'
  if (file.seenInExhibit) return 'duplicates'
  if (file.family === 'archive') return 'archives'
  if (file.family === 'context') return 'context'
  return file.heldVisibly ? 'mediaKnown' : 'mediaNew'
}

export type OutcomeCounts = Readonly<Record<Outcome, number>>

/** The eight counts, all zero. */
export function noOutcomes(): Record<Outcome, number> {
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>
}

/** Files seen: the sum of the eight outcomes. */
export function filesSeen(counts: OutcomeCounts): number {
  return OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0)
}
