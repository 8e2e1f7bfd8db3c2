import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Platform, systemPlatform, type VaultFiles } from '../platform.ts'
import { type Fault, FaultFiles } from './fault-files.test-support.ts'
import { type Loss, MemoryFiles } from './memory-files.test-support.ts'
import { Vault, VaultError } from './vault.ts'

const KEPT = idOf(1)
const NEW = idOf(2)
/** Beside the new blob: its folders are there already when the new one is put. */
const CHUNKS = [Buffer.from('first '), Buffer.from('second '), Buffer.from('third')]
const WHOLE: Buffer = Buffer.concat(CHUNKS)

function idOf(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte)
}

function platformOf(files: VaultFiles): Platform {
  return { ...systemPlatform, files }
}

async function contentOf(vault: Vault, id: Uint8Array): Promise<Buffer | null> {
  try {
    return Buffer.from(await vault.read(id, 0, await vault.sizeBytes(id)))
  } catch (error) {
    if (error instanceof VaultError && error.code === 'vault/missing') return null
    throw error
  }
}

describe('Vault on the disk', () => {
  let folder: string
  let vault: Vault
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'homeward-vault-'))
    vault = await Vault.open(systemPlatform, folder)
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it('keeps a blob under its storage id, for this user only', async () => {
    assert.equal(await vault.put(KEPT, CHUNKS), WHOLE.length)
    const path = join(folder, '01/01', Buffer.from(KEPT).toString('hex'))
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    assert.deepEqual(await contentOf(vault, KEPT), WHOLE)
    assert.equal(Buffer.from(await vault.read(KEPT, 6, 6)).toString(), 'second')
    assert.equal((await vault.read(KEPT, WHOLE.length, 5)).length, 0)
  })

  it('replaces what lay there before', async () => {
    await vault.put(KEPT, [Buffer.from('other')])
    assert.equal((await contentOf(vault, KEPT))?.toString(), 'other')
  })

  it('says that a blob is missing', async () => {
    await assert.rejects(vault.read(idOf(9), 0, 1), { code: 'vault/missing' })
    await assert.rejects(vault.sizeBytes(idOf(9)), { code: 'vault/missing' })
  })

  it('leaves nothing behind when its source breaks', async () => {
    const boom = new Error('the source broke')
    await assert.rejects(
      vault.put(
        NEW,
        (async function* () {
          yield WHOLE
          throw boom
        })(),
      ),
      boom,
    )
    assert.equal(await contentOf(vault, NEW), null)
    assert.deepEqual(await readdir(join(folder, 'incoming')), [])
  })

  it('lets the put win that was called last, however long the one before takes', async () => {
    const slow = gate()
    const first = vault.put(
      NEW,
      (async function* () {
        yield Buffer.from('slow')
        await slow.opened
      })(),
    )
    const second = vault.put(NEW, CHUNKS)
    // Nothing of the order may hang on which of the two is written faster.
    await Promise.race([second, pause(50)])
    slow.open()
    await Promise.all([first, second])
    assert.deepEqual(await contentOf(vault, NEW), WHOLE)
    await vault.remove(NEW)
  })

  it('names its blobs and nothing else', async () => {
    const ids = async (): Promise<string[]> => {
      const found: string[] = []
      for await (const id of vault.storageIds()) found.push(id.toString('hex'))
      return found
    }
    await vault.put(NEW, CHUNKS)
    await writeFile(join(folder, '02/02', 'README'), 'not a blob')
    await writeFile(join(folder, '02/02', '01'.repeat(32)), 'in the wrong folder')
    assert.deepEqual(await ids(), ['01'.repeat(32), '02'.repeat(32)])
    await vault.remove(NEW)
    assert.deepEqual(await ids(), ['01'.repeat(32)])
  })

  it('clears unfinished writes of nobody, and not those that go on', async () => {
    const going = gate()
    const put = vault.put(
      NEW,
      (async function* () {
        yield WHOLE
        await going.opened
      })(),
    )
    while ((await readdir(join(folder, 'incoming'))).length === 0) await pause(1)
    await writeFile(join(folder, 'incoming/left'), 'half')
    assert.equal(await vault.clearUnfinished(), 1)
    assert.equal((await readdir(join(folder, 'incoming'))).length, 1)
    going.open()
    await put
    assert.deepEqual(await contentOf(vault, NEW), WHOLE)
    await vault.remove(NEW)
  })

  it('clears unfinished writes when it is opened', async () => {
    await writeFile(join(folder, 'incoming/left'), 'half')
    await Vault.open(systemPlatform, folder)
    assert.deepEqual(await readdir(join(folder, 'incoming')), [])
  })

  it('removes a blob for good', async () => {
    await vault.put(NEW, CHUNKS)
    await vault.remove(NEW)
    assert.equal(await contentOf(vault, NEW), null)
    await vault.remove(NEW)
  })
})

