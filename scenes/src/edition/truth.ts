import type { Transform } from '@homeward/pdq'
import type { Operation } from './copy-plan.ts'

/** The lines of the intake report that the drawing can foresee; `media` is new and known together. */
export type Outcome = 'quarantined' | 'empty' | 'knownGood' | 'duplicates' | 'archives' | 'context' | 'media'

/** One regular file of an exhibit, or one member of an archive (`path` is then `archive.zip!/member`). */
export type TruthFile = {
  unit: string
  case: string
  exhibit: string
  /** Relative to the exhibit's folder, with `/`. */
  path: string
  /** What it counts as when its content is seen for the first time in the exhibit. */
  outcome: Exclude<Outcome, 'duplicates'>
  /** SHA-256 of the bytes, 64 hex digits. */
  content: string
  sizeBytes: number
  /** The drawn picture that it shows; null for what is no picture, and for known-good files. */
  picture: string | null
  /** What was done to the drawn view; null where there is no picture. */
  transform: Transform | null
  operation: Operation | 'video' | null
  occasion: string | null
  series: string | null
  /** What the EXIF of a camera's own file says, its clock taken as UTC; null for every other file. */
  camera: null | { make: string; model: string; serial: string; takenAtMs: number }
}

/** One drawn view or take, with every content that was made of it. */
export type TruthPicture = {
  id: string
  kind: 'image' | 'video'
  scene: string
  occasion: string | null
  series: string | null
  /** Rows of the registry that hold a copy of it. */
  registry: readonly { imageId: number; content: string; identified: boolean }[]
  /** Named in negative.txt: never to be alerted. */
  negative: boolean
}

/** Pictures taken at one place or two within an hour or so. */
export type TruthOccasion = {
  id: string
  series: string | null
  scenes: readonly string[]
  pictures: readonly string[]
  /** Whether the exhibits hold camera originals of it. */
  camera: string | null
}

/** Occasions that belong together, and what the registry knows of them. */
export type TruthSeries = {
  id: string
  occasions: readonly string[]
  /** Units whose exhibits hold at least one file of it, in byte order. */
  units: readonly string[]
  registry: null | { name: string; identified: boolean }
}

/** What an intake of one exhibit must count. */
export type TruthExhibit = {
  unit: string
  case: string
  exhibit: string
  /** Regular files and archive members. */
  filesSeen: number
  outcomes: Readonly<Record<Outcome, number>>
  /** Bytes of the regular files, archive members not counted again. */
  sizeBytes: number
  /** Distinct media with the same content as a registry row, and those that are only near one. */
  registryHits: { exact: number; near: number }
}

/** What the whole edition must count, in distinct media contents. */
export type TruthTotals = {
  filesSeen: number
  media: number
  knownIdentified: number
  knownUnidentified: number
  unknown: number
  pictures: number
}

/** Everything that was drawn, as written to ground-truth.json. */
export type GroundTruth = {
  version: number
  seed: string
  scale: number
  files: readonly TruthFile[]
  pictures: readonly TruthPicture[]
  occasions: readonly TruthOccasion[]
  series: readonly TruthSeries[]
  exhibits: readonly TruthExhibit[]
  totals: TruthTotals
}
