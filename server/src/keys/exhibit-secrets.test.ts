import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { systemPlatform } from '../platform.ts'
import { FaultFiles } from '../vault/fault-files.test-support.ts'
import { type Loss, MemoryFiles } from '../vault/memory-files.test-support.ts'
import { ExhibitSecrets } from './exhibit-secrets.ts'

const FOLDER = '/keys/exhibits'
const LOSSES: readonly Loss[] = ['nothing', 'names']

/** A disk with the folder of the node's keys, durable as it is where a node was made. */
async function disk(): Promise<MemoryFiles> {
  const files = new MemoryFiles()
  await files.makeDirectory('/keys')
  await files.syncDirectory('/')
  return files
}

function open(files: MemoryFiles | FaultFiles): Promise<ExhibitSecrets> {
  return ExhibitSecrets.open({ ...systemPlatform, files }, FOLDER)
}

function opens(secrets: ExhibitSecrets, exhibit: string): string {
  try {
    return Buffer.from(secrets.secretOf(exhibit)).toString('hex')
  } catch (error) {
    return String((error as { code: unknown }).code)
  }
}

describe('the secrets of exhibits', () => {
  for (const loss of LOSSES) {
    it(`are made and destroyed for good, whatever a power cut takes (${loss})`, async () => {
      const files = await disk()
      const secrets = await open(files)
      await secrets.create('exhibit-a')
      await secrets.create('exhibit-b')
      const [a, b] = ['exhibit-a', 'exhibit-b'].map((exhibit) => opens(secrets, exhibit))
      assert.equal(a?.length, 64)
      assert.notEqual(a, b)
      files.cutPower(loss)
      const again = await open(files)
      assert.equal(opens(again, 'exhibit-a'), a)
      const named = again.fingerprint('exhibit-a')
      await again.destroy('exhibit-a')
      files.cutPower(loss)
      for (const one of [again, await open(files)]) {
        assert.equal(opens(one, 'exhibit-a'), 'keys/exhibit-destroyed')
        assert.equal(opens(one, 'exhibit-b'), b)
        assert.equal(one.fingerprint('exhibit-a'), named)
        assert.deepEqual(one.destroyed, ['exhibit-a'])
      }
      assert.deepEqual(await files.list(FOLDER), ['exhibit-a.destroyed', 'exhibit-b.secret'])
    })
  }

  it('tell a secret that was lost from one that was destroyed, and never make a destroyed one anew', async () => {
    const secrets = await open(await disk())
    assert.equal(opens(secrets, 'exhibit-a'), 'keys/exhibit-missing')
    assert.equal(secrets.fingerprint('exhibit-a'), null)
    await secrets.create('exhibit-a')
    await secrets.destroy('exhibit-a')
    await assert.rejects(secrets.create('exhibit-a'), { code: 'keys/exhibit-destroyed' })
  })

  it('are not written by opening them: that is left to settling', async () => {
    const files = await disk()
    await (await open(files)).create('exhibit-a')
    const faulty = new FaultFiles(files)
    faulty.arm({ at: 1, code: 'EIO', kept: false, sticky: true })
    await open(faulty)
    assert.equal(faulty.calls, 0)
  })

  /** Destroys with one fault planted, then lets another start end it. */
  async function destroyedWith(at: number, kept: boolean, loss: Loss): Promise<boolean> {
    const files = await disk()
    await (await open(files)).create('exhibit-a')
    const faulty = new FaultFiles(files)
    const secrets = await open(faulty)
    const named = secrets.fingerprint('exhibit-a')
    faulty.arm({ at, code: 'EIO', kept, sticky: true })
    const failed = await secrets.destroy('exhibit-a').then(
      () => false,
      () => true,
    )
    const { fired } = faulty
    faulty.arm(null)
    files.cutPower(loss)
    const later = await open(files)
    await later.destroy('exhibit-a')
    await later.settle()
    assert.deepEqual(await files.list(FOLDER), ['exhibit-a.destroyed'], `call ${at}`)
    assert.equal(later.fingerprint('exhibit-a'), named, `call ${at}`)
    assert.equal(fired > 0, failed, `call ${at}`)
    return fired > 0
  }

  it('are gone in the end, whichever call of their destruction fails', async () => {
    for (const kept of [false, true]) {
      for (const loss of LOSSES) {
        let at = 1
        while (await destroyedWith(at, kept, loss)) at += 1
        assert.ok(at > 8, `only ${at} calls`)
      }
    }
  })

  it('show a destruction that forgets the file', async () => {
    const files = await disk()
    await (await open(files)).create('exhibit-a')
    const forgetful = { ...systemPlatform, files: new FaultFiles(files) }
    forgetful.files.unlink = () => Promise.resolve()
    await (await ExhibitSecrets.open(forgetful, FOLDER)).destroy('exhibit-a')
    assert.deepEqual(await files.list(FOLDER), ['exhibit-a.destroyed', 'exhibit-a.secret'])
  })
})
