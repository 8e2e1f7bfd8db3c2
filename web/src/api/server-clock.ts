import { nowMs } from '../platform.ts'

/** Differences below this are the rounding of the Date header, not a wrong clock. */
const TOLERANCE_MS = 2000

let offsetMs = 0
let lastAnswerAtMs = 0

/** Takes the node's time from an answer, so that countdowns are right on a workstation with a wrong clock. */
export function noteAnswer(dateHeader: string | null): void {
  const serverMs = dateHeader === null ? Number.NaN : Date.parse(dateHeader)
  if (!Number.isNaN(serverMs)) {
    const seenMs = serverMs + 500 - nowMs()
    if (Math.abs(seenMs - offsetMs) > TOLERANCE_MS) offsetMs = Math.abs(seenMs) > TOLERANCE_MS ? seenMs : 0
  }
  lastAnswerAtMs = serverNowMs()
}

/** The node's time in milliseconds since 1970. */
export function serverNowMs(): number {
  return nowMs() + offsetMs
}

/** When the node last answered anything, by its own time. */
export function lastAnswerMs(): number {
  return lastAnswerAtMs
}
