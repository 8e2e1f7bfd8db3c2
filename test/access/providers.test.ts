import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Client, codeOf } from '../src/client.ts'
import { homeward } from '../src/command-line.ts'
import { drawPng } from '../src/drawing.ts'
import { Issuer, type Lie } from '../src/issuer.ts'
import { Visitor } from '../src/visitor.ts'
import { World } from '../src/world.ts'

const PASSWORD = 'eleven quiet bicycles'
const PUBLIC =
  '{"error":{"code":"sign-in/provider","because":"The identity provider did not sign you in. Try again, or sign in another way."}}'

/** A node for real use with a unit, and an issuer that the unit trusts. */
class Room {
  readonly world: World
  readonly issuer: Issuer

  private constructor(world: World, issuer: Issuer) {
    this.world = world
    this.issuer = issuer
  }

  static async open(): Promise<Room> {
    const world = await World.open({ made: 'real' })
    const issuer = await Issuer.open()
    const room = new Room(world, issuer)
    for (const unit of ['NL', 'DE']) await world.unit(unit)
    await world.agree('provider.set', room.terms())
    return room
  }

  async close(): Promise<void> {
    await this.issuer.close()
    await this.world.close()
  }

  terms(more: object = {}): object {
    return {
      ...{ unit: 'NL', provider: 'nl-id', name: 'Police account', clientId: this.issuer.clientId },
      ...{ issuer: this.issuer.address, acr: [], amr: [], roleClaim: null, roles: [] },
      ...more,
    }
  }

  visitor(): Visitor {
    return new Visitor(this.world.client(null, this.world.desk))
  }

  /** A person who came by link and bound the own account at the issuer, as the first and only credential. */
  async bound(code: string, unit = 'NL', subject = `subject of ${code}`): Promise<Visitor> {
    await this.world.renewAdministrator()
    const visitor = this.visitor()
    const token = await this.world.invite(code, unit, ['specialist'])
    assert.equal((await visitor.send('POST', '/api/sign-in/link', { token })).status, 200)
    const sentTo = await visitor.begin('nl-id', '/api/me/provider')
    const answer = await visitor.finish(this.issuer.authorize(sentTo, subject))
    assert.equal(answer.text, '{"bound":true}')
    return visitor
  }

  /** Signs somebody in at the issuer and comes back. */
  async signIn(subject: string, claims = {}, visitor = this.visitor()): Promise<Visitor> {
    const answer = await visitor.finish(this.issuer.authorize(await visitor.begin('nl-id'), subject, claims))
    assert.equal(answer.status, 200, answer.text)
    return visitor
  }

  /** Kinds of failed sign-ins by a provider that stand in the ledger, the newest last. */
  async recorded(): Promise<string[]> {
    const rows = await this.world.node.context.database.read
      .selectFrom('event')
      .select('body')
      .orderBy('at')
      .execute()
    return rows
      .map(
        ({ body }) =>
          JSON.parse(body.toString()) as { type: string; facts?: { via?: string; kind?: string } },
      )
      .filter(({ type, facts }) => type === 'access/sign-in-failed' && facts?.via === 'provider')
      .map(({ facts }) => facts?.kind ?? '')
  }

  get noted(): string[] {
    return this.world.notes.filter(({ what }) => what === 'provider').map(({ kind }) => String(kind))
  }
}

