import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ROLES, type Role } from '@homeward/core'
import { buildApp } from '../../server/src/http/app.ts'
import { allRoutes } from '../../server/src/http/routes.ts'
import { OPEN_ROUTES } from '../../server/src/http/sign-in-routes.ts'
import { type Answer, type Client, codeOf } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'
import { DOORS, type Expectation, type Objects, ROUTE_TABLE } from './route-table.ts'

const HOUR_MS = 3_600_000
const UNITS = ['NL', 'DE', 'US'] as const
type Unit = (typeof UNITS)[number]
const ENDED = ['idle', 'expired', 'revoked', 'absent'] as const
type State = 'live' | 'enrolling' | (typeof ENDED)[number]

/** A person with its sessions in every state. */
interface Someone {
  readonly unit: Unit
  readonly role: Role
  readonly code: string
  readonly live: Client
  readonly others: Readonly<Partial<Record<State, Client>>>
}

const differences: string[] = []
let requests = 0

describe('every route for every role and session state', () => {
  let world: World
  let objects: Objects
  const people: Someone[] = []

  before(async () => {
    world = await World.open()
    for (const unit of UNITS) await world.unit(unit)
    await world.edition('E1', ['NL', 'DE'])
    await world.edition('E2', ['US'])
    await enrolPeople(world, people)
    objects = await makeObjects(world, people)
  })
  after(() => world.close())

  it('serves exactly the routes of the table, and the doors', async () => {
    const { context, runners, tiles } = world.node
    const routes = allRoutes(runners, tiles)
    const app = await buildApp(context, runners, routes, { local: true, tls: null, deskDirectory: null })
    await app.ready()
    // The drawing names a wildcard without what stands before it.
    assert.ok(app.hasRoute({ method: 'GET', url: '/api/ledger/*' }))
    const drawn = servedRoutes(app.printRoutes({ commonPrefix: false }))
    const served = drawn.map((one) => (one === 'GET *' ? 'GET /api/ledger/*' : one)).sort()
    await app.close()
    assert.deepEqual([...OPEN_ROUTES].sort(), [...DOORS].sort())
    assert.deepEqual(served, [...Object.keys(ROUTE_TABLE), ...DOORS].sort())
    const local = routes.filter((route) => route.local).map((route) => `${route.method} ${route.path}`)
    assert.deepEqual(
      local.sort(),
      Object.keys(ROUTE_TABLE)
        .filter((name) => ROUTE_TABLE[name]?.local)
        .sort(),
    )
  })

  for (const [name, expectation] of Object.entries(ROUTE_TABLE)) {
    it(name, async () => {
      const found: string[] = []
      for (const someone of people) {
        const client = await clientFor(world, expectation, someone)
        found.push(...(await judge(world, name, expectation, objects, client, someone, 'live')))
        if (someone.unit !== 'NL') continue
        for (const state of ENDED) {
          const ended = state === 'absent' ? world.client(null) : someone.others[state]
          assert.ok(ended)
          found.push(...(await judge(world, name, expectation, objects, ended, someone, state)))
        }
        const enrolling = expectation.endsSession
          ? await enrollingClient(world, someone.code)
          : someone.others.enrolling
        assert.ok(enrolling)
        found.push(...(await judge(world, name, expectation, objects, enrolling, someone, 'enrolling')))
      }
      differences.push(...found)
      assert.deepEqual(found, [])
    })
  }

  it('asked every route of every person in every state', () => {
    const perRoute = ROLES.length * UNITS.length + ROLES.length * (ENDED.length + 1)
    assert.equal(requests, Object.keys(ROUTE_TABLE).length * perRoute)
    assert.deepEqual(differences, [])
  })

  it('notices an answer that differs from the table', async () => {
    const expectation = ROUTE_TABLE['GET /api/units']
    assert.ok(expectation)
    const { live } = someoneOf(people, 'NL', 'auditor')
    const narrower = { ...expectation, roles: ['specialist'] as const }
    const ask = (wrong: Expectation, unit: Unit, state: State): Promise<string[]> =>
      judge(world, 'GET /api/units', wrong, objects, live, someoneOf(people, unit, 'auditor'), state)
    assert.equal((await ask(narrower, 'NL', 'live')).length, 1)
    assert.equal((await ask({ ...expectation, sees: 'members' }, 'US', 'live')).length, 1)
    assert.equal((await ask(expectation, 'NL', 'revoked')).length, 1)
    assert.equal((await ask(expectation, 'NL', 'live')).length, 0)
  })

  it('does not know local routes on the desk’s door', async () => {
    const specialist = someoneOf(people, 'NL', 'specialist').live.with({ door: world.desk })
    for (const [name, expectation] of Object.entries(ROUTE_TABLE)) {
      if (!expectation.local) continue
      const { path, body } = expectation.ask(objects)
      assert.equal((await specialist.send('POST', path, { body })).status, 404, name)
    }
    const local = await specialist.send('POST', '/api/sign-in/local', { body: { person: 'NL-specialist' } })
    assert.equal(local.status, 404)
    specialist.close()
  })

  it('answers 404 for a part of the log that is not there', async () => {
    const auditor = someoneOf(people, 'NL', 'auditor').live
    for (const path of ['tile/entries/999', 'tile/0/999', 'tile/../../keys/root.key', 'nothing']) {
      const answer = await auditor.send('GET', `/api/ledger/${path}`)
      assert.equal(answer.status, 404, path)
    }
  })

  it('holds all invariants after all of that', () => world.check())
})

