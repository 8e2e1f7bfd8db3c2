import { type Audience, isRole, type Role } from '@homeward/core'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { SignInWay } from './access-tables.ts'

type Reader = Kysely<Tables>

/** A person with unit and roles, as sign-in and administration need it. */
export interface PersonRecord {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly unitId: string
  readonly unitCode: string
  readonly unitName: string
  readonly unitCountry: string | null
  readonly roles: readonly Role[]
  readonly passwordHash: string | null
  readonly passkeys: number
  /** Identity providers at which the person is bound. */
  readonly providers: number
  /** True when the person was bound at an identity provider, be it one that is gone. */
  readonly wasBound: boolean
  readonly failedSignIns: number
  readonly lockedUntil: Date | null
  readonly disabledAt: Date | null
  /** The mark of all accounts of this human being. */
  readonly human: string
  /** True where one person holds all roles of the unit. */
  readonly isSolo: boolean
}

export interface SessionRow {
  readonly id: string
  readonly personId: string
  readonly startedAt: Date
  readonly lastSeenAt: Date
  readonly revokedAt: Date | null
  readonly opensAtOnce: boolean
  readonly via: SignInWay
}

async function personWhere(
  db: Reader,
  column: 'person.id' | 'person.code',
  value: string,
): Promise<PersonRecord | null> {
  const row = await db
    .selectFrom('person')
    .innerJoin('unit', 'unit.id', 'person.unit_id')
    .select((eb) => [
      'person.id',
      'person.code',
      'person.name',
      'person.unit_id',
      'person.password_hash',
      'person.failed_sign_ins',
      'person.locked_until',
      'person.disabled_at',
      'person.human_id',
      'unit.solo',
      'unit.code as unit_code',
      'unit.name as unit_name',
      'unit.country as unit_country',
      eb
        .selectFrom('passkey')
        .whereRef('passkey.person_id', '=', 'person.id')
        .select((inner) => inner.fn.countAll<number>().as('n'))
        .as('passkeys'),
      eb
        .selectFrom('provider_binding')
        .innerJoin('provider', (on) =>
          on
            .onRef('provider.code', '=', 'provider_binding.provider_code')
            .onRef('provider.issuer', '=', 'provider_binding.issuer'),
        )
        .whereRef('provider_binding.person_id', '=', 'person.id')
        .select((inner) => inner.fn.countAll<number>().as('n'))
        .as('providers'),
      eb
        .exists(eb.selectFrom('provider_binding').whereRef('person_id', '=', 'person.id').select('person_id'))
        .as('was_bound'),
    ])
    .where(column, '=', value)
    .executeTakeFirst()
  if (row === undefined) return null
  const roles = await db
    .selectFrom('person_role')
    .select('role')
    .where('person_id', '=', row.id)
    .orderBy('role')
    .execute()
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    unitId: row.unit_id,
    unitCode: row.unit_code,
    unitName: row.unit_name,
    unitCountry: row.unit_country,
    roles: roles.map((one) => one.role).filter(isRole),
    passwordHash: row.password_hash,
    passkeys: Number(row.passkeys ?? 0),
    providers: Number(row.providers ?? 0),
    wasBound: row.was_bound === true,
    failedSignIns: row.failed_sign_ins,
    lockedUntil: row.locked_until,
    disabledAt: row.disabled_at,
    human: row.human_id,
    isSolo: row.solo,
  }
}

export function personByCode(db: Reader, code: string): Promise<PersonRecord | null> {
  return personWhere(db, 'person.code', code)
}

export function personById(db: Reader, id: string): Promise<PersonRecord | null> {
  return personWhere(db, 'person.id', id)
}

/** Codes of the persons in an audience, in their order; null for one that is open. */
export async function personCodes(db: Reader, audience: Audience): Promise<string[] | null> {
  if (audience === null) return null
  const rows = await db
    .selectFrom('person')
    .select('code')
    .where('id', 'in', [...audience])
    .orderBy('code')
    .execute()
  return rows.map((row) => row.code)
}

export async function editionIdsOfUnit(db: Reader, unitId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('edition_unit')
    .select('edition_id')
    .where('unit_id', '=', unitId)
    .execute()
  return rows.map((row) => row.edition_id)
}

export async function sessionByTokenHash(db: Reader, tokenHash: Buffer): Promise<SessionRow | null> {
  const row = await db
    .selectFrom('session')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    id: row.id,
    personId: row.person_id,
    startedAt: row.started_at,
    lastSeenAt: row.last_seen_at,
    revokedAt: row.revoked_at,
    opensAtOnce: row.opens_at_once,
    via: row.via,
  }
}

export async function sessionTimes(
  db: Reader,
  sessionId: string,
): Promise<{ startedAt: Date; lastSeenAt: Date; via: string }> {
  const row = await db
    .selectFrom('session')
    .select(['started_at', 'last_seen_at', 'via'])
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow()
  return { startedAt: row.started_at, lastSeenAt: row.last_seen_at, via: row.via }
}

export async function touchSession(db: Reader, sessionId: string, seenAt: Date): Promise<void> {
  await db.updateTable('session').set({ last_seen_at: seenAt }).where('id', '=', sessionId).execute()
}