describe('a person at the identity provider of the unit', () => {
  let room: Room
  before(async () => {
    room = await Room.open()
  })
  after(() => room?.close())

  it('is bound by the own session and then signs in there, and nowhere else', async () => {
    const first = await room.bound('NL-bound')
    assert.equal(await first.status(), 200, 'bound is enrolled')
    const visitor = await room.signIn('subject of NL-bound')
    const me = (await visitor.send('GET', '/api/me')).json as {
      person: { code: string; roles: string[] }
      credentials: { providers: object[] }
    }
    assert.equal(me.person.code, 'NL-bound')
    assert.deepEqual(me.person.roles, ['specialist'])
    assert.deepEqual(me.credentials.providers, [{ provider: 'nl-id', name: 'Police account', bound: true }])
    const { sessions } = (await visitor.send('GET', '/api/me/sessions')).json as {
      sessions: { via: string }[]
    }
    assert.deepEqual(sessions.map(({ via }) => via).sort(), ['link', 'provider'])
  })

  it('signs in with a fresh session in place of the one that came with it', async () => {
    await room.bound('NL-again')
    const visitor = await room.signIn('subject of NL-again')
    const former = visitor.cookies.get('homeward_session') ?? ''
    await room.signIn('subject of NL-again', {}, visitor)
    assert.notEqual(visitor.cookies.get('homeward_session'), former)
    const ended = await room.world.client(former, room.world.desk).send('GET', '/api/me')
    assert.equal(ended.status, 401)
  })

  it('is nobody without having been bound, whatever the provider says of the person', async () => {
    const visitor = room.visitor()
    const sentTo = await visitor.begin('nl-id')
    const claims = { email: 'NL-bound@example.org', preferred_username: 'NL-bound' }
    const answer = await visitor.finish(room.issuer.authorize(sentTo, 'NL-bound', claims))
    assert.deepEqual([answer.status, answer.text], [401, PUBLIC])
    assert.equal((await room.recorded()).at(-1), 'person')
    const { persons } = await room.world.administrator.get<{ persons: { code: string }[] }>('/api/persons')
    assert.ok(persons.every(({ code }) => code.startsWith('administrator') || code.startsWith('NL-')))
  })

  it('is one person: nobody else is bound to the same account, and a unit’s provider binds its own', async () => {
    await room.bound('NL-one')
    await room.world.renewAdministrator()
    const other = room.visitor()
    const token = await room.world.invite('NL-other', 'NL', ['specialist'])
    await other.send('POST', '/api/sign-in/link', { token })
    const sentTo = await other.begin('nl-id', '/api/me/provider')
    const answer = await other.finish(room.issuer.authorize(sentTo, 'subject of NL-one'))
    assert.deepEqual([answer.status, answer.text], [401, PUBLIC])
    assert.equal((await room.recorded()).at(-1), 'bound')
    assert.equal(codeOf(await other.send('GET', '/api/units')), 'access/enrol-first')
    // Who fails to take another's account keeps the own one.
    const own = await room.bound('NL-keeps')
    const again = await own.begin('nl-id', '/api/me/provider')
    const taking = await own.finish(room.issuer.authorize(again, 'subject of NL-one'))
    assert.equal(taking.status, 401)
    await room.signIn('subject of NL-keeps')
    const stranger = room.visitor()
    await stranger.send('POST', '/api/sign-in/link', {
      token: await room.world.invite('DE-person', 'DE', ['specialist']),
    })
    const elsewhere = await stranger.send('POST', '/api/me/provider', { provider: 'nl-id' })
    assert.equal(codeOf(elsewhere), 'credential/provider')
  })

  it('is bound only freshly and only in the session that asked', async () => {
    const visitor = await room.bound('NL-fresh')
    const sentTo = await visitor.begin('nl-id', '/api/me/provider')
    await visitor.send('POST', '/api/sign-out', {})
    const answer = await visitor.finish(room.issuer.authorize(sentTo, 'another subject'))
    assert.deepEqual([answer.status, answer.text], [401, PUBLIC])
    const later = await room.bound('NL-later')
    room.world.clock.advance(11 * 60_000)
    const stale = await later.send('POST', '/api/me/provider', { provider: 'nl-id' })
    assert.equal(codeOf(stale), 'credential/sign-in-again')
    room.world.clock.advance(-11 * 60_000)
  })

  it('is not kept out by others’ wrong passwords, and a provider that is down keeps nobody out', async () => {
    const visitor = await room.bound('NL-steady')
    await visitor.send('POST', '/api/me/password', { password: PASSWORD })
    room.world.secrets.push(PASSWORD)
    const nobody = room.world.client(null)
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await nobody.send('POST', '/api/sign-in/password', {
        body: { person: 'NL-steady', password: 'a wrong one!' },
      })
    }
    await room.signIn('subject of NL-steady')
    room.issuer.lie = { answer: cutOff }
    const down = await room.visitor().send('POST', '/api/sign-in/provider', { provider: 'nl-id' })
    assert.deepEqual([down.status, down.text], [401, PUBLIC])
    room.issuer.lie = {}
    room.world.clock.advance(11 * 60_000)
    room.issuer.lie = { answer: cutOff }
    await room.world.signIn('/api/sign-in/password', { person: 'NL-steady', password: PASSWORD })
    room.issuer.lie = {}
  })

  it('leaves everything in order', () => room.world.check())
})

function cutOff(_path: string, response: ServerResponse): boolean {
  response.destroy()
  return true
}

/** Answers one path with a text, or with a status and headers of its own. */
function instead(at: string, text: string, status = 200, headers: Record<string, string> = {}): Lie {
  return {
    answer: (path, response) => {
      if (path !== at) return false
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(text)
      return true
    },
  }
}

const METADATA = '/.well-known/openid-configuration'
const HOUR = 3600

