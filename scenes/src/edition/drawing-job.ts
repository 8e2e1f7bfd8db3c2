import type { Transform } from '@homeward/pdq'
import type { ViewPlan } from '../picture/view.ts'
import type { CopyPlan, Operation } from './copy-plan.ts'

/** What the drawing thread is asked for: one view and its copies, or one take. */
export type DrawingJob = {
  number: number
  view: ViewPlan
  /** Null for a still picture. */
  frames: number | null
  modifiedAtS: number
  contents: readonly {
    copy: CopyPlan | null
    /** Absolute paths to write. */
    files: readonly string[]
    /** Whether the bytes are wanted back, for an archive. */
    wanted: boolean
    /** Whether the PDQ hashes are wanted, for a list. */
    hashed: boolean
  }[]
}

/** One content as it was made; the operation may be a gentler one than was asked for. */
export type DrawnContent = {
  operation: Operation | 'video'
  transform: Transform
  sha256: string
  sha1: string
  md5: string
  sizeBytes: number
  bytes: Uint8Array | null
  pdq: { nn512: string; full: string } | null
}

/** The answer to a job: its contents in the order asked for, or why it failed. */
export type DrawingResult = { number: number; contents: DrawnContent[] } | { number: number; error: string }
