import type { Generated, GeneratedAlways } from 'kysely'

/** Rows of migration 0004. */
export interface MatchTables {
  reference_set: {
    id: string
    code: string
    name: string
    kind: 'known-good' | 'hash-list' | 'negative' | 'registry'
    unit_id: string
    distance_bits: number
    enabled: Generated<boolean>
    source_sha256: Buffer
    database_path: string | null
    entries: number
    imported_at: Date
  }
  reference_entry: {
    id: GeneratedAlways<number>
    set_id: string
    md5: Buffer | null
    sha1: Buffer | null
    sha256: Buffer | null
    pdq_nn512: Buffer | null
    pdq_full: Buffer | null
    series_id: string | null
    victim_identified: Generated<boolean>
    distributed: Generated<boolean>
  }
  hit: {
    media_id: string
    entry_id: number
    verdict: 'exact' | 'near'
    distance_bits: number
    variant: string | null
    transform: string | null
    found_at: Date
  }
  link: {
    id: string
    media_a: string
    media_b: string
    distance_bits: number
    variant: string
    transform: string
    found_at: Date
  }
  link_cut: { link_id: string; edition_id: string; person_id: string; because: string; cut_at: Date }
}
