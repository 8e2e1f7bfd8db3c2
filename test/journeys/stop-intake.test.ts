import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { asOwner } from '../../server/src/db/test-database.ts'
import { officerPseudonym } from '../../server/src/ledger/pseudonym.ts'
import { type Client, operationId } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'

describe('stopping an intake', () => {
  let world: World
  let nl: Client
  before(async () => {
    world = await World.open()
    nl = await world.specialist()
  })
  after(() => world.close())

  async function askedToStop(): Promise<{ actor: unknown; objects: { intake: string } }[]> {
    const rows = await asOwner(
      await world.connection(),
      `select convert_from(body, 'UTF8')::json as body from event
        where convert_from(body, 'UTF8')::json ->> 'type' = 'media/intake-stop-asked'`,
    )
    return rows.map((row) => row['body'] as { actor: unknown; objects: { intake: string } })
  }

  it('records once who asked, and a resumed intake ends as if nothing had been', async () => {
    const folder = join(world.folder, 'exhibit')
    mkdirSync(folder)
    for (let n = 1; n <= 60; n += 1) writeFileSync(join(folder, `view_${n}.png`), drawPng(n, 96))
    const delivery = { paths: [folder], unit: 'NL', edition: 'E1', case: '1', exhibit: 'A' }
    const intake = await world.startIntake(nl, delivery)
    const operation = operationId()
    for (let again = 0; again < 2; again += 1) {
      const { status } = await nl.send('POST', `/api/intakes/${intake}/stop`, { operation, body: {} })
      assert.equal(status, 200)
    }
    const stopped = await world.ended(nl, intake)
    assert.equal(stopped.state, 'stopped', 'the intake was over before it could be stopped')
    // Too late to stop anything: nobody has stopped it then.
    await nl.post(`/api/intakes/${intake}/stop`)
    const events = await askedToStop()
    assert.equal(events.length, 1)
    assert.equal(events[0]?.objects.intake, intake)
    const [person] = await asOwner(
      await world.connection(),
      `select id as person, unit_id as unit from person where code = 'NL-specialist'`,
    )
    const named = officerPseudonym(world.node.context.keys.laneKey, String(person?.['person']))
    assert.deepEqual(events[0]?.actor, { ...person, person: named })
    await world.check()
    const { state, report } = await world.intake(nl, delivery)
    assert.deepEqual([state, report.filesSeen, report.mediaNew], ['finished', 60, 60])
    await world.check()
  })
})
