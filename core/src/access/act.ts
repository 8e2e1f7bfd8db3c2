import type { Role } from './role.ts'

/** Acts that one person alone cannot do: asked for by one, approved by another. */
export const ACTS = [
  'role.grant',
  'credential.reset',
  'audit.export',
  'approver.change',
  'provider.set',
  'exhibit.erase',
  'hold.place',
  'hold.lift',
  'retention.set',
] as const
export type Act = (typeof ACTS)[number]

/** A role that may speak, for the unit that the act concerns or for the whole node. */
export interface Voice {
  readonly role: Role
  readonly of: 'unit' | 'node'
}

/**
 * One row. `carriedOut` says when the act happens: with the approval and in its transaction, or when the person who asked
 * takes what the approval gives out.
 */
export interface ActRule {
  /** For people: what is asked for, as the end of 'asks to …'. */
  readonly what: string
  readonly ask: readonly Voice[]
  readonly approve: readonly Voice[]
  readonly carriedOut: 'with-approval' | 'when-taken'
}

const ADMINISTRATION: Voice = { role: 'administrator', of: 'node' }
const SUPERVISION: Voice = { role: 'supervisor', of: 'unit' }
/** Who answers for what a unit delivered. */
const CUSTODY: readonly Voice[] = [{ role: 'coordinator', of: 'unit' }, SUPERVISION]
const OVERSIGHT: readonly Voice[] = [
  { role: 'auditor', of: 'node' },
  { role: 'supervisor', of: 'node' },
]

/** All acts under dual control. What is not here has no second person. */
export const ACT_RULES: Readonly<Record<Act, ActRule>> = {
  'role.grant': {
    what: 'give a person roles',
    ask: [ADMINISTRATION],
    approve: [ADMINISTRATION, SUPERVISION],
    carriedOut: 'with-approval',
  },
  'credential.reset': {
    what: 'make a new one-time link for a person who can sign in already',
    ask: [ADMINISTRATION],
    approve: [ADMINISTRATION, SUPERVISION],
    carriedOut: 'when-taken',
  },
  'audit.export': {
    what: 'write the whole ledger of this node into a file',
    ask: OVERSIGHT,
    approve: OVERSIGHT,
    carriedOut: 'when-taken',
  },
  'approver.change': {
    what: 'name another second approver of a unit of one',
    ask: [ADMINISTRATION],
    approve: [],
    carriedOut: 'with-approval',
  },
  'provider.set': {
    what: 'let an identity provider sign persons of a unit in, and give them roles',
    ask: [ADMINISTRATION],
    approve: [ADMINISTRATION, SUPERVISION],
    carriedOut: 'with-approval',
  },
  'exhibit.erase': {
    what: 'erase an exhibit for good',
    ask: CUSTODY,
    approve: [SUPERVISION],
    carriedOut: 'with-approval',
  },
  'hold.place': {
    what: 'place a legal hold on an exhibit',
    ask: CUSTODY,
    approve: [SUPERVISION],
    carriedOut: 'with-approval',
  },
  'hold.lift': {
    what: 'lift the legal hold on an exhibit',
    ask: CUSTODY,
    approve: [SUPERVISION],
    carriedOut: 'with-approval',
  },
  'retention.set': {
    what: 'say how long exhibits of the unit are kept',
    ask: CUSTODY,
    approve: [SUPERVISION],
    carriedOut: 'with-approval',
  },
}

/** True when somebody with these roles, of `unit`, has one of the voices for an act that concerns `actUnit`. */
export function hasVoice(
  voices: readonly Voice[],
  person: { readonly roles: readonly Role[]; readonly unit: string },
  actUnit: string,
): boolean {
  return voices.some(
    (voice) => person.roles.includes(voice.role) && (voice.of === 'node' || person.unit === actUnit),
  )
}
