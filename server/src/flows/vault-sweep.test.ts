import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { insertContent, lockBlobs } from '../media/media-store.ts'
import { systemPlatform } from '../platform.ts'
import { MemoryFiles } from '../vault/memory-files.test-support.ts'
import { Vault, VaultError } from '../vault/vault.ts'
import { type Swept, VaultSweep } from './vault-sweep.ts'

describe('VaultSweep', () => {
  let test: TestDatabase
  let vault: Vault
  let files: MemoryFiles
  let sweep: VaultSweep
  let removed: Swept[]
  let blobs = 0

  before(async () => {
    test = await openTestDatabase()
  })
  after(() => test.close())
  beforeEach(async () => {
    files = new MemoryFiles()
    vault = await Vault.open({ ...systemPlatform, files }, '/vault')
    removed = []
    sweep = new VaultSweep(
      { database: test.database, vault },
      { removed: (swept) => removed.push(swept), failed: assert.fail },
    )
  })

  /** A new blob's identifier. */
  function newId(): Buffer {
    blobs += 1
    const id = Buffer.alloc(32, 1)
    id.writeUInt32BE(blobs, 0)
    return id
  }

  const put = (id: Buffer): Promise<number> => vault.put(id, [Buffer.from('sealed')])

  const isThere = async (id: Buffer): Promise<boolean> => {
    try {
      return (await vault.sizeBytes(id)) > 0
    } catch (error) {
      if (error instanceof VaultError && error.code === 'vault/missing') return false
      throw error
    }
  }

  type Tx = Parameters<Parameters<TestDatabase['database']['write']>[0]>[0]

  function insertRow(tx: Tx, id: Buffer): Promise<void> {
    const name = id.toString('hex').slice(0, 8)
    return insertContent(tx, {
      id: `media-${name}`,
      storage_id: id,
      sha256: id,
      sha1: id.subarray(0, 20),
      md5: id.subarray(0, 16),
      size_bytes: 6,
      kind: 'text/plain',
      family: 'context',
      problem_code: null,
      problem_because: null,
      created_at: new Date(systemPlatform.clock.nowMs()),
    })
  }

  /** A transaction of an intake that has put its blob and waits before its row; `end` lets it go on. */
  async function amidIntake(id: Buffer, how: { lock: boolean }): Promise<{ end: () => Promise<void> }> {
    let resume = (): void => undefined
    const resumed = new Promise<void>((resolve) => {
      resume = resolve
    })
    let ended: Promise<void> = Promise.resolve()
    await new Promise<void>((isPut, failed) => {
      ended = test.database.write(async (tx) => {
        if (how.lock) await lockBlobs(tx, [id])
        await put(id)
        isPut()
        await resumed
        await insertRow(tx, id)
      })
      ended.catch(failed)
    })
    return {
      end: () => {
        resume()
        return ended
      },
    }
  }

  it('removes blobs without a row and unfinished writes, and records it', async () => {
    const [kept, orphan] = [newId(), newId()]
    await put(kept)
    await test.database.write((tx) => insertRow(tx, kept))
    await put(orphan)
    await (await files.create('/vault/incoming/left')).close()
    assert.deepEqual(await sweep.sweep(), { orphanBlobs: 1, unfinishedWrites: 1 })
    assert.deepEqual([await isThere(kept), await isThere(orphan)], [true, false])
    assert.deepEqual(removed, [{ orphanBlobs: 1, unfinishedWrites: 1 }])
    const [event] = await test.sql(
      `select convert_from(body, 'UTF8')::json as body from event order by at desc limit 1`,
    )
    const body = event?.['body'] as { type: string; verb: string; objects: { blobs: string[] } }
    assert.deepEqual(
      [body.type, body.verb, body.objects.blobs],
      ['media/vault-swept', 'erasure', [orphan.toString('hex')]],
    )
    assert.deepEqual(await sweep.sweep(), { orphanBlobs: 0, unfinishedWrites: 0 })
    assert.equal(removed.length, 1, 'a sweep that removes nothing says nothing')
  })

  it('leaves a blob alone whose row is not committed yet', async () => {
    const id = newId()
    const intake = await amidIntake(id, { lock: true })
    assert.deepEqual(await sweep.sweep(), { orphanBlobs: 0, unfinishedWrites: 0 })
    await intake.end()
    await sweep.sweep()
    assert.equal(await isThere(id), true)
  })

  it('would take the blob of an intake that does not hold its lock', async () => {
    const id = newId()
    const mutant = await amidIntake(id, { lock: false })
    await sweep.sweep()
    await mutant.end()
    assert.equal(await isThere(id), false, 'the lock is not what keeps a blob')
  })

  it('lets an intake that comes meanwhile put its blob again', async () => {
    for (let round = 0; round < 20; round += 1) {
      const id = newId()
      await put(id)
      const sweeping = sweep.sweep()
      for (let turn = 0; turn < round; turn += 1) await Promise.resolve()
      await Promise.all([
        sweeping,
        test.database.write(async (tx) => {
          await lockBlobs(tx, [id])
          await put(id)
          await insertRow(tx, id)
        }),
      ])
      assert.equal(await isThere(id), true)
    }
  })

  it('removes nothing when so many blobs have no row that the rows must be lost', async () => {
    const ids = Array.from({ length: 1001 }, newId)
    for (const id of ids) await put(id)
    await assert.rejects(sweep.sweep(), { code: 'vault/too-many-orphans' })
    assert.equal(await isThere(ids[0] ?? newId()), true)
  })
})
