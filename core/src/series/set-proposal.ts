/** One place where a picture was found, as the set proposals see it. */
export interface SetOccurrence {
  readonly picture: string
  readonly exhibit: string
  /** Folder within the exhibit, archives included (`backup.zip!/holiday`); the empty string is its root. */
  readonly folder: string
  readonly name: string
  /** Make, model and serial number in one line, or null when the file does not say. */
  readonly camera: string | null
  readonly takenAtMs: number | null
}

/** Pictures that seem to be of one occasion, and why. Always a proposal until a person decides. */
export interface ProposedSet {
  readonly pictures: readonly string[]
  readonly reasons: readonly string[]
}

/** Two shots of one camera further apart than this belong to different occasions. */
const OCCASION_GAP_MS = 60 * 60_000
/** A jump in the numbers wider than this starts another run. */
const NUMBER_GAP = 40
/** Folders that collect whatever came along: being in one says nothing. */
const COLLECTING_FOLDER =
  /^(|downloads?|desktop|documents|pictures|images|photos|dcim|tmp|temp|trash|recycled?|received( files)?|saved|backup|misc|unsorted|new folder( \(\d+\))?|found|recovered|carved)$/i

type Basis = 'camera' | 'numbering' | 'folder'
const BASIS_STRENGTH: Readonly<Record<Basis, number>> = { camera: 3, numbering: 2, folder: 1 }

interface Grouping {
  readonly basis: Basis
  readonly pictures: readonly string[]
  readonly reasons: readonly string[]
}

/**
 * Proposes sets from camera and clock, running file names, and folders or archives.
 *
 * Within one folder, files of one camera (make, model, serial) with a clock are parted where it stands still for an
 * hour; the rest by running numbers behind one prefix; what is then left is proposed as a folder's set unless the folder
 * collects anything (downloads and the like). Groupings of different places are joined
 * where one holds half of the other. Every picture is in one proposal at most: where two want it, the stronger
 * basis has it, then the larger grouping. Fewer than two pictures are no set. The result does not depend on the order
 * of the occurrences.
 */
export function proposeSets(occurrences: readonly SetOccurrence[]): ProposedSet[] {
  const groupings: Grouping[] = []
  for (const files of byPlace(occurrences).values()) groupings.push(...groupFolder(files))
  return assignPictures(joinOverlapping(groupings))
}

function byPlace(occurrences: readonly SetOccurrence[]): Map<string, SetOccurrence[]> {
  const places = new Map<string, SetOccurrence[]>()
  const sorted = [...occurrences].sort(
    (a, b) =>
      compareText(a.exhibit, b.exhibit) ||
      compareText(a.folder, b.folder) ||
      compareText(a.name, b.name) ||
      compareText(a.picture, b.picture) ||
      compareText(a.camera ?? '', b.camera ?? '') ||
      (a.takenAtMs ?? 0) - (b.takenAtMs ?? 0),
  )
  for (const one of sorted) {
    const key = `${one.exhibit}\n${one.folder}`
    const files = places.get(key)
    if (files === undefined) places.set(key, [one])
    else files.push(one)
  }
  return places
}

function groupFolder(files: readonly SetOccurrence[]): Grouping[] {
  const groupings: Grouping[] = []
  const grouped = new Set<SetOccurrence>()
  const keep = (members: readonly SetOccurrence[], basis: Basis, reasons: readonly string[]): void => {
    const pictures = distinct(members.map((member) => member.picture))
    if (pictures.length < 2) return
    for (const member of members) grouped.add(member)
    groupings.push({ basis, pictures, reasons })
  }
  for (const occasion of occasionsOf(files)) {
    keep(occasion, 'camera', [cameraReason(occasion), ...numberReason(occasion), placeReason(occasion)])
  }
  for (const run of runsOf(files.filter((file) => !grouped.has(file)))) {
    // One number in several formats or sizes is no run.
    if (new Set(run.map((file) => runningNumber(file.name)?.number)).size < 2) continue
    keep(run, 'numbering', [...numberReason(run), placeReason(run)])
  }
  const rest = files.filter((file) => !grouped.has(file))
  const folder = rest[0]?.folder ?? ''
  if (!COLLECTING_FOLDER.test(lastPart(folder))) keep(rest, 'folder', [placeReason(rest)])
  return groupings
}

