import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { EditionReport } from '../src/answers.ts'
import type { Client } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

describe('views avoided', () => {
  let world: World
  let nl: Client
  let de: Client
  const avoided = async (client: Client): Promise<EditionReport['exposure']> =>
    (await client.get<EditionReport>('/api/editions/E1/report')).exposure

  async function deliver(
    client: Client,
    unit: string,
    exhibit: string,
    files: readonly Buffer[],
    audience?: readonly string[],
  ): Promise<void> {
    const folder = join(world.folder, exhibit)
    mkdirSync(folder)
    files.forEach((bytes, at) => {
      writeFileSync(join(folder, `room_00${at + 1}.png`), bytes)
    })
    const status = await world.intake(client, {
      paths: [folder],
      unit,
      edition: 'E1',
      case: '1',
      exhibit,
      ...(audience === undefined ? {} : { audience }),
    })
    assert.equal(status.state, 'finished')
  }

  before(async () => {
    world = await World.open()
    for (const unit of ['NL', 'DE']) await world.unit(unit)
    await world.edition('E1', ['NL', 'DE'])
    nl = await world.person('NL-specialist', 'NL', ['specialist'])
    de = await world.person('DE-specialist', 'DE', ['specialist'])
    for (const [kind, seeds] of [
      ['known-good', [90, 91]],
      ['hash-list', [1]],
    ] as const) {
      const path = join(world.folder, `${kind}.txt`)
      writeFileSync(path, seeds.map((seed) => `${sha256(drawPng(seed))}\n`).join(''))
      await nl.post('/api/references', { path, kind, code: kind })
    }
  })
  after(async () => {
    await world.check()
    await world.close()
  })

  it('are none where every file is a picture of its own that nobody knows', async () => {
    await deliver(nl, 'NL', 'plain', [drawPng(2), drawPng(3)])
    assert.deepEqual(await avoided(nl), {
      viewsAvoided: 0,
      knownGood: 0,
      decisionReused: 0,
      representativeOnly: 0,
    })
  })

  it('are the files of known-good sets, the known ones, and every copy but one; each counted once', async () => {
    await deliver(nl, 'NL', 'mixed', [
      drawPng(90),
      drawPng(91),
      // Known by the hash list: the exact file, and the same again.
      drawPng(1),
      drawPng(1),
      // One picture in three files, of which the first is in the other exhibit too.
      drawPng(2),
      drawPng(2, 192, 8),
      drawPng(2, 192, 14),
      drawPng(4),
    ])
    const expected = { viewsAvoided: 7, knownGood: 2, decisionReused: 2, representativeOnly: 3 }
    assert.deepEqual(await avoided(nl), expected)
    assert.deepEqual(await avoided(de), expected, 'the edition is open to both units')
  })

  it('are told only of what the person may learn of', async () => {
    const before = await avoided(de)
    await deliver(nl, 'NL', 'closed', [drawPng(90), drawPng(1), drawPng(2), drawPng(3)], ['NL-specialist'])
    assert.deepEqual(await avoided(de), before)
    assert.deepEqual(await avoided(nl), {
      viewsAvoided: 11,
      knownGood: 3,
      decisionReused: 3,
      representativeOnly: 5,
    })
  })

  it('end with a decision that does not hold any more', async () => {
    await nl.post('/api/references/hash-list', { enabled: false })
    const { decisionReused, representativeOnly } = await avoided(nl)
    assert.deepEqual([decisionReused, representativeOnly], [0, 7], 'three files of one picture, shown by one')
  })
})
