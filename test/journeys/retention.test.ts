import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { isRefusal } from '@homeward/core'
import type { IntakeStatus } from '../src/answers.ts'
import { takeSnapshot } from '../src/check/snapshot.ts'
import { type Client, codeOf } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { approveIn, eraseRows } from '../src/erasure.ts'
import { World } from '../src/world.ts'

const DAY_MS = 86_400_000

interface Retention {
  readonly reviewOn: string | null
  readonly eraseOn: string | null
  readonly hold: { readonly placedAt: string } | null
  readonly erased: { readonly isFinished: boolean } | null
}

describe('how long an exhibit is kept', () => {
  let world: World
  let specialist: Client
  let supervisor: Client
  const exhibits = new Map<string, IntakeStatus>()
  const idOf = (name: string): string => exhibits.get(name)?.exhibitId ?? ''
  const retention = (name: string): Promise<Retention> =>
    supervisor.get<Retention>(`/api/exhibits/${idOf(name)}/retention`)

  before(async () => {
    world = await World.open()
    specialist = await world.specialist()
    supervisor = await world.person('NL-supervisor', 'NL', ['supervisor'])
    await world.person('NL-coordinator', 'NL', ['coordinator'])
    for (const [index, name] of ['silent', 'kept', 'held', 'let-go'].entries()) {
      const folder = join(world.folder, name)
      mkdirSync(folder)
      writeFileSync(join(folder, `${name}.png`), drawPng(index, 96))
      const delivery = { paths: [folder], unit: 'NL', edition: 'E1', case: '1', exhibit: name }
      exhibits.set(name, await world.intake(specialist, delivery))
    }
  })
  after(() => world.close())

  function day(daysAhead: number): string {
    return new Date(world.clock.nowMs() + daysAhead * DAY_MS).toISOString().slice(0, 10)
  }

  /** Lets days pass, and signs in again those whose sessions ended meanwhile. */
  async function pass(days: number): Promise<void> {
    world.clock.advance(days * DAY_MS)
    specialist = await world.signInLocally('NL-specialist')
    supervisor = await world.signInLocally('NL-supervisor')
    await world.node.runners.reviews.look()
    await world.node.runners.eraser.finish()
  }

  const standing = async (): Promise<string[]> => {
    const { exhibit } = await takeSnapshot(world.node.context.database.read)
    return exhibit.filter((row) => row.erased_at === null).map((row) => row.name)
  }
  const notices = async (): Promise<string[]> => {
    const answer = await supervisor.get<{ notices: { kind: string; text: string }[] }>('/api/notices')
    return answer.notices.filter((one) => one.kind === 'review-due').map((one) => one.text)
  }
  /** The coordinator asks, the supervisor approves; the state of the request, or why there is none. */
  async function agree(act: string, subject: object): Promise<string> {
    const coordinator = await world.signInLocally('NL-coordinator')
    const asked = await coordinator.send('POST', '/api/approvals', { body: { act, subject, because: 'why' } })
    if (asked.status !== 200) return codeOf(asked)
    return approveIn(supervisor, asked.json as { approval: string; contentSha256: string })
  }

  it('is a year where nobody said anything, and nothing is erased by itself then', async () => {
    assert.equal((await retention('silent')).reviewOn, day(365))
    await pass(400)
    assert.equal((await standing()).length, 4)
    const told = await notices()
    assert.equal(told.length, 4)
    assert.ok(
      told.every((body) => /is due on \d{4}-\d{2}-\d{2}: decide whether it is kept\.$/.test(body)),
      told[0],
    )
    // Told once, not every hour.
    await pass(1)
    assert.equal((await notices()).length, 4)
  })

  it('follows the rule of the unit from then on', async () => {
    const rule = { legalBasis: 'Order of the tests', keepDays: 450, objectionDays: 14 }
    assert.equal(await agree('retention.set', rule), 'done')
    const { reviewOn } = await retention('silent')
    assert.equal(reviewOn, day(450 - 401))
    assert.equal((await retention('silent')).eraseOn, null)
  })

  it('is decided at a review by those who may, for a day ahead', async () => {
    const review = async (client: Client, name: string, body: object): Promise<string> =>
      codeOf(
        await client.send('POST', `/api/exhibits/${idOf(name)}/review`, {
          body: { because: 'why', ...body },
        }),
      )
    assert.equal(await review(specialist, 'kept', { keepUntil: day(300) }), 'access/role')
    assert.equal(await review(supervisor, 'kept', { keepUntil: day(0) }), 'retention/day')
    assert.equal(await review(supervisor, 'kept', { keepUntil: day(300) }), '')
    assert.equal(await review(supervisor, 'let-go', {}), '')
    assert.equal((await retention('kept')).reviewOn, day(300))
  })

  it('stands still while a hold stands, also for those who ask', async () => {
    const subject = { exhibit: idOf('held') }
    assert.equal(await agree('hold.lift', subject), 'hold/missing')
    assert.equal(await agree('hold.place', subject), 'done')
    assert.equal(await agree('hold.place', subject), 'hold/standing')
    assert.equal(await agree('exhibit.erase', subject), 'erasure/held')
    assert.ok((await retention('held')).hold !== null)
    const refused = await eraseRows(world.node.context, idOf('held'))
    assert.ok(isRefusal(refused) && refused.code === 'erasure/held')
  })

  it('tells the unit before anything goes, and what goes when', async () => {
    await pass(25)
    const told = await notices()
    const eraseOn = (await retention('silent')).eraseOn
    assert.equal(eraseOn, day(450 - 426 + 14))
    assert.ok(told.some((body) => body.includes('silent') && body.includes(`It is erased on ${eraseOn}`)))
    assert.equal((await retention('held')).eraseOn, null)
    assert.equal((await standing()).length, 4)
  })

  it('ends at the review where a review said so, and after the time to object where nobody spoke', async () => {
    await pass(450 - 426)
    assert.deepEqual((await standing()).sort(), ['held', 'kept', 'silent'])
    await pass(13)
    assert.deepEqual((await standing()).sort(), ['held', 'kept', 'silent'])
    await pass(1)
    assert.deepEqual((await standing()).sort(), ['held', 'kept'])
    assert.equal((await retention('silent')).erased?.isFinished, true)
    const { certificate } = await supervisor.get<{ certificate: { cause: string; askedBy: unknown } }>(
      `/api/exhibits/${idOf('silent')}/certificate`,
    )
    assert.deepEqual([certificate.cause, certificate.askedBy], ['expiry', null])
    assert.ok((await notices()).every((body) => !body.includes('silent')))
    await world.check()
  })

  it('goes on once the hold is lifted', async () => {
    assert.equal(await agree('hold.lift', { exhibit: idOf('held') }), 'done')
    await pass(0)
    assert.deepEqual(await standing(), ['kept'])
    await world.check()
  })

  it('refuses a certificate of what is not erased', async () => {
    const answer = await supervisor.send('GET', `/api/exhibits/${idOf('kept')}/certificate`)
    assert.equal(codeOf(answer), 'erasure/not-finished')
    const gone = { body: { because: 'too late' } }
    const late = await supervisor.send('POST', `/api/exhibits/${idOf('silent')}/review`, gone)
    assert.deepEqual([late.status, codeOf(late)], [410, 'erasure/erased'])
  })
})