function someoneOf(people: readonly Someone[], unit: Unit, role: Role): Someone {
  const found = people.find((one) => one.unit === unit && one.role === role)
  assert.ok(found)
  return found
}

/** Signs everybody in so that each session is in its state at the end, by the real rules and a clock that is moved. */
async function enrolPeople(world: World, people: Someone[]): Promise<void> {
  const codes = UNITS.flatMap((unit) => ROLES.map((role) => ({ unit, role, code: `${unit}-${role}` })))
  for (const { unit, role, code } of codes) await world.invite(code, unit, [role])
  await world.invite('bystander', 'NL', ['specialist'])
  const own = codes.filter(({ unit }) => unit === 'NL')
  const expired = await signAllIn(world, own)
  world.clock.advance(12 * HOUR_MS - 10 * 60_000)
  const idle = await signAllIn(world, own)
  world.clock.advance(20 * 60_000)
  await world.renewAdministrator()
  const revoked = await signAllIn(world, own)
  for (const client of revoked.values()) await client.post('/api/sign-out')
  const live = await signAllIn(world, codes)
  for (const { unit, role, code } of codes) {
    const client = live.get(code)
    assert.ok(client)
    const others: Partial<Record<State, Client>> = {}
    for (const [state, clients] of Object.entries({ expired, idle, revoked })) {
      const other = clients.get(code)
      if (other !== undefined) others[state as State] = other
    }
    if (unit === 'NL') others.enrolling = await enrollingClient(world, code)
    people.push({ unit, role, code, live: client, others })
  }
}

async function signAllIn(world: World, codes: readonly { code: string }[]): Promise<Map<string, Client>> {
  const clients = new Map<string, Client>()
  for (const { code } of codes)
    clients.set(code, (await world.signInLocally(code)).with({ door: world.desk }))
  return clients
}

/** A session that came by a link: its person has neither password nor passkey. */
async function enrollingClient(world: World, code: string): Promise<Client> {
  const client = await world.signIn('/api/sign-in/link', { token: await world.link(code) })
  return client.with({ door: world.desk })
}

/** A session to ask with; one of its own where the route ends it. */
async function clientFor(world: World, expectation: Expectation, { live, code }: Someone): Promise<Client> {
  return expectation.endsSession ? (await world.signInLocally(code)).with({ door: world.desk }) : live
}

