import type { NoticeKind } from '@homeward/core'
import type { Generated } from 'kysely'

/** Rows of migration 0002. Digests and keys are bytea; times are timestamptz. */
export interface AccessTables {
  unit: {
    id: string
    code: string
    name: string
    country: string | null
    kind: 'national' | 'international' | 'hotline' | 'industry'
    contact: string
    created_at: Date
  }
  person: {
    id: string
    unit_id: string
    code: string
    name: string
    password_hash: string | null
    failed_sign_ins: Generated<number>
    locked_until: Date | null
    disabled_at: Date | null
    created_at: Date
  }
  person_role: { person_id: string; role: string }
  invitation: {
    token_hash: Buffer
    person_id: string
    opens_at_once: boolean
    expires_at: Date
    used_at: Date | null
  }
  passkey: {
    credential_id: string
    person_id: string
    public_key: Buffer
    counter: number
    transports: string[]
    created_at: Date
  }
  passkey_challenge: { person_id: string; purpose: 'enrol' | 'sign-in'; challenge: string; expires_at: Date }
  session: {
    id: string
    token_hash: Buffer
    person_id: string
    via: 'link' | 'password' | 'passkey' | 'local'
    opens_at_once: boolean
    started_at: Date
    last_seen_at: Date
    revoked_at: Date | null
  }
  edition: {
    id: string
    code: string
    name: string
    purpose: string
    starts_on: string | null
    ends_on: string | null
    created_at: Date
  }
  edition_unit: { edition_id: string; unit_id: string }
  reveal: {
    id: string
    person_id: string
    edition_id: string
    clarity: 'pixelated' | 'reduced' | 'clear'
    purpose: string
    media_ids: string[]
    started_at: Date
    ends_at: Date
    ended_at: Date | null
    lasts_ms: number
    accounted_ms: Generated<number>
    counted_seconds: Generated<number>
  }
  notice: {
    id: string
    unit_id: string
    kind: NoticeKind
    subject_id: string
    body: string
    audience: string[] | null
    occurrences: Generated<number>
    created_at: Date
    read_at: Date | null
  }
}
