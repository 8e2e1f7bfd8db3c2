import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRefusal } from '../refusal.ts'
import { mayAccess, relationOf } from './policy.ts'
import { ACTIONS, type Action, RELATIONS, type Relation, SESSION_STATES } from './policy-table.ts'
import { isRole, ROLES, type Role } from './role.ts'

/**
 * What a person of each role may do, written as a reading of the design by role and by whose object it is, so that it
 * shares neither shape nor words with the policy's own table.
 */
interface Reading {
  readonly ownUnit: string
  readonly fellowUnit: string
  readonly ownerless: string
}

const EVERYBODY: Reading = {
  ownUnit: 'session.read session.end credential.set exposure.read unit.list edition.read',
  fellowUnit: 'unit.list edition.read',
  ownerless: 'unit.list',
}

const READINGS: Readonly<Record<Role, Reading>> = {
  specialist: {
    ownUnit: `glass.break edition.report retention.read reference.list reference.import reference.configure
      intake.start intake.stop intake.read intake.files exhibit.restrict series.restrict picture.read link.cut set.read set.decide
      search.run series.read series.change media.reveal notice.read
      exposure.choose exposure.report exposure.danger reveal.end`,
    fellowUnit: `glass.break edition.report reference.list intake.read picture.read link.cut set.read set.decide
      series.read series.change media.reveal`,
    ownerless: 'reference.list',
  },
  'central-analyst': {
    ownUnit: `glass.break edition.report retention.read reference.list reference.import reference.configure
      intake.start intake.stop intake.read intake.files exhibit.restrict series.restrict picture.read link.cut set.read set.decide
      search.run series.read series.change media.reveal
      exposure.choose exposure.report exposure.danger reveal.end`,
    fellowUnit: `glass.break edition.report reference.list intake.read picture.read link.cut set.read set.decide
      series.read series.change media.reveal`,
    ownerless: 'reference.list',
  },
  coordinator: {
    ownUnit: `glass.break approval.read approval.ask approval.decide edition.create edition.report retention.read reference.list reference.import reference.configure
      intake.read intake.files exhibit.restrict exhibit.review series.restrict picture.read set.read series.read
      series.change notice.read`,
    fellowUnit: `glass.break edition.create edition.report reference.list intake.read picture.read set.read
      series.read series.change`,
    ownerless: 'edition.create reference.list',
  },
  'release-officer': {
    ownUnit:
      'notice.read approval.read approval.ask approval.decide edition.report retention.read reference.list intake.read intake.files picture.read set.read series.read',
    fellowUnit: 'edition.report reference.list intake.read picture.read set.read series.read',
    ownerless: 'reference.list',
  },
  supervisor: {
    ownUnit: `approval.read approval.ask approval.decide glass.review edition.report retention.read reference.list intake.read intake.files exhibit.restrict exhibit.review series.restrict
      picture.read set.read series.read notice.read ledger.read justification.erase
      exposure.supervise exposure.configure exposure.override`,
    fellowUnit: 'edition.report reference.list intake.read picture.read set.read series.read ledger.read',
    ownerless: 'reference.list ledger.read',
  },
  'contact-point': {
    ownUnit: 'edition.report retention.read reference.list intake.read notice.read',
    fellowUnit: 'edition.report reference.list intake.read',
    ownerless: 'reference.list',
  },
  auditor: {
    ownUnit:
      'approval.read approval.ask approval.decide glass.review person.list provider.read edition.report retention.read reference.list intake.read notice.read ledger.read',
    fellowUnit: 'person.list provider.read edition.report reference.list intake.read ledger.read',
    ownerless: 'person.list provider.read reference.list ledger.read',
  },
  administrator: {
    ownUnit:
      'approval.read approval.ask approval.decide notice.read person.roles provider.read provider.manage unit.create person.list person.create person.invite person.revoke edition.create',
    fellowUnit:
      'person.roles provider.read provider.manage unit.create person.list person.create person.invite person.revoke edition.create',
    ownerless:
      'person.roles provider.read provider.manage unit.create person.list person.create person.invite person.revoke edition.create',
  },
}

const FIELD_OF: Readonly<Record<Relation, keyof Reading>> = {
  own: 'ownUnit',
  other: 'fellowUnit',
  none: 'ownerless',
}

/** Permitted without an event: reading figures, lists of names that everybody knows, and oneself. */
const LEAVES_NO_EVENT = words(`session.read exposure.read unit.list person.list edition.read edition.report
  reference.list retention.read intake.read notice.read exposure.report approval.read provider.read`)
const NEEDS_A_PURPOSE = words('intake.start search.run media.reveal')
const IS_METERED = words('media.reveal')

/** What a one-time link opens before a credential is set. */
const BEFORE_CREDENTIAL = words('session.read session.end credential.set')

/** What shows, changes or searches what a case consists of, and the log of who did. */
const CASE_CONTENT =
  words(`intake.start intake.stop intake.read intake.files exhibit.restrict exhibit.review retention.read series.restrict picture.read link.cut set.read
  set.decide search.run series.read series.change media.reveal reference.import
  reference.configure edition.report ledger.read glass.break glass.review`)

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

function reads(reading: Reading, action: string, relation: Relation): boolean {
  return words(reading[FIELD_OF[relation]]).includes(action)
}

function readingOf(action: Action, roles: readonly Role[], relation: Relation): boolean {
  return [EVERYBODY, ...roles.map((role) => READINGS[role])].some((one) => reads(one, action, relation))
}

