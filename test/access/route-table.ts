import type { Role } from '@homeward/core'
import { purposeHeader } from '../src/client.ts'

/** Whose objects a request is for: everybody may ask, the members of the edition, the owning unit, one person, nobody. */
export type Sees = 'everyone' | 'members' | 'owner' | 'self' | 'nobody'

export interface Objects {
  readonly edition: string
  readonly intake: string
  readonly exhibit: string
  readonly picture: string
  readonly link: string
  /** In `series`. */
  readonly set: string
  readonly freeSet: string
  readonly series: string
  /** Only for taking changes back. */
  readonly undone: string
  readonly reference: string
  readonly bystander: string
  readonly reveal: string
  readonly revealed: string
  /** Of NL's specialist, for danger. */
  readonly lift: string
}

export interface Asked {
  readonly path: string
  readonly body?: unknown
  readonly raw?: Buffer
  readonly headers?: Readonly<Record<string, string>>
}

/** What is expected of one route, written down apart from the policy: the two must agree. */
export interface Expectation {
  readonly roles: readonly Role[] | 'everyone'
  readonly sees: Sees
  /** Served on the Unix socket only. */
  readonly local?: true
  /** Open to a session that came by a link and has no credential yet. */
  readonly enrolling?: true
  /** Ends the session that it is asked with. */
  readonly endsSession?: true
  /** A request that is right in form, so that only access decides between yes and no. */
  readonly ask: (objects: Objects) => Asked
}

const CASEWORK: readonly Role[] = ['specialist', 'central-analyst']
const SERIES_WORK: readonly Role[] = ['specialist', 'central-analyst', 'coordinator']
const CASE: readonly Role[] = [
  'specialist',
  'central-analyst',
  'coordinator',
  'release-officer',
  'supervisor',
]
const FIGURES: readonly Role[] = [...CASE, 'contact-point', 'auditor']
const RESTRICTERS: readonly Role[] = ['specialist', 'central-analyst', 'coordinator', 'supervisor']
const NOTICES: readonly Role[] = [
  'contact-point',
  'specialist',
  'coordinator',
  'supervisor',
  'auditor',
  'release-officer',
  'administrator',
]
const SUPERVISOR: readonly Role[] = ['supervisor']

const get = (
  roles: Expectation['roles'],
  sees: Sees,
  path: (objects: Objects) => string,
  more: Partial<Expectation> = {},
): Expectation => ({ roles, sees, ask: (objects) => ({ path: path(objects) }), ...more })

const post = (
  roles: Expectation['roles'],
  sees: Sees,
  ask: (objects: Objects) => [string, unknown],
  more: Partial<Expectation> = {},
): Expectation => ({
  roles,
  sees,
  ask: (objects) => {
    const [path, body] = ask(objects)
    return { path, body }
  },
  ...more,
})

const because = 'A test of the routes'
/** Who takes part in dual control: each act has a table of its own, tried in four-eyes.test.ts. */
const CONTROLLERS: readonly Role[] = [
  'administrator',
  'supervisor',
  'auditor',
  'coordinator',
  'release-officer',
]

