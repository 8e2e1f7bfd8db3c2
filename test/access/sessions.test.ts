import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Client, codeOf } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'

const MINUTE_MS = 60_000
const PASSWORD = 'eleven quiet bicycles'

describe('sessions', () => {
  let world: World
  before(async () => {
    world = await World.open({ made: 'real' })
    await world.unit('NL')
    await world.edition('E1', ['NL'])
  })
  after(() => world.close())

  /** A person with a password, which every directory lets in. */
  async function enrolled(code: string): Promise<void> {
    const token = await world.invite(code, 'NL', ['specialist'])
    const client = await world.signIn('/api/sign-in/link', { token })
    await client.post('/api/me/password', { password: PASSWORD })
  }

  const byPassword = (person: string, password = PASSWORD): Promise<Client> =>
    world.signIn('/api/sign-in/password', { person, password })

  const statusOf = async (client: Client): Promise<number> => (await client.send('GET', '/api/me')).status

  it('end after fifteen idle minutes, and not while they are used', async () => {
    await enrolled('idle')
    const client = await byPassword('idle')
    for (let used = 0; used < 3; used += 1) {
      world.clock.advance(14 * MINUTE_MS)
      assert.equal(await statusOf(client), 200)
    }
    world.clock.advance(15 * MINUTE_MS)
    const answer = await client.send('GET', '/api/me')
    assert.equal(answer.status, 401)
    assert.equal(codeOf(answer), 'access/session-ended')
  })

  it('end after twelve hours, however much they are used', async () => {
    await enrolledAnew('absolute')
    const client = await byPassword('absolute')
    for (let used = 0; used < 71; used += 1) {
      world.clock.advance(10 * MINUTE_MS)
      assert.equal(await statusOf(client), 200, `after ${(used + 1) * 10} minutes`)
    }
    world.clock.advance(10 * MINUTE_MS)
    assert.equal(await statusOf(client), 401)
  })

  it('end within a second of being revoked', async () => {
    await enrolledAnew('revoked')
    const client = await byPassword('revoked')
    assert.equal(await statusOf(client), 200)
    const { ended } = await world.administrator.post<{ ended: number }>('/api/persons/revoked/sessions/end')
    assert.ok(ended >= 1)
    const startedMs = performance.now()
    while ((await statusOf(client)) !== 401) {
      assert.ok(performance.now() - startedMs < 1000, 'the session was still alive after a second')
      await pause(20)
    }
  })

  it('end within a second of being revoked while they follow an intake', async () => {
    await enrolledAnew('follower')
    const client = await byPassword('follower')
    const folder = join(world.folder, 'followed')
    mkdirSync(folder)
    for (let n = 1; n <= 80; n += 1) writeFileSync(join(folder, `${n}.png`), drawPng(n))
    const delivery = { paths: [folder], unit: 'NL', edition: 'E1', case: '1', exhibit: 'followed' }
    const intake = await world.startIntake(client, delivery)
    const stream = client
      .send('GET', `/api/intakes/${intake}/live`)
      .then(({ text }) => ({ text, endedMs: performance.now() }))
    await pause(300)
    await world.administrator.post('/api/persons/follower/sessions/end')
    const revokedMs = performance.now()
    const { text, endedMs } = await stream
    assert.match(text, /"state":"running"/)
    assert.doesNotMatch(text, /"state":"finished"/, 'the intake was over before the session was')
    assert.ok(endedMs - revokedMs < 1000, `the stream went on for ${endedMs - revokedMs} ms`)
    const again = await byPassword('follower')
    assert.equal((await world.ended(again, intake)).state, 'finished')
  })

  it('of a link may only set a credential until there is one', async () => {
    await administratorAgain()
    const token = await world.invite('enrolling', 'NL', ['specialist'])
    const client = await world.signIn('/api/sign-in/link', { token })
    const refused = await client.send('GET', '/api/units')
    assert.equal(refused.status, 403)
    assert.equal(codeOf(refused), 'access/enrol-first')
    const me = await client.get<{ session: { enrolling: boolean } }>('/api/me')
    assert.equal(me.session.enrolling, true)
    await client.post('/api/me/password', { password: PASSWORD })
    assert.equal((await client.send('GET', '/api/units')).status, 200)
  })

  it('are opened by a link once', async () => {
    await administratorAgain()
    const token = await world.invite('once', 'NL', ['specialist'])
    const nobody = world.client(null)
    const attempts = await Promise.all(
      Array.from({ length: 6 }, () => nobody.send('POST', '/api/sign-in/link', { body: { token } })),
    )
    assert.deepEqual(attempts.map(({ status }) => status).sort(), [200, 401, 401, 401, 401, 401])
    const late = await world.link('once')
    world.clock.advance(72 * 60 * MINUTE_MS)
    const expired = await nobody.send('POST', '/api/sign-in/link', { body: { token: late } })
    assert.equal(codeOf(expired), 'sign-in/link')
  })

  it('are locked for ten minutes after five wrong passwords, one after the other or at once', async () => {
    for (const [person, atOnce] of [
      ['slow', false],
      ['fast', true],
    ] as const) {
      await enrolledAnew(person)
      const nobody = world.client(null)
      const wrong = (): ReturnType<Client['send']> =>
        nobody.send('POST', '/api/sign-in/password', { body: { person, password: 'a wrong password' } })
      const tried = atOnce ? await Promise.all(Array.from({ length: 5 }, wrong)) : []
      for (let attempt = tried.length; attempt < 5; attempt += 1) tried.push(await wrong())
      assert.ok(tried.every(({ status }) => status === 401 || status === 429))
      const right = (): ReturnType<Client['send']> =>
        nobody.send('POST', '/api/sign-in/password', { body: { person, password: PASSWORD } })
      const locked = await right()
      assert.equal(locked.status, 429, person)
      assert.equal(codeOf(locked), 'sign-in/locked')
      world.clock.advance(9 * MINUTE_MS)
      assert.equal((await right()).status, 429)
      world.clock.advance(2 * MINUTE_MS)
      assert.equal((await right()).status, 200)
    }
  })

  it('are not locked by failures that a right password came between', async () => {
    await enrolledAnew('clumsy')
    const nobody = world.client(null)
    for (let round = 0; round < 2; round += 1) {
      for (let attempt = 0; attempt < 4; attempt += 1) {
        const body = { person: 'clumsy', password: 'a wrong password' }
        assert.equal((await nobody.send('POST', '/api/sign-in/password', { body })).status, 401)
      }
      await byPassword('clumsy')
    }
  })

  it('say the same of a wrong password and of a person who is not there', async () => {
    const nobody = world.client(null)
    const answers = await Promise.all(
      ['nobody-here', 'administrator'].map((person) =>
        nobody.send('POST', '/api/sign-in/password', { body: { person, password: 'a wrong password' } }),
      ),
    )
    assert.equal(answers[0]?.status, 401)
    assert.equal(answers[0]?.text, answers[1]?.text)
    const options = await Promise.all(
      ['nobody-here', 'administrator'].map((person) =>
        nobody.send('POST', '/api/sign-in/passkey/options', { body: { person } }),
      ),
    )
    const shape = (text: string): string[] => Object.keys(JSON.parse(text) as object).sort()
    assert.deepEqual(shape(options[0]?.text ?? '{}'), shape(options[1]?.text ?? '{}'))
  })

  it('are not given without a credential in a directory of real use', async () => {
    const answer = await world
      .client(null)
      .send('POST', '/api/sign-in/local', { body: { person: 'administrator' } })
    assert.equal(answer.status, 403)
    assert.equal(codeOf(answer), 'sign-in/not-trial')
  })

  it('come to the desk as a cookie that pages cannot read', async () => {
    await enrolledAnew('cookie')
    const desk = world.client(null, world.desk)
    const answer = await desk.send('POST', '/api/sign-in/password', {
      body: { person: 'cookie', password: PASSWORD },
    })
    assert.equal(answer.status, 200)
    assert.equal('token' in (answer.json as object), false)
    const cookie = String(answer.headers['set-cookie'])
    assert.match(cookie, /^homeward_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    const headers = { cookie: cookie.split(';')[0] ?? '' }
    assert.equal((await desk.send('GET', '/api/me', { headers })).status, 200)
    const origin = world.node.origin ?? ''
    const own = await desk.send('POST', '/api/sign-out', { headers: { ...headers, origin }, body: {} })
    assert.equal(own.status, 200)
    assert.equal((await desk.send('GET', '/api/me', { headers })).status, 401)
  })

  it('end where somebody signs in anew in their place, and only there', async () => {
    await enrolledAnew('anew')
    const elsewhere = await byPassword('anew')
    const desk = world.client(null, world.desk)
    const signIn = async (path: string, body: object, headers: Record<string, string>): Promise<string> => {
      const answer = await desk.send('POST', path, { body, headers })
      assert.equal(answer.status, 200)
      return String(answer.headers['set-cookie']).split(';')[0] ?? ''
    }
    const status = async (cookie: string): Promise<number> =>
      (await desk.send('GET', '/api/me', { headers: { cookie } })).status
    const credentials = { person: 'anew', password: PASSWORD }
    const first = await signIn('/api/sign-in/password', credentials, {})
    const wrong = { body: { ...credentials, password: 'a wrong password' }, headers: { cookie: first } }
    assert.equal((await desk.send('POST', '/api/sign-in/password', wrong)).status, 401)
    assert.equal(await status(first), 200, 'a failed attempt ends nothing')
    const second = await signIn('/api/sign-in/password', credentials, { cookie: first })
    assert.notEqual(second, first)
    assert.equal(await status(first), 401)
    const third = await signIn('/api/sign-in/link', { token: await world.link('anew') }, { cookie: second })
    assert.equal(await status(second), 401)
    assert.equal(await status(third), 200)
    assert.equal(await statusOf(elsewhere), 200)
  })

  it('change how a person signs in only freshly, and a password only with the present one', async () => {
    await enrolledAnew('changing')
    const client = await byPassword('changing')
    const change = (password: string, present?: string): ReturnType<Client['send']> =>
      client.send('POST', '/api/me/password', {
        body: { password, ...(present === undefined ? {} : { present }) },
      })
    const next = 'six patient gardeners'
    assert.equal(codeOf(await change(next)), 'credential/present')
    assert.equal(codeOf(await change(next, 'a wrong password')), 'credential/present')
    assert.equal(codeOf(await change('short', PASSWORD)), 'credential/short')
    for (const guess of ['Homeward-2026-!', 'passwordpassword', 'changing changing', 'qwertyuiop123']) {
      assert.equal(codeOf(await change(guess, PASSWORD)), 'credential/guessable', guess)
    }
    assert.equal((await change(next, PASSWORD)).status, 200)
    world.secrets.push(next)
    await byPassword('changing', next)
    world.clock.advance(11 * MINUTE_MS)
    assert.equal(codeOf(await change(PASSWORD, next)), 'credential/sign-in-again')
    const passkey = await client.send('POST', '/api/me/passkeys/options', { body: {} })
    assert.equal(codeOf(passkey), 'credential/sign-in-again')
    await administratorAgain()
    const link = await world.link('changing')
    const forgotten = await world.signIn('/api/sign-in/link', { token: link })
    await forgotten.post('/api/me/password', { password: PASSWORD })
    await byPassword('changing')
  })

  it('are shown to their person, who can end each of them and nobody else’s', async () => {
    await enrolledAnew('several')
    const client = await byPassword('several')
    const other = await byPassword('several')
    await enrolledAnew('stranger')
    const stranger = await byPassword('stranger')
    const { sessions } = await client.get<{ sessions: { session: string; via: string; present: boolean }[] }>(
      '/api/me/sessions',
    )
    assert.equal(sessions.length, 3, 'the link’s and two with a password')
    assert.deepEqual(sessions.map(({ via }) => via).sort(), ['link', 'password', 'password'])
    assert.equal(sessions.filter(({ present }) => present).length, 1)
    const end = (by: Client, session: string): Promise<{ ended: number }> =>
      by.post(`/api/me/sessions/${session}/end`)
    for (const { session } of sessions) assert.deepEqual(await end(stranger, session), { ended: 0 })
    assert.equal(await statusOf(other), 200)
    for (const { session, present } of sessions) {
      if (!present) assert.deepEqual(await end(client, session), { ended: 1 })
    }
    assert.equal(await statusOf(other), 401)
    assert.equal(await statusOf(client), 200)
    world.clock.advance(11 * MINUTE_MS)
    const late = await client.send('POST', `/api/me/sessions/${sessions[0]?.session}/end`, { body: {} })
    assert.equal(codeOf(late), 'credential/sign-in-again')
  })

  it('leave nothing of passwords and tokens in the database', () => world.check())

  async function administratorAgain(): Promise<void> {
    await world.renewAdministrator()
  }

  async function enrolledAnew(code: string): Promise<void> {
    await administratorAgain()
    await enrolled(code)
  }
})

describe('mutating calls', () => {
  let world: World
  before(async () => {
    world = await World.open()
    await world.unit('NL')
  })
  after(() => world.close())

  const make = (code: string): { body: { code: string } } => ({ body: { code } })

  it('are refused when they come from a page of another site', async () => {
    const asking = world.administrator.with({ door: world.desk })
    for (const origin of [
      'http://evil.example',
      'null',
      `${world.node.origin}.evil.example`,
      'http://localhost:1',
    ]) {
      const answer = await asking.send('POST', '/api/units', { ...make('XX'), headers: { origin } })
      assert.equal(answer.status, 403, origin)
      assert.equal(codeOf(answer), 'access/own-origin')
    }
    for (const path of ['/api/sign-in/password', '/api/sign-in/link', '/api/sign-in/passkey/options']) {
      const answer = await asking.send('POST', path, { body: {}, headers: { origin: 'http://evil.example' } })
      assert.equal(answer.status, 403, path)
    }
    const { units } = await asking.get<{ units: { code: string }[] }>('/api/units')
    assert.ok(units.every(({ code }) => code !== 'XX'))
    asking.close()
  })

  it('need an operation identifier of the right form', async () => {
    for (const operation of [null, 'short', 'x'.repeat(65), 'with spaces in it, long']) {
      const answer = await world.administrator.send('POST', '/api/units', { ...make('YY'), operation })
      assert.equal(answer.status, 400)
      assert.equal(codeOf(answer), 'request/operation')
    }
  })

  it('set no field that the route does not name', async () => {
    const unit = { code: 'BE', id: 'unit-of-choice', isSolo: true, is_solo: true, solo: true }
    assert.equal((await world.administrator.send('POST', '/api/units', { body: unit })).status, 200)
    const human = { passwordHash: 'x', password_hash: 'x', human: 'person-of-choice', disabledAt: null }
    const person = { code: 'BE-person', unit: 'BE', roles: ['specialist'], ...human }
    assert.equal((await world.administrator.send('POST', '/api/persons', { body: person })).status, 200)
    const added = await world.person('BE-other', 'BE', ['specialist'])
    const me = await added.get<{ person: { unit: { solo: boolean } } }>('/api/me')
    assert.equal(me.person.unit.solo, false)
    const rows = await world.node.context.database.read
      .selectFrom('person')
      .innerJoin('unit', 'unit.id', 'person.unit_id')
      .select(['person.password_hash', 'person.human_id', 'person.id', 'unit.id as unit'])
      .where('person.code', '=', 'BE-person')
      .execute()
    assert.equal(rows[0]?.password_hash, null)
    assert.equal(rows[0]?.human_id, rows[0]?.id)
    assert.notEqual(rows[0]?.unit, unit.id)
  })

  it('happen once however often they are repeated, and answer the same', async () => {
    const operation = 'repeated-operation-0001'
    const body = { code: 'SE-person', unit: 'NL', roles: ['specialist'] }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => world.administrator.send('POST', '/api/persons', { body, operation })),
    )
    for (const answer of answers) {
      assert.equal(answer.status, 200)
      assert.equal(answer.text, answers[0]?.text)
    }
    const again = await world.administrator.send('POST', '/api/persons', { body, operation })
    assert.equal(again.text, answers[0]?.text)
    const { persons } = await world.administrator.get<{ persons: { code: string }[] }>('/api/persons')
    assert.equal(persons.filter(({ code }) => code === 'SE-person').length, 1)
  })

  it('are refused under an identifier that was used for something else', async () => {
    const operation = 'another-operation-0001'
    assert.equal(
      (await world.administrator.send('POST', '/api/units', { ...make('DE'), operation })).status,
      200,
    )
    const other = await world.administrator.send('POST', '/api/units', { ...make('FR'), operation })
    assert.equal(other.status, 409)
    assert.equal(codeOf(other), 'operation/conflict')
    const editions = { body: { code: 'DE', units: ['DE'] }, operation }
    assert.equal((await world.administrator.send('POST', '/api/editions', editions)).status, 409)
    const coordinator = await world.person('DE-coordinator', 'DE', ['administrator'])
    const stolen = await coordinator.send('POST', '/api/units', { ...make('DE'), operation })
    assert.equal(codeOf(stolen), 'operation/conflict')
  })

  it('leave everything in order', () => world.check())
})
