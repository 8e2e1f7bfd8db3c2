import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRefusal } from '../refusal.ts'
import {
  type Claims,
  decideIdentity,
  decideLogout,
  decideProviderTerms,
  type ProviderTerms,
} from './provider.ts'

const NOW_MS = 1_800_000_000_000
const NOW = NOW_MS / 1000

const TERMS: ProviderTerms = {
  code: 'nl-police',
  name: 'Police',
  issuer: 'https://id.police.example/realm',
  clientId: 'homeward',
  acr: [],
  amr: [],
  roleClaim: 'groups',
  roles: [
    { value: 'vid', roles: ['specialist'] },
    { value: 'vid-lead', roles: ['coordinator', 'specialist'] },
  ],
}

function codeOf(value: unknown): string {
  return isRefusal(value) ? value.code : 'yes'
}

describe('terms with an identity provider', () => {
  it('take an issuer over HTTPS, and over HTTP on this machine alone', () => {
    for (const issuer of [
      'https://id.example',
      'https://id.example/',
      'https://id.example:8443/realms/nl',
      'http://localhost:8080',
      'http://127.0.0.1:1/op',
      'http://[::1]:8080',
    ])
      assert.equal(codeOf(decideProviderTerms({ ...TERMS, issuer })), 'yes', issuer)
    for (const issuer of [
      'http://id.example',
      'http://localhost.example',
      'https://id.example?x=1',
      'https://id.example/#a',
      'https://user@id.example',
      'https://id.example/a/../b',
      'https://id.example//x',
      'ftp://id.example',
      'file:///etc/passwd',
      'id.example',
      '',
    ])
      assert.equal(codeOf(decideProviderTerms({ ...TERMS, issuer })), 'provider/issuer', issuer)
  })

  it('give roles by a claim and its values, each once, and never the administrator’s', () => {
    const mapping = (
      roles: { value: string; roles: string[] }[],
      roleClaim: string | null = 'groups',
    ): string => codeOf(decideProviderTerms({ ...TERMS, roleClaim, roles }))
    assert.equal(mapping([], null), 'yes')
    assert.equal(mapping([{ value: 'a', roles: ['auditor'] }]), 'yes')
    for (const refused of [
      mapping([]),
      mapping([{ value: 'a', roles: ['auditor'] }], null),
      mapping([{ value: 'a', roles: ['administrator'] }]),
      mapping([{ value: 'a', roles: ['auditor', 'administrator'] }]),
      mapping([{ value: 'a', roles: ['root'] }]),
      mapping([{ value: 'a', roles: [] }]),
      mapping([
        { value: 'a', roles: ['auditor'] },
        { value: 'a', roles: ['supervisor'] },
      ]),
    ])
      assert.equal(refused, 'provider/roles')
    assert.equal(codeOf(decideProviderTerms({ ...TERMS, code: 'NL police' })), 'provider/code')
  })
})

describe('an identity that a provider proves', () => {
  const GOOD: Claims = { sub: 'a1', iat: NOW, exp: NOW + 300, groups: ['vid', 'other'] }
  const decide = (claims: Claims, terms: Partial<ProviderTerms> = {}): ReturnType<typeof decideIdentity> =>
    decideIdentity({ ...TERMS, ...terms }, { ...GOOD, ...claims }, NOW_MS)

  it('has the roles that its claims map to, and no other', () => {
    const roles = (claims: Claims): unknown => {
      const decided = decide(claims)
      return isRefusal(decided) ? decided.code : decided.roles
    }
    assert.deepEqual(roles({}), ['specialist'])
    assert.deepEqual(roles({ groups: 'vid-lead' }), ['coordinator', 'specialist'])
    assert.deepEqual(roles({ groups: ['vid', 'vid-lead'] }), ['coordinator', 'specialist'])
    for (const groups of [
      undefined,
      null,
      [],
      'VID',
      ['specialist'],
      { vid: true },
      7,
      [['vid']],
      'vid vid-lead',
    ])
      assert.deepEqual(roles({ groups }), [], JSON.stringify(groups))
    const none = decideIdentity({ ...TERMS, roleClaim: 'toString' }, GOOD, NOW_MS)
    assert.ok(!isRefusal(none))
    assert.deepEqual(none.roles, [])
  })

  it('needs a subject and times that can be, within a minute of the node’s clock', () => {
    for (const claims of [
      { sub: undefined },
      { sub: '' },
      { sub: 7 },
      { sub: 'x'.repeat(256) },
      { iat: undefined },
      { exp: undefined },
      { iat: NOW + 61 },
      { exp: NOW - 60 },
    ])
      assert.equal(codeOf(decide(claims)), 'provider/token', JSON.stringify(claims))
    for (const claims of [{ iat: NOW + 60 }, { exp: NOW - 59 }, { sub: 'x'.repeat(255) }])
      assert.equal(codeOf(decide(claims)), 'yes', JSON.stringify(claims))
  })

  it('is as strong as the unit asks', () => {
    const acr = ['urn:two-factors', 'urn:card']
    assert.equal(codeOf(decide({ acr: 'urn:card' }, { acr })), 'yes')
    for (const stated of [undefined, 'urn:password', ['urn:card', 'x'], ''])
      assert.equal(codeOf(decide({ acr: stated }, { acr })), 'provider/strength')
    const amr = ['pwd', 'hwk']
    assert.equal(codeOf(decide({ amr: ['hwk', 'pwd', 'x'] }, { amr })), 'yes')
    for (const stated of [undefined, 'pwd', ['pwd'], [], { pwd: 1, hwk: 1 }])
      assert.equal(codeOf(decide({ amr: stated }, { amr })), 'provider/strength')
  })
})

describe('an order to end sessions', () => {
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const GOOD: Claims = { sub: 'a1', jti: 'j1', iat: NOW, events }
  const decide = (claims: Claims): ReturnType<typeof decideLogout> =>
    decideLogout({ ...GOOD, ...claims }, NOW_MS)

  it('names a person or a session', () => {
    assert.deepEqual(decide({}), { id: 'j1', subject: 'a1', providerSession: null })
    assert.deepEqual(decide({ sub: undefined, sid: 's1' }), {
      id: 'j1',
      subject: null,
      providerSession: 's1',
    })
  })

  it('is no ID token, has a mark, and is of now', () => {
    for (const claims of [
      { nonce: 'n' },
      { events: undefined },
      { events: {} },
      { events: null },
      { events: 'http://schemas.openid.net/event/backchannel-logout' },
      { jti: undefined },
      { jti: '' },
      { sub: undefined },
      { iat: undefined },
      { iat: NOW - 121 },
      { iat: NOW + 121 },
    ])
      assert.equal(codeOf(decide(claims)), 'provider/token', JSON.stringify(claims))
  })
})
