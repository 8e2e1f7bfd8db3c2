import { isRole, type ProviderTerms, type Role } from '@homeward/core'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

/** An identity provider as the node knows it. */
export interface ProviderRecord extends ProviderTerms {
  readonly unitId: string
  readonly unitCode: string
  /** Wrapped; null for a client without a secret. */
  readonly secret: Buffer | null
  readonly setAt: Date
}

/** All providers, by code; of one unit where one is named. */
export async function listProviders(db: Reader, unitId: string | null = null): Promise<ProviderRecord[]> {
  let query = db
    .selectFrom('provider')
    .innerJoin('unit', 'unit.id', 'provider.unit_id')
    .selectAll('provider')
    .select('unit.code as unit_code')
    .orderBy('provider.code')
  if (unitId !== null) query = query.where('provider.unit_id', '=', unitId)
  const rows = await query.execute()
  return rows.map((row) => ({
    code: row.code,
    unitId: row.unit_id,
    unitCode: row.unit_code,
    name: row.name,
    issuer: row.issuer,
    clientId: row.client_id,
    secret: row.secret,
    acr: row.acr,
    amr: row.amr,
    roleClaim: row.role_claim,
    roles: row.roles,
    setAt: row.set_at,
  }))
}

export async function providerByCode(db: Reader, code: string): Promise<ProviderRecord | null> {
  return (await listProviders(db)).find((one) => one.code === code) ?? null
}

/** Saves the terms of a provider, in place of those before; its secret stays while issuer and client do. */
export async function saveProvider(
  db: Reader,
  terms: ProviderTerms,
  unitId: string,
  secret: Buffer | null,
  at: Date,
): Promise<void> {
  const values = {
    unit_id: unitId,
    name: terms.name,
    issuer: terms.issuer,
    client_id: terms.clientId,
    secret,
    acr: [...terms.acr],
    amr: [...terms.amr],
    role_claim: terms.roleClaim,
    roles: JSON.stringify(terms.roles),
    set_at: at,
  }
  await db
    .insertInto('provider')
    .values({ code: terms.code, ...values })
    .onConflict((oc) => oc.column('code').doUpdateSet(values))
    .execute()
}

export async function setProviderSecret(db: Reader, code: string, secret: Buffer | null): Promise<void> {
  await db.updateTable('provider').set({ secret }).where('code', '=', code).execute()
}

/** Deletes a provider; its bindings let nobody in any more. The roles that it gave have to be gone before. */
export async function deleteProvider(db: Reader, code: string): Promise<void> {
  await db.deleteFrom('provider').where('code', '=', code).execute()
}

/** Keeps a way that was begun, and forgets those whose time is over. */
export async function insertAttempt(
  db: Reader,
  attempt: { tokenHash: Buffer; provider: string; session: string | null; expiresAt: Date },
  now: Date,
): Promise<void> {
  await db.deleteFrom('provider_attempt').where('expires_at', '<=', now).execute()
  await db
    .insertInto('provider_attempt')
    .values({
      token_hash: attempt.tokenHash,
      provider_code: attempt.provider,
      session_id: attempt.session,
      expires_at: attempt.expiresAt,
    })
    .execute()
}

/** Takes a way that was begun, once; null where there is none or its time is over. */
export async function takeAttempt(
  db: Reader,
  tokenHash: Buffer,
  now: Date,
): Promise<{ provider: string; session: string | null } | null> {
  const row = await db
    .deleteFrom('provider_attempt')
    .where('token_hash', '=', tokenHash)
    .returning(['provider_code', 'session_id', 'expires_at'])
    .executeTakeFirst()
  if (row === undefined || row.expires_at <= now) return null
  return { provider: row.provider_code, session: row.session_id }
}

