import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { EventDraft } from '@homeward/core'
import { formatCheckpoint, noteKey, signNote } from '@homeward/tlog'
import { DataDirectory } from '../data-directory.ts'
import { Database } from '../db/database.ts'
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { KeyRing } from '../keys/key-ring.ts'
import { systemPlatform } from '../platform.ts'
import { Integrator, ledgerKey, ledgerOrigin, sha256 } from './integrator.ts'
import { TileFiles } from './tile-files.ts'
import { type LedgerVerdict, verifyLedger } from './verify.ts'

const DRAFT: EventDraft = {
  type: 'access/edition-created',
  verb: 'administration',
  actor: { system: 'test' },
  objects: { edition: 'edition-1' },
}

/** A node's ledger: its directory, database and integrator. */
interface Ledger {
  readonly directory: DataDirectory
  readonly keys: KeyRing
  readonly test: TestDatabase
  readonly integrator: Integrator
  write(count: number): Promise<void>
  verify(): Promise<LedgerVerdict>
}

let folder: string
let ledger: Ledger
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeward-ledger-'))
  const directory = await DataDirectory.make(join(folder, 'data'), 'real')
  const keys = await KeyRing.create(systemPlatform, directory.keys, null)
  const test = await openTestDatabase({ laneKey: keys.laneKey })
  const integrator = new Integrator(test.database, keys, new TileFiles(systemPlatform, directory.ledger))
  await integrator.start()
  ledger = {
    directory,
    keys,
    test,
    integrator,
    async write(count) {
      await test.database.write(async (_tx, record) => {
        for (let i = 0; i < count; i += 1) await record({ ...DRAFT, facts: { i } })
      })
    },
    verify: () => verifyLedger(directory, test.connection),
  }
})
afterEach(async () => {
  await ledger.integrator.stop()
  await ledger.test.close()
  await rm(folder, { recursive: true, force: true })
})

function integratorAgain(): Integrator {
  return new Integrator(
    ledger.test.database,
    ledger.keys,
    new TileFiles(systemPlatform, ledger.directory.ledger),
  )
}

/** Statements that the owner of the database could run past the trigger. */
async function tamper(...statements: string[]): Promise<void> {
  await ledger.test.sql('alter table event disable trigger all')
  for (const statement of statements) await ledger.test.sql(statement)
  await ledger.test.sql('alter table event enable trigger all')
}

async function firstBad(): Promise<{ index: number; code: string } | null> {
  const { ok, firstBad } = await ledger.verify()
  assert.equal(ok, firstBad === null)
  return firstBad === null ? null : { index: firstBad.index, code: firstBad.code }
}

