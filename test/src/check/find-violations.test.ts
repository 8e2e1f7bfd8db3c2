import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { asOwner } from '../../../server/src/db/test-database.ts'
import type { PictureSet } from '../answers.ts'
import { drawPng } from '../drawing.ts'
import { vicsDocument } from '../vics-export.ts'
import { World } from '../world.ts'

/** A breach that the check must find, how it is planted past the node, and how it is taken back. */
interface Breach {
  readonly plant: readonly string[]
  readonly takeBack: readonly string[]
  readonly finds: RegExp
}

const FINAL = 'alter table event disable trigger event_final'
const FINAL_AGAIN = 'alter table event enable trigger event_final'
/** A file that no case names: its row can be given another identifier. */
const ONE_FILE = `(select id from occurrence where outcome = 'mediaNew'
  and id not in (select occurrence_id from vics_entry where occurrence_id is not null) order by id limit 1)`

const BREACHES: Readonly<Record<string, Breach>> = {
  'a file that counts under another outcome': {
    plant: [
      `create table changed as select id, outcome from occurrence where id = ${ONE_FILE}`,
      `update occurrence set outcome = 'duplicates' where id in (select id from changed)`,
    ],
    // Which of two equal files was counted first differs from run to run: what was there is what comes back.
    takeBack: [
      'update occurrence set outcome = changed.outcome from changed where changed.id = occurrence.id',
      'drop table changed',
    ],
    finds: /counted 0 times as new/,
  },
  'a file that is not counted': {
    plant: [
      `create table aside as select * from occurrence where outcome = 'empty'`,
      `delete from occurrence where outcome = 'empty'`,
    ],
    takeBack: ['insert into occurrence select * from aside', 'drop table aside'],
    finds: /files counted, \d+ on the disk/,
  },
  'a content without a wrap': {
    plant: [
      'create table aside as select * from exhibit_content order by content_id limit 1',
      'delete from exhibit_content where content_id in (select content_id from aside)',
    ],
    takeBack: ['insert into exhibit_content select * from aside', 'drop table aside'],
    finds: /no exhibit has a key to it/,
  },
  'a wrap of another content': {
    plant: [
      'create table aside as select * from exhibit_content',
      `update exhibit_content set data_key_wrapped = (select data_key_wrapped from aside order by content_id desc limit 1)
        where content_id = (select min(content_id) from aside)`,
    ],
    takeBack: [
      'update exhibit_content e set data_key_wrapped = a.data_key_wrapped from aside a where a.content_id = e.content_id',
      'drop table aside',
    ],
    finds: /its blob does not open/,
  },
  'an event that was altered': {
    plant: [FINAL, `update event set body = body || ' '::bytea where n = 1`],
    takeBack: [`update event set body = substring(body for length(body) - 1) where n = 1`, FINAL_AGAIN],
    finds: /^ledger: .*ledger\/altered/,
  },
  'a file without its event': {
    plant: [
      `create table aside as select * from occurrence where id = ${ONE_FILE}`,
      `update occurrence set id = 'file-of-nobody' where id in (select id from aside)`,
    ],
    takeBack: [
      `update occurrence set id = (select id from aside) where id = 'file-of-nobody'`,
      'drop table aside',
    ],
    finds: /file-of-nobody: 0 events media\/file-taken-in/,
  },
  'a missed hit': {
    plant: ['create table aside as select * from hit', "delete from hit where verdict = 'near'"],
    takeBack: ['insert into hit select * from aside on conflict do nothing', 'drop table aside'],
    finds: /^hit .*: missed, expected near/,
  },
  'a hit that is none': {
    plant: [
      `insert into hit select m.id, e.id, 'near', 30, 'full', 'identity', now() from media m, reference_entry e
        on conflict do nothing`,
    ],
    takeBack: [
      `delete from hit where distance_bits = 30 and found_at > now() - interval '1 minute' and transform = 'identity'`,
    ],
    finds: /^hit .*: near 30, expected none/,
  },
  'a missed link': {
    plant: ['create table aside as select * from link', 'delete from link'],
    takeBack: ['insert into link select * from aside', 'drop table aside'],
    finds: /^link .*: missed/,
  },
  'pictures that were thrown together': {
    plant: [
      'create table aside as select * from picture_member',
      'update picture_member set picture_id = (select min(picture_id) from aside)',
    ],
    takeBack: [
      'update picture_member p set picture_id = a.picture_id from aside a where a.media_id = p.media_id',
      'drop table aside',
    ],
    finds: /holds media that no uncut link connects/,
  },
  'a stored media whose bytes are not what the case states': {
    plant: [
      'create table aside as select file_id, position, md5 from vics_entry',
      `update vics_entry set md5 = decode(repeat('00', 16), 'hex') where state = 'stored'`,
    ],
    takeBack: [
      'update vics_entry e set md5 = a.md5 from aside a where a.file_id = e.file_id and a.position = e.position',
      'drop table aside',
    ],
    finds: /^vics .* entry 0: its bytes differ and nobody is told/,
  },
  'a place on a device that is lost': {
    plant: ['create table aside as select * from device_place', 'delete from device_place'],
    takeBack: ['insert into device_place select * from aside', 'drop table aside'],
    finds: /^vics .*: 1 places counted, 0 held/,
  },
  'a stored media that is a file of nobody’s exhibit': {
    plant: [
      'create table aside as select id, exhibit_id from vics_file',
      `insert into exhibit select 'exhibit-other', unit_id, edition_id, case_number, 'other', purpose, key_wrapped,
        created_by, created_at from exhibit`,
      `update vics_file set exhibit_id = 'exhibit-other'`,
    ],
    takeBack: [
      'update vics_file f set exhibit_id = a.exhibit_id from aside a where a.id = f.id',
      `delete from exhibit where id = 'exhibit-other'`,
      'drop table aside',
    ],
    finds: /^vics .* entry 0: its file is none of its exhibit/,
  },
  'a VICS document that was passed over': {
    plant: [`update vics_file set state = 'reading'`],
    takeBack: [`update vics_file set state = 'read'`],
    finds: /^file .*: a VICS document that was not read/,
  },
  'a set that changed its series without a revision': {
    plant: ['create table aside as select * from picture_set', 'update picture_set set series_id = null'],
    takeBack: [
      'update picture_set s set series_id = a.series_id from aside a where a.id = s.id',
      'drop table aside',
    ],
    finds: /holds other sets than its newest revision says/,
  },
}

