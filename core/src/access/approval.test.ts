import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRefusal } from '../refusal.ts'
import { ACTS, type Act } from './act.ts'
import {
  APPROVAL_OPEN_MS,
  APPROVAL_STATES,
  APPROVAL_TAKE_MS,
  type ApprovalRequest,
  decideApproving,
  decideAsking,
  decideRefusing,
  decideSigned,
  decideTaking,
  decideWithdrawing,
  type Voicer,
} from './approval.ts'
import { ROLES, type Role } from './role.ts'

const codeOf = (decided: unknown): string => (isRefusal(decided) ? decided.code : 'yes')

/** Who may ask for an act and who may approve it, read from the design: `+` for any unit of the node. */
const READING: Readonly<Record<Act, { ask: string; approve: string }>> = {
  'role.grant': { ask: 'administrator+', approve: 'administrator+ supervisor' },
  'credential.reset': { ask: 'administrator+', approve: 'administrator+ supervisor' },
  'audit.export': { ask: 'auditor+ supervisor+', approve: 'auditor+ supervisor+' },
  'approver.change': { ask: 'administrator+', approve: '' },
  'provider.set': { ask: 'administrator+', approve: 'administrator+ supervisor' },
  'exhibit.erase': { ask: 'coordinator supervisor', approve: 'supervisor' },
  'hold.place': { ask: 'coordinator supervisor', approve: 'supervisor' },
  'hold.lift': { ask: 'coordinator supervisor', approve: 'supervisor' },
  'retention.set': { ask: 'coordinator supervisor', approve: 'supervisor' },
}

function reads(words: string, roles: readonly Role[], isOwnUnit: boolean): boolean {
  return words
    .split(' ')
    .some((word) => roles.some((role) => word === `${role}+` || (word === role && isOwnUnit)))
}

const UNITS = ['NL', 'DE'] as const
const ROLE_SETS: readonly (readonly Role[])[] = Array.from({ length: 1 << ROLES.length }, (_, bits) =>
  ROLES.filter((_role, at) => (bits >> at) & 1),
)

function voicer(person: string, roles: readonly Role[], unit = 'NL', human = person): Voicer {
  return { person, human, unit, roles }
}

function request(change: Partial<ApprovalRequest> = {}): ApprovalRequest {
  const act = change.act ?? 'audit.export'
  const asker = voicer('asker', [act === 'audit.export' ? 'auditor' : 'administrator'])
  const open = { act, unit: 'NL', asker, contentSha256: 'aa', askedAtMs: 0, approvedAtMs: null }
  return { ...open, state: 'open', ...change }
}

const second = { ...voicer('second', ['supervisor']), byOwnCredential: true }
const approving = (
  change: Partial<ApprovalRequest> = {},
  approver = second,
  stated = 'aa',
  current: string | null = 'aa',
  nowMs = 1,
): string => codeOf(decideApproving(request(change), approver, stated, current, nowMs))

