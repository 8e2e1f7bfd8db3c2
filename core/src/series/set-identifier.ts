import type { ProposedSet } from './set-proposal.ts'
import { compareText } from './text-order.ts'

/** An open proposal of an earlier run, whose identifier people may already have written down. */
export interface EarlierSet {
  readonly set: string
  readonly pictures: readonly string[]
}

export type Identified<Proposal extends ProposedSet> = Proposal & { readonly set: string }

/** Gives each proposal the identifier of the earlier one with which it shares the most pictures, or a new one. */
export function keepSetIdentifiers<Proposal extends ProposedSet>(
  proposals: readonly Proposal[],
  earlier: readonly EarlierSet[],
  newSet: () => string,
): Identified<Proposal>[] {
  const earlierOf = new Map(
    earlier.flatMap((one) => one.pictures.map((picture) => [picture, one.set] as const)),
  )
  const claims = proposals.flatMap((proposal, index) => {
    const shared = new Map<string, number>()
    for (const picture of proposal.pictures) {
      const set = earlierOf.get(picture)
      if (set !== undefined) shared.set(set, (shared.get(set) ?? 0) + 1)
    }
    return [...shared].map(([set, count]) => ({ index, set, count }))
  })
  claims.sort((a, b) => b.count - a.count || a.index - b.index || compareText(a.set, b.set))
  const setOf = new Map<number, string>()
  const taken = new Set<string>()
  for (const claim of claims) {
    if (setOf.has(claim.index) || taken.has(claim.set)) continue
    setOf.set(claim.index, claim.set)
    taken.add(claim.set)
  }
  return proposals.map((proposal, index) => ({ ...proposal, set: setOf.get(index) ?? newSet() }))
}