describe('findViolations', () => {
  let world: World
  before(async () => {
    world = await World.open()
    const specialist = await world.specialist()
    const folder = join(world.folder, 'exhibit')
    mkdirSync(folder)
    for (let n = 1; n <= 4; n += 1) writeFileSync(join(folder, `room_00${n}.png`), drawPng(n))
    writeFileSync(join(folder, 'same.png'), drawPng(1))
    writeFileSync(join(folder, 'brighter.png'), drawPng(2, 192, 14))
    writeFileSync(join(folder, 'nothing'), '')
    const places = [{ FileName: 'a.png', FilePath: 'a.png' }]
    const named = [{ bytes: drawPng(4), storedAt: 'room_004.png', places }]
    writeFileSync(join(folder, 'case.json'), JSON.stringify(vicsDocument('2.0', [named])))
    const seen = await world.intake(specialist, {
      paths: [folder],
      unit: 'NL',
      edition: 'E1',
      case: '1',
      exhibit: 'A',
    })
    assert.equal(seen.report.filesSeen, 8)
    const [hash] = await asOwner(
      await world.connection(),
      `select encode(h.bits, 'hex') as hex from media_hash h
      join occurrence o on o.content_id = h.media_id where o.name = 'room_003.png' and h.variant = 'full'`,
    )
    writeFileSync(join(world.folder, 'list.txt'), `pdq ${hash?.['hex']}\n`)
    await specialist.post('/api/references', { path: join(world.folder, 'list.txt'), kind: 'hash-list' })
    const sets: PictureSet[] = await world.sets(specialist, 'E1')
    await specialist.post('/api/series', { edition: 'E1', sets: sets.map((one) => one.set) })
  })
  after(() => world.close())

  it('finds nothing where nothing is wrong', () => world.check())

  for (const [name, breach] of Object.entries(BREACHES)) {
    it(`finds ${name}`, async () => {
      const connection = await world.connection()
      for (const statement of breach.plant) await asOwner(connection, statement)
      let found: string[] = []
      try {
        found = await world.violations()
      } finally {
        for (const statement of breach.takeBack) await asOwner(connection, statement)
      }
      assert.ok(
        found.some((what) => breach.finds.test(what)),
        `expected ${breach.finds}, found: ${found.join('; ') || 'nothing'}`,
      )
      assert.deepEqual(await world.violations(), [])
    })
  }

  it('finds a password and a token', async () => {
    const connection = await world.connection()
    for (const secret of [world.secrets[1], world.secrets[2]]) {
      await asOwner(connection, 'update unit set name = $1', [`x ${secret} y`])
      const found = await world.violations()
      assert.deepEqual(found, ['unit.name: holds a password or a token'])
    }
    await asOwner(connection, `update unit set name = 'x'`)
  })

  it('finds a blob that is gone, altered or nobody’s', async () => {
    const connection = await world.connection()
    const [row] = await asOwner(
      connection,
      `select encode(storage_id, 'hex') as hex from content order by id limit 1`,
    )
    const hex = String(row?.['hex'])
    const blob = join(world.data, 'vault', hex.slice(0, 2), hex.slice(2, 4), hex)
    renameSync(blob, `${blob}.aside`)
    assert.ok((await world.violations()).some((what) => /its blob does not open/.test(what)))
    renameSync(`${blob}.aside`, blob)
    const bytes = readFileSync(blob)
    const altered = Buffer.from(bytes)
    altered.writeUInt8(altered.readUInt8(100) ^ 1, 100)
    writeFileSync(blob, altered)
    assert.ok((await world.violations()).some((what) => /its blob does not open/.test(what)))
    writeFileSync(blob, bytes)
    const stray = join(world.data, 'vault', 'incoming', 'stray')
    writeFileSync(stray, 'half')
    assert.deepEqual(await world.violations(), ['vault: stray… has no row'])
    rmSync(stray)
    await world.check()
  })
})
