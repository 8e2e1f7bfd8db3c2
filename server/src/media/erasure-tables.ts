import type { Generated } from 'kysely'

/** Rows of the migration of erasure. Days are dates as text, times are timestamptz. */
export interface ErasureTables {
  erasure: {
    exhibit_id: string
    unit_id: string
    cause: 'request' | 'expiry' | 'restored'
    asked_by: string | null
    /** A person, or an approver of another body. */
    approved_by: string | null
    erased_at: Date
    files: number
    contents: number
    contents_kept: number
    key_fingerprint: string
    event_sha256: Buffer
    finished_at: Generated<Date | null>
    certificate: Generated<string | null>
  }
  erasure_left: { storage_id: Buffer; exhibit_id: string; content_id: string }
  legal_hold: {
    id: string
    exhibit_id: string
    asked_by: string
    approved_by: string
    placed_at: Date
    lift_asked_by: Generated<string | null>
    lift_approved_by: Generated<string | null>
    lifted_at: Generated<Date | null>
  }
  retention_rule: {
    unit_id: string
    legal_basis: string
    keep_days: number
    objection_days: number | null
    set_by: string
    approved_by: string
    set_at: Date
  }
  exhibit_review: {
    exhibit_id: string
    decision: 'keep' | 'erase'
    keep_until: string | null
    decided_by: string
    decided_at: Date
  }
  review_notice: { exhibit_id: string; review_on: string; told_at: Date }
}
