import type { ClaimedRoles } from '@homeward/core'
import type { ColumnType } from 'kysely'

/** Rows of migration 0013. Digests and the wrapped secret are bytea; times are timestamptz. */
export interface ProviderTables {
  provider: {
    code: string
    unit_id: string
    name: string
    issuer: string
    client_id: string
    secret: Buffer | null
    acr: string[]
    amr: string[]
    role_claim: string | null
    roles: ColumnType<readonly ClaimedRoles[], string, string>
    set_at: Date
  }
  provider_binding: {
    issuer: string
    subject: string
    /** Null once the provider is gone. */
    provider_code: string | null
    person_id: string
    bound_at: Date
  }
  provider_attempt: {
    token_hash: Buffer
    provider_code: string
    session_id: string | null
    expires_at: Date
  }
  provider_logout: { provider_code: string; id_hash: Buffer; expires_at: Date }
}
