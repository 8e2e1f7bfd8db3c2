import type { SeriesOperation, SeriesStep } from '@homeward/core'
import type { Generated, JSONColumnType } from 'kysely'

/** Rows of migration 0005. */
export interface SeriesTables {
  picture: { id: string; edition_id: string; representative_id: string | null; redirect_to: string | null }
  picture_member: {
    edition_id: string
    media_id: string
    picture_id: string
    distance_bits: number | null
    transform: string | null
  }
  series: {
    id: string
    edition_id: string | null
    origin: 'edition' | 'registry'
    unit_id: string
    name: string
    victim_identified: Generated<boolean>
    redirect_to: string | null
    created_at: Date
    /** Persons who may learn of it; null: everybody of the edition. */
    audience: string[] | null
  }
  picture_set: {
    id: string
    edition_id: string
    series_id: string | null
    reasons: string[]
    /** Persons who may read the reasons; null: everybody who sees the set. */
    reasons_audience: string[] | null
    put_aside_by: string | null
    put_aside_because: string | null
    created_at: Date
  }
  set_picture: { edition_id: string; picture_id: string; set_id: string }
  series_revision: {
    id: string
    series_id: string
    edition_id: string
    number: number
    operation: SeriesOperation
    steps: JSONColumnType<SeriesStep[]>
    because: string | null
    person_id: string
    made_at: Date
    undone_by: string | null
  }
  subject: { id: string; kind: 'victim' | 'offender'; created_by: string; created_at: Date }
  series_subject: { series_id: string; subject_id: string }
}
