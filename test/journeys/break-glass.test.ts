import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Client, codeOf } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'

const HOUR_MS = 3_600_000
const because = 'The prosecutor rings about this child'

interface Glass {
  readonly glass: string
  readonly person: string
  readonly overdue: boolean
  readonly reviewedBy: string | null
}

describe('breaking glass', () => {
  let world: World
  let owner: Client
  let other: Client
  let auditor: Client
  let supervisor: Client
  let series: string
  let exhibit: string

  const glass = async (client: Client): Promise<readonly Glass[]> =>
    (await client.get<{ glass: Glass[] }>('/api/glass')).glass
  const notices = async (client: Client): Promise<readonly string[]> =>
    (await client.get<{ notices: { kind: string; text: string }[] }>('/api/notices')).notices
      .filter(({ kind }) => kind === 'glass-broken')
      .map(({ text }) => text)
  const breaks = (client: Client, object: string) =>
    client.send('POST', '/api/glass', { body: { object, because } })

  before(async () => {
    world = await World.open()
    for (const unit of ['NL', 'DE', 'US']) await world.unit(unit)
    await world.edition('E1', ['NL', 'DE'])
    await world.edition('E2', ['US'])
    owner = await world.person('NL-specialist', 'NL', ['specialist'])
    other = await world.person('DE-specialist', 'DE', ['specialist'])
    supervisor = await world.person('NL-supervisor', 'NL', ['supervisor'])
    auditor = await world.person('DE-auditor', 'DE', ['auditor'])
    const folder = join(world.folder, 'room')
    mkdirSync(folder)
    for (const n of [1, 2, 3]) writeFileSync(join(folder, `room_00${n}.png`), drawPng(n))
    const taken = await world.intake(owner, {
      paths: [folder],
      unit: 'NL',
      edition: 'E1',
      case: '1',
      exhibit: 'A',
      audience: ['NL-specialist'],
    })
    exhibit = taken.exhibitId
    const [set] = await world.sets(owner, 'E1')
    series = (await owner.post<{ series: string }>('/api/series', { edition: 'E1', sets: [set?.set] })).series
    await owner.post(`/api/series/${series}/audience`, { persons: ['NL-specialist'] })
  })
  after(() => world.close())

  it('is refused like an absent object to who has no edition in common with it', async () => {
    const stranger = await world.person('US-specialist', 'US', ['specialist'])
    const [hidden, absent] = [await breaks(stranger, series), await breaks(stranger, 'series-of-nobody')]
    assert.deepEqual([hidden.status, hidden.text], [absent.status, absent.text])
    assert.equal(codeOf(await breaks(world.administrator, series)), 'access/role')
    assert.equal(codeOf(await breaks(owner, series)), 'glass/in-sight')
  })

  it('shows what it was broken for, for an hour, to this person alone, and tells oversight at once', async () => {
    assert.equal((await other.send('GET', `/api/series/${series}`)).status, 404)
    assert.deepEqual(await world.pictures(other, 'E1'), [])
    for (const object of [series, exhibit]) assert.equal((await breaks(other, object)).status, 200)
    const told = /^DE-specialist of DE broke the glass of (a series|an exhibit) and sees it for 60 minutes/
    for (const client of [supervisor, auditor]) {
      const texts = await notices(client)
      assert.equal(texts.length, 2)
      for (const text of texts) assert.match(text, told)
    }
    assert.equal((await other.send('GET', `/api/series/${series}`)).status, 200)
    assert.equal((await world.pictures(other, 'E1')).length, 3)
    const colleague = await world.person('DE-second', 'DE', ['specialist'])
    assert.equal((await colleague.send('GET', `/api/series/${series}`)).status, 404)
    // What was opened for an hour is not theirs to open for good.
    for (const path of [`/api/series/${series}/audience`, `/api/exhibits/${exhibit}/audience`]) {
      const body = { persons: ['DE-specialist'] }
      assert.equal((await other.send('POST', path, { body })).status, 404)
    }
    world.clock.advance(HOUR_MS - 30_000)
    const later = await world.signInLocally('DE-specialist')
    assert.equal((await later.send('GET', `/api/series/${series}`)).status, 200)
    world.clock.advance(30_000)
    assert.equal((await later.send('GET', `/api/series/${series}`)).status, 404)
    assert.deepEqual(await world.pictures(later, 'E1'), [])
  })

  it('stands in the ledger with the object, the reason and who did it', async () => {
    const overseer = await world.signInLocally('NL-supervisor')
    const { seen } = await overseer.get<{ seen: { type: string; justification: string; unit: string }[] }>(
      `/api/ledger/seen/${series}`,
    )
    const [broken] = seen.filter(({ type }) => type === 'access/glass-broken')
    assert.deepEqual([broken?.unit, broken?.justification], ['DE', because])
  })

  it('is reviewed by a third person, and is overdue after three days', async () => {
    world.clock.advance(72 * HOUR_MS)
    await world.renewAdministrator()
    const overseer = await world.signInLocally('NL-supervisor')
    const [one, two] = await glass(overseer)
    assert.deepEqual([one?.person, one?.overdue, one?.reviewedBy], ['DE-specialist', true, null])
    const path = `/api/glass/${one?.glass}/review`
    const finding = 'It could not wait'
    // The same human being with an account that could review.
    const made = { code: 'DE-alias', unit: 'DE', roles: ['supervisor'], sameHumanAs: 'DE-specialist' }
    await world.administrator.post('/api/persons', made)
    const alias = await world.signInLocally('DE-alias')
    assert.equal(codeOf(await alias.send('POST', path, { body: { finding } })), 'glass/own-review')
    await overseer.post(path, { finding })
    assert.equal(codeOf(await overseer.send('POST', path, { body: { finding } })), 'glass/reviewed')
    const [first, second] = await glass(overseer)
    assert.deepEqual([first?.reviewedBy, second?.glass], ['NL-supervisor', two?.glass])
    const us = await world.person('US-supervisor', 'US', ['supervisor'])
    assert.deepEqual(await glass(us), [])
    assert.equal((await us.send('POST', path, { body: { finding } })).status, 404)
  })

  it('holds all invariants after all of that', () => world.check())
})
