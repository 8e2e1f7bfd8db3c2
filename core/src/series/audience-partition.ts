import type { Audience } from '../access/audience.ts'
import { type ProposedSet, proposeSets, type SetOccurrence } from './set-proposal.ts'

/** A place where a picture was found, with who may learn of its exhibit. */
export type AudienceOccurrence = SetOccurrence & { readonly audience: Audience }

/** A proposal with who may read its reasons. */
export interface AudienceSet extends ProposedSet {
  readonly audience: Audience
}

/**
 * Proposes sets so that no proposal, with its reasons, tells of an exhibit to a person outside the exhibit's audience. A
 * picture that was found in an open exhibit is grouped by what the open exhibits say alone; pictures found only in
 * exhibits with an audience are grouped with those of exactly the same audience.
 */
export function proposeSetsByAudience(occurrences: readonly AudienceOccurrence[]): AudienceSet[] {
  const open = occurrences.filter((one) => one.audience === null)
  const openPictures = new Set(open.map((one) => one.picture))
  const restricted = new Map<string, AudienceOccurrence[]>()
  // A picture found for several audiences is grouped under the first of them, so that it stands in one set at most.
  const keyOfPicture = new Map<string, string>()
  const keyed = occurrences
    .filter((one) => one.audience !== null && !openPictures.has(one.picture))
    .map((one) => ({ one, key: [...(one.audience ?? [])].sort().join('\n') }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  for (const { one, key } of keyed) {
    if (!keyOfPicture.has(one.picture)) keyOfPicture.set(one.picture, key)
    if (keyOfPicture.get(one.picture) !== key) continue
    const group = restricted.get(key)
    if (group === undefined) restricted.set(key, [one])
    else group.push(one)
  }
  return [open, ...restricted.values()].flatMap((group) =>
    proposeSets(group).map((set) => ({ ...set, audience: group[0]?.audience ?? null })),
  )
}
