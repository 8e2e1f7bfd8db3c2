import type { Outcome } from '../edition/truth.ts'

/**
 * What becomes of one file or member: its line in an intake's report (`notCounted` for what is no regular file) and,
 * where it is refused, the code of the reason.
 */
export type Fate = { outcome: Outcome | 'notCounted'; code: string | null }

/** A file that was made to do harm when it is opened. */
export type CraftedFile = {
  name: string
  data: Uint8Array
  why: string
  /** What may become of it; one fate, but where the libraries are free to choose. */
  fates: readonly Fate[]
  /** The fates of an archive's members, by name; an archive that has others has not been followed rightly. */
  members?: Readonly<Record<string, Fate>>
}

/** What the crafted files reach for. A test listens at the address and looks for the mark. */
export type Bait = {
  /** Host and port that answer nobody, `127.0.0.1:9` if nothing listens. */
  address: string
  /** Absolute path of a file of the machine that holds a secret. */
  file: string
  /** Begins the name of every file that would be written outside. */
  mark: string
}

export const MEDIA: Fate = { outcome: 'media', code: null }
export const CONTEXT: Fate = { outcome: 'context', code: null }
export const NOT_COUNTED: Fate = { outcome: 'notCounted', code: null }
export const EMPTY: Fate = { outcome: 'empty', code: null }
export const ARCHIVE: Fate = { outcome: 'archives', code: null }

/** The fate of what is refused for this reason. */
export function quarantined(code: string): Fate {
  return { outcome: 'quarantined', code }
}

export const UNREADABLE: Fate = quarantined('media/unreadable')
export const UNSUPPORTED: Fate = quarantined('media/unsupported')
export const LIMITS: Fate = quarantined('media/limits')