/** The person who is bound to a subject of a provider; null where nobody is. */
export async function boundPerson(
  db: Reader,
  provider: ProviderRecord,
  subject: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('provider_binding')
    .select('person_id')
    .where('provider_code', '=', provider.code)
    .where('issuer', '=', provider.issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
  return row?.person_id ?? null
}

/** Binds a person to a subject, in place of the one before; false where the subject is another person. */
export async function bindPerson(
  db: Reader,
  provider: ProviderRecord,
  subject: string,
  personId: string,
  at: Date,
): Promise<boolean> {
  const { issuer, code } = provider
  const holder = await db
    .selectFrom('provider_binding')
    .select('person_id')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
  if (holder !== undefined && holder.person_id !== personId) return false
  await db
    .deleteFrom('provider_binding')
    .where('person_id', '=', personId)
    .where((eb) =>
      eb.or([
        eb('provider_code', '=', code),
        eb.and([eb('issuer', '=', issuer), eb('subject', '=', subject)]),
      ]),
    )
    .execute()
  await db
    .insertInto('provider_binding')
    .values({ issuer, subject, provider_code: code, person_id: personId, bound_at: at })
    .execute()
  return true
}

/** Codes of the providers at which a person is bound. */
export async function providersOfPerson(db: Reader, personId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('provider_binding')
    .innerJoin('provider', (on) =>
      on
        .onRef('provider.code', '=', 'provider_binding.provider_code')
        .onRef('provider.issuer', '=', 'provider_binding.issuer'),
    )
    .select('provider.code')
    .where('person_id', '=', personId)
    .execute()
  return rows.map((row) => row.code)
}

/** Roles that claims of a provider gave: of one person, or of everybody. */
export async function rolesByClaim(
  db: Reader,
  only: { person: string } | { provider: string },
): Promise<{ personId: string; unitId: string; role: Role }[]> {
  let query = db
    .selectFrom('person_role')
    .innerJoin('person', 'person.id', 'person_role.person_id')
    .select(['person.id', 'person.unit_id', 'person_role.role'])
    .where('person_role.provider_code', 'is not', null)
    .orderBy('person.id')
    .orderBy('person_role.role')
  query =
    'person' in only
      ? query.where('person.id', '=', only.person)
      : query.where('person_role.provider_code', '=', only.provider)
  const rows = await query.execute()
  return rows.flatMap((row) =>
    isRole(row.role) ? [{ personId: row.id, unitId: row.unit_id, role: row.role }] : [],
  )
}

/** Gives a person roles by claim; one that was granted on the node stays what it is. */
export async function giveRolesByClaim(
  db: Reader,
  personId: string,
  provider: string,
  roles: readonly Role[],
): Promise<void> {
  await db
    .insertInto('person_role')
    .values(roles.map((role) => ({ person_id: personId, role, provider_code: provider })))
    .onConflict((oc) => oc.doNothing())
    .execute()
}

/** The person of a session that a provider opened; null where there is none. */
export async function personOfProviderSession(
  db: Reader,
  provider: string,
  providerSession: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('session')
    .select('person_id')
    .where('provider_code', '=', provider)
    .where('provider_session', '=', providerSession)
    .executeTakeFirst()
  return row?.person_id ?? null
}

/** Ends sessions that a provider opened: all of it, or those of one of its own. Returns how many of whom. */
export async function revokeProviderSessions(
  db: Reader,
  provider: string,
  providerSession: string | null,
  at: Date,
): Promise<number> {
  let query = db
    .updateTable('session')
    .set({ revoked_at: at })
    .where('provider_code', '=', provider)
    .where('revoked_at', 'is', null)
  if (providerSession !== null) query = query.where('provider_session', '=', providerSession)
  return Number((await query.executeTakeFirst()).numUpdatedRows)
}

/** Marks an order to end sessions as carried out; false where it was before. */
export async function takeLogout(
  db: Reader,
  provider: string,
  idHash: Buffer,
  now: Date,
  expiresAt: Date,
): Promise<boolean> {
  await db.deleteFrom('provider_logout').where('expires_at', '<=', now).execute()
  const row = await db
    .insertInto('provider_logout')
    .values({ provider_code: provider, id_hash: idHash, expires_at: expiresAt })
    .onConflict((oc) => oc.doNothing())
    .returning('provider_code')
    .executeTakeFirst()
  return row !== undefined
}
