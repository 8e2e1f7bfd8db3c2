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

/** One row: what the action is, which roles may, on objects of which relations, owing what. */
export interface Rule {
  /** For people: what a person does by it, as the end of 'may …'. */
  readonly what: string
  readonly roles: readonly Role[] | 'everyone'
  readonly relations: readonly Relation[]
  readonly obligations: readonly Obligation[]
}

const CASEWORKERS = ['specialist', 'central-analyst'] as const
const CASE_READERS = [...CASEWORKERS, 'coordinator', 'release-officer', 'supervisor'] as const
const RESTRICTERS = [...CASEWORKERS, 'coordinator', 'supervisor'] as const
const FIGURE_READERS = [...CASE_READERS, 'contact-point', 'auditor'] as const

const DUAL_CONTROLLERS = ['administrator', 'supervisor', 'auditor', 'coordinator', 'release-officer'] as const

/** Every action that the policy knows, in the order of the table. */
export const ACTIONS = [
  'session.read',
  'session.end',
  'credential.set',
  'exposure.read',
  'exposure.choose',
  'exposure.report',
  'exposure.danger',
  'exposure.supervise',
  'exposure.configure',
  'exposure.override',
  'unit.list',
  'unit.create',
  'person.list',
  'person.create',
  'person.invite',
  'person.revoke',
  'person.roles',
  'provider.read',
  'provider.manage',
  'approval.read',
  'approval.ask',
  'approval.decide',
  'glass.break',
  'glass.review',
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
  'exhibit.restrict',
  'exhibit.review',
  'retention.read',
  'picture.read',
  'link.cut',
  'set.read',
  'set.decide',
  'search.run',
  'series.read',
  'series.change',
  'series.restrict',
  'media.reveal',
  'reveal.end',
  'notice.read',
  'ledger.read',
  'justification.erase',
] as const
export type Action = (typeof ACTIONS)[number]

/**
 * The whole policy. An action that is not a row is refused; a role or relation that is not in its row is refused.
 * `none` appears only for actions whose object belongs to no unit (one's own session, the directory of units, set-up).
 */
