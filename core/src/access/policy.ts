import { type Refusal, refuse } from '../refusal.ts'
import { type Action, type Obligation, POLICY, type Relation, type SessionState } from './policy-table.ts'
import type { Role } from './role.ts'

/** One request as the policy sees it: no clock, no database, only what was loaded for the decision. */
export interface AccessRequest {
  readonly action: Action
  readonly roles: readonly Role[]
  readonly relation: Relation
  readonly session: SessionState
}

/** Permission with what it owes. */
export interface Permission {
  readonly obligations: readonly Obligation[]
}

/** Actions that a session without a credential may still take: set one, see itself, leave. */
const ENROLLING: readonly Action[] = ['session.read', 'session.end', 'credential.set']

/**
 * Decides one request: deny by default.
 *
 * Refuses with `access/no-session` (absent), `access/session-ended` (idle, expired or revoked), `access/enrol-first`
 * (no credential yet), `access/role` (no role of the person has the action) or `access/not-visible` (the object stands
 * in no relation that the action allows; callers answer it like an object that does not exist).
 */
export function mayAccess(request: AccessRequest): Permission | Refusal {
  if (!Object.hasOwn(POLICY, request.action)) {
    return refuse('access/role', 'This action is not in the policy, so nobody may take it.')
  }
  if (request.session === 'absent') return refuse('access/no-session', 'Sign in first.')
  if (request.session !== 'live' && request.session !== 'enrolling') {
    return refuse('access/session-ended', 'The session has ended; sign in again.')
  }
  if (request.session === 'enrolling' && !ENROLLING.includes(request.action)) {
    return refuse(
      'access/enrol-first',
      'Set a passkey or a password first; a one-time link opens nothing else.',
    )
  }
  const rule = POLICY[request.action]
  if (rule.roles !== 'everyone' && !request.roles.some((role) => rule.roles.includes(role))) {
    return refuse('access/role', `None of your roles allows ${request.action}.`)
  }
  if (!rule.relations.includes(request.relation)) {
    return refuse('access/not-visible', 'There is nothing here that you may see.')
  }
  return { obligations: rule.obligations }
}

/** The relation of a unit to an object of `ownerUnit` in an edition with the members `editionUnits`. */
export function relationOf(
  unit: string,
  ownerUnit: string | null,
  editionUnits: readonly string[],
): Relation {
  if (ownerUnit === unit) return 'own'
  return editionUnits.includes(unit) ? 'other' : 'none'
}
