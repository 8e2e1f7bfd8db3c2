import { type Refusal, refuse } from '../refusal.ts'

/** What stands in the way of erasing an exhibit, as loaded under its lock. */
export interface ErasureStanding {
  readonly erased: boolean
  readonly held: boolean
  readonly running: boolean
}

/**
 * Decides whether an exhibit may be erased now. Refuses with `erasure/erased` (there is nothing left), `erasure/held` (a
 * legal hold stands) and `erasure/running` (it is being taken in).
 */
export function decideErasure({
  erased,
  held,
  running,
}: ErasureStanding): { readonly erase: true } | Refusal {
  if (erased) return refuse('erasure/erased', 'This exhibit was erased already.')
  if (held) return refuse('erasure/held', 'A legal hold stands on this exhibit; nothing of it is erased.')
  if (running)
    return refuse('erasure/running', 'This exhibit is being taken in; stop its intake before it is erased.')
  return { erase: true }
}

/** One content that an exhibit holds, and who else does. */
export interface Holding {
  readonly content: string
  /** Another exhibit of this node has a wrap of its data key. */
  readonly heldElsewhere: boolean
  /** That one belongs to the same edition. */
  readonly heldInEdition: boolean
  /** One of the same unit that nobody of the unit is kept from. */
  readonly heldByUnit: boolean
}

/**
 * Figures of an erasure that everybody may read who may learn of the exhibit: they tell of no holding that such a reader
 * may not learn of. So what other units hold, or exhibits with an audience, counts like what nobody holds.
 */
export interface ErasureCounts {
  /** Files and members that were counted in the exhibit. */
  readonly files: number
  /** Contents that its key opened and opens no more. */
  readonly contents: number
  /** Those of them that are readable through another open exhibit of the unit. */
  readonly contentsKept: number
}

/** Counts what goes with an exhibit. */
export function countErasure(files: number, holdings: readonly Holding[]): ErasureCounts {
  const kept = holdings.filter((one) => one.heldByUnit)
  return { files, contents: holdings.length, contentsKept: kept.length }
}

/** What erasing an exhibit does to the contents that it holds; of the others only its own wraps go. */
export interface ErasurePlan {
  /** Nobody else holds them: blob, thumbnails, hashes and everything derived goes with the last wrap. */
  readonly go: readonly string[]
  /** They leave the pictures of the edition: all that go, and what stays for other editions alone. */
  readonly leaveEdition: readonly string[]
}

/** Plans what goes with an exhibit, in the order given. */
export function planErasure(holdings: readonly Holding[]): ErasurePlan {
  const ids = (wanted: (one: Holding) => boolean): string[] =>
    holdings.filter(wanted).map(({ content }) => content)
  return {
    go: ids((one) => !one.heldElsewhere),
    leaveEdition: ids((one) => !one.heldInEdition),
  }
}