export const POLICY: Readonly<Record<Action, Rule>> = {
  'session.read': { what: 'see the own session', roles: 'everyone', relations: ['own'], obligations: [] },
  'session.end': { what: 'sign out', roles: 'everyone', relations: ['own'], obligations: ['record'] },
  'credential.set': {
    what: 'set the own password, passkey or identity at the unit’s provider',
    roles: 'everyone',
    relations: ['own'],
    obligations: ['record'],
  },
  'exposure.read': { what: 'see the own exposure', roles: 'everyone', relations: ['own'], obligations: [] },
  'exposure.choose': {
    what: 'set stricter caps for oneself',
    roles: CASEWORKERS,
    relations: ['own'],
    obligations: ['record'],
  },
  'exposure.report': {
    what: 'report how long a reveal was on the screen',
    roles: CASEWORKERS,
    relations: ['own'],
    obligations: [],
  },
  'exposure.danger': {
    what: 'lift the own caps for immediate danger to a child',
    roles: CASEWORKERS,
    relations: ['own'],
    obligations: ['record'],
  },
  'exposure.supervise': {
    what: 'see the load of the persons of the unit',
    roles: ['supervisor'],
    relations: ['own'],
    obligations: ['record'],
  },
  'exposure.configure': {
    what: 'record the legal basis of metering and the caps of the unit',
    roles: ['supervisor'],
    relations: ['own'],
    obligations: ['record'],
  },
  'exposure.override': {
    what: 'lift the caps of another person, and review who lifted their own for danger',
    roles: ['supervisor'],
    relations: ['own'],
    obligations: ['record'],
  },
  'unit.list': {
    what: 'list the units with their contact points',
    roles: 'everyone',
    relations: ['own', 'other', 'none'],
    obligations: [],
  },
  'unit.create': {
    what: 'add a unit',
    roles: ['administrator'],
    relations: ['own', 'other', 'none'],
    obligations: ['record'],
  },
  'person.list': {
    what: 'list persons and roles',
    roles: ['administrator', 'auditor'],
    relations: ['own', 'other', 'none'],
    obligations: [],
  },
  'person.create': {
    what: 'add a person',
    roles: ['administrator'],
    relations: ['own', 'other', 'none'],
    obligations: ['record'],
  },
  'person.invite': {
    what: 'make a new one-time link for a person',
    roles: ['administrator'],
    relations: ['own', 'other', 'none'],
    obligations: ['record'],
  },
  'person.revoke': {
    what: 'end the sessions of a person, and close the account of a person who leaves',
    roles: ['administrator'],
    relations: ['own', 'other', 'none'],
    obligations: ['record'],
  },
  'person.roles': {
    what: 'take roles from a person, and ask for others',
    roles: ['administrator'],
    relations: ['own', 'other', 'none'],
    obligations: ['record'],
  },
  'provider.read': {
    what: 'see the identity providers of the units and what their claims give',
    roles: ['administrator', 'auditor'],
    relations: ['own', 'other', 'none'],
    obligations: [],
  },
  'provider.manage': {
    what: 'set the secret of an identity provider, try it, and take it away',
    roles: ['administrator'],
    relations: ['own', 'other', 'none'],
    obligations: ['record'],
  },
  // Who may ask for which act and who may approve it is the table of acts (act.ts).
  'approval.read': {
    what: 'see the requests that one asked for, may approve or oversees',
    roles: DUAL_CONTROLLERS,
    relations: ['own'],
    obligations: [],
  },
  'approval.ask': {
    what: 'ask for an act that needs a second person',
    roles: DUAL_CONTROLLERS,
    relations: ['own'],
    obligations: ['record'],
  },
  'approval.decide': {
    what: 'approve, refuse or withdraw what was asked for',
    roles: DUAL_CONTROLLERS,
    relations: ['own'],
    obligations: ['record'],
  },
  'glass.break': {
    what: 'open for an hour an exhibit or a series whose audience one is not in',
    roles: [...CASEWORKERS, 'coordinator'],
    relations: ['own', 'other'],
    obligations: ['record'],
  },
  'glass.review': {
    what: 'see and review whose glass was broken',
    roles: ['supervisor', 'auditor'],
    relations: ['own'],
    obligations: ['record'],
  },
  'edition.create': {
    what: 'make an edition',
    roles: ['administrator', 'coordinator'],
    relations: ['own', 'other', 'none'],
    obligations: ['record'],
  },
  'edition.read': {
    what: 'see an edition and its units',
    roles: 'everyone',
    relations: ['own', 'other'],
    obligations: [],
  },
  'edition.report': {
    what: 'read the figures of an edition',
    roles: FIGURE_READERS,
    relations: ['own', 'other'],
    obligations: [],
  },
  'reference.list': {
    what: 'list the reference sets',
    roles: FIGURE_READERS,
    relations: ['own', 'other', 'none'],
    obligations: [],
  },
  'reference.import': {
    what: 'import a reference set',
    roles: [...CASEWORKERS, 'coordinator'],
    relations: ['own'],
    obligations: ['record'],
  },
  'reference.configure': {
    what: 'switch a reference set on or off, set its distance',
    roles: [...CASEWORKERS, 'coordinator'],
    relations: ['own'],
    obligations: ['record'],
  },
  'intake.start': {
    what: 'take an exhibit in',
    roles: CASEWORKERS,
    relations: ['own'],
    obligations: ['record', 'purpose'],
  },
  'intake.stop': { what: 'stop an intake', roles: CASEWORKERS, relations: ['own'], obligations: ['record'] },
  'intake.read': {
    what: 'follow an intake and read its report',
    roles: FIGURE_READERS,
    relations: ['own', 'other'],
    obligations: [],
  },
  'intake.files': {
    what: 'list the files of an exhibit by name',
    roles: CASE_READERS,
    relations: ['own'],
    obligations: ['record'],
  },
  'exhibit.restrict': {
    what: 'name who may learn of an exhibit',
    roles: RESTRICTERS,
    relations: ['own'],
    obligations: ['record'],
  },
  'exhibit.review': {
    what: 'decide at a review whether an exhibit is kept',
    roles: ['coordinator', 'supervisor'],
    relations: ['own'],
    obligations: ['record'],
  },
  'retention.read': {
    what: 'see how long an exhibit is kept, and the certificate of its erasure',
    roles: FIGURE_READERS,
    relations: ['own'],
    obligations: [],
  },
  'picture.read': {
    what: 'list pictures with their evidence, without showing them',
    roles: CASE_READERS,
    relations: ['own', 'other'],
    obligations: ['record'],
  },
  'link.cut': {
    what: 'cut a link between two media, or restore it',
    roles: CASEWORKERS,
    relations: ['own', 'other'],
    obligations: ['record'],
  },
  'set.read': {
    what: 'list sets with their reasons',
    roles: CASE_READERS,
    relations: ['own', 'other'],
    obligations: ['record'],
  },
  'set.decide': {
    what: 'put a set aside, or bring it back',
    roles: CASEWORKERS,
    relations: ['own', 'other'],
    obligations: ['record'],
  },
  'search.run': {
    what: 'search for a file',
    roles: CASEWORKERS,
    relations: ['own'],
    obligations: ['record', 'purpose'],
  },
  'series.read': {
    what: 'list series, with members, links and history',
    roles: CASE_READERS,
    relations: ['own', 'other'],
    obligations: ['record'],
  },
  'series.change': {
    what: 'make series, add, merge, split, undo, add subjects',
    roles: [...CASEWORKERS, 'coordinator'],
    relations: ['own', 'other'],
    obligations: ['record'],
  },
  'series.restrict': {
    what: 'name who may learn of a series',
    roles: RESTRICTERS,
    relations: ['own'],
    obligations: ['record'],
  },
  'media.reveal': {
    what: 'look at media',
    roles: CASEWORKERS,
    relations: ['own', 'other'],
    obligations: ['record', 'purpose', 'meter'],
  },
  'reveal.end': {
    what: 'end the own reveal',
    roles: CASEWORKERS,
    relations: ['own'],
    obligations: ['record'],
  },
  'notice.read': {
    what: 'read the notices to the unit',
    // An administrator and a release officer read only what they are asked to approve.
    roles: [
      'contact-point',
      'specialist',
      'coordinator',
      'supervisor',
      'auditor',
      'release-officer',
      'administrator',
    ],
    relations: ['own'],
    obligations: [],
  },
  'ledger.read': {
    what: 'read the ledger',
    roles: ['auditor', 'supervisor'],
    relations: ['own', 'other', 'none'],
    obligations: ['record'],
  },
  'justification.erase': {
    what: 'erase the justifications of the unit whose time has ended',
    roles: ['supervisor'],
    relations: ['own'],
    obligations: ['record'],
  },
}
