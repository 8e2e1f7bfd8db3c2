import { splitWhere } from './parted.ts'
import { type Basis, type Grouping, groupPlace, picturesOf } from './set-grouping.ts'
import { reasonsOf } from './set-reason.ts'
import { compareText } from './text-order.ts'

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

const BASIS_STRENGTH: Readonly<Record<Basis, number>> = { camera: 3, numbering: 2, folder: 1 }

/** A set in the making: what it was made of and the pictures that are its own. */
interface Draft {
  readonly parts: Grouping[]
  readonly pictures: string[]
}

/**
 * Proposes sets from camera and clock, running file names, and folders or archives. A wrong join is worse than a
 * missed one, which a person mends with one key: what is unsure stays apart.
 *
 * Within one folder, the files of one camera (make, model, serial) are parted where it paused for an hour, or for much
 * longer than its rhythm; the rest by running numbers behind a name that somebody chose, parted where many more are
 * missing than usual. A camera's own counter joins nothing, and a messenger's only files without a number between them.
 * What is then left is a folder's set unless the folder collects anything (downloads and the like), holds other
 * occasions or too many pictures. Two cameras are one occasion where their clocks interleave in a folder that says
 * something.
 *
 * Groupings of different places are joined where one holds half of the other. The stronger basis comes first and, of
 * one basis, the larger grouping; a picture stays where it came first. So what camera and clock say of one copy parts
 * the numbered or gathered copies that have lost both. Every picture is in one proposal at most; fewer than two
 * pictures are no set. The result does not depend on the order of the occurrences.
 */
export function proposeSets(occurrences: readonly SetOccurrence[]): ProposedSet[] {
  const groupings = byPlace(occurrences).flatMap(groupPlace)
  const ranked = groupings
    .map((grouping) => ({ grouping, size: picturesOf(grouping.files).length }))
    .sort((a, b) => BASIS_STRENGTH[b.grouping.basis] - BASIS_STRENGTH[a.grouping.basis] || b.size - a.size)
  const drafts: Draft[] = []
  const draftOf = new Map<string, Draft>()
  for (const { grouping } of ranked) {
    for (const part of partBySettled(grouping, draftOf)) settle(part, drafts, draftOf)
  }
  return drafts.map(({ parts, pictures }) => ({ pictures, reasons: [...new Set(parts.flatMap(reasonsOf))] }))
}

/** The occurrences of each folder, each once, in a fixed order. */
function byPlace(occurrences: readonly SetOccurrence[]): SetOccurrence[][] {
  const sorted = [...occurrences].sort(compareOccurrences)
  const distinct = splitWhere(sorted, (a, b) => compareOccurrences(a, b) !== 0).flatMap(([one]) => one ?? [])
  return splitWhere(distinct, (a, b) => a.exhibit !== b.exhibit || a.folder !== b.folder)
}

function compareOccurrences(a: SetOccurrence, b: SetOccurrence): number {
  return (
    compareText(a.exhibit, b.exhibit) ||
    compareText(a.folder, b.folder) ||
    compareText(a.name, b.name) ||
    compareText(a.picture, b.picture) ||
    compareText(a.camera ?? '', b.camera ?? '') ||
    (a.takenAtMs ?? Number.NEGATIVE_INFINITY) - (b.takenAtMs ?? Number.NEGATIVE_INFINITY) ||
    0
  )
}

/**
 * Parts a grouping where it goes over from one settled set to another. Pictures that are in none stay with those around
 * them; between two sets they are a part of their own. A folder has no order: one that holds pictures of two sets is no
 * occasion, and nothing of it is proposed.
 */
function partBySettled(grouping: Grouping, draftOf: ReadonlyMap<string, Draft>): Grouping[] {
  const { basis, files } = grouping
  const held = files.map((file) => draftOf.get(file.picture))
  if (new Set(held.filter((draft) => draft !== undefined)).size < 2) return [grouping]
  if (basis === 'folder') return []
  const before = lastKnown(held)
  const after = lastKnown(held.toReversed()).toReversed()
  const around = files.map((_, at) => {
    const [left, right] = [before[at], after[at]]
    return left === right || right === undefined ? left : left === undefined ? right : undefined
  })
  return splitWhere([...files.keys()], (one, next) => around[one] !== around[next]).map((part) => ({
    basis,
    files: part.flatMap((at) => files[at] ?? []),
  }))
}

/** For each item itself or, where it is unknown, the last known one before it. */
function lastKnown<T>(items: readonly (T | undefined)[]): (T | undefined)[] {
  let last: T | undefined
  return items.map((item) => {
    last = item ?? last
    return last
  })
}

/** Adds a part to the set that holds half of it and two of its pictures, or makes a set of what is in none. */
function settle(part: Grouping, drafts: Draft[], draftOf: Map<string, Draft>): void {
  const pictures = picturesOf(part.files)
  const held = pictures.filter((picture) => draftOf.has(picture))
  const free = pictures.filter((picture) => !draftOf.has(picture))
  const host = draftOf.get(held[0] ?? '')
  if (host !== undefined && held.length >= 2 && held.length * 2 >= pictures.length) {
    host.parts.push(part)
    host.pictures.push(...free)
    for (const picture of free) draftOf.set(picture, host)
  } else if (free.length >= 2) {
    const own = new Set(free)
    const files = part.files.filter((file) => own.has(file.picture))
    const draft = { parts: [{ basis: part.basis, files }], pictures: free }
    drafts.push(draft)
    for (const picture of free) draftOf.set(picture, draft)
  }
}