function occasionsOf(files: readonly SetOccurrence[]): SetOccurrence[][] {
  const cameras = new Map<string, SetOccurrence[]>()
  for (const file of files) {
    if (file.camera === null || file.takenAtMs === null) continue
    const shots = cameras.get(file.camera)
    if (shots === undefined) cameras.set(file.camera, [file])
    else shots.push(file)
  }
  return [...cameras.values()].flatMap((shots) =>
    splitWhere(
      [...shots].sort((a, b) => (a.takenAtMs ?? 0) - (b.takenAtMs ?? 0) || compareText(a.name, b.name)),
      (before, after) => (after.takenAtMs ?? 0) - (before.takenAtMs ?? 0) > OCCASION_GAP_MS,
    ),
  )
}

function runsOf(files: readonly SetOccurrence[]): SetOccurrence[][] {
  const prefixes = new Map<string, { file: SetOccurrence; number: number }[]>()
  for (const file of files) {
    const numbered = runningNumber(file.name)
    if (numbered === null) continue
    const run = prefixes.get(numbered.prefix)
    const entry = { file, number: numbered.number }
    if (run === undefined) prefixes.set(numbered.prefix, [entry])
    else run.push(entry)
  }
  return [...prefixes.values()].flatMap((run) =>
    splitWhere(
      [...run].sort((a, b) => a.number - b.number),
      (before, after) => after.number - before.number > NUMBER_GAP,
    ).map((part) => part.map((entry) => entry.file)),
  )
}

/**
 * The prefix and running number of a file name: the run of one to five digits that ends it before the extension. The
 * prefix may be empty (`001.jpg`); an extension of digits alone is none (`photo.001`).
 */
export function runningNumber(name: string): { prefix: string; number: number } | null {
  const stem = name.replace(/\.(?!\d+$)[^.]*$/u, '')
  const found = /^(.*[^0-9]|)(\d{1,5})\)?$/su.exec(stem)
  if (found === null) return null
  return { prefix: (found[1] ?? '').toLowerCase(), number: Number(found[2]) }
}

function splitWhere<T>(items: readonly T[], parted: (before: T, after: T) => boolean): T[][] {
  const parts: T[][] = []
  let part: T[] = []
  let before: T | undefined
  for (const item of items) {
    if (before !== undefined && parted(before, item)) {
      parts.push(part)
      part = []
    }
    part.push(item)
    before = item
  }
  if (part.length > 0) parts.push(part)
  return parts
}

/** The shots are in the order of their times. */
function cameraReason(shots: readonly SetOccurrence[]): string {
  const minutes = Math.ceil(((shots.at(-1)?.takenAtMs ?? 0) - (shots[0]?.takenAtMs ?? 0)) / 60_000)
  return `Camera ${shots[0]?.camera ?? ''}, taken within ${minutes} min.`
}

function numberReason(files: readonly SetOccurrence[]): string[] {
  const numbered = files.map((file) => ({ name: file.name, number: runningNumber(file.name) }))
  const prefix = numbered[0]?.number?.prefix
  if (prefix === undefined || numbered.some((one) => one.number?.prefix !== prefix)) return []
  const sorted = [...numbered].sort((a, b) => (a.number?.number ?? 0) - (b.number?.number ?? 0))
  const first = sorted[0]?.name
  const last = sorted.at(-1)?.name
  return first === undefined || last === undefined || first === last ? [] : [`Numbered ${first} to ${last}.`]
}

