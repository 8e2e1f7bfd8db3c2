import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { buildApp } from '../../server/src/http/app.ts'
import type { Route } from '../../server/src/http/route.ts'
import { allRoutes } from '../../server/src/http/routes.ts'
import type { VaultFiles } from '../../server/src/platform.ts'
import { type Client, operationId } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'
import { type Objects, ROUTE_TABLE } from './route-table.ts'

/** Notes every file of the vault that is read, whichever route asks for it. */
class WatchedFiles {
  read = 0
  readonly around = (files: VaultFiles): VaultFiles => ({
    ...files,
    read: (path, offsetBytes, lengthBytes) => {
      if (path.includes('/vault/')) this.read += 1
      return files.read(path, offsetBytes, lengthBytes)
    },
  })
}

/** Routes that end the session or set the caps anew: neither gives content, both would change what is walked through. */
const LEFT_OUT = ['POST /api/sign-out', 'POST /api/unit/exposure', 'POST /api/unit/exposure/withdraw']

describe('a cap that is reached', () => {
  const files = new WatchedFiles()
  let world: World
  let specialist: Client
  let objects: Objects

  before(async () => {
    world = await World.open({ files: files.around })
    await world.unit('NL')
    await world.edition('E1', ['NL'])
    specialist = await world.person('NL-specialist', 'NL', ['specialist', 'supervisor'])
    const folder = join(world.folder, 'kitchen')
    mkdirSync(folder)
    for (let n = 1; n <= 3; n += 1) writeFileSync(join(folder, `kitchen_00${n}.png`), drawPng(n))
    const { intake, exhibitId } = await world.intake(specialist, {
      paths: [folder],
      unit: 'NL',
      edition: 'E1',
      case: '1',
      exhibit: 'kitchen',
    })
    const [set] = await world.sets(specialist, 'E1')
    const [picture] = await world.pictures(specialist, 'E1')
    const reveal = await specialist.post<{ reveal: string; media: { media: string }[] }>('/api/reveals', {
      set: set?.set,
      clarity: 'clear',
    })
    objects = {
      edition: 'E1',
      intake,
      exhibit: exhibitId,
      picture: picture?.picture ?? '',
      link: 'link-of-nobody',
      set: set?.set ?? '',
      freeSet: set?.set ?? '',
      series: 'series-of-nobody',
      undone: 'series-of-nobody',
      reference: 'nothing',
      bystander: 'NL-specialist',
      reveal: reveal.reveal,
      revealed: reveal.media[0]?.media ?? '',
      lift: 'lift-of-nobody',
    }
  })
  after(() => world.close())

  /** Asks every route as the specialist and names those that gave content away: opened the vault, or a reveal. */
  async function leaks(change: (route: Route) => Route): Promise<string[]> {
    const { context, runners, tiles } = world.node
    const routes = allRoutes(runners, tiles).map(change)
    const app = await buildApp(context, runners, routes, { local: true, tls: null, deskDirectory: null })
    const leaking: string[] = []
    for (const [name, { ask }] of Object.entries(ROUTE_TABLE)) {
      if (LEFT_OUT.includes(name)) continue
      const { path, body, raw, headers } = ask(objects)
      const readBefore = files.read
      const answer = await app.inject({
        method: name.startsWith('GET') ? 'GET' : 'POST',
        url: path,
        headers: {
          authorization: `Bearer ${specialist.token}`,
          'operation-id': operationId(),
          ...(raw === undefined ? {} : { 'content-type': 'application/octet-stream' }),
          ...headers,
        },
        ...(raw !== undefined || body !== undefined ? { payload: (raw ?? body) as object } : {}),
      })
      const isOpen = answer.statusCode === 200 && /"reveal":|"expiresAt":/.test(answer.body)
      if (files.read > readBefore || isOpen) leaking.push(name)
    }
    await app.close()
    return leaking.sort()
  }

  const CONTENT = ['GET /api/reveals/:id/media/:media', 'POST /api/reveals', 'POST /api/reveals/:id/renew']

  it('is asked by every route that gives content, and by no other way is content had', async () => {
    assert.deepEqual(await leaks((route) => route), CONTENT, 'what gives content while no cap is reached')
    const again = await specialist.post<{ reveal: string }>('/api/reveals', {
      set: objects.set,
      clarity: 'clear',
    })
    objects = { ...objects, reveal: again.reveal }
    await world.meter(specialist, { dailyMinutes: 5 })
    world.clock.advance(5 * 60_000)
    for (let minute = 0; minute < 5; minute += 1) {
      await specialist.post(`/api/reveals/${again.reveal}/exposure`, {
        visibleSeconds: 60,
        viewportShare: 1,
      })
      world.clock.advance(60_000)
    }
    assert.deepEqual(await leaks((route) => (route.action === 'exposure.danger' ? danger(route) : route)), [])
  })

  it('would be seen to be forgotten by a route whose action is not metered', async () => {
    for (const name of CONTENT.slice(1)) {
      const forgetful = (route: Route): Route =>
        `${route.method} ${route.path}` === name
          ? { ...route, action: 'picture.read' }
          : route.action === 'exposure.danger'
            ? danger(route)
            : route
      const expected = name === 'POST /api/reveals' ? [name] : []
      // A reveal that the cap ended gives nothing even where a route forgot to ask.
      assert.deepEqual(await leaks(forgetful), expected, name)
    }
  })

  /** The lift would open everything, as it has to. */
  function danger(route: Route): Route {
    return { ...route, handle: () => Promise.resolve({}) }
  }
})