describe('four eyes', () => {
  it('lets exactly those ask whom the design names, for every set of roles', () => {
    let asked = 0
    for (const act of ACTS)
      for (const roles of ROLE_SETS)
        for (const unit of UNITS) {
          const may =
            codeOf(decideAsking(act, 'NL', { ...voicer('a', roles, unit), byProvider: false })) === 'yes'
          assert.equal(may, reads(READING[act].ask, roles, unit === 'NL'), `${act} ${roles.join()} ${unit}`)
          asked += 1
        }
    assert.equal(asked, ACTS.length * 512)
  })

  it('is asked for by nobody whom an identity provider signed in', () => {
    for (const act of ACTS)
      for (const roles of ROLE_SETS) {
        const asker = { ...voicer('a', roles), byProvider: true }
        assert.equal(codeOf(decideAsking(act, 'NL', asker)), 'approval/own-credential')
      }
  })

  it('lets no pair through but two human beings of whom one may ask and the other approve', () => {
    const found: string[] = []
    let pairs = 0
    let through = 0
    for (const act of ACTS)
      for (const askerRole of ROLES)
        for (const askerUnit of UNITS)
          for (const approverRole of ROLES)
            for (const approverUnit of UNITS)
              for (const [person, human] of [
                ['asker', 'asker'],
                ['alias', 'asker'],
                ['second', 'second'],
              ] as const)
                for (const byOwnCredential of [true, false]) {
                  const asker = voicer('asker', [askerRole], askerUnit)
                  const approver = {
                    ...voicer(person, [approverRole], approverUnit, human),
                    byOwnCredential,
                  }
                  const may =
                    human === 'second' &&
                    byOwnCredential &&
                    reads(READING[act].ask, [askerRole], askerUnit === 'NL') &&
                    reads(READING[act].approve, [approverRole], approverUnit === 'NL')
                  const code = approving({ act, asker }, approver)
                  pairs += 1
                  if (code === 'yes') through += 1
                  if ((code === 'yes') !== may)
                    found.push(`${act} ${askerRole} ${askerUnit} ${approverRole} ${approverUnit} ${person}`)
                }
    assert.deepEqual(found, [])
    assert.equal(pairs, ACTS.length * 16 * 16 * 6)
    assert.ok(through > 20)
  })

  it('names what is wrong with an approval', () => {
    assert.equal(approving(), 'yes')
    assert.equal(approving({}, { ...second, person: 'asker', human: 'asker' }), 'approval/self')
    assert.equal(approving({}, { ...second, human: 'asker' }), 'approval/same-human')
    assert.equal(approving({}, { ...second, roles: ['specialist'] }), 'approval/role')
    assert.equal(approving({}, { ...second, byOwnCredential: false }), 'approval/own-credential')
    assert.equal(approving({}, second, 'bb'), 'approval/content')
    assert.equal(approving({}, second, 'aa', 'bb'), 'approval/changed')
    assert.equal(approving({}, second, 'aa', null), 'approval/changed')
    assert.equal(approving({ asker: voicer('asker', []) }), 'approval/asker')
  })

  it('takes no approval out of its time or order', () => {
    assert.equal(approving({}, second, 'aa', 'aa', APPROVAL_OPEN_MS - 1), 'yes')
    assert.equal(approving({}, second, 'aa', 'aa', APPROVAL_OPEN_MS), 'approval/lapsed')
    // A clock that went back by 26 hours makes nothing fresh again, one that went on by 26 hours leaves three days.
    assert.equal(approving({}, second, 'aa', 'aa', -26 * 3_600_000), 'approval/lapsed')
    assert.equal(approving({}, second, 'aa', 'aa', 26 * 3_600_000), 'yes')
    for (const state of APPROVAL_STATES)
      assert.equal(approving({ state }), state === 'open' ? 'yes' : 'approval/over', state)
  })

  it('gives out what was approved to who asked for it, for a day', () => {
    const taking = (
      change: Partial<ApprovalRequest>,
      person = 'asker',
      current: string | null = 'aa',
      nowMs = 1,
    ): string =>
      codeOf(decideTaking(request({ state: 'approved', approvedAtMs: 0, ...change }), person, current, nowMs))
    assert.equal(taking({}), 'yes')
    assert.equal(taking({}, 'second'), 'approval/not-own')
    assert.equal(taking({ state: 'open', approvedAtMs: null }), 'approval/missing')
    for (const state of ['refused', 'withdrawn', 'done'] as const)
      assert.equal(taking({ state }), 'approval/over', state)
    assert.equal(taking({}, 'asker', 'bb'), 'approval/changed')
    assert.equal(taking({}, 'asker', 'aa', APPROVAL_TAKE_MS), 'approval/lapsed')
    assert.equal(taking({ asker: voicer('asker', []) }), 'approval/asker')
  })

  it('is refused by who could approve, withdrawn by who asked, and both once', () => {
    const refusing = (state: ApprovalRequest['state'], who = second): string =>
      codeOf(decideRefusing(request({ state }), who, 1))
    assert.equal(refusing('open'), 'yes')
    assert.equal(refusing('open', { ...second, person: 'asker' }), 'approval/self')
    assert.equal(refusing('refused'), 'approval/over')
    const withdrawing = (state: ApprovalRequest['state'], who: string): string =>
      codeOf(decideWithdrawing(request({ state }), who))
    assert.equal(withdrawing('open', 'asker'), 'yes')
    assert.equal(withdrawing('approved', 'asker'), 'yes')
    assert.equal(withdrawing('done', 'asker'), 'approval/over')
    assert.equal(withdrawing('open', 'second'), 'approval/not-own')
  })

  it('may be signed outside the node, for the same content and in the same time', () => {
    const signed = (stated: string, current: string | null, nowMs: number): string =>
      codeOf(decideSigned(request({ act: 'approver.change' }), stated, current, nowMs))
    assert.equal(signed('aa', 'aa', 1), 'yes')
    assert.equal(signed('bb', 'aa', 1), 'approval/content')
    assert.equal(signed('aa', 'bb', 1), 'approval/changed')
    assert.equal(signed('aa', 'aa', APPROVAL_OPEN_MS), 'approval/lapsed')
  })
})