function placeReason(files: readonly SetOccurrence[]): string {
  const folder = files[0]?.folder ?? ''
  if (folder === '') return `In one folder: the root of the exhibit.`
  return folder.includes('!/') || folder.endsWith('!')
    ? `In one archive: ${folder}.`
    : `In one folder: ${folder}.`
}

function lastPart(folder: string): string {
  return folder.slice(folder.lastIndexOf('/') + 1)
}

/**
 * Joins groupings of one occasion found in several places. The stronger basis leads: camera groupings join one another;
 * a run of numbers or a folder joins the one grouping that holds most of it, if that is half of its pictures at least.
 * A weaker grouping never brings two stronger ones together: a folder of favourites is not an occasion.
 */
function joinOverlapping(groupings: readonly Grouping[]): Grouping[] {
  const joined: Joined[] = []
  const ranked = [...groupings].sort(
    (a, b) => BASIS_STRENGTH[b.basis] - BASIS_STRENGTH[a.basis] || b.pictures.length - a.pictures.length,
  )
  for (const grouping of ranked) {
    const host = hostOf(grouping, joined)
    if (host === null) joined.push({ parts: [grouping], pictures: new Set(grouping.pictures) })
    else {
      host.parts.push(grouping)
      for (const picture of grouping.pictures) host.pictures.add(picture)
    }
  }
  return joined.map((group) => mergeParts(group.parts, [...group.pictures]))
}

interface Joined {
  readonly parts: Grouping[]
  readonly pictures: Set<string>
}

/** The grouping that already holds at least two pictures and half of this one, the fullest first. */
function hostOf(grouping: Grouping, joined: readonly Joined[]): Joined | null {
  let host: Joined | null = null
  let most = 0
  for (const candidate of joined) {
    const shared = grouping.pictures.filter((picture) => candidate.pictures.has(picture)).length
    if (shared > most && shared >= 2 && shared * 2 >= grouping.pictures.length) {
      host = candidate
      most = shared
    }
  }
  return host
}

function mergeParts(parts: readonly Grouping[], pictures: readonly string[]): Grouping {
  const strongest = [...parts].sort((a, b) => BASIS_STRENGTH[b.basis] - BASIS_STRENGTH[a.basis])[0]
  return {
    basis: strongest?.basis ?? 'folder',
    pictures,
    reasons: distinct(
      [...parts]
        .sort((a, b) => BASIS_STRENGTH[b.basis] - BASIS_STRENGTH[a.basis])
        .flatMap((part) => part.reasons),
    ),
  }
}

function assignPictures(groupings: readonly Grouping[]): ProposedSet[] {
  const ranked = [...groupings].sort(
    (a, b) =>
      BASIS_STRENGTH[b.basis] - BASIS_STRENGTH[a.basis] ||
      b.pictures.length - a.pictures.length ||
      compareText([...a.pictures].sort()[0] ?? '', [...b.pictures].sort()[0] ?? ''),
  )
  const taken = new Set<string>()
  const sets: ProposedSet[] = []
  for (const grouping of ranked) {
    const pictures = grouping.pictures.filter((picture) => !taken.has(picture))
    if (pictures.length < 2) continue
    for (const picture of pictures) taken.add(picture)
    sets.push({ pictures, reasons: grouping.reasons })
  }
  return sets
}

/** An open proposal of an earlier run, whose identifier people may already have written down. */
export interface EarlierSet {
  readonly set: string
  readonly pictures: readonly string[]
}

export interface IdentifiedSet extends ProposedSet {
  readonly set: string
}

/** Gives each proposal the identifier of the earlier one with which it shares the most pictures, or a new one. */
export function keepSetIdentifiers(
  proposals: readonly ProposedSet[],
  earlier: readonly EarlierSet[],
  newSet: () => string,
): IdentifiedSet[] {
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

function distinct(items: readonly string[]): string[] {
  return [...new Set(items)]
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
