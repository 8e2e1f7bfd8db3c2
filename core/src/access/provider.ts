import { type Refusal, refuse } from '../refusal.ts'
import { isRole, type Role } from './role.ts'

/** How long a person has at the identity provider before the sign-in that was begun is forgotten. */
export const PROVIDER_SIGN_IN_MS: number = 10 * 60_000
/** How far the clocks of the node and of a provider may differ. */
export const PROVIDER_CLOCK_MS: number = 60_000
/** How old a provider's order to end sessions may be. */
const LOGOUT_MS = 2 * 60_000

const CODE = /^[a-z0-9][a-z0-9-]{1,31}$/
const ISSUER =
  /^(https:\/\/[a-z0-9.-]+(:\d{1,5})?|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?)(\/(?!\.)[\w.~-]+)*\/?$/
const SUBJECT_CHARACTERS_MAX = 255
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** What whoever has a value of the claim may do here. */
export interface ClaimedRoles {
  readonly value: string
  readonly roles: readonly Role[]
}

/** What a unit agreed to with its identity provider. Two persons approve it; the provider cannot go beyond it. */
export interface ProviderTerms {
  readonly code: string
  /** For people, on the button of the desk. */
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  /** One of these authentication contexts is asked for and has to be stated; empty where any will do. */
  readonly acr: readonly string[]
  /** Each of these methods has to be stated; empty where any will do. */
  readonly amr: readonly string[]
  /** The claim that names what a person is at home, null where roles are given on the node alone. */
  readonly roleClaim: string | null
  readonly roles: readonly ClaimedRoles[]
}

/** Claims of a token whose signature, issuer and audience were verified. */
export type Claims = Readonly<Record<string, unknown>>

/** Who a provider says is there. */
export interface ProvenIdentity {
  readonly subject: string
  /** The provider's own session, null where it names none. */
  readonly providerSession: string | null
  /** Roles that the claims give by the approved mapping, in the order of the roles. */
  readonly roles: readonly Role[]
}

/**
 * Decides whether a unit may take these terms. Refuses with `provider/code`, `provider/issuer` (an HTTPS address without
 * query; plain HTTP on loopback alone) and `provider/roles` (a claim without a mapping or the other way round, a value
 * twice, a role that is none, or the administrator's, which is only ever given on the node).
 */
export function decideProviderTerms(
  terms: Omit<ProviderTerms, 'roles'> & {
    readonly roles: readonly { readonly value: string; readonly roles: readonly string[] }[]
  },
): ProviderTerms | Refusal {
  if (!CODE.test(terms.code)) {
    return refuse(
      'provider/code',
      'Expected a code of 2 to 32 small letters, digits and hyphens, such as nl-police.',
    )
  }
  if (!ISSUER.test(terms.issuer)) {
    return refuse(
      'provider/issuer',
      'Expected the HTTPS address of the issuer as the provider states it, without query.',
    )
  }
  if ((terms.roleClaim === null) !== (terms.roles.length === 0)) {
    return refuse('provider/roles', 'Expected a claim together with what its values give, or neither.')
  }
  if (new Set(terms.roles.map(({ value }) => value)).size !== terms.roles.length) {
    return refuse('provider/roles', 'Expected each value of the claim once.')
  }
  const roles: ClaimedRoles[] = []
  for (const one of terms.roles) {
    const known = one.roles.filter(isRole)
    const stranger = one.roles.find((role) => !isRole(role) || role === 'administrator')
    if (stranger !== undefined || known.length === 0) {
      return refuse(
        'provider/roles',
        `Expected roles that a provider may give, got ${stranger ?? 'none'}; administrators are named on the node alone.`,
      )
    }
    roles.push({ value: one.value, roles: [...new Set(known)].sort() })
  }
  return { ...terms, roles }
}

/**
 * Decides what a verified ID token proves. Refuses with `provider/token` (no subject, or times that cannot be) and
 * `provider/strength` (the person signed in at the provider in a way that the unit does not take).
 */
export function decideIdentity(
  terms: ProviderTerms,
  claims: Claims,
  nowMs: number,
): ProvenIdentity | Refusal {
  const { sub, sid, iat, exp, acr, amr } = claims
  if (typeof sub !== 'string' || sub === '' || sub.length > SUBJECT_CHARACTERS_MAX) {
    return refuse('provider/token', 'The token names no person.')
  }
  if (typeof iat !== 'number' || typeof exp !== 'number') {
    return refuse('provider/token', 'The token says not from when to when it holds.')
  }
  if (iat * 1000 > nowMs + PROVIDER_CLOCK_MS || exp * 1000 <= nowMs - PROVIDER_CLOCK_MS) {
    return refuse('provider/token', 'The token is from the future or holds no more.')
  }
  if (terms.acr.length > 0 && !terms.acr.includes(String(acr))) {
    return refuse(
      'provider/strength',
      'The token states none of the authentication contexts that the unit takes.',
    )
  }
  const methods = valuesOf(amr)
  if (terms.amr.some((method) => !methods.includes(method))) {
    return refuse('provider/strength', 'The token does not state each method that the unit asks for.')
  }
  return {
    subject: sub,
    providerSession: typeof sid === 'string' && sid !== '' ? sid : null,
    roles: rolesOf(terms, claims),
  }
}

/** A provider's order to end sessions: of one of its own sessions, or of everything of a person. */
export interface LogoutOrder {
  /** Marks the order; it is taken once. */
  readonly id: string
  readonly subject: string | null
  readonly providerSession: string | null
}

/**
 * Decides whether a verified token is an order to end sessions (OpenID Connect Back-Channel Logout 1.0, 2.6). Refuses
 * with `provider/token`; an ID token is none.
 */
export function decideLogout(claims: Claims, nowMs: number): LogoutOrder | Refusal {
  const { sub, sid, jti, iat, events, nonce } = claims
  const subject = typeof sub === 'string' && sub !== '' ? sub : null
  const providerSession = typeof sid === 'string' && sid !== '' ? sid : null
  const isOrder = typeof events === 'object' && events !== null && Object.hasOwn(events, LOGOUT_EVENT)
  if (!isOrder || nonce !== undefined || typeof jti !== 'string' || jti === '') {
    return refuse('provider/token', 'The token is no order to end sessions.')
  }
  if (subject === null && providerSession === null) {
    return refuse('provider/token', 'The order names neither a person nor a session.')
  }
  if (typeof iat !== 'number' || Math.abs(iat * 1000 - nowMs) > LOGOUT_MS) {
    return refuse('provider/token', 'The order is not of now.')
  }
  return { id: jti, subject, providerSession }
}

function rolesOf(terms: ProviderTerms, claims: Claims): Role[] {
  if (terms.roleClaim === null || !Object.hasOwn(claims, terms.roleClaim)) return []
  const values = valuesOf(claims[terms.roleClaim])
  const given = terms.roles.filter(({ value }) => values.includes(value)).flatMap(({ roles }) => roles)
  return [...new Set(given)].sort()
}

/** A claim is one text or a list of them; anything else says nothing. */
function valuesOf(claim: unknown): string[] {
  const values: unknown[] = Array.isArray(claim) ? claim : [claim]
  return values.filter((value) => typeof value === 'string')
}