/** Every way in which a provider is tried to be down or to lie, with the kind under which it is recorded. */
const LIES: Readonly<Record<string, [kind: string, Lie]>> = {
  'drops the connection': ['silent', { answer: cutOff }],
  'drops the connection for its token': [
    'silent',
    { answer: (path, response) => path === '/token' && cutOff(path, response) },
  ],
  'drops the connection for its keys': [
    'silent',
    { answer: (path, response) => path === '/keys' && cutOff(path, response) },
  ],
  'stops in the middle of an answer': [
    'silent',
    {
      answer: (path, response) => {
        if (path !== '/keys') return false
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
        response.write('{"keys":[', () => response.destroy())
        return true
      },
    },
  ],
  'never answers for its token': ['silent', { answer: (path) => path === '/token' }],
  'answers with an error': ['answer', instead(METADATA, '{}', 503)],
  'answers with garbage': ['answer', instead(METADATA, '<html>')],
  'answers with garbage for its token': ['answer', instead('/token', '<html>')],
  'answers with garbage for its keys': ['answer', instead('/keys', '<html>')],
  'answers with no end of metadata': ['answer', instead(METADATA, `{"x":"${'x'.repeat(70_000)}"}`)],
  'answers with no end of keys': ['answer', instead('/keys', `{"x":"${'x'.repeat(300_000)}"}`)],
  redirects: ['answer', instead(METADATA, '', 302, { location: 'http://127.0.0.1:9/' })],
  'redirects for its token': ['answer', instead('/token', '', 307, { location: 'http://127.0.0.1:9/' })],
  'is another issuer': [
    'answer',
    { metadata: (honest) => ({ ...honest, issuer: 'https://id.evil.example' }) },
  ],
  'names no keys': ['answer', { metadata: ({ jwks_uri: _, ...honest }) => honest }],
  'names keys elsewhere without TLS': [
    'answer',
    { metadata: (honest) => ({ ...honest, jwks_uri: 'http://evil.example/keys' }) },
  ],
  'names keys in a file': [
    'answer',
    { metadata: (honest) => ({ ...honest, jwks_uri: 'file:///etc/passwd' }) },
  ],
  'signs with secrets alone': [
    'answer',
    { metadata: (honest) => ({ ...honest, id_token_signing_alg_values_supported: ['HS256', 'none'] }) },
  ],
  'refuses the code': ['denied', instead('/token', '{"error":"invalid_grant"}', 400)],
  'gives no ID token': ['token', instead('/token', '{"access_token":"a","token_type":"Bearer"}')],
  'names another issuer in its token': [
    'token',
    { claims: (honest) => ({ ...honest, iss: 'https://id.evil.example' }) },
  ],
  'names another audience': ['token', { claims: (honest) => ({ ...honest, aud: 'somebody-else' }) }],
  'names further audiences and another party': [
    'token',
    { claims: (honest) => ({ ...honest, aud: [honest['aud'], 'else'], azp: 'else' }) },
  ],
  'repeats another nonce': ['token', { claims: (honest) => ({ ...honest, nonce: 'n' }) }],
  'leaves the nonce out': ['token', { claims: ({ nonce: _, ...honest }) => honest }],
  'sends an old token': [
    'token',
    {
      claims: (honest) => ({
        ...honest,
        iat: Number(honest['iat']) - HOUR,
        exp: Number(honest['iat']) - 300,
      }),
    },
  ],
  'sends a token of the future': [
    'token',
    {
      claims: (honest) => ({
        ...honest,
        iat: Number(honest['iat']) + HOUR,
        exp: Number(honest['iat']) + 2 * HOUR,
      }),
    },
  ],
  'sends a token that does not hold yet': [
    'token',
    { claims: (honest) => ({ ...honest, nbf: Number(honest['iat']) + HOUR }) },
  ],
  'says not until when': ['token', { claims: ({ exp: _, ...honest }) => honest }],
  'names nobody': ['token', { claims: ({ sub: _, ...honest }) => honest }],
  'names an empty subject': ['token', { claims: (honest) => ({ ...honest, sub: '' }) }],
  'does not sign': ['token', { sign: async (claims, issuer) => issuer.unsigned(claims) }],
  'signs with its public key for a secret': [
    'token',
    { sign: (claims, issuer) => issuer.signWithPublicKey(claims) },
  ],
  'signs with a key that it does not publish': [
    'token',
    { sign: (claims, issuer) => issuer.sign(claims, 'stranger') },
  ],
  'names a key that it does not publish': [
    'token',
    { sign: (claims, issuer) => issuer.sign(claims, 'stranger', { kid: 'k2' }) },
  ],
  'brings the key along': [
    'token',
    {
      sign: (claims, issuer) =>
        issuer.sign(claims, 'stranger', { jku: `${issuer.address}/other`, kid: 'k1' }),
    },
  ],
  'changes a claim after signing': [
    'token',
    {
      sign: async (claims, issuer) => {
        const [head, , seal] = (await issuer.sign({ ...claims, sub: 'x' })).split('.')
        return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), seal].join('.')
      },
    },
  ],
}

describe('a provider that is down or lies', () => {
  let room: Room
  before(async () => {
    room = await Room.open()
    await room.bound('NL-person')
    room.issuer.lie = {}
  })
  after(() => room?.close())

  for (const [lie, [kind, how]] of Object.entries(LIES)) {
    it(`${lie}: is refused, recorded and noted, and tells nothing`, async () => {
      const visitor = room.visitor()
      const before = (await room.recorded()).length
      const sentTo = await visitor.begin('nl-id')
      const query = room.issuer.authorize(sentTo, 'subject of NL-person')
      room.issuer.lie = how
      const answer = await visitor.finish(query)
      room.issuer.lie = {}
      assert.deepEqual([answer.status, answer.text], [401, PUBLIC])
      assert.equal(await visitor.status(), 401)
      assert.deepEqual((await room.recorded()).slice(before), [kind])
      assert.equal(room.noted.at(-1), kind)
    })
  }

  it('and lets the same person in once it is honest again', async () => {
    await room.signIn('subject of NL-person')
  })

  it('cannot be told from outside which of it was the matter', async () => {
    const unknown = await room.visitor().send('POST', '/api/sign-in/provider', { provider: 'nothing' })
    assert.deepEqual([unknown.status, unknown.text], [401, PUBLIC])
    for (const noted of room.world.notes) assert.doesNotMatch(JSON.stringify(noted), /subject of|NL-person/)
  })

  it('leaves everything in order', () => room.world.check())
})

