import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import type { Role } from '@homeward/core'
import { type Client, codeOf } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

interface Standing {
  readonly allowed: boolean
  readonly code?: string
  readonly againAt?: string
  readonly leftTodaySeconds?: number
  readonly untilBreakSeconds?: number
  readonly lift?: { readonly kind: string; readonly endsAt: string } | null
}
interface Own {
  readonly day: string
  readonly todaySeconds: number
  readonly standing: Standing | null
  readonly days: readonly { readonly day: string; readonly seconds: number }[]
}
interface Reveal {
  readonly reveal: string
  readonly media: readonly { readonly media: string }[]
}
interface Supervision {
  readonly persons: readonly { readonly person: string; readonly days: readonly { seconds: number }[] }[]
  readonly lifts: readonly {
    readonly lift: string
    readonly kind: string
    readonly person: string
    readonly because: string | null
    readonly reviewedBy: string | null
  }[]
}

const PERSONS: readonly [string, string, readonly Role[]][] = [
  ['NL-specialist', 'NL', ['specialist']],
  ['NL-other', 'NL', ['specialist', 'supervisor']],
  ['NL-supervisor', 'NL', ['supervisor']],
  ['DE-supervisor', 'DE', ['supervisor']],
]

describe('what a person sees', () => {
  let world: World
  const clients = new Map<string, Client>()
  let set = ''

  const as = (code: string): Client => {
    const client = clients.get(code)
    assert.ok(client)
    return client
  }
  const specialist = (): Client => as('NL-specialist')
  const supervisor = (): Client => as('NL-supervisor')

  /** Moves the clock to the next time that it shows these hours and minutes in UTC, and signs everybody in anew. */
  async function at(hours: number, minutes = 0, days = 0): Promise<void> {
    const nowMs = world.clock.nowMs()
    const date = new Date(nowMs)
    date.setUTCHours(hours, minutes, 0, 0)
    const untilMs = date.getTime() - nowMs
    await pass((untilMs > 0 ? untilMs : untilMs + 24 * HOUR_MS) + days * 24 * HOUR_MS)
  }

  /** Lets time pass in which nobody asks anything, and signs everybody in anew, whose sessions it may have ended. */
  async function pass(milliseconds: number): Promise<void> {
    world.clock.advance(milliseconds)
    for (const [code] of PERSONS) clients.set(code, await world.signInLocally(code))
  }

  const open = (client: Client, more: object = {}): Promise<Reveal> =>
    client.post<Reveal>('/api/reveals', { set, clarity: 'clear', ...more })
  const codeOfOpening = async (client: Client, more: object = {}): Promise<string> =>
    codeOf(await client.send('POST', '/api/reveals', { body: { set, clarity: 'clear', ...more } }))
  const bytes = (client: Client, { reveal, media }: Reveal): ReturnType<Client['send']> =>
    client.send('GET', `/api/reveals/${reveal}/media/${media[0]?.media}`)
  const report = (
    client: Client,
    { reveal }: Reveal,
    visibleSeconds = 60,
    viewportShare = 1,
  ): Promise<{ countedSeconds: number; standing: Standing | null }> =>
    client.post(`/api/reveals/${reveal}/exposure`, { visibleSeconds, viewportShare })
  const own = (client: Client): Promise<Own> => client.get('/api/exposure')

  /** Looks for whole minutes at the full screen, clear, and returns how long the node let it. */
  async function look(client: Client, minutes: number): Promise<number> {
    let looked = 0
    for (; looked < minutes; looked += 1) {
      const answer = await client.send('POST', '/api/reveals', { body: { set, clarity: 'clear' } })
      if (answer.status !== 200) break
      world.clock.advance(MINUTE_MS)
      await report(client, answer.json as Reveal)
    }
    await pass(0)
    return looked
  }

  before(async () => {
    world = await World.open()
    for (const unit of ['NL', 'DE']) await world.unit(unit)
    await world.edition('E1', ['NL', 'DE'])
    for (const [code, unit, roles] of PERSONS) clients.set(code, await world.person(code, unit, roles))
    const folder = join(world.folder, 'kitchen')
    mkdirSync(folder)
    for (let n = 1; n <= 3; n += 1) writeFileSync(join(folder, `kitchen_00${n}.png`), drawPng(n))
    const delivery = { paths: [folder], unit: 'NL', edition: 'E1', case: '1', exhibit: 'kitchen' }
    await world.intake(specialist(), delivery)
    set = (await world.sets(specialist(), 'E1'))[0]?.set ?? ''
    await at(8)
  })
  after(() => world.close())
  afterEach(() => world.check())

  it('is neither counted nor bounded before the unit has recorded its legal basis', async () => {
    assert.equal(await look(specialist(), 60), 60)
    assert.deepEqual(await own(specialist()).then((one) => [one.todaySeconds, one.standing, one.days]), [
      0,
      null,
      [],
    ])
    for (const [client, path, body] of [
      [specialist(), '/api/exposure/danger', {}],
      [specialist(), '/api/exposure/own', { breakMinutes: 20 }],
      [supervisor(), '/api/persons/NL-specialist/exposure/override', { minutes: 30, because: 'a reason' }],
      [supervisor(), '/api/unit/exposure/withdraw', { because: 'a reason' }],
    ] as const)
      assert.equal(codeOf(await client.send('POST', path, { body })), 'exposure/not-metered', path)
  })

  it('is bounded by the usual figures once it has, and only there', async () => {
    for (const [body, code] of [
      [{ legalBasis: ' ', timeZone: 'UTC' }, 'exposure/legal-basis'],
      [{ legalBasis: 'Order 1', timeZone: 'Nowhere/At-All' }, 'exposure/time-zone'],
      [{ legalBasis: 'Order 1', timeZone: 'UTC', dailyMinutes: 721 }, 'exposure/figure'],
      [
        { legalBasis: 'Order 1', timeZone: 'UTC', curfew: { from: '22:10', to: '06:00' } },
        'exposure/curfew-time',
      ],
      [{ legalBasis: 'Order 1', timeZone: 'UTC', curfew: { from: '24:00', to: '06:00' } }, 'request/invalid'],
      [{ timeZone: 'UTC' }, 'request/invalid'],
    ] as const)
      assert.equal(codeOf(await supervisor().send('POST', '/api/unit/exposure', { body })), code)
    await supervisor().post('/api/unit/exposure', { legalBasis: 'Order 1', timeZone: 'UTC' })
    const { unit } = await supervisor().get<{ unit: { figures: object } }>('/api/unit/exposure')
    assert.deepEqual(unit.figures, {
      dailyMinutes: 300,
      stretchMinutes: 50,
      breakMinutes: 10,
      curfew: { from: '22:00', to: '06:00' },
    })
    const german = await as('DE-supervisor').get<{ unit: unknown; persons: unknown[] }>('/api/unit/exposure')
    assert.deepEqual([german.unit, german.persons], [null, []])
  })

  it('needs a break of ten minutes after fifty, which ends what is open at the next byte', async () => {
    await at(8)
    const before = await open(specialist())
    assert.equal((await bytes(specialist(), before)).status, 200)
    assert.equal(await look(specialist(), 55), 50)
    assert.equal((await own(specialist())).standing?.code, 'exposure/break')
    await at(9, 5)
    assert.equal(await look(specialist(), 49), 49)
    const reveal = await open(specialist())
    assert.equal((await bytes(specialist(), reveal)).status, 200)
    world.clock.advance(MINUTE_MS)
    assert.equal((await bytes(specialist(), reveal)).status, 200)
    const told = await report(specialist(), reveal)
    assert.equal(told.standing?.code, 'exposure/break')
    const refused = await bytes(specialist(), reveal)
    assert.deepEqual([refused.status, codeOf(refused)], [403, 'exposure/break'])
    assert.match(refused.text, /possible again on \d{4}-\d{2}-\d{2} at 10:0\d \(UTC\)/)
    const renewal = await specialist().send('POST', `/api/reveals/${reveal.reveal}/renew`, { body: {} })
    assert.equal(codeOf(renewal), 'exposure/break')
    assert.equal(await codeOfOpening(specialist(), { clarity: 'pixelated' }), 'exposure/break')
    await pass(10 * MINUTE_MS)
    assert.equal((await bytes(specialist(), reveal)).status, 410, 'what the break ended stays ended')
    assert.equal((await bytes(specialist(), await open(specialist()))).status, 200)
  })

  it('is over for the day after five hours, also in another session and after a restart', async () => {
    await at(7)
    const beforeSeconds = (await own(specialist())).todaySeconds
    assert.equal(beforeSeconds, 0, 'a new day of the unit')
    let minutes = 0
    for (let stretch = 0; stretch < 7; stretch += 1) {
      minutes += await look(specialist(), 50)
      await pass(10 * MINUTE_MS)
    }
    assert.equal(minutes, 300)
    const { standing, todaySeconds, day, days } = await own(specialist())
    assert.equal(todaySeconds, 18_000)
    assert.equal(standing?.code, 'exposure/day-cap')
    assert.equal(days.find((one) => one.day === day)?.seconds, 18_000)
    const again = new Date(standing?.againAt ?? '')
    assert.deepEqual([again.getUTCHours(), again.getUTCMinutes()], [6, 0], 'midnight is in the curfew')
    const second = await world.signInLocally('NL-specialist')
    assert.equal(await codeOfOpening(second), 'exposure/day-cap')
    await world.stop()
    await world.start()
    assert.equal(await codeOfOpening(second), 'exposure/day-cap')
    assert.equal((await own(second)).todaySeconds, 18_000)
    assert.equal(await codeOfOpening(as('NL-other')), '', 'caps are a person’s own')
  })

  it('is lifted by another person for a time, with a reason', async () => {
    const path = '/api/persons/NL-specialist/exposure/override'
    const body = { minutes: 30, because: 'The court sits tomorrow' }
    const refused = async (client: Client, change: object, where = path): Promise<string> =>
      codeOf(await client.send('POST', where, { body: { ...body, ...change } }))
    assert.equal(await refused(supervisor(), { minutes: 241 }), 'exposure/override-minutes')
    assert.equal(await refused(supervisor(), { because: ' ' }), 'exposure/because')
    assert.equal(await refused(as('DE-supervisor'), {}), 'access/not-visible')
    assert.equal(
      await refused(as('NL-other'), {}, '/api/persons/NL-other/exposure/override'),
      'exposure/own-override',
    )
    await supervisor().post(path, body)
    const { standing } = await own(specialist())
    assert.deepEqual([standing?.allowed, standing?.lift?.kind], [true, 'override'])
    const reveal = await open(specialist())
    world.clock.advance(MINUTE_MS)
    assert.equal(
      (await report(specialist(), reveal)).countedSeconds,
      60,
      'what is seen is counted all the same',
    )
    await pass(29 * MINUTE_MS)
    assert.equal(await codeOfOpening(specialist()), 'exposure/day-cap')
  })

  it('rests in the night of the unit, and is lifted by one key for danger, of which the supervisor learns at once', async () => {
    await at(23)
    assert.equal(await codeOfOpening(specialist()), 'exposure/curfew')
    const first = await specialist().post<{ endsAt: string }>('/api/exposure/danger')
    assert.equal(Math.round((Date.parse(first.endsAt) - world.clock.nowMs()) / MINUTE_MS), 60)
    const notices = async (client: Client): Promise<{ kind: string; text: string; notice: string }[]> =>
      (await client.get<{ notices: { kind: string; text: string; notice: string }[] }>('/api/notices'))
        .notices
    const [told, ...more] = await notices(supervisor())
    assert.deepEqual([told?.kind, more], ['caps-lifted', []])
    assert.match(told?.text ?? '', /NL-specialist/)
    assert.deepEqual(await notices(specialist()), [])
    await specialist().post(`/api/notices/${told?.notice}/read`)
    assert.equal((await supervisor().get<{ notices: number }>('/api/me')).notices, 1)
    assert.deepEqual(await specialist().post('/api/exposure/danger'), first, 'a second press changes nothing')
    assert.equal((await bytes(specialist(), await open(specialist()))).status, 200)

    const [lift] = (await supervisor().get<Supervision>('/api/unit/exposure')).lifts
    assert.deepEqual([lift?.kind, lift?.person, lift?.reviewedBy], ['danger', 'NL-specialist', null])
    const review = async (client: Client, finding = 'It was right'): Promise<string> =>
      codeOf(
        await client.send('POST', `/api/unit/exposure/lifts/${lift?.lift}/review`, { body: { finding } }),
      )
    assert.equal(await review(supervisor()), 'exposure/danger-runs')
    await at(0, 1)
    assert.equal(await codeOfOpening(specialist()), 'exposure/curfew')
    assert.equal(await review(as('DE-supervisor')), 'access/not-visible')
    assert.equal(await review(specialist()), 'access/role')
    assert.equal(await review(supervisor(), ' '), 'exposure/because')
    assert.equal(await review(supervisor()), '')
    assert.equal(await review(as('NL-other')), 'exposure/reviewed')
    const [reviewed] = (await supervisor().get<Supervision>('/api/unit/exposure')).lifts
    assert.equal(reviewed?.reviewedBy, 'NL-supervisor')
  })

  it('is not reviewed by whoever lifted it', async () => {
    await as('NL-other').post('/api/exposure/danger')
    const { lifts } = await as('NL-other').get<Supervision>('/api/unit/exposure')
    const mine = lifts.find((one) => one.person === 'NL-other')
    await at(2)
    const answer = await as('NL-other').send('POST', `/api/unit/exposure/lifts/${mine?.lift}/review`, {
      body: { finding: 'I was right' },
    })
    assert.deepEqual([answer.status, codeOf(answer)], [403, 'exposure/own-review'])
  })

  it('can be bounded further by the person, never less', async () => {
    await at(12)
    const choose = async (body: object): Promise<string> =>
      codeOf(await specialist().send('POST', '/api/exposure/own', { body }))
    for (const looser of [
      { dailyMinutes: 301 },
      { stretchMinutes: 51 },
      { breakMinutes: 9 },
      { curfew: { from: '23:00', to: '06:00' } },
    ])
      assert.equal(await choose(looser), 'exposure/looser', JSON.stringify(looser))
    for (const none of [0, null]) assert.equal(await choose({ dailyMinutes: none }), 'exposure/figure')
    assert.equal(await choose({ dailyMinutes: 10, curfew: { from: '20:00', to: '07:00' } }), '')
    assert.equal(await look(specialist(), 20), 10)
    await at(21)
    assert.equal(await codeOfOpening(specialist()), 'exposure/curfew')
    await supervisor().post('/api/unit/exposure', {
      legalBasis: 'Order 2',
      timeZone: 'UTC',
      dailyMinutes: 5,
      curfew: null,
    })
    await at(12)
    assert.equal(await look(specialist(), 20), 5, 'the unit’s floor holds although the own is looser now')
    assert.equal(await choose({}), '')
    await world.meter(supervisor())
  })

  it('in two windows at once is counted once, and never more than the time that passed', async () => {
    await at(13)
    const second = await world.signInLocally('NL-specialist')
    const startSeconds = (await own(specialist())).todaySeconds
    const startMs = world.clock.nowMs()
    const windows = [
      [specialist(), await open(specialist())],
      [second, await open(second)],
    ] as const
    for (let step = 0; step < 10; step += 1) {
      world.clock.advance(10_000)
      await Promise.all(windows.map(([client, reveal]) => report(client, reveal)))
    }
    const passedSeconds = (world.clock.nowMs() - startMs) / 1000
    const counted = (await own(specialist())).todaySeconds - startSeconds
    assert.ok(counted >= 99 && counted <= passedSeconds + 1, `${counted} s of ${passedSeconds} s`)
    const [, [, reveal]] = windows
    const same = await Promise.all(
      Array.from({ length: 6 }, () => report(second, reveal, 60).then((one) => one.countedSeconds)),
    )
    assert.ok(same.reduce((sum, one) => sum + one, 0) < 2, String(same))
  })

  it('of an evidential view names its law, is recorded as such and bound by the same caps', async () => {
    await at(14)
    const reason = 'evidential-view'
    assert.equal(await codeOfOpening(specialist(), { reason }), 'reveal/evidential-purpose')
    assert.equal(await codeOfOpening(specialist(), { reason, purpose: '  ' }), 'reveal/evidential-purpose')
    const reveal = await open(specialist(), { reason, purpose: 'Code of procedure, art. 249' })
    world.clock.advance(30_000)
    assert.equal((await report(specialist(), reveal, 30)).countedSeconds, 30)
    const rows = await world.node.context.database.read.selectFrom('event').select('body').execute()
    const events = rows.map(
      ({ body }) =>
        JSON.parse(body.toString('utf8')) as { objects: { reveal?: string }; facts?: { reason?: string } },
    )
    const event = events.find((one) => one.objects.reveal === reveal.reveal)
    assert.equal(event?.facts?.reason, reason)
    await world.meter(supervisor(), { dailyMinutes: 5 })
    await look(specialist(), 10)
    assert.equal(await codeOfOpening(specialist(), { reason, purpose: 'art. 249' }), 'exposure/day-cap')
    await world.meter(supervisor())
  })

  it('is told the person by day, the supervisor without objects, and nobody after ninety days', async () => {
    const seen = await supervisor().send('GET', '/api/unit/exposure')
    assert.doesNotMatch(seen.text, /media-|picture-|set-|reveal-|series-/)
    const { persons } = seen.json as Supervision
    assert.deepEqual(
      persons.map((one) => one.person),
      ['NL-other', 'NL-specialist'],
    )
    const { days } = await own(specialist())
    assert.ok(days.length >= 3)
    assert.deepEqual(persons.find((one) => one.person === 'NL-specialist')?.days, days)
    const kept = async (): Promise<number> => {
      const { read } = world.node.context.database
      return (await read.selectFrom('exposure_day').selectAll().execute()).length
    }
    const before = await kept()
    assert.equal(await world.node.runners.retention.deleteOver(), 0)
    await at(12, 0, 88)
    assert.ok((await own(specialist())).days.length >= 1)
    await at(12, 0, 3)
    assert.deepEqual((await own(specialist())).days, [], 'not shown, though not yet swept')
    assert.equal(await world.node.runners.retention.deleteOver(), before)
    assert.equal(await kept(), 0)
  })

  it('is counted no more, and its figures are gone, once the basis is withdrawn', async () => {
    await look(specialist(), 2)
    assert.equal((await own(specialist())).todaySeconds, 120)
    await supervisor().post('/api/unit/exposure/withdraw', { because: 'The order has ended' })
    assert.equal((await own(specialist())).todaySeconds, 0)
    await look(specialist(), 1)
    await world.meter(supervisor())
    assert.deepEqual((await own(specialist())).days, [])
  })
})
