import {
  decidePassword,
  draftEvent,
  freshlySignedIn,
  isRefusal,
  type Refusal,
  refuse,
  SESSION_ABSOLUTE_MS,
  SESSION_IDLE_MS,
} from '@homeward/core'
import type { RecordEvent, Tx } from '../db/database.ts'
import type { NodeContext } from '../node-context.ts'
import {
  personById,
  revokeSessions,
  sessionTimes,
  setLock,
  setPasswordHash,
  usableSessions,
} from './access-store.ts'
import { type Actor, eventActor } from './actor.ts'
import { commonPasswords } from './common-passwords.ts'
import { hashPassword } from './password.ts'
import { checkPassword } from './sign-in.ts'

/** Refuses with `credential/sign-in-again` unless the person has no credential yet or signed in lately. */
export async function staleSignIn(context: NodeContext, actor: Actor): Promise<Refusal | null> {
  if (actor.sessionState === 'enrolling') return null
  const { startedAt } = await sessionTimes(context.database.read, actor.session)
  return freshlySignedIn(startedAt.getTime(), context.platform.clock.nowMs())
}

/**
 * Refuses like {@link staleSignIn}, and with `credential/not-own` in a session that an identity provider opened: whoever
 * rules the provider must not get a credential of the person's own by it.
 */
export async function mayChangeCredentials(context: NodeContext, actor: Actor): Promise<Refusal | null> {
  if (!actor.byProvider) return staleSignIn(context, actor)
  return refuse(
    'credential/not-own',
    'Sign in with your own passkey, password or one-time link to change how you sign in.',
  )
}

/**
 * Judges and hashes a new password. Where there is one already, the present one has to be given too, but for a session
 * of a one-time link, which is how a forgotten password is replaced. Refuses with `credential/present`,
 * `credential/short`, `credential/guessable` and, like signing in, after five wrong ones with `sign-in/locked`.
 */
export async function newPasswordHash(
  context: NodeContext,
  actor: Actor,
  password: string,
  present: string | undefined,
): Promise<string | Refusal> {
  const db = context.database.read
  const person = await personById(db, actor.person)
  const { via } = await sessionTimes(db, actor.session)
  if (person?.passwordHash != null && via !== 'link') {
    const checked = await checkPassword(context, actor.personCode, present ?? '')
    if (isRefusal(checked)) {
      return checked.code === 'sign-in/locked'
        ? checked
        : refuse('credential/present', 'The present password is wrong.')
    }
  }
  const words = [actor.personCode, actor.personName, actor.unitCode, person?.unitName ?? '']
  return decidePassword(password, commonPasswords(), words) ?? hashPassword(context.platform, password)
}

/** Sets or replaces the own password. */
export async function setPassword(
  tx: Tx,
  record: RecordEvent,
  actor: Actor,
  passwordHash: string,
): Promise<void> {
  await setPasswordHash(tx, actor.person, passwordHash)
  await setLock(tx, actor.person, 0, null)
  await record(
    draftEvent('access/credential-set', {
      actor: eventActor(actor),
      objects: { person: actor.person },
      facts: { kind: 'password' },
    }),
  )
}

/** A session of the person as the person sees it. */
export interface OwnSession {
  readonly session: string
  readonly via: string
  readonly startedAt: string
  readonly lastSeenAt: string
  /** The one that asks. */
  readonly present: boolean
}

/** The own sessions that can still be used, newest first. */
export async function ownSessions(context: NodeContext, actor: Actor): Promise<OwnSession[]> {
  const now = context.platform.clock.nowMs()
  const rows = await usableSessions(
    context.database.read,
    actor.person,
    new Date(now - SESSION_ABSOLUTE_MS),
    new Date(now - SESSION_IDLE_MS),
  )
  return rows.map((row) => ({
    session: row.id,
    via: row.via,
    startedAt: row.started_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    present: row.id === actor.session,
  }))
}

/** Ends one of the person's own sessions and records whether there was one. */
export async function endOwnSession(
  context: NodeContext,
  tx: Tx,
  record: RecordEvent,
  actor: Actor,
  session: string,
): Promise<{ ended: number }> {
  const ended = await revokeSessions(tx, actor.person, new Date(context.platform.clock.nowMs()), session)
  await record(
    draftEvent('access/sessions-ended', {
      actor: eventActor(actor),
      objects: { person: actor.person },
      facts: { ended },
    }),
  )
  return { ended }
}