/** Every route that needs a session. A route that is not here fails the test. */
export const ROUTE_TABLE: Readonly<Record<string, Expectation>> = {
  'GET /api/me': get('everyone', 'everyone', () => '/api/me', { enrolling: true }),
  'POST /api/me/password': post('everyone', 'everyone', () => ['/api/me/password', { password: 'short' }], {
    enrolling: true,
  }),
  'POST /api/me/passkeys/options': post('everyone', 'everyone', () => ['/api/me/passkeys/options', {}], {
    enrolling: true,
  }),
  'POST /api/me/passkeys': post('everyone', 'everyone', () => ['/api/me/passkeys', { response: {} }], {
    enrolling: true,
  }),
  'GET /api/me/sessions': get('everyone', 'everyone', () => '/api/me/sessions', { enrolling: true }),
  'POST /api/me/sessions/:id/end': post(
    'everyone',
    'everyone',
    () => ['/api/me/sessions/session-of-nobody/end', {}],
    { enrolling: true },
  ),
  'POST /api/sign-out': post('everyone', 'everyone', () => ['/api/sign-out', {}], {
    enrolling: true,
    endsSession: true,
  }),
  'GET /api/units': get('everyone', 'everyone', () => '/api/units'),
  'POST /api/units': post(['administrator'], 'everyone', () => ['/api/units', { code: 'NL' }]),
  'GET /api/persons': get(['administrator', 'auditor'], 'everyone', () => '/api/persons'),
  'POST /api/persons': post(['administrator'], 'everyone', ({ bystander }) => [
    '/api/persons',
    { code: bystander, unit: 'NL', roles: ['specialist'] },
  ]),
  'POST /api/persons/:code/link': post(['administrator'], 'everyone', ({ bystander }) => [
    `/api/persons/${bystander}/link`,
    {},
  ]),
  'POST /api/persons/:code/sessions/end': post(['administrator'], 'everyone', ({ bystander }) => [
    `/api/persons/${bystander}/sessions/end`,
    {},
  ]),
  'POST /api/persons/:code/leave': post(['administrator'], 'nobody', () => [
    '/api/persons/nobody-here/leave',
    {},
  ]),
  'POST /api/persons/:code/roles': post(['administrator'], 'everyone', ({ bystander }) => [
    `/api/persons/${bystander}/roles`,
    { take: ['auditor'] },
  ]),
  'POST /api/me/provider': post('everyone', 'everyone', () => ['/api/me/provider', { provider: 'nothing' }], {
    enrolling: true,
  }),
  'GET /api/providers': get(['administrator', 'auditor'], 'everyone', () => '/api/providers'),
  'POST /api/providers/:code/secret': post(['administrator'], 'nobody', () => [
    '/api/providers/nothing/secret',
    { secret: null },
  ]),
  'POST /api/providers/:code/test': post(['administrator'], 'nobody', () => [
    '/api/providers/nothing/test',
    {},
  ]),
  'POST /api/providers/:code/remove': post(['administrator'], 'nobody', () => [
    '/api/providers/nothing/remove',
    {},
  ]),
  'GET /api/approvals': get(CONTROLLERS, 'everyone', () => '/api/approvals'),
  'POST /api/approvals': post(CONTROLLERS, 'everyone', ({ bystander }) => [
    '/api/approvals',
    { act: 'role.grant', subject: { person: bystander, roles: ['specialist'] }, because },
  ]),
  'GET /api/approvals/:id': get(CONTROLLERS, 'nobody', () => '/api/approvals/approval-of-nobody'),
  'POST /api/approvals/:id/approve': post(CONTROLLERS, 'nobody', () => [
    '/api/approvals/approval-of-nobody/approve',
    { contentSha256: '0'.repeat(64) },
  ]),
  'POST /api/approvals/:id/refuse': post(CONTROLLERS, 'nobody', () => [
    '/api/approvals/approval-of-nobody/refuse',
    { because },
  ]),
  'POST /api/approvals/:id/signature': post(CONTROLLERS, 'nobody', () => [
    '/api/approvals/approval-of-nobody/signature',
    { signature: 'none' },
  ]),
  'POST /api/approvals/:id/withdraw': post(CONTROLLERS, 'nobody', () => [
    '/api/approvals/approval-of-nobody/withdraw',
    {},
  ]),
  'POST /api/glass': post(SERIES_WORK, 'members', ({ exhibit }) => [
    '/api/glass',
    { object: exhibit, because },
  ]),
  'GET /api/glass': get(['supervisor', 'auditor'], 'everyone', () => '/api/glass'),
  'POST /api/glass/:id/review': post(['supervisor', 'auditor'], 'nobody', () => [
    '/api/glass/glass-of-nobody/review',
    { finding: because },
  ]),
  'GET /api/notices': get(NOTICES, 'everyone', () => '/api/notices'),
  'POST /api/notices/:id/read': post(NOTICES, 'everyone', () => ['/api/notices/notice-of-nobody/read', {}]),
  'GET /api/editions': get('everyone', 'everyone', () => '/api/editions'),
  'POST /api/editions': post(['administrator', 'coordinator'], 'everyone', ({ edition }) => [
    '/api/editions',
    { code: edition, units: ['NL'] },
  ]),
  'GET /api/editions/:code': get('everyone', 'members', ({ edition }) => `/api/editions/${edition}`),
  'GET /api/editions/:code/report': get(
    FIGURES,
    'members',
    ({ edition }) => `/api/editions/${edition}/report`,
  ),
  'GET /api/editions/:code/pictures': get(
    CASE,
    'members',
    ({ edition }) => `/api/editions/${edition}/pictures`,
  ),
  'GET /api/editions/:code/sets': get(
    CASE,
    'members',
    ({ edition }) => `/api/editions/${edition}/sets?state=all`,
  ),
  'GET /api/editions/:code/triage': get(CASE, 'members', ({ edition }) => `/api/editions/${edition}/triage`),
  'GET /api/editions/:code/series': get(CASE, 'members', ({ edition }) => `/api/editions/${edition}/series`),
  'GET /api/references': get(FIGURES, 'everyone', () => '/api/references'),
  'POST /api/references': post(
    SERIES_WORK,
    'everyone',
    () => ['/api/references', { path: '/nowhere/list.txt', kind: 'hash-list' }],
    { local: true },
  ),
  'POST /api/references/:code': post(SERIES_WORK, 'owner', ({ reference }) => [
    `/api/references/${reference}`,
    { enabled: true },
  ]),
  'POST /api/intakes': post(
    CASEWORK,
    'owner',
    ({ edition }) => [
      '/api/intakes',
      { paths: ['not/absolute'], unit: 'NL', edition, case: '9', exhibit: 'Z', purpose: because },
    ],
    { local: true },
  ),
  'GET /api/intakes': get(FIGURES, 'members', ({ edition }) => `/api/intakes?edition=${edition}`),
  'GET /api/intakes/:id': get(FIGURES, 'members', ({ intake }) => `/api/intakes/${intake}`),
  'GET /api/intakes/:id/live': get(FIGURES, 'members', ({ intake }) => `/api/intakes/${intake}/live`),
  'POST /api/intakes/:id/stop': post(CASEWORK, 'owner', ({ intake }) => [`/api/intakes/${intake}/stop`, {}]),
  'GET /api/intakes/:id/quarantined': get(
    CASE,
    'owner',
    ({ intake }) => `/api/intakes/${intake}/quarantined`,
  ),
  'GET /api/intakes/:id/vics': get(CASE, 'owner', ({ intake }) => `/api/intakes/${intake}/vics`),
  'GET /api/intakes/:id/receipt': get(FIGURES, 'members', ({ intake }) => `/api/intakes/${intake}/receipt`),
  'POST /api/exhibits/:id/audience': post(RESTRICTERS, 'owner', ({ exhibit }) => [
    `/api/exhibits/${exhibit}/audience`,
    { persons: null },
  ]),
  'POST /api/exhibits/:id/review': post(['coordinator', 'supervisor'], 'owner', ({ exhibit }) => [
    `/api/exhibits/${exhibit}/review`,
    { keepUntil: '2001-01-01', because },
  ]),
  'GET /api/exhibits/:id/retention': get(
    FIGURES,
    'owner',
    ({ exhibit }) => `/api/exhibits/${exhibit}/retention`,
  ),
  'GET /api/exhibits/:id/certificate': get(
    FIGURES,
    'owner',
    ({ exhibit }) => `/api/exhibits/${exhibit}/certificate`,
  ),
  'GET /api/pictures/:id': get(CASE, 'members', ({ picture }) => `/api/pictures/${picture}`),
  'POST /api/links/:id/cut': post(CASEWORK, 'members', ({ link, edition }) => [
    `/api/links/${link}/cut`,
    { edition, because },
  ]),
  'POST /api/links/:id/restore': post(CASEWORK, 'members', ({ link, edition }) => [
    `/api/links/${link}/restore`,
    { edition },
  ]),
  'GET /api/sets/:id': get(CASE, 'members', ({ set }) => `/api/sets/${set}`),
  'POST /api/sets/:id/set-aside': post(CASEWORK, 'members', ({ set }) => [
    `/api/sets/${set}/set-aside`,
    { because },
  ]),
  'POST /api/sets/:id/bring-back': post(CASEWORK, 'members', ({ set }) => [
    `/api/sets/${set}/bring-back`,
    {},
  ]),
  'POST /api/series': post(SERIES_WORK, 'members', ({ edition, set }) => [
    '/api/series',
    { edition, sets: [set] },
  ]),
  'GET /api/series/:id': get(CASE, 'members', ({ series }) => `/api/series/${series}`),
  'GET /api/series/:id/history': get(CASE, 'members', ({ series }) => `/api/series/${series}/history`),
  'POST /api/series/:id/add': post(SERIES_WORK, 'members', ({ series, set }) => [
    `/api/series/${series}/add`,
    { sets: [set] },
  ]),
  'POST /api/series/:id/merge': post(SERIES_WORK, 'members', ({ series }) => [
    `/api/series/${series}/merge`,
    { other: series },
  ]),
  'POST /api/series/:id/split': post(SERIES_WORK, 'members', ({ series, freeSet }) => [
    `/api/series/${series}/split`,
    { sets: [freeSet] },
  ]),
  'POST /api/series/:id/undo': post(SERIES_WORK, 'members', ({ undone }) => [
    `/api/series/${undone}/undo`,
    {},
  ]),
  'POST /api/series/:id/subjects': post(SERIES_WORK, 'members', ({ series }) => [
    `/api/series/${series}/subjects`,
    { kind: 'victim' },
  ]),
  'POST /api/series/:id/audience': post(RESTRICTERS, 'owner', ({ series }) => [
    `/api/series/${series}/audience`,
    { persons: null },
  ]),
  'POST /api/search': {
    roles: CASEWORK,
    sees: 'everyone',
    ask: () => ({ path: '/api/search', raw: Buffer.alloc(0), headers: purposeHeader('routes') }),
  },
  'POST /api/reveals': post(CASEWORK, 'members', ({ picture }) => [
    '/api/reveals',
    { picture, clarity: 'pixelated' },
  ]),
  'GET /api/reveals/:id/media/:media': get(
    CASEWORK,
    'self',
    ({ reveal, revealed }) => `/api/reveals/${reveal}/media/${revealed}`,
  ),
  'POST /api/reveals/:id/exposure': post(CASEWORK, 'self', ({ reveal }) => [
    `/api/reveals/${reveal}/exposure`,
    { visibleSeconds: 0, viewportShare: 0 },
  ]),
  'POST /api/reveals/:id/renew': post(CASEWORK, 'self', ({ reveal }) => [`/api/reveals/${reveal}/renew`, {}]),
  'POST /api/reveals/:id/end': post(CASEWORK, 'self', ({ reveal }) => [`/api/reveals/${reveal}/end`, {}]),
  'GET /api/exposure': get('everyone', 'everyone', () => '/api/exposure'),
  'POST /api/exposure/own': post(CASEWORK, 'everyone', () => ['/api/exposure/own', { breakMinutes: 20 }]),
  'POST /api/exposure/danger': post(CASEWORK, 'everyone', () => ['/api/exposure/danger', {}]),
  'GET /api/unit/exposure': get(SUPERVISOR, 'everyone', () => '/api/unit/exposure'),
  'POST /api/unit/exposure': post(SUPERVISOR, 'everyone', () => [
    '/api/unit/exposure',
    { legalBasis: because, timeZone: 'UTC', curfew: null },
  ]),
  'POST /api/unit/exposure/withdraw': post(SUPERVISOR, 'everyone', () => [
    '/api/unit/exposure/withdraw',
    { because },
  ]),
  'POST /api/persons/:code/exposure/override': post(SUPERVISOR, 'owner', ({ bystander }) => [
    `/api/persons/${bystander}/exposure/override`,
    { minutes: 30, because },
  ]),
  'POST /api/unit/exposure/lifts/:id/review': post(SUPERVISOR, 'owner', ({ lift }) => [
    `/api/unit/exposure/lifts/${lift}/review`,
    { finding: because },
  ]),
  'GET /api/ledger/checkpoint': get(['auditor', 'supervisor'], 'everyone', () => '/api/ledger/checkpoint'),
  'GET /api/ledger/witnesses': get(['auditor', 'supervisor'], 'everyone', () => '/api/ledger/witnesses'),
  'GET /api/ledger/export': get(['auditor', 'supervisor'], 'everyone', () => '/api/ledger/export'),
  'GET /api/ledger/proofs/:event': get(['auditor', 'supervisor'], 'everyone', () => '/api/ledger/proofs/0'),
  'GET /api/ledger/seen/:object': get(
    ['auditor', 'supervisor'],
    'everyone',
    ({ series }) => `/api/ledger/seen/${series}`,
  ),
  'POST /api/ledger/justifications/erase': post(['supervisor'], 'everyone', () => [
    '/api/ledger/justifications/erase',
    { before: '2000-01-01' },
  ]),
  'GET /api/ledger/*': get(['auditor', 'supervisor'], 'everyone', () => '/api/ledger/vkey'),
}

/** Everything that may be asked without a session, written down apart from the node's own list. */
export const DOORS: readonly string[] = [
  'GET /api/health',
  'GET /api/openapi.json',
  'GET /api/sign-in/providers',
  'POST /api/sign-in/link',
  'POST /api/sign-in/local',
  'POST /api/sign-in/passkey',
  'POST /api/sign-in/passkey/options',
  'POST /api/sign-in/password',
  'POST /api/sign-in/provider',
  'POST /api/sign-in/provider/:code/logout',
  'POST /api/sign-in/provider/finish',
  'POST /witness/add-checkpoint',
]