describe('what comes back from a provider', () => {
  let room: Room
  let recordedBefore = 0
  before(async () => {
    room = await Room.open()
    await room.bound('NL-person')
    recordedBefore = (await room.recorded()).length
  })
  after(() => room?.close())

  const refused = async (visitor: Visitor, query: string): Promise<void> => {
    const answer = await visitor.finish(query)
    assert.deepEqual([answer.status, answer.text], [401, PUBLIC])
    assert.equal(await visitor.status(), 401)
  }
  const come = async (visitor: Visitor): Promise<string> =>
    room.issuer.authorize(await visitor.begin('nl-id'), 'subject of NL-person')

  it('is taken once', async () => {
    const visitor = room.visitor()
    const query = await come(visitor)
    const cookies = new Map(visitor.cookies)
    assert.equal((await visitor.finish(query)).status, 200)
    await visitor.send('POST', '/api/sign-out', {})
    await refused(visitor, query)
    const answer = await room.world
      .client(null, room.world.desk)
      .send('POST', '/api/sign-in/provider/finish', {
        body: { query },
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      })
    assert.deepEqual(
      [answer.status, answer.text],
      [401, PUBLIC],
      'not even with the cookie that was taken away',
    )
  })

  it('is taken once of many at the same time', async () => {
    const visitor = room.visitor()
    const query = await come(visitor)
    const answers = await Promise.all(Array.from({ length: 6 }, () => visitor.finish(query)))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401, 401, 401, 401])
  })

  it('is taken from the browser that was sent, and does not disturb another', async () => {
    const visitor = room.visitor()
    const query = await come(visitor)
    await refused(room.visitor(), query)
    const other = room.visitor()
    const own = await come(other)
    await refused(other, query)
    assert.equal((await other.finish(own)).status, 200, 'the own way is still open')
    assert.equal((await visitor.finish(query)).status, 200)
  })

  it('is taken within ten minutes', async () => {
    const visitor = room.visitor()
    const query = await come(visitor)
    room.world.clock.advance(10 * 60_000)
    await refused(visitor, query)
    room.world.clock.advance(-10 * 60_000)
  })

  it('is refused where it names another provider or none, an error, or anything twice', async () => {
    const changed = async (change: (query: URLSearchParams) => void, kind: string): Promise<void> => {
      const visitor = room.visitor()
      const query = new URLSearchParams(await come(visitor))
      change(query)
      await refused(visitor, query.toString())
      assert.equal(room.noted.at(-1), kind, query.toString())
    }
    await changed((query) => query.set('iss', 'https://id.evil.example'), 'token')
    await changed((query) => query.delete('iss'), 'token')
    await changed((query) => query.append('iss', 'https://id.evil.example'), 'token')
    await changed((query) => query.append('code', 'x'), 'token')
    await changed((query) => query.set('code', 'a code of somebody else'), 'denied')
    await changed((query) => query.delete('code'), 'token')
    await changed((query) => {
      query.delete('code')
      query.set('error', 'access_denied')
    }, 'denied')
    await changed((query) => query.delete('state'), 'browser')
    await changed((query) => query.set('state', 'x'), 'browser')
  })

  it('is recorded where a sign-in was really begun, so that strangers cannot fill the ledger', async () => {
    const before = (await room.recorded()).length
    assert.ok(before > recordedBefore)
    for (let n = 0; n < 5; n += 1) await refused(room.visitor(), `code=${n}&state=x`)
    assert.equal((await room.recorded()).length, before)
  })

  it('was asked for with PKCE, a state, a nonce and the one address of the desk', async () => {
    const [one, other] = [await room.visitor().begin('nl-id'), await room.visitor().begin('nl-id')]
    const asked = Object.fromEntries(one.searchParams)
    assert.equal(one.origin, room.issuer.address)
    assert.equal(asked['redirect_uri'], `${room.world.node.origin}/sign-in/provider`)
    assert.deepEqual(
      [asked['response_type'], asked['scope'], asked['code_challenge_method'], asked['prompt']],
      ['code', 'openid', 'S256', 'login'],
    )
    for (const name of ['state', 'nonce', 'code_challenge']) {
      assert.match(asked[name] ?? '', /^[\w-]{43}$/)
      assert.notEqual(asked[name], other.searchParams.get(name))
    }
  })

  it('leaves everything in order', () => room.world.check())
})

