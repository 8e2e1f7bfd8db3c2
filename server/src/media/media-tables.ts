import type { Outcome } from '@homeward/core'
import type { Generated, JSONColumnType } from 'kysely'

/** Camera facts as the decoder read them from the file; every field may be wrong, none is trusted. */
export interface ExifRow {
  make: string | null
  model: string | null
  serial: string | null
  lens: string | null
  takenAt: string | null
  gps: { latitudeDegrees: number; longitudeDegrees: number } | null
  orientation: number | null
  software: string | null
}

/** Rows of migration 0003. */
export interface MediaTables {
  exhibit: {
    id: string
    unit_id: string
    edition_id: string
    case_number: string
    name: string
    purpose: string
    key_wrapped: Buffer
    created_by: string
    created_at: Date
    /** Persons who may learn of it; null: everybody of the edition. */
    audience: string[] | null
    /** From then on the row names nothing any more. */
    erased_at: Generated<Date | null>
  }
  intake: {
    id: string
    exhibit_id: string
    person_id: string
    sources: Buffer[]
    state: 'running' | 'finished' | 'stopped' | 'failed'
    problem_code: string | null
    problem_because: string | null
    started_at: Date
    finished_at: Date | null
    wall_ms: Generated<number>
  }
  content: {
    id: string
    storage_id: Buffer
    sha256: Buffer
    sha1: Buffer
    md5: Buffer
    size_bytes: number
    kind: string
    family: 'image' | 'video' | 'audio' | 'archive' | 'context' | 'unknown'
    problem_code: string | null
    problem_because: string | null
    created_at: Date
  }
  exhibit_content: { exhibit_id: string; content_id: string; data_key_wrapped: Buffer }
  derivative: {
    content_id: string
    kind: 'thumbnail' | 'pixelated' | 'text'
    storage_id: Buffer
    size_bytes: number
  }
  media: {
    id: string
    width_px: number | null
    height_px: number | null
    frames: number | null
    duration_ms: number | null
    exif: JSONColumnType<ExifRow> | null
    container: JSONColumnType<Record<string, string | number | null>> | null
    camera: string | null
    taken_at_ms: number | null
    matched: Generated<boolean>
  }
  media_hash: {
    media_id: string
    algorithm: string
    variant: string
    bits: Buffer
    quality: number
    dihedral: Buffer
  }
  occurrence: {
    id: string
    exhibit_id: string
    place: Buffer
    revision: Generated<number>
    parent_id: string | null
    path: Buffer
    folder: string
    name: string
    outcome: Outcome
    code: string | null
    because: string | null
    content_id: string | null
    sha256: Buffer | null
    md5: Buffer | null
    sha1: Buffer | null
    size_bytes: number
    modified_at_ns: string | null
    deleted: Generated<boolean>
    members_done: Generated<boolean>
    seen_at: Date
  }
}
