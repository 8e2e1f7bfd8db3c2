import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import { get, post } from './request.ts'
import { serverNowMs } from './server-clock.ts'

/** The person, the session and what both may do. */
export interface Me {
  readonly person: {
    readonly code: string
    readonly name: string
    readonly roles: readonly string[]
    readonly unit: {
      readonly code: string
      readonly name: string
      readonly country: string | null
      /** One person holds all roles of the unit. */
      readonly solo: boolean
    }
  }
  readonly session: {
    readonly startedAt: string
    readonly idleUntil: string
    readonly endsAt: string
    readonly enrolling: boolean
  }
  readonly editions: readonly { readonly code: string; readonly name: string }[]
  readonly capabilities: readonly string[]
  readonly notices: number
  /** Requests that wait for this person's decision. */
  readonly approvals: number
  readonly credentials: {
    readonly password: boolean
    readonly passkeys: number
    /** Identity providers of the own unit, and whether the person is bound there. */
    readonly providers: readonly {
      readonly provider: string
      readonly name: string
      readonly bound: boolean
    }[]
  }
}

/** {@link Me} with the node's time at which it answered, from which the idle limit is counted on. */
export interface MeAt extends Me {
  readonly answeredAtMs: number
}

export async function getMe(signal?: AbortSignal): Promise<MeAt> {
  const me = await get<Me>('/api/me', signal)
  return { ...me, answeredAtMs: serverNowMs() }
}

export function signInByLink(token: string): Promise<{ person: unknown; needsCredential: boolean }> {
  return post('/api/sign-in/link', { token })
}

export function signInByPassword(person: string, password: string): Promise<{ person: unknown }> {
  return post('/api/sign-in/password', { person, password })
}

export function passkeySignInOptions(person: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return post('/api/sign-in/passkey/options', { person })
}

export function signInByPasskey(
  person: string,
  response: AuthenticationResponseJSON,
): Promise<{ person: unknown }> {
  return post('/api/sign-in/passkey', { person, response })
}

export function signOut(): Promise<object> {
  return post('/api/sign-out')
}

/** Sets the own password; `present` is the one to be replaced, null where there is none. */
export function setPassword(password: string, present: string | null): Promise<object> {
  return post('/api/me/password', { password, ...(present === null ? {} : { present }) })
}

/** A session of the person; `present` is the one that asks. */
export interface OwnSession {
  readonly session: string
  readonly startedAt: string
  readonly lastSeenAt: string
  readonly present: boolean
}

export function listSessions(signal?: AbortSignal): Promise<{ sessions: readonly OwnSession[] }> {
  return get('/api/me/sessions', signal)
}

export function endSession(session: string): Promise<{ ended: number }> {
  return post(`/api/me/sessions/${encodeURIComponent(session)}/end`)
}

export function passkeyOptions(): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return post('/api/me/passkeys/options')
}

export function addPasskey(response: RegistrationResponseJSON): Promise<object> {
  return post('/api/me/passkeys', { response })
}
