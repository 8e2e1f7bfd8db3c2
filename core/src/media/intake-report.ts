import { filesSeen, type OutcomeCounts } from './outcome.ts'

/** The figures of one exhibit, whole: a resumed intake prints the same as one that was never stopped. */
export interface IntakeReport extends OutcomeCounts {
  readonly exhibit: string
  readonly filesSeen: number
  /** Bytes of every file seen, archive members at their unpacked size. */
  readonly sizeBytes: number
  readonly wallSeconds: number
  /** Distinct media of the exhibit with an exact hit, and with a near hit but no exact one. */
  readonly hits: { readonly exact: number; readonly near: number }
}

/** Puts the report together in the order in which it is printed. */
export function intakeReport(
  exhibit: string,
  counts: OutcomeCounts,
  sizeBytes: number,
  wallSeconds: number,
  hits: { exact: number; near: number },
): IntakeReport {
  return {
    exhibit,
    filesSeen: filesSeen(counts),
    mediaNew: counts.mediaNew,
    mediaKnown: counts.mediaKnown,
    duplicates: counts.duplicates,
    knownGood: counts.knownGood,
    quarantined: counts.quarantined,
    empty: counts.empty,
    context: counts.context,
    archives: counts.archives,
    sizeBytes,
    wallSeconds,
    hits,
  }
}

/** Rate and time left of a running intake; `secondsLeft` is null until enough was seen to say. */
export interface IntakePace {
  readonly filesPerSecond: number
  readonly secondsLeft: number | null
}

/** Works out the pace from what this run has done so far (not counting what an earlier run had done). */
export function intakePace(doneThisRun: number, leftFiles: number | null, elapsedMs: number): IntakePace {
  const filesPerSecond = elapsedMs > 0 ? (doneThisRun * 1000) / elapsedMs : 0
  if (leftFiles === null || filesPerSecond === 0) return { filesPerSecond, secondsLeft: null }
  return { filesPerSecond, secondsLeft: leftFiles === 0 ? 0 : leftFiles / filesPerSecond }
}