/** Every set of roles: none, each, each pair, up to all eight. */
const ROLE_SETS: readonly (readonly Role[])[] = Array.from({ length: 1 << ROLES.length }, (_, bits) =>
  ROLES.filter((_role, at) => (bits >> at) & 1),
)

function code(action: string, roles: readonly Role[], relation: Relation, session: string): string {
  const decided = mayAccess({ action, roles, relation, session } as Parameters<typeof mayAccess>[0])
  return isRefusal(decided) ? decided.code : 'yes'
}

describe('access policy', () => {
  it('answers every role, pair and larger set of roles, action, relation and session state as the reading of the design', () => {
    const differences: string[] = []
    let combinations = 0
    let permitted = 0
    for (const roles of ROLE_SETS) {
      for (const action of ACTIONS) {
        for (const relation of RELATIONS) {
          const mayWithSession = readingOf(action, roles, relation)
          for (const session of SESSION_STATES) {
            combinations += 1
            const expected =
              mayWithSession &&
              (session === 'live' || (session === 'enrolling' && BEFORE_CREDENTIAL.includes(action)))
            const came = code(action, roles, relation, session) === 'yes'
            if (came) permitted += 1
            if (came !== expected) differences.push(`${roles.join('+')} ${action} ${relation} ${session}`)
          }
        }
      }
    }
    assert.deepEqual(differences.slice(0, 20), [])
    assert.equal(combinations, 256 * 50 * 3 * 6)
    assert.ok(permitted > 10_000)
  })

  it('owes an event, a purpose and metering exactly where the design says so', () => {
    let seen = 0
    for (const action of ACTIONS) {
      for (const relation of RELATIONS) {
        const decided = mayAccess({ action, roles: ROLES, relation, session: 'live' })
        if (isRefusal(decided)) continue
        seen += 1
        const expected = [
          ...(LEAVES_NO_EVENT.includes(action) ? [] : ['record']),
          ...(NEEDS_A_PURPOSE.includes(action) ? ['purpose'] : []),
          ...(IS_METERED.includes(action) ? ['meter'] : []),
        ]
        assert.deepEqual([...decided.obligations].sort(), expected.sort(), `${action} ${relation}`)
      }
    }
    assert.ok(seen > 30)
  })

  it('lets the administrator see, change or search no case content', () => {
    for (const action of CASE_CONTENT) {
      for (const relation of RELATIONS) {
        assert.equal(
          code(action, ['administrator'], relation, 'live'),
          'access/role',
          `${action} ${relation}`,
        )
      }
    }
    assert.equal(CASE_CONTENT.length, 22)
  })

  it('adds nothing to another role by making its person administrator as well, besides administration', () => {
    const administration = words(READINGS.administrator.ownUnit)
    for (const role of ROLES) {
      for (const action of ACTIONS.filter((one) => !administration.includes(one))) {
        for (const relation of RELATIONS) {
          assert.equal(
            code(action, [role, 'administrator'], relation, 'live'),
            code(action, [role], relation, 'live'),
          )
        }
      }
    }
  })

  it('refuses what is not an action, whoever asks', () => {
    for (const action of [
      'media.export',
      '',
      'session',
      'toString',
      'constructor',
      '__proto__',
      'hasOwnProperty',
    ]) {
      for (const relation of RELATIONS) {
        for (const session of SESSION_STATES) assert.notEqual(code(action, ROLES, relation, session), 'yes')
      }
      assert.equal(code(action, ROLES, 'own', 'live'), 'access/role')
    }
  })

  it('says why: no session, an ended one, no credential, no role, nothing visible', () => {
    assert.equal(code('set.read', ['specialist'], 'own', 'absent'), 'access/no-session')
    for (const state of ['idle', 'expired', 'revoked']) {
      assert.equal(code('set.read', ['specialist'], 'own', state), 'access/session-ended')
    }
    assert.equal(code('set.read', ['specialist'], 'own', 'enrolling'), 'access/enrol-first')
    assert.equal(code('set.read', ['contact-point'], 'own', 'live'), 'access/role')
    assert.equal(code('set.read', ['specialist'], 'none', 'live'), 'access/not-visible')
    assert.equal(code('intake.files', ['specialist'], 'other', 'live'), 'access/not-visible')
  })

  it('takes an unknown session state or relation for a refusal', () => {
    assert.notEqual(code('set.read', ['specialist'], 'own', 'resumed'), 'yes')
    assert.equal(code('set.read', ['specialist'], 'all' as Relation, 'live'), 'access/not-visible')
  })
})

describe('relation of a unit to an object', () => {
  it('is own, other within a common edition, and none elsewhere', () => {
    assert.equal(relationOf('FR', 'FR', []), 'own')
    assert.equal(relationOf('FR', 'FR', ['RO']), 'own')
    assert.equal(relationOf('FR', 'RO', ['FR', 'RO']), 'other')
    assert.equal(relationOf('FR', null, ['FR', 'RO']), 'other')
    assert.equal(relationOf('FR', 'RO', ['RO']), 'none')
    assert.equal(relationOf('FR', null, []), 'none')
    assert.equal(relationOf('FR', 'RO', []), 'none')
  })
})

describe('role', () => {
  it('is one of the eight spellings', () => {
    assert.equal(ROLES.length, 8)
    for (const role of ROLES) assert.ok(isRole(role))
    for (const text of ['', 'Administrator', 'admin', 'toString']) assert.ok(!isRole(text))
  })
})
