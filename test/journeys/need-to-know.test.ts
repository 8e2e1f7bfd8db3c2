import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Role } from '@homeward/core'
import type { EditionReport, IntakeStatus, PictureSet, Series } from '../src/answers.ts'
import { type Client, codeOf } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'

/** Words that stand in the restricted exhibit and series alone. */
const CANARY = /zq-secret/i
const OUTSIDERS: readonly [string, string, readonly Role[]][] = [
  ['NL-other', 'NL', ['specialist', 'coordinator', 'supervisor', 'release-officer', 'contact-point']],
  ['NL-auditor', 'NL', ['auditor']],
  ['DE-specialist', 'DE', ['specialist', 'contact-point']],
  ['DE-coordinator', 'DE', ['coordinator', 'central-analyst', 'supervisor', 'release-officer']],
  ['SE-specialist', 'SE', ['specialist', 'coordinator', 'contact-point']],
]

/** Times that differ from one request to the next by themselves. */
const UNSTEADY = ['generatedAt', 'idleUntil']
function steady(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, one: unknown) => (UNSTEADY.includes(key) ? null : one)))
}

describe('what only named persons may learn of', () => {
  let world: World
  let named: Client
  let second: Client
  const outsiders = new Map<string, Client>()
  let openView: Map<string, unknown>
  let secretSets: PictureSet[] = []
  let secretExhibit = ''
  let secretSeries = ''

  const folder = (name: string): string => join(world.folder, name)

  /** Everything that a person can list, read or search without naming an identifier of what is hidden. */
  async function everythingSeen(client: Client): Promise<unknown> {
    const seen: Record<string, unknown> = {}
    const ask = async (path: string): Promise<unknown> => {
      const answer = await client.send('GET', path)
      seen[path] = [answer.status, steady(answer.json ?? answer.text)]
      return answer.json
    }
    for (const path of [
      '/api/me',
      '/api/editions',
      '/api/editions/E1',
      '/api/editions/E1/report',
      '/api/editions/E1/triage',
      '/api/intakes?edition=E1',
      '/api/notices',
      '/api/references',
    ])
      await ask(path)
    const { sets = [] } = ((await ask('/api/editions/E1/sets?state=all')) ?? {}) as { sets?: PictureSet[] }
    for (const { set } of sets) await ask(`/api/sets/${set}`)
    const { series = [] } = ((await ask('/api/editions/E1/series')) ?? {}) as { series?: Series[] }
    for (const one of series) await ask(`/api/series/${one.series}`)
    const { pictures = [] } = ((await ask('/api/editions/E1/pictures')) ?? {}) as {
      pictures?: { picture: string }[]
    }
    for (const { picture } of pictures) await ask(`/api/pictures/${picture}`)
    for (const seed of [11, 21]) {
      const answer = await client.send('POST', '/api/search?purpose=need-to-know', { raw: drawPng(seed) })
      seen[`search ${seed}`] = [answer.status, answer.json]
    }
    return seen
  }

  async function everybody(): Promise<Map<string, unknown>> {
    const seen = new Map<string, unknown>()
    for (const [code, client] of outsiders) seen.set(code, await everythingSeen(client))
    return seen
  }

  const report = (client: Client): Promise<EditionReport> => client.get('/api/editions/E1/report')

  before(async () => {
    world = await World.open()
    for (const unit of ['NL', 'DE', 'SE']) await world.unit(unit)
    await world.edition('E1', ['NL', 'DE'])
    await world.edition('E2', ['SE'])
    named = await world.person('NL-named', 'NL', ['specialist'])
    second = await world.person('NL-second', 'NL', ['specialist', 'contact-point'])
    for (const [code, unit, roles] of OUTSIDERS) outsiders.set(code, await world.person(code, unit, roles))
    for (const [name, seeds] of [
      ['kitchen', [1, 2, 3]],
      ['garden', [11, 12, 13]],
      ['zq-secret-attic', [21, 22, 23, 24]],
    ] as const) {
      mkdirSync(folder(name))
      seeds.forEach((seed, at) => {
        writeFileSync(join(folder(name), `${name}_00${at + 1}.png`), drawPng(seed))
      })
    }
    // A copy of an open picture, larger than it, so that it stands for the picture where it may be seen.
    writeFileSync(join(folder('zq-secret-attic'), 'zq-secret-copy.png'), drawPng(11, 256, 8))
    // And a file that the other unit holds too, byte for byte.
    writeFileSync(
      join(folder('zq-secret-attic'), 'zq-secret-same.png'),
      readFileSync(join(folder('garden'), 'garden_002.png')),
    )
  })
  after(() => world.close())
  afterEach(() => world.check())

  it('begin with an edition that is open to its units', async () => {
    const of = (unit: string, paths: string): Parameters<World['startIntake']>[1] => ({
      paths: [folder(paths)],
      unit,
      edition: 'E1',
      case: '1',
      exhibit: paths,
    })
    await world.intake(named, of('NL', 'kitchen'))
    const german = outsiders.get('DE-specialist')
    assert.ok(german)
    await world.intake(german, of('DE', 'garden'))
    openView = await everybody()
    assert.equal((await report(named)).funnel['pictures'], 6)
  })

  it('take in an exhibit of which nobody else learns', async () => {
    const status = await world.intake(named, {
      paths: [folder('zq-secret-attic')],
      unit: 'NL',
      edition: 'E1',
      case: '2',
      exhibit: 'zq-secret-attic',
      audience: ['NL-named', 'NL-second'],
    })
    assert.equal(status.report.mediaNew, 5)
    assert.equal(status.report.mediaKnown, 1)
    assert.deepEqual(status.audience, ['NL-named', 'NL-second'])
    secretExhibit = status.exhibitId
    assert.deepEqual(await everybody(), openView)
    const seen = await report(second)
    assert.equal(seen.funnel['pictures'], 10)
    assert.equal(seen.funnel['unique'], 11)
  })

  it('make a series of it of which nobody else learns', async () => {
    secretSets = (await world.sets(second, 'E1')).filter((set) => CANARY.test(JSON.stringify(set.reasons)))
    assert.equal(secretSets.length, 1)
    const made = await named.post<{ series: string }>('/api/series', {
      edition: 'E1',
      sets: secretSets.map((one) => one.set),
      name: 'zq-secret-series',
    })
    secretSeries = made.series
    await named.post(`/api/series/${secretSeries}/audience`, { persons: ['NL-named'] })
    assert.deepEqual(await everybody(), openView)
    assert.equal((await second.send('GET', `/api/series/${secretSeries}`)).status, 404)
    const { audience } = await named.get<{ audience: string[] }>(`/api/series/${secretSeries}`)
    assert.deepEqual(audience, ['NL-named'])
  })

  it('tell of the looks at it only the unit whose persons looked', async () => {
    await named.get(`/api/series/${secretSeries}`)
    const looks = async (code: string, object: string): Promise<number> => {
      const { seen } =
        (await outsiders.get(code)?.get<{ seen: unknown[] }>(`/api/ledger/seen/${object}`)) ?? {}
      return seen?.length ?? -1
    }
    for (const object of [secretSeries, secretExhibit])
      assert.equal(await looks('DE-coordinator', object), 0, object)
    assert.ok((await looks('NL-auditor', secretSeries)) > 0)
  })

  it('answer identifiers of what is hidden like identifiers of nothing', async () => {
    const { pictures: hidden } = secretSets[0] ?? { pictures: [] }
    const [picture = ''] = hidden
    const intakes = await named.get<{ intakes: IntakeStatus[] }>('/api/intakes?edition=E1')
    const intake = intakes.intakes.find((one) => CANARY.test(one.exhibit))?.intake ?? ''
    const set = secretSets[0]?.set ?? ''
    const asked: [
      method: 'GET' | 'POST',
      path: (id: string) => string,
      id: string,
      body?: (id: string) => unknown,
    ][] = [
      ['GET', (id) => `/api/pictures/${id}`, picture],
      ['GET', (id) => `/api/sets/${id}`, set],
      ['GET', (id) => `/api/series/${id}`, secretSeries],
      ['GET', (id) => `/api/series/${id}/history`, secretSeries],
      ['GET', (id) => `/api/intakes/${id}`, intake],
      ['GET', (id) => `/api/intakes/${id}/live`, intake],
      ['GET', (id) => `/api/intakes/${id}/receipt`, intake],
      ['GET', (id) => `/api/intakes/${id}/quarantined`, intake],
      ['GET', (id) => `/api/editions/E1/pictures?exhibit=${id}`, 'zq-secret-attic'],
      ['POST', (id) => `/api/intakes/${id}/stop`, intake],
      ['POST', (id) => `/api/sets/${id}/set-aside`, set, () => ({ because: 'a guess' })],
      ['POST', (id) => `/api/series/${id}/undo`, secretSeries],
      ['POST', (id) => `/api/series/${id}/audience`, secretSeries, () => ({ persons: null })],
      ['POST', (id) => `/api/exhibits/${id}/audience`, secretExhibit, () => ({ persons: null })],
      ['POST', () => '/api/series', set, (id) => ({ edition: 'E1', sets: [id] })],
      ['POST', () => '/api/reveals', picture, (id) => ({ picture: id, clarity: 'pixelated' })],
      ['POST', () => '/api/reveals', set, (id) => ({ set: id, clarity: 'pixelated' })],
      ['POST', () => '/api/reveals', secretSeries, (id) => ({ series: id, clarity: 'pixelated' })],
    ]
    for (const [code, client] of outsiders) {
      for (const [method, path, id, body] of asked) {
        const guess = `${id.slice(0, 8)}00000000000000000000000000`
        const ask = async (of: string): Promise<string> => {
          const answer = await client.send(method, path(of), body === undefined ? {} : { body: body(of) })
          return `${answer.status} ${answer.text}`.replaceAll(of, 'ID')
        }
        assert.equal(await ask(id), await ask(guess), `${code}: ${method} ${path(id)}`)
      }
    }
  })

  it('leave to every unit what it delivered itself, and tell only the named', async () => {
    const german = outsiders.get('DE-specialist')
    assert.ok(german)
    mkdirSync(folder('loft'))
    writeFileSync(join(folder('loft'), 'loft_001.png'), drawPng(21))
    writeFileSync(join(folder('loft'), 'loft_002.png'), drawPng(22, 192, 8))
    const { report: taken } = await world.intake(german, {
      paths: [folder('loft')],
      unit: 'DE',
      edition: 'E1',
      case: '2',
      exhibit: 'loft',
    })
    assert.equal(taken.mediaNew, 2)
    assert.deepEqual(taken.hits, { exact: 0, near: 0 })
    const own = (await world.pictures(german, 'E1')).filter((one) =>
      one.members.some((member) => member.exhibit === 'loft'),
    )
    assert.equal(own.length, 2)
    for (const picture of own) {
      assert.deepEqual([picture.set, picture.series, picture.hits], [null, null, []])
      assert.deepEqual(
        picture.members.map((member) => [member.unit, member.distanceBits]),
        [['DE', 0]],
      )
    }
    assert.ok(!CANARY.test(JSON.stringify(await everythingSeen(german))))
    const held = async (client: Client): Promise<number> =>
      (await client.get<{ notices: unknown[] }>('/api/notices')).notices.length
    assert.equal(await held(second), 1)
    assert.equal(await held(outsiders.get('NL-other') as Client), 0)
  })

  it('open it again, and then everybody of the edition sees it', async () => {
    await named.post(`/api/series/${secretSeries}/audience`, { persons: null })
    // The exhibit still has its audience: of the open series others see what the German unit delivered itself.
    const part = await outsiders.get('NL-other')?.get<Series>(`/api/series/${secretSeries}`)
    assert.equal(part?.pictures, 2)
    assert.ok(!CANARY.test(JSON.stringify({ ...part, name: '' })), JSON.stringify(part))
    await named.post(`/api/exhibits/${secretExhibit}/audience`, { persons: null })
    for (const code of ['NL-other', 'DE-specialist']) {
      const series = await outsiders.get(code)?.get<Series>(`/api/series/${secretSeries}`)
      assert.equal(series?.name, 'zq-secret-series')
    }
    assert.deepEqual(
      (await report(outsiders.get('DE-coordinator') as Client)).funnel,
      (await report(named)).funnel,
    )
  })

  it('refuse an audience without oneself, with strangers, and a merge of two audiences', async () => {
    const refused = async (path: string, body: unknown): Promise<string> =>
      codeOf(await named.send('POST', path, { body }))
    const audience = `/api/series/${secretSeries}/audience`
    assert.equal(await refused(audience, { persons: ['NL-second'] }), 'audience/self')
    for (const stranger of ['SE-specialist', 'nobody-at-all'])
      assert.equal(await refused(audience, { persons: ['NL-named', stranger] }), 'audience/outsider')
    assert.equal(await refused(audience, { persons: null }), 'audience/unchanged')
    const [free] = await world.sets(named, 'E1', 'open')
    const other = await named.post<{ series: string }>('/api/series', { edition: 'E1', sets: [free?.set] })
    await named.post(`/api/series/${other.series}/audience`, { persons: ['NL-named'] })
    assert.equal(
      await refused(`/api/series/${secretSeries}/merge`, { other: other.series }),
      'series/audience-differs',
    )
  })

  it('end an open reveal for whoever leaves the audience', async () => {
    const german = outsiders.get('DE-specialist')
    assert.ok(german)
    const reveal = await german.post<{ reveal: string; media: { media: string }[] }>('/api/reveals', {
      series: secretSeries,
      clarity: 'pixelated',
      purpose: 'a look',
    })
    const paths = reveal.media.map((one) => `/api/reveals/${reveal.reveal}/media/${one.media}`)
    for (const path of paths) assert.equal((await german.send('GET', path)).status, 200)
    await named.post(`/api/exhibits/${secretExhibit}/audience`, { persons: ['NL-named'] })
    await named.post(`/api/series/${secretSeries}/audience`, { persons: ['NL-named'] })
    const left = await Promise.all(paths.map(async (path) => (await german.send('GET', path)).status))
    // What the German unit delivered itself stays in its sight.
    assert.ok(left.filter((status) => status !== 200).length >= 2, String(left))
  })
})