export async function insertSession(
  db: Reader,
  row: {
    id: string
    tokenHash: Buffer
    personId: string
    via: SignInWay
    opensAtOnce: boolean
    startedAt: Date
    /** The provider that opened it, with its own session. */
    provider: { readonly code: string; readonly session: string | null } | null
  },
): Promise<void> {
  await db
    .insertInto('session')
    .values({
      id: row.id,
      token_hash: row.tokenHash,
      person_id: row.personId,
      via: row.via,
      opens_at_once: row.opensAtOnce,
      started_at: row.startedAt,
      last_seen_at: row.startedAt,
      revoked_at: null,
      provider_code: row.provider?.code ?? null,
      provider_session: row.provider?.session ?? null,
    })
    .execute()
}

/** The sessions of a person that were not ended and that began and were used after these times, newest first. */
export function usableSessions(
  db: Reader,
  personId: string,
  startedAfter: Date,
  seenAfter: Date,
): Promise<{ id: string; via: string; started_at: Date; last_seen_at: Date }[]> {
  return db
    .selectFrom('session')
    .select(['id', 'via', 'started_at', 'last_seen_at'])
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where('started_at', '>', startedAfter)
    .where('last_seen_at', '>', seenAfter)
    .orderBy('started_at', 'desc')
    .execute()
}

/** Ends the live sessions of a person (or one of them) and returns how many there were. */
export async function revokeSessions(db: Reader, personId: string, at: Date, only?: string): Promise<number> {
  let query = db
    .updateTable('session')
    .set({ revoked_at: at })
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
  if (only !== undefined) query = query.where('id', '=', only)
  const result = await query.executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Takes a one-time link: returns its person once, null for an unknown, used or expired token. */
export async function takeInvitation(
  db: Reader,
  tokenHash: Buffer,
  at: Date,
): Promise<{ personId: string; opensAtOnce: boolean } | null> {
  const row = await db
    .updateTable('invitation')
    .set({ used_at: at })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .returning(['person_id', 'opens_at_once'])
    .executeTakeFirst()
  return row === undefined ? null : { personId: row.person_id, opensAtOnce: row.opens_at_once }
}

export async function insertInvitation(
  db: Reader,
  row: { tokenHash: Buffer; personId: string; opensAtOnce: boolean; expiresAt: Date },
): Promise<void> {
  await db
    .insertInto('invitation')
    .values({
      token_hash: row.tokenHash,
      person_id: row.personId,
      opens_at_once: row.opensAtOnce,
      expires_at: row.expiresAt,
      used_at: null,
    })
    .execute()
}

export async function setPasswordHash(db: Reader, personId: string, hash: string): Promise<void> {
  await db.updateTable('person').set({ password_hash: hash }).where('id', '=', personId).execute()
}

/** Counts a failed sign-in and returns how many there are now. */
export async function countFailure(db: Reader, personId: string): Promise<number> {
  const row = await db
    .updateTable('person')
    .set((eb) => ({ failed_sign_ins: eb('failed_sign_ins', '+', 1) }))
    .where('id', '=', personId)
    .returning('failed_sign_ins')
    .executeTakeFirstOrThrow()
  return row.failed_sign_ins
}

export async function setLock(
  db: Reader,
  personId: string,
  failures: number,
  until: Date | null,
): Promise<void> {
  await db
    .updateTable('person')
    .set({ failed_sign_ins: failures, locked_until: until })
    .where('id', '=', personId)
    .execute()
}

export async function setChallenge(
  db: Reader,
  row: { personId: string; purpose: 'enrol' | 'sign-in'; challenge: string; expiresAt: Date },
): Promise<void> {
  const values = { challenge: row.challenge, expires_at: row.expiresAt }
  await db
    .insertInto('passkey_challenge')
    .values({ person_id: row.personId, purpose: row.purpose, ...values })
    .onConflict((oc) => oc.columns(['person_id', 'purpose']).doUpdateSet(values))
    .execute()
}

/** Takes the open challenge of a person, once. */
export async function takeChallenge(
  db: Reader,
  personId: string,
  purpose: 'enrol' | 'sign-in',
  at: Date,
): Promise<string | null> {
  const row = await db
    .deleteFrom('passkey_challenge')
    .where('person_id', '=', personId)
    .where('purpose', '=', purpose)
    .returning(['challenge', 'expires_at'])
    .executeTakeFirst()
  return row !== undefined && row.expires_at > at ? row.challenge : null
}

export interface PasskeyRow {
  readonly credentialId: string
  readonly publicKey: Buffer
  readonly counter: number
  readonly transports: readonly string[]
}

export async function passkeysOf(db: Reader, personId: string): Promise<PasskeyRow[]> {
  const rows = await db.selectFrom('passkey').selectAll().where('person_id', '=', personId).execute()
  return rows.map((row) => ({
    credentialId: row.credential_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: row.transports,
  }))
}

export async function insertPasskey(
  db: Reader,
  personId: string,
  passkey: PasskeyRow,
  createdAt: Date,
): Promise<void> {
  await db
    .insertInto('passkey')
    .values({
      credential_id: passkey.credentialId,
      person_id: personId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: [...passkey.transports],
      created_at: createdAt,
    })
    .execute()
}

export async function setPasskeyCounter(db: Reader, credentialId: string, counter: number): Promise<void> {
  await db.updateTable('passkey').set({ counter }).where('credential_id', '=', credentialId).execute()
}
