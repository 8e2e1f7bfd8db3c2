import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { groupEdition } from '../../server/src/flows/grouping.ts'
import type { IntakeStatus } from '../src/answers.ts'
import type { Client } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { type Delivery, World } from '../src/world.ts'

describe('grouping while another intake is at work', () => {
  let world: World
  let nl: Client
  before(async () => {
    world = await World.open()
    nl = await world.specialist()
  })
  after(() => world.close())

  function delivery(exhibit: string, picture: Uint8Array): Delivery {
    const folder = join(world.folder, exhibit)
    mkdirSync(folder)
    writeFileSync(join(folder, 'lamp.png'), picture)
    return { paths: [folder], unit: 'NL', edition: 'E1', case: '1', exhibit }
  }

  it('leaves media whose links are not found yet to the intake that brings them', async () => {
    await world.intake(nl, delivery('first', drawPng(2)))
    const { database } = world.node.context
    const edition = await database.read.selectFrom('edition').select('id').executeTakeFirstOrThrow()
    let release = (): void => undefined
    const held = world.node.runners.matcher.exclusive(() => new Promise<void>((done) => (release = done)))
    try {
      const copy = await world.startIntake(nl, delivery('second', drawPng(2, 192, 12)))
      for (;;) {
        const { state, progress } = await nl.get<IntakeStatus>(`/api/intakes/${copy}`)
        assert.equal(state, 'running')
        if (progress.stage === 'matching') break
        await pause(20)
      }
      await groupEdition(world.node.context, edition.id, false)
      release()
      await held
      assert.equal((await world.ended(nl, copy)).state, 'finished')
    } finally {
      release()
    }
    const pictures = await world.pictures(nl, 'E1')
    assert.deepEqual(
      pictures.map(({ members }) => members.length),
      [2],
    )
    await world.check()
  })
})