describe('the ledger', () => {
  it('verifies when it is empty', async () => {
    const verdict = await ledger.verify()
    assert.deepEqual(
      { ...verdict, head: verdict.head?.size },
      { ok: true, entries: 0, head: 0, firstBad: null },
    )
  })

  it('verifies over several sizes of the tree, and counts what is not in it yet', async () => {
    for (const count of [1, 2, 252, 1, 1, 300, 30]) {
      await ledger.write(count)
      await ledger.integrator.integrateNow()
      assert.equal(await firstBad(), null)
    }
    await ledger.write(3)
    const { entries, head } = await ledger.verify()
    assert.equal(entries, 590)
    assert.equal(head?.size, 587)
  })

  it('removes partial tiles once the full one stands', async () => {
    for (let i = 0; i < 4; i += 1) {
      await ledger.write(100)
      await ledger.integrator.integrateNow()
    }
    const tiles = join(ledger.directory.ledger, 'tile')
    assert.deepEqual(await readdir(join(tiles, '0/000.p')), [])
    assert.deepEqual(await readdir(join(tiles, 'entries/000.p')), [])
    assert.deepEqual(await readdir(join(tiles, '0/001.p')), ['144', '44'])
  })

  it('is integrated by itself within a second', async () => {
    await ledger.write(5)
    const until = Date.now() + 1500
    while ((await ledger.verify()).head?.size !== 5) {
      assert.ok(Date.now() < until, 'nothing was integrated')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })

  it('holds the order of each lane when many write at once', async () => {
    const writers = Array.from({ length: 40 }, () => ledger.write(5))
    await Promise.all([...writers, ledger.integrator.integrateNow(), ledger.integrator.integrateNow()])
    await ledger.integrator.integrateNow()
    const { ok, entries, head } = await ledger.verify()
    assert.deepEqual({ ok, entries, size: head?.size }, { ok: true, entries: 200, size: 200 })
  })

  it('takes an event of any length', async () => {
    const media = Array.from({ length: 5000 }, (_, i) => `media-${'x'.repeat(26)}-${i}`)
    await ledger.test.database.write((_tx, record) => record({ ...DRAFT, objects: { media } }))
    await ledger.integrator.integrateNow()
    assert.equal(await firstBad(), null)
  })

  it('shows nothing of an event in its files', async () => {
    await ledger.test.database.write((_tx, record) =>
      record({ ...DRAFT, actor: { person: 'canary-person', unit: 'u' } }),
    )
    await ledger.integrator.integrateNow()
    for (const name of await readdir(ledger.directory.ledger, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue
      assert.ok(!(await readFile(join(name.parentPath, name.name))).includes('canary-person'), name.name)
    }
  })
})

describe('the integrator after a crash', () => {
  it('makes files for what was integrated but not signed', async () => {
    await ledger.write(300)
    await ledger.integrator.integrateNow()
    const signed = await readFile(join(ledger.directory.ledger, 'checkpoint'))
    await ledger.write(300)
    await ledger.integrator.integrateNow()
    await writeFile(join(ledger.directory.ledger, 'checkpoint'), signed)
    assert.equal(await firstBad(), null)
    await integratorAgain().start()
    assert.equal((await ledger.verify()).head?.size, 600)
    assert.equal(await firstBad(), null)
  })

  for (const lost of ['tile/0/000', 'tile/1/000.p/1', 'tile/0/001.p/44', 'tile/entries/000']) {
    it(`makes all tiles again when ${lost} was lost`, async () => {
      await ledger.write(300)
      await ledger.integrator.integrateNow()
      await ledger.integrator.stop()
      await rm(join(ledger.directory.ledger, lost))
      assert.equal((await firstBad())?.code, 'ledger/tiles')
      await integratorAgain().start()
      assert.equal(await firstBad(), null)
    })
  }

  it('makes all tiles again when one was altered', async () => {
    await ledger.write(300)
    await ledger.integrator.integrateNow()
    await writeFile(join(ledger.directory.ledger, 'tile/0/001.p/44'), Buffer.alloc(44 * 32))
    await ledger.write(30)
    await ledger.integrator.integrateNow()
    assert.equal(await firstBad(), null)
  })

  it('refuses to go on from an older copy of the database', async () => {
    await ledger.write(10)
    await ledger.integrator.integrateNow()
    const older = await openTestDatabase({ laneKey: ledger.keys.laneKey })
    const files = new TileFiles(systemPlatform, ledger.directory.ledger)
    await assert.rejects(new Integrator(older.database, ledger.keys, files).start(), {
      code: 'ledger/rolled-back',
    })
    await older.database.write(async (_tx, record) => {
      for (let i = 0; i < 10; i += 1) await record(DRAFT)
    })
    const elsewhere = new TileFiles(systemPlatform, join(folder, 'elsewhere'))
    await new Integrator(older.database, ledger.keys, elsewhere).start()
    await assert.rejects(new Integrator(older.database, ledger.keys, files).start(), {
      code: 'ledger/forked',
    })
    await older.close()
  })
})

describe('ledger verify', () => {
  const row = (leaf: number): string => `leaf_index = ${leaf}`

  beforeEach(async () => {
    for (const count of [200, 100]) {
      await ledger.write(count)
      await ledger.integrator.integrateNow()
    }
    // Nobody is to integrate the tail in the middle of a test.
    await ledger.integrator.stop()
    await ledger.write(4)
    assert.equal(await firstBad(), null)
  })

  /** A body with one fact changed, its hash made to fit, and the seal as well when the key is given. */
  async function altered(where: string, key?: Uint8Array): Promise<string> {
    const [found] = await ledger.test.sql(`select body from event where ${where}`)
    const body = Buffer.from(
      Buffer.from(found?.['body'] as Uint8Array)
        .toString()
        .replace('edition-1', 'edition-2'),
    )
    const mac =
      key === undefined ? '' : `, mac = '\\x${createHmac('sha256', key).update(body).digest('hex')}'`
    const hash = createHash('sha256').update(body).digest('hex')
    return `update event set body = '\\x${body.toString('hex')}', hash = '\\x${hash}'${mac} where ${where}`
  }

  const cases: [string, () => Promise<void>, { index: number; code: string }][] = [
    [
      'an altered body',
      () => tamper(`update event set body = body || ' ' where ${row(7)}`),
      { index: 7, code: 'ledger/altered' },
    ],
    [
      'an altered hash',
      () => tamper(`update event set hash = sha256(hash) where ${row(7)}`),
      { index: 7, code: 'ledger/altered' },
    ],
    [
      'an altered previous hash',
      () => tamper(`update event set prev = sha256(prev) where ${row(7)}`),
      { index: 7, code: 'ledger/altered' },
    ],
    [
      'a body altered with its hash',
      async () => tamper(await altered(row(299))),
      { index: 299, code: 'ledger/seal' },
    ],
    [
      'a body altered with its hash and seal',
      async () => tamper(await altered(row(299), ledger.keys.laneKey)),
      { index: 299, code: 'ledger/tiles' },
    ],
    [
      'a deleted row',
      () => tamper(`delete from event where ${row(100)}`),
      { index: 100, code: 'ledger/order' },
    ],
    [
      'a deleted row whose gap was closed',
      () =>
        tamper(
          `delete from event where ${row(100)}`,
          'update event set leaf_index = -leaf_index where leaf_index > 100',
          'update event set leaf_index = -leaf_index - 1 where leaf_index < 0',
        ),
      { index: 100, code: 'ledger/missing' },
    ],
    [
      'two rows that changed places',
      () =>
        tamper(
          `update event set leaf_index = -1 where ${row(5)}`,
          `update event set leaf_index = 5 where ${row(6)}`,
          'update event set leaf_index = 6 where leaf_index = -1',
        ),
      { index: 5, code: 'ledger/missing' },
    ],
    [
      'a cut tail',
      () => tamper('delete from event where leaf_index >= 290'),
      { index: 290, code: 'ledger/missing' },
    ],
    [
      'an older copy of the database',
      () => tamper('delete from event where leaf_index >= 290', `update tree set size = 290, edge = ''`),
      { index: 290, code: 'ledger/rolled-back' },
    ],
    [
      'a changed edge',
      () => tamper(`update tree set edge = sha256(edge)`),
      { index: 300, code: 'ledger/tree' },
    ],
    [
      'a changed tail',
      () => tamper(`update event set body = body || ' ' where leaf_index is null and n = 301`),
      { index: 301, code: 'ledger/altered' },
    ],
    [
      'a row missing from the tail',
      () => tamper(`delete from event where leaf_index is null and n = 301`),
      { index: 301, code: 'ledger/missing' },
    ],
  ]
  for (const [what, act, expected] of cases) {
    it(`finds ${what}`, async () => {
      // One lane, so that leaf index and number in the lane are the same.
      const [lanes] = await ledger.test.sql('select count(distinct lane)::int as lanes from event')
      assert.equal(lanes?.['lanes'], 1)
      await act()
      assert.deepEqual(await firstBad(), expected)
    })
  }

  it('finds rows that the node never wrote', async () => {
    const lane = 'lane-forged'
    const body = Buffer.from(
      JSON.stringify({
        v: 1,
        lane,
        n: 0,
        prev: '0'.repeat(64),
        at: '2026-01-01T00:00:00.000Z',
        type: 'x/y',
        objects: {},
      }),
    )
    const hash = createHash('sha256').update(body).digest()
    const insert = `insert into event values ('${lane}', 0, '\\x${'0'.repeat(64)}', '\\x${hash.toString('hex')}', '\\x00',
      '\\x${body.toString('hex')}', '2026-01-01')`
    await tamper(insert)
    assert.equal((await firstBad())?.code, 'ledger/seal')
    await tamper(`update event set leaf_index = 300 where lane = '${lane}'`)
    assert.deepEqual(await firstBad(), { index: 300, code: 'ledger/seal' })
    await tamper(`update event set mac = '\\x${createHmac('sha256', ledger.keys.laneKey).update(body).digest('hex')}'
      where lane = '${lane}'`)
    assert.deepEqual(await firstBad(), { index: 300, code: 'ledger/tree' })
  })

  const files: [string, () => Promise<void>, string][] = [
    ['a checkpoint that is gone', () => rm(join(ledger.directory.ledger, 'checkpoint')), 'ledger/checkpoint'],
    [
      'a checkpoint with another size',
      () => edit('checkpoint', (text) => text.replace('\n300\n', '\n299\n')),
      'ledger/checkpoint',
    ],
    [
      'a checkpoint with another root',
      () => edit('checkpoint', (text) => text.replace(/\n(.)(.{43})\n/, '\nA$2\n')),
      'ledger/checkpoint',
    ],
    ['a key that is gone', () => rm(join(ledger.directory.ledger, 'vkey')), 'ledger/checkpoint'],
    ['an altered tile', () => edit('tile/0/000', (text) => `x${text.slice(1)}`, 'latin1'), 'ledger/tiles'],
    [
      'an altered entry bundle',
      () => edit('tile/entries/000', (text) => `${text.slice(0, 9)}x${text.slice(10)}`, 'latin1'),
      'ledger/tiles',
    ],
    ['a tile that is gone', () => rm(join(ledger.directory.ledger, 'tile/0/001.p/44')), 'ledger/tiles'],
  ]
  async function edit(
    name: string,
    change: (text: string) => string,
    encoding: BufferEncoding = 'utf8',
  ): Promise<void> {
    const path = join(ledger.directory.ledger, name)
    const text = await readFile(path, encoding)
    assert.notEqual(change(text), text)
    await writeFile(path, change(text), encoding)
  }
  for (const [what, act, code] of files) {
    it(`finds ${what}`, async () => {
      await act()
      assert.equal((await firstBad())?.code, code)
    })
  }

  it('finds a ledger signed anew with another key', async () => {
    const other = await KeyRing.create(systemPlatform, await emptyFolder('other'), null)
    const root = Buffer.alloc(32)
    const key = noteKey(sha256, ledgerOrigin(ledger.keys.node), other.ledgerPublicKey)
    const text = formatCheckpoint({ origin: key.name, size: 300, root })
    const files = new TileFiles(systemPlatform, ledger.directory.ledger)
    await files.writeCheckpoint(signNote(text, key.name, key.keyId, (message) => other.signLedger(message)))
    assert.equal((await firstBad())?.code, 'ledger/checkpoint')
    const { encodeNoteKey } = await import('@homeward/tlog')
    await files.write('vkey', Buffer.from(`${encodeNoteKey(key)}\n`))
    assert.equal((await firstBad())?.code, 'ledger/key')
    assert.notDeepEqual(key, ledgerKey(ledger.keys))
  })

  it('checks what was signed where the root key is kept elsewhere', async () => {
    await rm(join(ledger.directory.keys, 'root.key'))
    assert.equal(await firstBad(), null)
    await tamper(await altered(row(299)))
    assert.deepEqual(await firstBad(), { index: 299, code: 'ledger/tiles' })
  })

  it('writes nothing into the directory', async () => {
    await rm(ledger.directory.keys, { recursive: true })
    const before = await readdir(ledger.directory.path, { recursive: true })
    assert.equal(await firstBad(), null)
    assert.deepEqual(await readdir(ledger.directory.path, { recursive: true }), before)
  })

  async function emptyFolder(name: string): Promise<string> {
    return mkdtemp(join(folder, `${name}-`))
  }
})

describe('a writer that starts again', () => {
  it('opens a new lane, and the ledger goes on', async () => {
    await ledger.write(3)
    await ledger.integrator.stop()
    await ledger.test.database.close()
    const again = await Database.open(systemPlatform, ledger.test.connection, ledger.keys.laneKey)
    const integrator = new Integrator(
      again,
      ledger.keys,
      new TileFiles(systemPlatform, ledger.directory.ledger),
    )
    await integrator.start()
    await again.write((_tx, record) => record(DRAFT))
    await integrator.stop()
    const { ok, entries, head } = await ledger.verify()
    assert.deepEqual({ ok, entries, size: head?.size }, { ok: true, entries: 4, size: 4 })
    await again.close()
  })
})