describe('a provider’s order to end sessions', () => {
  let room: Room
  before(async () => {
    room = await Room.open()
    await room.bound('NL-other')
    const person = await room.bound('NL-person')
    await person.send('POST', '/api/me/password', { password: PASSWORD })
    room.world.secrets.push(PASSWORD)
  })
  after(() => room?.close())

  const SUBJECT = 'subject of NL-person'
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const order = (more: object = {}): Record<string, unknown> => {
    const { nonce: _, ...honest } = room.issuer.honestClaims(SUBJECT, '')
    return { ...honest, jti: `order-${Math.random()}`, events, ...more }
  }
  /** Sends a token as a provider does: a form, without cookie or origin. */
  const send = (token: string, provider = 'nl-id'): Promise<number> =>
    fetch(`${room.world.node.origin}/api/sign-in/provider/${provider}/logout`, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: token }),
    }).then(({ status }) => status)

  it('ends everything of a person within a second, however it was opened, and nothing of others', async () => {
    const [one, two] = [await room.signIn(SUBJECT), await room.signIn(SUBJECT, { sid: 's1' })]
    const byPassword = await room.world.signIn('/api/sign-in/password', {
      person: 'NL-person',
      password: PASSWORD,
    })
    const other = await room.signIn('subject of NL-other')
    assert.equal(await send(await room.issuer.sign(order())), 200)
    assert.deepEqual(
      [await one.status(), await two.status(), (await byPassword.send('GET', '/api/me')).status],
      [401, 401, 401],
      'the very next request is refused',
    )
    assert.equal(await other.status(), 200)
    await room.signIn(SUBJECT)
  })

  it('ends a followed intake with the session', async () => {
    await room.world.renewAdministrator()
    await room.world.edition('E1', ['NL'])
    const visitor = await room.signIn(SUBJECT)
    const folder = join(room.world.folder, 'followed')
    mkdirSync(folder)
    for (let n = 1; n <= 80; n += 1) writeFileSync(join(folder, `${n}.png`), drawPng(n))
    const cookie = `homeward_session=${visitor.cookies.get('homeward_session')}`
    const specialist = room.world.client(visitor.cookies.get('homeward_session') ?? '')
    const delivery = { paths: [folder], unit: 'NL', edition: 'E1', case: '1', exhibit: 'followed' }
    const intake = await room.world.startIntake(specialist, delivery)
    const live = room.world.client(null, room.world.desk)
    const followed = live.send('GET', `/api/intakes/${intake}/live`, { headers: { cookie } })
    assert.equal(await send(await room.issuer.sign(order())), 200)
    assert.doesNotMatch((await followed).text, /"state":"finished"/, 'the stream ended before the intake')
    const again = await room.signIn(SUBJECT)
    const later = room.world.client(again.cookies.get('homeward_session') ?? '')
    assert.equal((await room.world.ended(later, intake)).state, 'finished')
  })

  it('that names a session of the provider ends what that one opened', async () => {
    const [one, two] = [await room.signIn(SUBJECT, { sid: 's1' }), await room.signIn(SUBJECT, { sid: 's2' })]
    assert.equal(await send(await room.issuer.sign(order({ sub: undefined, sid: 's1' }))), 200)
    assert.deepEqual([await one.status(), await two.status()], [401, 200])
    assert.equal(await send(await room.issuer.sign(order({ sid: 's2' }))), 200)
    assert.equal(await two.status(), 401)
    const three = await room.signIn(SUBJECT)
    assert.equal(await send(await room.issuer.sign(order({ sid: 'never told of' }))), 200)
    assert.equal(await three.status(), 401)
  })

  it('is carried out once', async () => {
    const token = await room.issuer.sign(order())
    assert.equal(await send(token), 200)
    const session = await room.signIn(SUBJECT)
    assert.equal(await send(token), 400)
    assert.equal(await session.status(), 200)
  })

  it('of nobody who is known changes nothing', async () => {
    assert.equal(await send(await room.issuer.sign(order({ sub: 'a stranger' }))), 200)
    assert.equal(await send(await room.issuer.sign(order({ sub: undefined, sid: 'a stranger' }))), 200)
  })

  it('is refused unless the provider signed it, for this node, now, as an order', async () => {
    const session = await room.signIn(SUBJECT)
    const now = Math.floor(Date.now() / 1000)
    const { issuer } = room
    const tokens: Record<string, string> = {
      nothing: '',
      garbage: 'a.b.c',
      'not signed': issuer.unsigned(order()),
      'signed by another key': await issuer.sign(order(), 'stranger'),
      'signed with the public key for a secret': await issuer.signWithPublicKey(order()),
      'of another issuer': await issuer.sign(order({ iss: 'https://id.evil.example' })),
      'for somebody else': await issuer.sign(order({ aud: 'somebody-else' })),
      'an ID token': await issuer.sign(issuer.honestClaims(SUBJECT, 'nonce')),
      'an order with a nonce': await issuer.sign(order({ nonce: 'n' })),
      'without the event': await issuer.sign(order({ events: {} })),
      'without a mark': await issuer.sign(order({ jti: undefined })),
      'of nobody': await issuer.sign(order({ sub: undefined })),
      old: await issuer.sign(order({ iat: now - 3600, exp: now + 60 })),
      'of the future': await issuer.sign(order({ iat: now + 3600 })),
      expired: await issuer.sign(order({ exp: now - 120 })),
    }
    for (const [what, token] of Object.entries(tokens)) {
      assert.equal(await send(token), 400, what)
      assert.equal(await session.status(), 200, what)
    }
    assert.equal(await send(await issuer.sign(order()), 'nothing'), 400)
    room.issuer.lie = { answer: cutOff }
    assert.equal(await send(await issuer.sign(order())), 400, 'the provider’s keys cannot be had')
    room.issuer.lie = {}
  })

  it('that is not even said to be the provider’s makes the node ask nobody', async () => {
    const asked = room.issuer.asked.length
    await send(await room.issuer.sign(order({ iss: 'https://id.evil.example' })))
    await send('a.b.c')
    assert.equal(room.issuer.asked.length, asked)
  })

  it('leaves everything in order', () => room.world.check())
})

