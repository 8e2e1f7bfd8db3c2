import { type Refusal, refuse } from '../refusal.ts'
import type { SessionState } from './policy-table.ts'

/** Minutes without a request after which a session ends. */
export const SESSION_IDLE_MS: number = 15 * 60_000
/** Hours after which a session ends whatever happens. */
export const SESSION_ABSOLUTE_MS: number = 12 * 3_600_000
/** Lifetime of a one-time sign-in link. */
export const INVITATION_MS: number = 72 * 3_600_000
/** Failed attempts after which sign-in is locked, and for how long. */
export const SIGN_IN_FAILURES_MAX = 5
export const SIGN_IN_LOCK_MS: number = 10 * 60_000
/** After signing in, for how long credentials and other sessions may be changed without doing so again. */
export const SIGN_IN_FRESH_MS: number = 10 * 60_000

const CLOCK_STEP_MS = 60_000

export interface SessionRecord {
  readonly startedAtMs: number
  readonly lastSeenAtMs: number
  readonly revokedAtMs: number | null
  readonly personDisabled: boolean
  /** False until the person has set a passkey or a password (one-time links only open enrolment). */
  readonly enrolled: boolean
}

/**
 * The state of a session at `nowMs`. A clock that jumped back by more than a minute ends the session, because its age can
 * no longer be told.
 */
export function sessionState(session: SessionRecord | null, nowMs: number): SessionState {
  if (session === null) return 'absent'
  if (session.revokedAtMs !== null || session.personDisabled) return 'revoked'
  const latestKnownMs = Math.max(session.startedAtMs, session.lastSeenAtMs)
  if (nowMs < latestKnownMs - CLOCK_STEP_MS || nowMs - session.startedAtMs >= SESSION_ABSOLUTE_MS) {
    return 'expired'
  }
  if (nowMs - session.lastSeenAtMs >= SESSION_IDLE_MS) return 'idle'
  return session.enrolled ? 'live' : 'enrolling'
}

/**
 * Whether the person signed in lately enough to change how they sign in or to end their other sessions: a session that
 * somebody else took over must not outlive it by a credential of its own.
 */
export function freshlySignedIn(startedAtMs: number, nowMs: number): Refusal | null {
  if (nowMs - startedAtMs < SIGN_IN_FRESH_MS) return null
  return refuse(
    'credential/sign-in-again',
    `Sign in again first; this can be done for ${SIGN_IN_FRESH_MS / 60_000} minutes after signing in.`,
  )
}
