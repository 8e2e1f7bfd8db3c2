import type { HashVariant, Verdict } from '../match/verdict.ts'

/** A match of a media that the person may see, with its evidence. */
export interface Hit {
  /** The media that matched; null when a reference set holds its hash alone. */
  readonly media: string | null
  readonly picture: string | null
  readonly series: string | null
  readonly verdict: Verdict
  readonly distanceBits: number
  readonly variant: HashVariant | null
  readonly transform: string | null
  readonly referenceSet: string | null
}

/** A series that a picture or set may belong to. A person decides. */
export interface Suggestion {
  readonly series: string
  readonly because: string
  readonly evidence: readonly Hit[]
}

/** Orders series by their evidence: exact hits first, then the number of hits, then the nearest. */
export function suggestSeries(hits: readonly Hit[]): Suggestion[] {
  const bySeries = new Map<string, Hit[]>()
  for (const hit of hits) {
    if (hit.series === null) continue
    const evidence = bySeries.get(hit.series)
    if (evidence === undefined) bySeries.set(hit.series, [hit])
    else evidence.push(hit)
  }
  return [...bySeries]
    .map(([series, evidence]) => ({
      series,
      evidence: [...evidence].sort((a, b) => rank(a) - rank(b)),
      exact: evidence.filter((hit) => hit.verdict === 'exact').length,
    }))
    .sort(
      (a, b) =>
        b.exact - a.exact ||
        b.evidence.length - a.evidence.length ||
        rank(a.evidence[0]) - rank(b.evidence[0]) ||
        (a.series < b.series ? -1 : 1),
    )
    .map(({ series, evidence, exact }) => ({ series, evidence, because: sentence(evidence, exact) }))
}

function rank(hit: Hit | undefined): number {
  if (hit === undefined) return Number.MAX_SAFE_INTEGER
  return hit.verdict === 'exact' ? -1 : hit.distanceBits
}

function sentence(evidence: readonly Hit[], exact: number): string {
  const near = evidence.filter((hit) => hit.verdict === 'near')
  const parts: string[] = []
  if (exact > 0) parts.push(`${exact} exact ${exact === 1 ? 'hit' : 'hits'}`)
  const nearest = near[0]
  if (nearest !== undefined) {
    parts.push(
      `${near.length} near ${near.length === 1 ? 'hit' : 'hits'}, the nearest at ${nearest.distanceBits} bits`,
    )
  }
  return `${parts.join(' and ')}.`
}
