import type { StatedExif } from '@homeward/core'
import type { Generated, JSONColumnType } from 'kysely'

/** Whether a named media has its bytes here: not yet looked for, found, named but not there, without a path, refused. */
export type VicsEntryState = 'named' | 'stored' | 'absent' | 'unstored' | 'refused'

/** Rows of migration 0006. */
export interface VicsTables {
  vics_file: {
    id: string
    exhibit_id: string
    occurrence_id: string
    state: 'reading' | 'read' | 'refused'
    problem_code: string | null
    problem_because: string | null
    version: string | null
    scheme: string | null
    cases: Generated<number>
    entries: Generated<number>
    places: Generated<number>
  }
  vics_case: {
    file_id: string
    position: number
    stated_id: string | null
    case_number: string | null
    organisation: string | null
    application: string | null
    application_version: string | null
    seized_at: string | null
  }
  vics_entry: {
    file_id: string
    position: number
    case_position: number | null
    stated_number: string | null
    md5: Buffer | null
    sha1: Buffer | null
    size_bytes: number | null
    mime: string | null
    name: string | null
    stored_at: string | null
    category_code: string | null
    series: string | null
    victim_identified: boolean | null
    offender_identified: boolean | null
    distributed: boolean | null
    suspected: boolean | null
    self_generated: boolean | null
    tags: string | null
    updated_at: string | null
    exif: JSONColumnType<StatedExif> | null
    state: Generated<VicsEntryState>
    occurrence_id: Generated<string | null>
    problem_code: string | null
    problem_because: string | null
  }
  device_place: {
    file_id: string
    entry_position: number
    position: number
    file_name: string | null
    file_path: string | null
    folder: string
    name: string
    created: string | null
    created_at_ms: number | null
    written: string | null
    written_at_ms: number | null
    accessed: string | null
    accessed_at_ms: number | null
    unallocated: boolean | null
    deleted: boolean | null
    parent_md5: Buffer | null
    parent_name: string | null
    parent_path: string | null
    parent_physical_location: string | null
    physical_location: string | null
    source_id: string | null
  }
}