describe('the terms of a provider', () => {
  let room: Room
  let administrator: Client
  before(async () => {
    room = await Room.open()
    administrator = room.world.administrator
  })
  after(() => room?.close())

  const mapping = {
    roleClaim: 'groups',
    roles: [
      { value: 'vid', roles: ['specialist'] },
      { value: 'lead', roles: ['coordinator'] },
    ],
  }
  const rolesOf = async (visitor: Visitor): Promise<string[]> =>
    ((await visitor.send('GET', '/api/me')).json as { person: { roles: string[] } }).person.roles

  /** A person without any role of the node's own, bound at the issuer. */
  async function without(code: string): Promise<string> {
    await room.bound(code)
    await room.world.administrator.post(`/api/persons/${code}/roles`, { take: ['specialist'] })
    return `subject of ${code}`
  }

  it('need two persons, and what they agreed to is what holds', async () => {
    const subject = room.terms({ name: 'Another', ...mapping })
    const asked = await administrator.post<{ approval: string; contentSha256: string }>('/api/approvals', {
      act: 'provider.set',
      subject,
      because: 'More roles',
    })
    const { contentSha256 } = asked
    const path = `/api/approvals/${asked.approval}/approve`
    assert.equal(codeOf(await administrator.send('POST', path, { body: { contentSha256 } })), 'approval/self')
    const person = await without('NL-early')
    assert.deepEqual(await rolesOf(await room.signIn(person, { groups: ['vid'] })), [])
    await room.world.agree('provider.set', room.terms({ name: 'Police', ...mapping }))
    const second = await room.world.signIn('/api/sign-in/password', {
      person: 'administrator-2',
      password: 'seven green ladders in March',
    })
    const late = await second.send('POST', path, { body: { contentSha256 } })
    assert.equal(codeOf(late), 'approval/changed')
    for (const wrong of [
      { provider: 'NL id' },
      { issuer: 'http://id.example' },
      { roles: [] },
      { roles: [{ value: 'vid', roles: ['administrator'] }] },
      { unit: 'XX' },
      { unit: 'DE' },
    ]) {
      const body = { act: 'provider.set', subject: room.terms({ ...mapping, ...wrong }), because: 'x' }
      const answer = await room.world.administrator.send('POST', '/api/approvals', { body })
      assert.match(codeOf(answer), /^(provider|unit)\//, JSON.stringify(wrong))
    }
  })

  it('give the roles of the claims at each sign-in, no others, and take them at the next', async () => {
    const person = await without('NL-mapped')
    const session = await room.signIn(person, { groups: ['vid', 'lead', 'administrator'] })
    assert.deepEqual(await rolesOf(session), ['coordinator', 'specialist'])
    assert.deepEqual(await rolesOf(await room.signIn(person, { groups: 'vid' })), ['specialist'])
    assert.deepEqual(await rolesOf(session), ['specialist'], 'in the sessions that were open too')
    assert.deepEqual(await rolesOf(await room.signIn(person, { groups: ['auditor'] })), [])
  })

  it('leave what two persons granted on the node alone', async () => {
    await room.bound('NL-granted')
    const person = 'subject of NL-granted'
    assert.deepEqual(await rolesOf(await room.signIn(person, { groups: ['vid', 'lead'] })), [
      'coordinator',
      'specialist',
    ])
    assert.deepEqual(await rolesOf(await room.signIn(person)), ['specialist'])
  })

  it('hold for sign-ins there alone: who comes another way brings no claims', async () => {
    const bound = await room.bound('NL-both')
    await bound.send('POST', '/api/me/password', { password: PASSWORD })
    room.world.secrets.push(PASSWORD)
    await room.world.administrator.post('/api/persons/NL-both/roles', { take: ['specialist'] })
    const session = await room.signIn('subject of NL-both', { groups: ['lead'] })
    assert.deepEqual(await rolesOf(session), ['coordinator'])
    await room.world.signIn('/api/sign-in/password', { person: 'NL-both', password: PASSWORD })
    assert.deepEqual(await rolesOf(session), [])
  })

  it('take at once what a changed mapping does not give any more', async () => {
    const person = await without('NL-changed')
    const session = await room.signIn(person, { groups: ['vid', 'lead'] })
    const roles = [{ value: 'vid', roles: ['specialist'] }]
    await room.world.agree('provider.set', room.terms({ ...mapping, roles }))
    assert.deepEqual(await rolesOf(session), ['specialist'])
  })

  it('ask for a strength that has to be stated', async () => {
    const terms = room.terms({ acr: ['urn:card', 'urn:key'], amr: ['hwk'] })
    await room.world.agree('provider.set', terms)
    const visitor = room.visitor()
    const sentTo = await visitor.begin('nl-id')
    assert.equal(sentTo.searchParams.get('acr_values'), 'urn:card urn:key')
    const weak = await visitor.finish(
      room.issuer.authorize(sentTo, 'subject of NL-early', { acr: 'urn:card', amr: ['pwd'] }),
    )
    assert.deepEqual([weak.status, weak.text], [401, PUBLIC])
    assert.equal((await room.recorded()).at(-1), 'strength')
    await room.signIn('subject of NL-early', { acr: 'urn:key', amr: ['pwd', 'hwk'] })
    await room.world.agree('provider.set', room.terms(mapping))
  })

  it('keep a secret that is never shown, and that another issuer never gets', async () => {
    const secret = 'a client secret of the tests'
    room.world.secrets.push(secret)
    await room.world.administrator.post('/api/providers/nl-id/secret', { secret })
    const shown = await room.world.administrator.get<{ providers: { hasSecret: boolean }[] }>(
      '/api/providers',
    )
    assert.equal(shown.providers[0]?.hasSecret, true)
    assert.ok(!JSON.stringify(shown).includes(secret))
    const heard: string[] = []
    const other = await Issuer.open()
    other.lie = {
      metadata: (honest) => ({ ...honest, token_endpoint_auth_methods_supported: ['client_secret_post'] }),
    }
    const session = await room.signIn('subject of NL-early')
    const issuers: [Issuer, object][] = [
      [room.issuer, mapping],
      [other, { ...mapping, issuer: other.address }],
    ]
    for (const [issuer, terms] of issuers) {
      await room.world.agree('provider.set', room.terms({ name: 'Renamed', ...terms }))
      const { providers } = await room.world.administrator.get<{ providers: { hasSecret: boolean }[] }>(
        '/api/providers',
      )
      heard.push(`${issuer === other} ${providers[0]?.hasSecret}`)
    }
    assert.deepEqual(heard, ['false true', 'true false'])
    assert.equal(await session.status(), 401, 'nobody stays whom another issuer let in')
    assert.equal(
      (await room.visitor().send('POST', '/api/sign-in/provider', { provider: 'nl-id' })).status,
      200,
    )
    await room.world.agree('provider.set', room.terms(mapping))
    await other.close()
  })

  it('can be tried without a sign-in, and say then what is the matter', async () => {
    const trial = (): Promise<{ answers: boolean; because: string | null; keys: number }> =>
      room.world.administrator.post('/api/providers/nl-id/test')
    assert.deepEqual(await trial(), { answers: true, because: null, algorithms: ['RS256'], keys: 1 })
    room.issuer.lie = { answer: cutOff }
    const { answers, because } = await trial()
    room.issuer.lie = {}
    assert.equal(answers, false)
    assert.match(because ?? '', /did not answer whole within 10 seconds/)
  })

  it('end with everything that came of them when the provider is taken away', async () => {
    const person = await without('NL-gone')
    const session = await room.signIn(person, { groups: ['vid'] })
    assert.equal(await session.status(), 200)
    await room.world.administrator.post('/api/providers/nl-id/remove')
    assert.equal(await session.status(), 401)
    const { persons } = await room.world.administrator.get<{ persons: { code: string; roles: string[] }[] }>(
      '/api/persons',
    )
    assert.deepEqual(persons.find(({ code }) => code === 'NL-gone')?.roles, [])
    const answer = await room.visitor().send('POST', '/api/sign-in/provider', { provider: 'nl-id' })
    assert.deepEqual([answer.status, answer.text], [401, PUBLIC])
    await room.world.agree('provider.set', room.terms(mapping))
    const visitor = room.visitor()
    const again = await visitor.finish(room.issuer.authorize(await visitor.begin('nl-id'), person))
    assert.deepEqual([again.status, again.text], [401, PUBLIC], 'who was bound before is bound no more')
  })

  it('leave everything in order', () => room.world.check())
})

describe('the command line for providers', () => {
  let world: World
  let issuer: Issuer
  before(async () => {
    world = await World.open()
    issuer = await Issuer.open()
    await world.unit('NL')
    await world.person('second', 'NL', ['administrator'])
  })
  after(async () => {
    await issuer?.close()
    await world?.close()
  })

  const run = (...given: string[]): ReturnType<typeof homeward> => homeward(world.data, ...given)

  it('asks, is approved by another, tries, shows and takes away', async () => {
    const terms = ['--unit', 'NL', '--issuer', issuer.address, '--client-id', issuer.clientId]
    const roles = ['--role-claim', 'groups', '--role', 'a=b=specialist', '--role', 'a=b=coordinator']
    const set = [
      'provider',
      'set',
      'nl-id',
      ...terms,
      ...roles,
      '--because',
      'A test',
      '--as',
      'administrator',
    ]
    const asked = await run(...set, '--json')
    assert.equal(asked.status, 0, asked.errors)
    const { approval } = asked.json as { approval: string }
    const given = await run('approval', 'give', approval, '--as', 'second')
    assert.match(given.output, /By the claim groups: a=b gives coordinator, specialist\./)
    assert.match(given.output, /approved and carried out/)
    const tried = await run('provider', 'test', 'nl-id', '--as', 'administrator')
    assert.match(tried.output, /^nl-id answers: 1 keys, signs with RS256\.$/m)
    const secret = await run('provider', 'secret', 'nl-id', '--as', 'administrator')
    assert.equal(secret.status, 2, 'nothing came on standard input')
    const none = await run('provider', 'secret', 'nl-id', '--none', '--as', 'administrator')
    assert.match(none.output, /nl-id has no secret now\./)
    const { output } = await run('provider', 'list', '--as', 'administrator')
    assert.match(
      output,
      /^nl-id of NL \(nl-id\): http:\/\/127\.0\.0\.1:\d+, client homeward-test without a secret$/m,
    )
    assert.match(output, /redirect address: http:\/\/localhost:\d+\/sign-in\/provider$/m)
    assert.match(output, /logout address: http:\/\/localhost:\d+\/api\/sign-in\/provider\/nl-id\/logout$/m)
    issuer.lie = { answer: cutOff }
    const down = await run('provider', 'test', 'nl-id', '--as', 'administrator')
    assert.notEqual(down.status, 0)
    assert.match(down.errors, /did not answer whole within 10 seconds/)
    const removed = await run('provider', 'remove', 'nl-id', '--as', 'administrator')
    assert.match(removed.output, /nl-id is taken away/)
    assert.match(
      (await run('provider', 'list', '--as', 'administrator')).output,
      /No unit has an identity provider\./,
    )
  })
})

describe('a session that a provider opened', () => {
  let room: Room
  before(async () => {
    room = await Room.open()
  })
  after(() => room?.close())

  it('gets no credential of the person’s own: who rules the provider could open one for anybody', async () => {
    await room.bound('NL-officer')
    const session = await room.signIn('subject of NL-officer')
    for (const [path, body] of [
      ['/api/me/password', { password: PASSWORD }],
      ['/api/me/passkeys/options', {}],
      ['/api/me/passkeys', { response: {} }],
      ['/api/me/provider', { provider: 'nl-id' }],
    ] as const)
      assert.equal(codeOf(await session.send('POST', path, body)), 'credential/not-own', path)
  })

  it('neither asks for what two persons decide nor decides it', async () => {
    const { world } = room
    for (const code of ['NL-first', 'NL-second']) {
      await room.bound(code)
      const subject = { person: code, roles: ['administrator'] }
      await world.agree('role.grant', subject)
    }
    const body = { act: 'role.grant', subject: { person: 'NL-first', roles: ['auditor'] }, because: 'A test' }
    const first = await room.signIn('subject of NL-first')
    assert.equal(codeOf(await first.send('POST', '/api/approvals', body)), 'approval/own-credential')
    const { approval, contentSha256 } = await world.administrator.post<{
      approval: string
      contentSha256: string
    }>('/api/approvals', body)
    const second = await room.signIn('subject of NL-second')
    for (const [step, said] of [
      ['approve', { contentSha256 }],
      ['refuse', { because: 'A test' }],
    ] as const) {
      const answer = await second.send('POST', `/api/approvals/${approval}/${step}`, said)
      assert.equal(codeOf(answer), 'approval/own-credential', step)
    }
  })

  it('is an own way in that stays one when the provider is gone: a new link needs two persons', async () => {
    const { world } = room
    await room.bound('NL-stays')
    const link = (): Promise<string> =>
      world.administrator.send('POST', '/api/persons/NL-stays/link', { body: {} }).then(codeOf)
    assert.equal(await link(), 'approval/needed')
    await world.administrator.post('/api/providers/nl-id/remove')
    assert.equal(await link(), 'approval/needed')
    await world.agree('provider.set', room.terms())
    const visitor = room.visitor()
    const away = room.issuer.authorize(await visitor.begin('nl-id'), 'subject of NL-stays')
    assert.equal((await visitor.finish(away)).status, 401, 'who was bound before is bound no more')
    const token = await world.link('NL-stays')
    assert.equal((await visitor.send('POST', '/api/sign-in/link', { token })).status, 200)
    const back = room.issuer.authorize(
      await visitor.begin('nl-id', '/api/me/provider'),
      'subject of NL-stays',
    )
    assert.equal((await visitor.finish(back)).text, '{"bound":true}')
    await room.signIn('subject of NL-stays')
  })

  it('leaves everything in order', () => room.world.check())
})
