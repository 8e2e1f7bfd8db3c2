/** One media as picture grouping sees it. */
export interface PictureMedia {
  readonly media: string
  /** The picture that it belongs to so far, or null when it was just taken in. */
  readonly picture: string | null
  readonly areaPx: number
  readonly sizeBytes: number
}

/** An uncut near-duplicate link between two media. */
export interface PictureLink {
  readonly mediaA: string
  readonly mediaB: string
}

export interface PlannedPicture {
  readonly picture: string
  readonly representative: string
  /** In the order of the media given. */
  readonly members: readonly string[]
}

export interface PicturePlan {
  readonly pictures: readonly PlannedPicture[]
  /** Pictures that were taken up by another: their identifier goes on pointing to it. */
  readonly redirects: readonly { readonly from: string; readonly to: string }[]
}

/**
 * Groups media into pictures: the connected components of the uncut near-duplicate links. Identifiers are stable: a
 * picture stays with the component that has most of its media, and of several a component keeps the one that most of
 * its media had (the first in the order given when equal); pictures that none keeps are redirected to where their first
 * media went; `newPicture` is called only for components that can keep none.
 *
 * The caller gives whole pictures: every media of each picture that a link touches, and every link among them.
 */
export function planPictures(
  media: readonly PictureMedia[],
  links: readonly PictureLink[],
  newPicture: () => string,
): PicturePlan {
  const components = connectedComponents(media, links)
  const claims = components
    .flatMap((members, index) => [...votesOf(members)].map(([picture, votes]) => ({ index, picture, votes })))
    .sort((a, b) => b.votes - a.votes)
  const kept = new Map<number, string>()
  const taken = new Set<string>()
  for (const { index, picture } of claims) {
    if (kept.has(index) || taken.has(picture)) continue
    kept.set(index, picture)
    taken.add(picture)
  }
  const pictures = components.map((members, index) => ({
    picture: kept.get(index) ?? newPicture(),
    representative: chooseRepresentative(members).media,
    members: members.map((member) => member.media),
  }))
  return { pictures, redirects: redirectsOf(media, pictures, taken) }
}

/** The member that stands for all copies: the most pixels, then the most bytes, then the first given. */
export function chooseRepresentative(members: readonly PictureMedia[]): PictureMedia {
  const first = members[0]
  if (first === undefined) throw new RangeError('expected at least one media in a picture, got none')
  return members.reduce((best, member) => {
    if (member.areaPx !== best.areaPx) return member.areaPx > best.areaPx ? member : best
    return member.sizeBytes > best.sizeBytes ? member : best
  }, first)
}

function connectedComponents(
  media: readonly PictureMedia[],
  links: readonly PictureLink[],
): PictureMedia[][] {
  const parent = new Map(media.map((one) => [one.media, one.media]))
  const rootOf = (id: string): string => {
    let root = id
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up
    for (let at = id; at !== root; ) {
      const up = parent.get(at) ?? root
      parent.set(at, root)
      at = up
    }
    return root
  }
  for (const link of links) {
    if (parent.has(link.mediaA) && parent.has(link.mediaB))
      parent.set(rootOf(link.mediaB), rootOf(link.mediaA))
  }
  const components = new Map<string, PictureMedia[]>()
  for (const one of media) {
    const root = rootOf(one.media)
    const members = components.get(root)
    if (members === undefined) components.set(root, [one])
    else members.push(one)
  }
  return [...components.values()]
}

function votesOf(members: readonly PictureMedia[]): Map<string, number> {
  const votes = new Map<string, number>()
  for (const { picture } of members) {
    if (picture !== null) votes.set(picture, (votes.get(picture) ?? 0) + 1)
  }
  return votes
}

function redirectsOf(
  media: readonly PictureMedia[],
  pictures: readonly PlannedPicture[],
  taken: ReadonlySet<string>,
): { from: string; to: string }[] {
  const pictureOf = new Map(
    pictures.flatMap((one) => one.members.map((member) => [member, one.picture] as const)),
  )
  const redirects = new Map<string, string>()
  for (const one of media) {
    const to = pictureOf.get(one.media)
    if (one.picture !== null && !taken.has(one.picture) && to !== undefined && !redirects.has(one.picture)) {
      redirects.set(one.picture, to)
    }
  }
  return [...redirects].map(([from, to]) => ({ from, to }))
}