async function makeObjects(world: World, people: readonly Someone[]): Promise<Objects> {
  const specialist = someoneOf(people, 'NL', 'specialist').live.with({ door: world.local })
  const folder = join(world.folder, 'exhibit')
  for (const [room, first] of [
    ['kitchen', 1],
    ['garden', 4],
    ['hall', 7],
  ] as const) {
    mkdirSync(join(folder, room), { recursive: true })
    for (let n = first; n < first + 3; n += 1)
      writeFileSync(join(folder, room, `${room}_00${n}.png`), drawPng(n))
  }
  writeFileSync(join(folder, 'copy.png'), drawPng(1, 192, 12))
  const delivery = { paths: [folder], unit: 'NL', edition: 'E1', case: '1', exhibit: 'A' }
  const { intake, exhibitId } = await world.intake(specialist, delivery)
  writeFileSync(join(world.folder, 'list.txt'), `${'ab'.repeat(32)}\n`)
  await specialist.post('/api/references', {
    path: join(world.folder, 'list.txt'),
    kind: 'hash-list',
    code: 'list',
  })
  const sets = (await world.sets(specialist, 'E1')).map((one) => one.set)
  const [set = '', other = '', freeSet = ''] = sets
  assert.equal(sets.length, 3)
  const make = (of: string): Promise<{ series: string }> =>
    specialist.post('/api/series', { edition: 'E1', sets: [of] })
  const { series } = await make(set)
  const { series: undone } = await make(other)
  const pictures = await world.pictures(specialist, 'E1')
  const picture = pictures.find((one) => one.members.length === 2)
  assert.ok(picture)
  const { links = [] } = await specialist.get<{ links: { link: string }[] }>(
    `/api/pictures/${picture.picture}`,
  )
  const reveal = await specialist.post<{ reveal: string; media: { media: string }[] }>('/api/reveals', {
    series,
    clarity: 'pixelated',
  })
  const supervisor = someoneOf(people, 'NL', 'supervisor').live
  await world.meter(supervisor)
  await specialist.post('/api/exposure/danger')
  const { lifts } = await supervisor.get<{ lifts: { lift: string }[] }>('/api/unit/exposure')
  return {
    edition: 'E1',
    intake,
    exhibit: exhibitId,
    picture: picture.picture,
    link: links[0]?.link ?? '',
    set,
    freeSet,
    series,
    undone,
    reference: 'list',
    bystander: 'bystander',
    reveal: reveal.reveal,
    revealed: reveal.media[0]?.media ?? '',
    lift: lifts[0]?.lift ?? '',
  }
}

/** Asks, and says where the answer differs from the table. */
async function judge(
  world: World,
  name: string,
  expectation: Expectation,
  objects: Objects,
  client: Client,
  someone: Someone,
  state: State,
): Promise<string[]> {
  requests += 1
  const { path, body, raw, headers } = expectation.ask(objects)
  const method = name.startsWith('GET') ? 'GET' : 'POST'
  const asking = client.with({ door: expectation.local ? world.local : world.desk })
  const answer = await asking.send(method, path, {
    ...(body === undefined ? {} : { body }),
    ...(raw === undefined ? {} : { raw }),
    ...(headers === undefined ? {} : { headers }),
  })
  asking.close()
  const expected = expectedOf(expectation, someone, state)
  const came = verdictOf(answer)
  const said = `${someone.code}, ${state}: expected ${expected}, came ${came} (${answer.status} ${codeOf(answer)})`
  return [
    ...(came === expected ? [] : [said]),
    ...(/no-store/.test(String(answer.headers['cache-control']))
      ? []
      : [`${someone.code}, ${state}: not no-store`]),
    ...(answer.status >= 500 ? [`${someone.code}, ${state}: ${answer.status}`] : []),
  ]
}

type Verdict = 'allowed' | 'no session' | 'forbidden' | 'not visible'

function expectedOf(expectation: Expectation, { unit, role, code }: Someone, state: State): Verdict {
  if (state !== 'live' && state !== 'enrolling') return 'no session'
  if (state === 'enrolling' && !expectation.enrolling) return 'forbidden'
  if (expectation.roles !== 'everyone' && !expectation.roles.includes(role)) return 'forbidden'
  const visible = {
    everyone: true,
    members: unit !== 'US',
    owner: unit === 'NL',
    self: code === 'NL-specialist',
    nobody: false,
  }[expectation.sees]
  return visible ? 'allowed' : 'not visible'
}

function verdictOf({ status }: Answer): Verdict {
  if (status === 401) return 'no session'
  if (status === 403) return 'forbidden'
  return status === 404 ? 'not visible' : 'allowed'
}

/** The routes in Fastify's own drawing of its tree: what is really served, whoever put it there. */
function servedRoutes(tree: string): string[] {
  const way: string[] = []
  const served: string[] = []
  for (const line of tree.split('\n')) {
    const [, indent = '', , segment = '', methods] =
      /^((?:│ {3}| {4})*)([├└]── )(\S*)(?: \(([A-Z, ]+)\))?/.exec(line) ?? []
    if (segment === '') continue
    const depth = indent.length / 4
    way.splice(depth, way.length, segment)
    for (const method of methods?.split(', ') ?? []) {
      if (method !== 'HEAD' && method !== 'OPTIONS')
        served.push(`${method} ${way.slice(0, depth + 1).join('')}`)
    }
  }
  return served.sort()
}
