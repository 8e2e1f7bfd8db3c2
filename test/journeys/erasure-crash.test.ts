import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { isRefusal } from '@homeward/core'
import {
  CrashBench,
  inTurns,
  type Mutant,
  type Taking,
  type Trial,
  type Work,
} from '../src/crash/crash-bench.ts'
import { drawPng } from '../src/drawing.ts'
import { eraseRows } from '../src/erasure.ts'

const home = mkdtempSync(join(tmpdir(), 'homeward-erasures-'))
after(() => rmSync(home, { recursive: true, force: true }))

function folder(name: string): string {
  const path = join(home, name)
  mkdirSync(path)
  return path
}

function exhibits(): readonly Taking[] {
  const [kept, erased] = [folder('kept'), folder('erased')]
  writeFileSync(join(kept, 'shared.png'), drawPng(1, 96))
  copyFileSync(join(kept, 'shared.png'), join(erased, 'copy.png'))
  writeFileSync(join(erased, 'own.png'), drawPng(2, 96))
  return [
    { paths: [kept], exhibit: 'A' },
    { paths: [erased], exhibit: 'B' },
  ]
}

/** Erases the second exhibit, unless a crash left it erased. */
const erase: Work = async ({ context, runners }) => {
  const db = context.database.read
  const erased = db.selectFrom('exhibit').select('id').where('erased_at', 'is not', null)
  if ((await erased.executeTakeFirst()) === undefined) {
    const { id } = await db
      .selectFrom('exhibit')
      .select('id')
      .where('name', '=', 'B')
      .executeTakeFirstOrThrow()
    const done = await eraseRows(context, id)
    if (isRefusal(done)) return done.code
  }
  await runners.eraser.finish()
  const {
    files,
    contents: keys,
    contents_kept,
  } = await db.selectFrom('erasure').selectAll().executeTakeFirstOrThrow()
  const contents = await db.selectFrom('content').select('id').execute()
  return `${files} files, ${keys} contents, ${contents_kept} kept, ${contents.length} held`
}

describe('a crash at every point of an erasure', () => {
  let bench: CrashBench
  before(async () => {
    bench = await CrashBench.open(...exhibits())
  })
  after(() => bench.close())

  async function trialsOf(mutant?: Mutant): Promise<Trial[]> {
    const { points, answer } = await bench.undisturbed(erase, mutant?.node)
    const common = { work: erase, answer, ...(mutant === undefined ? {} : { mutant }) }
    return points.flatMap((at) => {
      // Before the first commit a power cut has nothing to take.
      const losses = /^(keys|after)/.test(at) ? ([null, 'nothing', 'names'] as const) : [null]
      return losses.map((loss) => ({ ...common, at, loss }))
    })
  }

  it('leaves an exhibit whole or erases it to the end, without being asked again', async (t) => {
    const trials = await trialsOf()
    const found: string[] = []
    await inTurns(trials, async (trial) => {
      const wrong = await bench.violations(trial)
      found.push(...wrong.map((what) => `${trial.at}, losing ${trial.loss ?? 'nothing'}: ${what}`))
    })
    assert.deepEqual(found, [])
    assert.match(trials[0]?.answer ?? '', /^2 files, 2 contents, 1 kept, 1 held$/)
    const steps = new Set(trials.map(({ at }) => at.replace(/ \d+$/, '').replace(/ of (?!a folder).*/, '')))
    assert.deepEqual([...steps].sort(), [
      'after the commit',
      'before the commit',
      'keys close',
      'keys create',
      'keys fsync',
      'keys fsync of a folder',
      'keys mkdir',
      'keys rename',
      'keys unlink',
      'keys write',
      'vault fsync of a folder',
      'vault unlink',
    ])
    t.diagnostic(`${trials.length} crashes at ${new Set(trials.map(({ at }) => at)).size} points`)
  })

  const mutants: Readonly<Record<string, Mutant>> = {
    'wraps that are left': {
      node: ({ context: { database } }) => {
        const write = database.write.bind(database)
        database.write = async (work) => {
          const wraps = await database.read.selectFrom('exhibit_content').selectAll().execute()
          const result = await write(work)
          const held = await database.read.selectFrom('content').select('id').execute()
          const left = wraps.filter((wrap) => held.some(({ id }) => id === wrap.content_id))
          await write((tx) =>
            tx
              .insertInto('exhibit_content')
              .values(left)
              .onConflict((oc) => oc.doNothing())
              .execute(),
          )
          return result
        }
      },
    },
    'hashes that stay in the index': {
      node: ({ context: { index } }) => {
        index.removeMedia = () => undefined
      },
    },
    'blobs that are left': {
      node: ({ context: { vault } }) => {
        vault.remove = () => Promise.resolve()
      },
    },
    'a secret that is left': {
      files: (files) => ({
        ...files,
        unlink: (path) => (path.endsWith('.secret') ? Promise.resolve() : files.unlink(path)),
      }),
      filesLater: (files) => ({
        ...files,
        unlink: (path) => (path.endsWith('.secret') ? Promise.resolve() : files.unlink(path)),
      }),
    },
    'a destruction that does not survive a power cut': {
      files: (files) => ({
        ...files,
        syncDirectory: (path) => (path.endsWith('/exhibits') ? Promise.resolve() : files.syncDirectory(path)),
      }),
    },
  }
  for (const [name, mutant] of Object.entries(mutants)) {
    it(`catches the mutant: ${name}`, async () => {
      const found: string[] = []
      try {
        // The last points first: what a mutant leaves undone shows at the end.
        for (const trial of (await trialsOf(mutant)).reverse()) {
          const wrong = await bench.violations(trial)
          found.push(...wrong.filter((what) => !what.includes('did not strike')))
          if (found.length > 0) return
        }
      } catch (error) {
        if (String(error).includes('expected work undisturbed')) return
        throw error
      }
      assert.fail('the mutant was not seen')
    })
  }
})
