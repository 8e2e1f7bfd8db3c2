import type { Act, ApprovalState, NoticeKind } from '@homeward/core'
import type { ColumnType, Generated } from 'kysely'

/** How a session was opened. */
export type SignInWay = 'link' | 'password' | 'passkey' | 'local' | 'provider'

/** Figures of exposure as a unit or a person has them; seconds that are null leave the unit's. */
export interface FigureColumns<Seconds> {
  daily_seconds: Seconds
  stretch_seconds: Seconds
  break_seconds: Seconds
  curfew_from_minute: number | null
  curfew_to_minute: number | null
}

/** Rows of migrations 0002, 0009 and 0010. Digests and keys are bytea; times are timestamptz. */
export interface AccessTables {
  unit: {
    id: string
    code: string
    name: string
    country: string | null
    kind: 'national' | 'international' | 'hotline' | 'industry'
    contact: string
    solo: Generated<boolean>
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
    human_id: string
  }
  /** With a provider, the role was given by its claims. */
  person_role: {
    person_id: string
    role: string
    provider_code: ColumnType<string | null, string | null | undefined, never>
  }
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
    via: SignInWay
    opens_at_once: boolean
    started_at: Date
    last_seen_at: Date
    revoked_at: Date | null
    provider_code: string | null
    provider_session: string | null
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
    reason: 'assignment' | 'evidential-view'
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
  exposure_rule: FigureColumns<number> & {
    unit_id: string
    legal_basis: string
    time_zone: string
    set_by: string
    set_at: Date
  }
  exposure_choice: FigureColumns<number | null> & { person_id: string }
  exposure_meter: {
    person_id: string
    filled_until: Date
    since_break_ms: Generated<number>
    last_counted_at: Date | null
  }
  exposure_day: { person_id: string; day: string; counted_ms: number }
  exposure_lift: {
    id: string
    person_id: string
    unit_id: string
    kind: 'danger' | 'override'
    by_person: string
    because: string | null
    starts_at: Date
    ends_at: Date
    reviewed_by: string | null
    reviewed_at: Date | null
    finding: string | null
  }
  approval: {
    id: string
    act: Act
    unit_id: string
    subject: ColumnType<unknown, string, never>
    content: string
    content_sha256: Buffer
    because: string | null
    asked_by: string
    asked_at: Date
    state: ApprovalState
    decided_by: string | null
    decided_outside: string | null
    decided_at: Date | null
    decided_because: string | null
    signature: string | null
  }
  outside_approver: {
    id: string
    unit_id: string
    name: string
    body: string
    public_key: string
    registered_at: Date
    ended_at: Date | null
  }
  break_glass: {
    id: string
    person_id: string
    unit_id: string
    object_kind: 'exhibit' | 'series'
    object_id: string
    because: string | null
    starts_at: Date
    ends_at: Date
    reviewed_by: string | null
    reviewed_at: Date | null
    finding: string | null
  }
}
