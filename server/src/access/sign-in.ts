import { createHash } from 'node:crypto'
import {
  draftEvent,
  INVITATION_MS,
  type Refusal,
  refuse,
  SIGN_IN_FAILURES_MAX,
  SIGN_IN_LOCK_MS,
} from '@homeward/core'
import type { RecordEvent, Tx } from '../db/database.ts'
import { newIdentifier } from '../identifier.ts'
import type { NodeContext } from '../node-context.ts'
import type { Platform } from '../platform.ts'
import {
  countFailure,
  insertInvitation,
  insertSession,
  type PersonRecord,
  personByCode,
  personById,
  revokeSessions,
  sessionByTokenHash,
  setLock,
  takeInvitation,
} from './access-store.ts'
import type { SignInWay } from './access-tables.ts'
import { passwordMatches } from './password.ts'
import { takeRolesByClaim } from './provider-roles.ts'

const TOKEN_BYTES = 32

/** A session that was just opened. The token is shown once and kept only as a digest. */
export interface OpenedSession {
  readonly person: string
  readonly token: string
  readonly needsCredential: boolean
}

/** Digest under which a session or invitation token is stored. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** A new token of 256 random bits. */
export function newToken(platform: Platform): string {
  return Buffer.from(platform.random.bytes(TOKEN_BYTES)).toString('base64url')
}

/** True when the person has a password, a passkey or an identity at a provider. */
export function isEnrolled(person: PersonRecord): boolean {
  return person.passwordHash !== null || person.passkeys > 0 || person.providers > 0
}

/**
 * True when the person has or had an own way in. Who is handed such a person's link could act as somebody whom others
 * know already, also once the provider by which the person came is gone.
 */
export function hasSignedInBefore(person: PersonRecord): boolean {
  return isEnrolled(person) || person.wasBound
}

/** Makes a one-time link token for a person, within the caller's transaction. */
export async function invite(
  platform: Platform,
  tx: Tx,
  personId: string,
  opensAtOnce: boolean,
): Promise<string> {
  const token = newToken(platform)
  await insertInvitation(tx, {
    tokenHash: tokenHash(token),
    personId,
    opensAtOnce,
    expiresAt: new Date(platform.clock.nowMs() + INVITATION_MS),
  })
  return token
}

/** Opens a session for a person and records it, within the caller's transaction. */
export async function openSession(
  platform: Platform,
  tx: Tx,
  record: RecordEvent,
  person: PersonRecord,
  via: SignInWay,
  opensAtOnce: boolean,
  provider: { readonly code: string; readonly session: string | null } | null = null,
): Promise<OpenedSession> {
  const token = newToken(platform)
  const id = newIdentifier(platform, 'session')
  // Failures count until a credential is right; a lock ends by time alone.
  if (person.failedSignIns > 0 && via !== 'link') await setLock(tx, person.id, 0, person.lockedUntil)
  await insertSession(tx, {
    id,
    tokenHash: tokenHash(token),
    personId: person.id,
    via,
    opensAtOnce,
    startedAt: new Date(platform.clock.nowMs()),
    provider,
  })
  // Whoever comes another way brings no claims: what claims gave must not outlive what they say.
  if (provider === null) await takeRolesByClaim(tx, record, { person: person.id })
  await record(
    draftEvent('access/signed-in', {
      actor: { person: person.id, unit: person.unitId },
      objects: { session: id },
      facts: { via },
    }),
  )
  return { person: person.code, token, needsCredential: !opensAtOnce && !isEnrolled(person) }
}

/**
 * Ends the session whose token came with a sign-in, within the caller's transaction: the new session takes its place, so
 * that a token which somebody saw before does not outlive it. Any other session of the person stays.
 */
export async function endFormerSession(
  platform: Platform,
  tx: Tx,
  record: RecordEvent,
  token: string | null,
): Promise<void> {
  const former = token === null ? null : await sessionByTokenHash(tx, tokenHash(token))
  const person = former === null ? null : await personById(tx, former.personId)
  if (former === null || person === null) return
  const ended = await revokeSessions(tx, person.id, new Date(platform.clock.nowMs()), former.id)
  if (ended === 0) return
  await record(
    draftEvent('access/signed-out', {
      actor: { person: person.id, unit: person.unitId },
      objects: { session: former.id },
    }),
  )
}

/** Signs in by a one-time link. Refuses with `sign-in/link` when it is unknown, used or expired. */
export async function signInByLink(
  context: NodeContext,
  tx: Tx,
  record: RecordEvent,
  token: string,
): Promise<OpenedSession | Refusal> {
  const taken = await takeInvitation(tx, tokenHash(token), new Date(context.platform.clock.nowMs()))
  const person = taken === null ? null : await personById(tx, taken.personId)
  if (taken === null || person === null || person.disabledAt !== null) {
    return refuse(
      'sign-in/link',
      'This one-time link is unknown, used or expired; ask your administrator for a new one.',
    )
  }
  return openSession(context.platform, tx, record, person, 'link', taken.opensAtOnce)
}

/**
 * Checks a password outside any transaction (it takes a tenth of a second on purpose) and says whose session may be
 * opened. Refuses with `sign-in/failed` and, after five failures, `sign-in/locked`.
 */
export async function checkPassword(
  context: NodeContext,
  code: string,
  password: string,
): Promise<PersonRecord | Refusal> {
  const found = await personByCode(context.database.read, code)
  const matches = await passwordMatches(found?.passwordHash ?? null, password)
  // Read anew: of many attempts at once, those behind the fifth failure must find the lock.
  const person = found === null ? null : await personById(context.database.read, found.id)
  const now = context.platform.clock.nowMs()
  if (person?.lockedUntil != null && person.lockedUntil.getTime() > now) return locked()
  if (person !== null && matches && person.disabledAt === null) return person
  if (person !== null) await noteFailure(context, person)
  return refuse('sign-in/failed', 'The person or the password is wrong.')
}

function locked(): Refusal {
  return refuse(
    'sign-in/locked',
    `Too many failed attempts; sign-in is locked for ${SIGN_IN_LOCK_MS / 60_000} minutes from the last one.`,
  )
}

/** Counts a failed attempt and locks sign-in at the fifth. */
export async function noteFailure(context: NodeContext, person: PersonRecord): Promise<void> {
  await context.database.write(async (tx, record) => {
    const failures = await countFailure(tx, person.id)
    if (failures >= SIGN_IN_FAILURES_MAX) {
      await setLock(tx, person.id, 0, new Date(context.platform.clock.nowMs() + SIGN_IN_LOCK_MS))
    }
    await record(
      draftEvent('access/sign-in-failed', {
        actor: { system: 'sign-in' },
        objects: { person: person.id },
        facts: { failures },
      }),
    )
  })
}
