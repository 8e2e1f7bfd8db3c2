import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { connect } from 'node:tls'
import { buildApp } from '../../server/src/http/app.ts'
import { allRoutes } from '../../server/src/http/routes.ts'
import { type Client, codeOf, purposeHeader } from '../src/client.ts'
import { World } from '../src/world.ts'

interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

describe('what the node answers over TLS', () => {
  let world: World
  let app: Awaited<ReturnType<typeof buildApp>>
  let port: number

  before(async () => {
    world = await World.open()
    await world.unit('NL')
    const paths = { key: join(world.folder, 'tls.key'), cert: join(world.folder, 'tls.crt') }
    const given = ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-subj', '/CN=localhost']
    const made = spawnSync('openssl', [...given, '-out', paths.cert, '-keyout', paths.key])
    assert.equal(made.status, 0, String(made.stderr))
    const { context, runners, tiles } = world.node
    app = await buildApp(context, runners, allRoutes(runners, tiles), {
      local: false,
      tls: { key: readFileSync(paths.key, 'utf8'), cert: readFileSync(paths.cert, 'utf8') },
      deskDirectory: null,
    })
    await app.listen({ host: 'localhost', port: 0 })
    port = Number(new URL(app.listeningOrigin).port)
  })
  after(async () => {
    await app?.close()
    await world?.close()
  })

  function ask(
    method: string,
    path: string,
    body?: object,
    more: Record<string, string> = {},
  ): Promise<Answered> {
    const text = body === undefined ? null : JSON.stringify(body)
    const headers = { ...(text === null ? {} : { 'content-type': 'application/json' }), ...more }
    return new Promise((resolve, reject) => {
      const where = { host: 'localhost', port, method, path, headers, rejectUnauthorized: false }
      const sent = request(where, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(parts).toString('utf8'),
          }),
        )
      })
      sent.on('error', reject)
      sent.end(text ?? undefined)
    })
  }

  /** Sends bytes as they are and reads what comes back until the node closes. */
  function sendRaw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: 'localhost', port, rejectUnauthorized: false })
      let answer = ''
      socket.on('secureConnect', () => socket.write(text))
      socket.on('data', (part: Buffer) => {
        answer += part.toString('utf8')
      })
      socket.on('close', () => resolve(answer))
      socket.on('error', reject)
    })
  }

  it('is never kept, never guessed at, never framed and never plain, whatever it is', async () => {
    const answers = [
      await ask('GET', '/api/health'),
      await ask('GET', '/api/me'),
      await ask('GET', '/api/nothing'),
      await ask('GET', '/nothing'),
      await ask('POST', '/api/sign-in/link', { token: 'of-nobody' }),
      await ask('POST', '/api/sign-in/password', { person: 5 }),
      await ask('POST', '/api/sign-in/passkey/options', { person: 'nobody' }),
      await ask('POST', '/witness/add-checkpoint'),
      await ask('POST', '/api/units', {}, { origin: 'https://evil.example' }),
      await ask('DELETE', '/api/me'),
    ]
    assert.deepEqual([...new Set(answers.map(({ status }) => status))].sort(), [200, 400, 401, 403, 404])
    for (const { status, headers, text } of answers) {
      const said = `${status} ${text}`
      assert.equal(headers['cache-control'], 'no-store', said)
      assert.equal(headers['x-content-type-options'], 'nosniff', said)
      assert.equal(headers['referrer-policy'], 'no-referrer', said)
      assert.match(headers['strict-transport-security'] ?? '', /^max-age=31536000; includeSubDomains$/, said)
      assert.match(headers['content-type'] ?? '', /^application\/json; charset=utf-8$/, said)
      const policy = headers['content-security-policy'] ?? ''
      for (const directive of [
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "script-src 'self';",
      ]) {
        assert.ok(policy.includes(directive), `${said}: ${policy}`)
      }
      assert.equal(headers['access-control-allow-origin'], undefined, said)
      assert.equal(headers['x-powered-by'] ?? headers['server'], undefined, said)
    }
  })

  it('gives a cookie that this very host alone gets, and takes it away', async () => {
    const password = 'four slow rivers in winter'
    const nobody = await world.signIn('/api/sign-in/link', {
      token: await world.invite('tls', 'NL', ['specialist']),
    })
    await nobody.post('/api/me/password', { password })
    const signedIn = await ask('POST', '/api/sign-in/password', { person: 'tls', password })
    const cookie = String(signedIn.headers['set-cookie'])
    assert.match(cookie, /^__Host-homeward_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/)
    const token = cookie.split(';')[0]?.split('=')[1] ?? ''
    world.secrets.push(password, token)
    const asked = (name: string): Promise<Answered> =>
      ask('GET', '/api/me', undefined, { cookie: `${name}=${token}` })
    assert.equal((await asked('__Host-homeward_session')).status, 200)
    assert.equal((await asked('homeward_session')).status, 401, 'a cookie that another host could have set')
    const operation = { 'operation-id': 'signing-out-over-tls', cookie: `__Host-homeward_session=${token}` }
    const out = await ask('POST', '/api/sign-out', {}, operation)
    assert.match(String(out.headers['set-cookie']), /^__Host-homeward_session=; .*Secure; Max-Age=0$/)
    assert.equal((await asked('__Host-homeward_session')).status, 401)
  })

  it('takes a password of any length as it is, to the last character and in its case', async () => {
    const password = `${'a long sentence of seven words, twice '.repeat(5)}Ä1`
    const person = 'exact'
    const token = await world.invite(person, 'NL', ['specialist'])
    await (await world.signIn('/api/sign-in/link', { token })).post('/api/me/password', { password })
    world.secrets.push(password)
    for (const near of [
      password.slice(0, -1),
      password.toLowerCase(),
      `${password} `,
      password.slice(0, 72),
    ]) {
      assert.equal((await ask('POST', '/api/sign-in/password', { person, password: near })).status, 401)
    }
    assert.equal((await ask('POST', '/api/sign-in/password', { person, password })).status, 200)
  })

  it('is spoken in TLS 1.3, and in nothing older or in the clear', async () => {
    const speaks = (maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect({ host: 'localhost', port, maxVersion, rejectUnauthorized: false })
        socket.on('secureConnect', () => {
          resolve(socket.getProtocol() ?? '')
          socket.end()
        })
        socket.on('error', () => resolve('refused'))
      })
    assert.equal(await speaks('TLSv1.3'), 'TLSv1.3')
    assert.equal(await speaks('TLSv1.2'), 'refused')
    const plain = await new Promise<string>((resolve) => {
      const sent = requestHttp({ host: 'localhost', port, path: '/api/health' }, () => resolve('answered'))
      sent.on('error', () => resolve('refused'))
      sent.end()
    })
    assert.equal(plain, 'refused', 'and nobody is led from one to the other')
  })

  it('knows no method but those of its routes, and does not describe itself to strangers', async () => {
    for (const method of ['TRACE', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']) {
      assert.equal((await ask(method, '/api/me')).status, 404, method)
    }
    assert.equal((await ask('GET', '/api/openapi.json')).status, 404)
  })

  it('says what was wrong with a request and nothing of the node', async () => {
    const broken = await ask('POST', '/api/sign-in/link', { token: 'x'.repeat(300) })
    assert.equal(broken.status, 400)
    assert.doesNotMatch(broken.text, /at |node_modules|server\/src|select |fastify/i)
  })

  it('leaves a line of each refusal in the log, without what was asked for', async () => {
    const before = world.notes.length
    await ask('GET', '/api/me', undefined, { cookie: '__Host-homeward_session=a-token-of-nobody-at-all' })
    await ask('POST', '/api/sign-in/password', { person: 'nobody', password: 'a word that is secret' })
    await ask('GET', '/api/persons/secret-name/none')
    const [session, password, route] = world.notes.slice(before)
    assert.deepEqual(session, {
      what: 'refused',
      status: 401,
      code: 'access/no-session',
      method: 'GET',
      route: '/api/me',
      from: session?.['from'],
    })
    assert.match(String(session?.['from']), /^(127\.0\.0\.1|::1)$/)
    assert.equal(password?.['code'], 'sign-in/failed')
    assert.equal(route?.['code'], 'request/no-route')
    assert.doesNotMatch(JSON.stringify(world.notes), /secret/)
  })

  it('leaves at most 120 such lines a minute, and counts the others', async () => {
    world.clock.advance(60_000)
    const before = world.notes.length
    for (let n = 0; n < 130; n += 1) await ask('GET', '/api/me')
    assert.equal(world.notes.length - before, 120)
    world.clock.advance(60_000)
    await ask('GET', '/api/me')
    assert.equal(world.notes.at(-1)?.['leftOut'], 10)
  })

  it('takes no request that two readers could read in two ways', async () => {
    const twice = ['Content-Length: 4', 'Transfer-Encoding: chunked']
    const heads = [twice, ['Content-Length: 4', 'Content-Length: 5'], ['X-Folded: a\r\n b\rc: d']]
    for (const head of heads) {
      const request = ['POST /api/sign-in/link HTTP/1.1', 'Host: localhost', ...head, '', '0', '', '']
      assert.match(await sendRaw(request.join('\r\n')), /^HTTP\/1\.1 400 /, head.join())
    }
    assert.equal((await ask('GET', '/api/intakes?edition=E1&edition=E2')).status, 400)
    assert.equal((await ask('GET', '/api/intakes?edition=E1')).status, 401)
    const polluted = '{"token":"of-nobody","__proto__":{"roles":["administrator"]}}'
    const json = `Content-Type: application/json\r\nContent-Length: ${polluted.length}\r\nConnection: close`
    const answer = await sendRaw(
      `POST /api/sign-in/link HTTP/1.1\r\nHost: localhost\r\n${json}\r\n\r\n${polluted}`,
    )
    assert.match(answer, /^HTTP\/1\.1 400 /)
  })

  it('lets one address try to sign in sixty times a minute, whatever the request says of its way', async () => {
    const before = world.notes.length
    const tried: number[] = []
    for (let n = 0; n < 61; n += 1) {
      const more = {
        'x-forwarded-for': `192.0.2.${n}`,
        forwarded: `for=192.0.2.${n}`,
        'x-real-ip': `192.0.2.${n}`,
      }
      tried.push((await ask('POST', '/api/sign-in/link', { token: 'of-nobody' }, more)).status)
    }
    assert.equal(tried.at(-1), 429)
    assert.ok(tried.slice(0, 40).every((status) => status === 401))
    assert.doesNotMatch(JSON.stringify(world.notes.slice(before)), /192\.0\.2\./)
  })

  it('searches sixty times a minute for a session, and no other session waits for it', async () => {
    const one = await world.person('searching', 'NL', ['specialist'])
    const other = await world.person('waiting', 'NL', ['specialist'])
    const search = (by: Client): ReturnType<Client['send']> =>
      by.send('POST', '/api/search', { raw: Buffer.alloc(0), headers: purposeHeader('limits') })
    for (let n = 0; n < 60; n += 1) assert.equal(codeOf(await search(one)), 'search/empty')
    assert.equal(codeOf(await search(one)), 'request/too-many')
    assert.equal(codeOf(await search(other)), 'search/empty')
    assert.equal((await one.send('GET', '/api/me')).status, 200)
  })

  it('leaves everything in order', () => world.check())
})
