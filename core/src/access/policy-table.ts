import type { Role } from './role.ts'

/**
 * How the object of a request stands to the person's unit: `own` (of the unit itself), `other` (of another unit, in an
 * edition that both belong to), `none` (no relation: the person may not even learn that it exists).
 */
export const RELATIONS = ['own', 'other', 'none'] as const
export type Relation = (typeof RELATIONS)[number]

/**
 * State of the session that a request came with. `enrolling` is a session opened by a one-time link of a person who has
 * no credential yet; it may only set one.
 */
export const SESSION_STATES = ['live', 'enrolling', 'idle', 'expired', 'revoked', 'absent'] as const
export type SessionState = (typeof SESSION_STATES)[number]

/** What an allowed request still owes: an event before the first byte, a purpose, metered exposure. */
export type Obligation = 'record' | 'purpose' | 'meter'

/** One row: which roles may, on objects of which relations, owing what. */
export interface Rule {
  readonly roles: readonly Role[] | 'everyone'
  readonly relations: readonly Relation[]
  readonly obligations: readonly Obligation[]
}

const CASEWORKERS = ['specialist', 'central-analyst'] as const
const CASE_READERS = [...CASEWORKERS, 'coordinator', 'release-officer', 'supervisor'] as const
const FIGURE_READERS = [...CASE_READERS, 'contact-point', 'auditor'] as const

/** Every action that the policy knows, in the order of the table. */
export const ACTIONS = [
  'session.read',
  'session.end',
  'credential.set',
  'exposure.read',
  'unit.list',
  'unit.create',
  'person.list',
  'person.create',
  'person.invite',
  'person.revoke',
  'edition.create',
  'edition.read',
  'edition.report',
  'reference.list',
  'reference.import',
  'reference.configure',
  'intake.start',
  'intake.stop',
  'intake.read',
  'intake.files',
  'picture.read',
  'link.cut',
  'set.read',
  'set.decide',
  'search.run',
  'series.read',
  'series.change',
  'media.reveal',
  'notice.read',
  'ledger.read',
] as const
export type Action = (typeof ACTIONS)[number]

/**
 * The whole policy. An action that is not a row is refused; a role or relation that is not in its row is refused.
 * `none` appears only for actions whose object belongs to no unit (one's own session, the directory of units, set-up).
 */
export const POLICY: Readonly<Record<Action, Rule>> = {
  'session.read': { roles: 'everyone', relations: ['own'], obligations: [] },
  'session.end': { roles: 'everyone', relations: ['own'], obligations: ['record'] },
  'credential.set': { roles: 'everyone', relations: ['own'], obligations: ['record'] },
  'exposure.read': { roles: 'everyone', relations: ['own'], obligations: [] },
  'unit.list': { roles: 'everyone', relations: ['own', 'other', 'none'], obligations: [] },
  'unit.create': { roles: ['administrator'], relations: ['own', 'other', 'none'], obligations: ['record'] },
  'person.list': {
    roles: ['administrator', 'auditor'],
    relations: ['own', 'other', 'none'],
    obligations: [],
  },
  'person.create': { roles: ['administrator'], relations: ['own', 'other', 'none'], obligations: ['record'] },
  'person.invite': { roles: ['administrator'], relations: ['own', 'other', 'none'], obligations: ['record'] },
  'person.revoke': { roles: ['administrator'], relations: ['own', 'other', 'none'], obligations: ['record'] },
  'edition.create': {
    roles: ['administrator', 'coordinator'],
    relations: ['own', 'other', 'none'],
    obligations: ['record'],
  },
  'edition.read': { roles: 'everyone', relations: ['own', 'other'], obligations: [] },
  'edition.report': { roles: FIGURE_READERS, relations: ['own', 'other'], obligations: [] },
  'reference.list': { roles: FIGURE_READERS, relations: ['own', 'other', 'none'], obligations: [] },
  'reference.import': { roles: [...CASEWORKERS, 'coordinator'], relations: ['own'], obligations: ['record'] },
  'reference.configure': {
    roles: [...CASEWORKERS, 'coordinator'],
    relations: ['own'],
    obligations: ['record'],
  },
  'intake.start': { roles: CASEWORKERS, relations: ['own'], obligations: ['record', 'purpose'] },
  'intake.stop': { roles: CASEWORKERS, relations: ['own'], obligations: ['record'] },
  'intake.read': { roles: FIGURE_READERS, relations: ['own', 'other'], obligations: [] },
  'intake.files': { roles: CASE_READERS, relations: ['own'], obligations: ['record'] },
  'picture.read': { roles: CASE_READERS, relations: ['own', 'other'], obligations: ['record'] },
  'link.cut': { roles: CASEWORKERS, relations: ['own', 'other'], obligations: ['record'] },
  'set.read': { roles: CASE_READERS, relations: ['own', 'other'], obligations: ['record'] },
  'set.decide': { roles: CASEWORKERS, relations: ['own', 'other'], obligations: ['record'] },
  'search.run': { roles: CASEWORKERS, relations: ['own'], obligations: ['record', 'purpose'] },
  'series.read': { roles: CASE_READERS, relations: ['own', 'other'], obligations: ['record'] },
  'series.change': {
    roles: [...CASEWORKERS, 'coordinator'],
    relations: ['own', 'other'],
    obligations: ['record'],
  },
  'media.reveal': {
    roles: CASEWORKERS,
    relations: ['own', 'other'],
    obligations: ['record', 'purpose', 'meter'],
  },
  'notice.read': {
    roles: ['contact-point', 'specialist', 'coordinator'],
    relations: ['own'],
    obligations: [],
  },
  'ledger.read': {
    roles: ['auditor', 'supervisor'],
    relations: ['own', 'other', 'none'],
    obligations: ['record'],
  },
}