/** Something that a test holds back until it opens the gate. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

type Mutate = (files: VaultFiles) => VaultFiles

/** What is wrong after one fault during `put` and a power cut; empty when the contract held. */
async function violations(fault: Fault, loss: Loss, mutate: Mutate): Promise<string[]> {
  const found: string[] = []
  const memory = new MemoryFiles()
  const files = new FaultFiles(mutate(memory))
  const vault = await openIn(files)
  await vault.put(KEPT, CHUNKS)
  files.arm(fault)
  const acknowledged = await vault.put(NEW, CHUNKS).then(
    () => true,
    (error: unknown) => {
      const expected = fault.code === 'ENOSPC' ? 'vault/full' : 'vault/io'
      if (!(error instanceof VaultError && error.code === expected)) found.push(`untyped error: ${error}`)
      return false
    },
  )
  if (files.fired === 0) found.push('the fault did not strike')
  files.arm(null)
  if (!(await contentOf(vault, KEPT))?.equals(WHOLE)) found.push('the earlier blob is gone')
  memory.cutPower(loss)
  const later = await openIn(files)
  if (!(await contentOf(later, KEPT))?.equals(WHOLE))
    found.push('the earlier blob is gone after the power cut')
  if (acknowledged && !(await contentOf(later, NEW))?.equals(WHOLE))
    found.push('an acknowledged blob is gone')
  await later.put(NEW, CHUNKS)
  memory.cutPower(loss)
  if (!(await contentOf(later, NEW))?.equals(WHOLE)) found.push('the blob cannot be put again')
  if ((await files.list('/vault/incoming')).length > 0) found.push('an unfinished write was left behind')
  return found
}

async function openIn(files: VaultFiles): Promise<Vault> {
  await files.makeDirectory('/vault')
  await files.syncDirectory('/')
  return Vault.open(platformOf(files), '/vault')
}

/** Every fault at every call of one `put`. */
async function everyFault(mutate: Mutate): Promise<{ faults: number; found: string[] }> {
  const counting = new FaultFiles(mutate(new MemoryFiles()))
  const vault = await openIn(counting)
  await vault.put(KEPT, CHUNKS)
  counting.arm(null)
  await vault.put(NEW, CHUNKS)
  const found: string[] = []
  let faults = 0
  for (let at = 1; at <= counting.calls; at += 1) {
    for (const code of ['ENOSPC', 'EIO', 'EMFILE'] as const) {
      for (const [kept, sticky] of [
        [false, false],
        [true, false],
        [false, true],
      ] as const) {
        for (const loss of ['nothing', 'names'] as const) {
          faults += 1
          const wrong = await violations({ at, code, kept, sticky }, loss, mutate)
          found.push(
            ...wrong.map((what) => `call ${at}, ${code}, kept ${kept}, sticky ${sticky}, ${loss}: ${what}`),
          )
        }
      }
    }
  }
  return { faults, found }
}

describe('Vault under faults', () => {
  it('acknowledges nothing that is not durable, at every call of put', async () => {
    const { faults, found } = await everyFault((files) => files)
    assert.deepEqual(found, [])
    // Create, three writes, sync, close, folders, two syncs of folders, rename, sync of the folder: 11 calls.
    assert.equal(faults, 11 * 3 * 3 * 2)
  })

  const mutants: Record<string, Mutate> = {
    'put without fsync of the file': (files) =>
      over(files, {
        create: async (path) => ({ ...(await files.create(path)), sync: () => Promise.resolve() }),
      }),
    'put without rename': (files) => over(files, { rename: () => Promise.resolve() }),
    'put without fsync of the folder': (files) => over(files, { syncDirectory: () => Promise.resolve() }),
    'put that loses its second write': (files) =>
      over(files, {
        create: async (path) => {
          const file = await files.create(path)
          let writes = 0
          return {
            write: (bytes) => {
              writes += 1
              return writes === 2 ? Promise.resolve() : file.write(bytes)
            },
            sync: () => file.sync(),
            close: () => file.close(),
          }
        },
      }),
  }
  for (const [name, mutate] of Object.entries(mutants)) {
    it(`catches the mutant: ${name}`, async () => {
      assert.notDeepEqual((await everyFault(mutate)).found, [])
    })
  }

  it('reports a fault that did not strike', async () => {
    const found = await violations(
      { at: 1000, code: 'EIO', kept: false, sticky: false },
      'nothing',
      (files) => files,
    )
    assert.deepEqual(found, ['the fault did not strike'])
  })
})

/** The file operations with some of them replaced. */
function over(files: VaultFiles, replaced: Partial<VaultFiles>): VaultFiles {
  return {
    makeDirectory: (path) => files.makeDirectory(path),
    create: (path) => files.create(path),
    rename: (from, to) => files.rename(from, to),
    syncDirectory: (path) => files.syncDirectory(path),
    unlink: (path) => files.unlink(path),
    sizeBytes: (path) => files.sizeBytes(path),
    read: (path, offset, length) => files.read(path, offset, length),
    list: (path) => files.list(path),
    ...replaced,
  }
}
