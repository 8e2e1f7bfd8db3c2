import { collectsAnything } from './collecting-folder.ts'
import { splitWhere, usualStep } from './parted.ts'
import { numberSeries, runningNumber } from './running-number.ts'
import type { SetOccurrence } from './set-proposal.ts'

/** What a grouping rests on. */
export type Basis = 'camera' | 'numbering' | 'folder'

/** Files of one place that seem to be of one occasion: by clock or number in that order, of a folder in any. */
export interface Grouping {
  readonly basis: Basis
  readonly files: readonly SetOccurrence[]
}

/** Two shots of one camera further apart than this belong to different occasions. */
const LONGEST_PAUSE_MS = 60 * 60_000
/** A shorter pause parts as well when it is many times the usual step, and never when it is less than this. */
const SHORTEST_PAUSE_MS = 20 * 60_000
const STEPS_OF_PAUSE = 10
/** The same for numbers: files may be missing in a run, but not a whole row of them where hardly one is missing. */
const WIDEST_NUMBER_GAP = 40
const NARROWEST_NUMBER_GAP = 10
const STEPS_OF_NUMBER_GAP = 5
/** More pictures than this without a clock are a collection, however they are named. */
const MOST_WITHOUT_CLOCK = 200

/** Groups the files of one folder, each file once at most. The files are in a fixed order. */
export function groupPlace(files: readonly SetOccurrence[]): Grouping[] {
  const collects = collectsAnything(files[0]?.folder ?? '')
  const groupings: Grouping[] = []
  const grouped = new Set<SetOccurrence>()
  const keep = (basis: Basis, members: readonly SetOccurrence[]): void => {
    if (picturesOf(members).length < 2) return
    for (const member of members) grouped.add(member)
    groupings.push({ basis, files: members })
  }
  const bursts = burstsOf(files)
  for (const burst of collects ? bursts : joinInterleaved(bursts)) keep('camera', burst)
  for (const run of runsOf(files.filter((file) => !grouped.has(file)))) {
    if (picturesOf(run).length <= MOST_WITHOUT_CLOCK) keep('numbering', run)
  }
  const rest = files.filter((file) => !grouped.has(file))
  // A folder that holds two occasions already says nothing about the rest.
  const saysMore = !collects && groupings.length < 2
  if (saysMore && picturesOf(rest).length <= MOST_WITHOUT_CLOCK) keep('folder', rest)
  return groupings
}

/** The pictures that files show, each once, in the order of the files. */
export function picturesOf(files: readonly SetOccurrence[]): string[] {
  return [...new Set(files.map((file) => file.picture))]
}

/** Parts the shots of each camera where it paused, against its own rhythm before and after. */
function burstsOf(files: readonly SetOccurrence[]): SetOccurrence[][] {
  const cameras = byKey(files, (file) => (file.takenAtMs === null ? null : file.camera))
  return [...cameras.values()].flatMap((shots) => {
    const sorted = [...shots].sort((a, b) => timeOf(a) - timeOf(b))
    return splitWhere(sorted, (before, after) => timeOf(after) - timeOf(before) > LONGEST_PAUSE_MS).flatMap(
      (burst) => {
        const pauseMs = Math.max(SHORTEST_PAUSE_MS, STEPS_OF_PAUSE * usualStep(burst.map(timeOf)))
        return splitWhere(burst, (before, after) => timeOf(after) - timeOf(before) > pauseMs)
      },
    )
  })
}

/** Joins the bursts of several cameras that were used at the same time; only for a folder that says something. */
function joinInterleaved(bursts: readonly SetOccurrence[][]): SetOccurrence[][] {
  const joined: SetOccurrence[][] = []
  let endMs = Number.NEGATIVE_INFINITY
  for (const burst of [...bursts].sort((a, b) => startOf(a) - startOf(b))) {
    const last = joined.at(-1)
    if (last === undefined || startOf(burst) > endMs) joined.push([...burst])
    else last.push(...burst)
    endMs = Math.max(
      endMs,
      burst.reduce((latest, shot) => Math.max(latest, timeOf(shot)), endMs),
    )
  }
  return joined.map((burst) => burst.sort((a, b) => timeOf(a) - timeOf(b)))
}

/** Parts the numbered files of each prefix where numbers are missing, against how many are missing elsewhere in the run. */
function runsOf(files: readonly SetOccurrence[]): SetOccurrence[][] {
  const prefixes = byKey(files, (file) => runningNumber(file.name)?.prefix ?? null)
  return [...prefixes].flatMap(([prefix, numbered]) => {
    const counted = numberSeries(prefix)
    if (counted === 'counter') return []
    const sorted = [...numbered].sort((a, b) => numberOf(a) - numberOf(b))
    const usual = usualStep([...new Set(sorted.map(numberOf))])
    const gap = Math.min(WIDEST_NUMBER_GAP, Math.max(NARROWEST_NUMBER_GAP, STEPS_OF_NUMBER_GAP * usual))
    // Messages that came one behind the other may be one parcel; a number between them went to somebody else.
    const widest = counted === 'received' ? 1 : gap
    return splitWhere(sorted, (before, after) => numberOf(after) - numberOf(before) > widest).filter(
      // One number in several formats or sizes is no run.
      (run) => new Set(run.map(numberOf)).size > 1,
    )
  })
}

function byKey(
  files: readonly SetOccurrence[],
  keyOf: (file: SetOccurrence) => string | null,
): Map<string, SetOccurrence[]> {
  const found = new Map<string, SetOccurrence[]>()
  for (const file of files) {
    const key = keyOf(file)
    if (key === null) continue
    const alike = found.get(key)
    if (alike === undefined) found.set(key, [file])
    else alike.push(file)
  }
  return found
}

function timeOf(file: SetOccurrence): number {
  return file.takenAtMs ?? 0
}

function startOf(burst: readonly SetOccurrence[]): number {
  return burst[0] === undefined ? 0 : timeOf(burst[0])
}

function numberOf(file: SetOccurrence): number {
  return runningNumber(file.name)?.number ?? 0
}
