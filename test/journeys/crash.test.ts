import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  CrashBench,
  inTurns,
  type Mutant,
  type Taking,
  type Trial,
  takingIn,
} from '../src/crash/crash-bench.ts'
import { nameLate } from '../src/crash/late-names.ts'
import { drawPng } from '../src/drawing.ts'
import { zipOf } from '../src/zip.ts'

const home = mkdtempSync(join(tmpdir(), 'homeward-crashes-'))
after(() => rmSync(home, { recursive: true, force: true }))

function exhibit(name: string, fill: (folder: string) => void, of = 'A'): Taking {
  const folder = join(home, name)
  mkdirSync(folder)
  fill(folder)
  return { paths: [folder], exhibit: of }
}

const HELD = exhibit('held', (folder) => writeFileSync(join(folder, 'first.png'), drawPng(1, 96)))
const PICTURE = exhibit('picture', (folder) => writeFileSync(join(folder, 'new.png'), drawPng(2, 96)))
const TAKINGS: Readonly<Record<string, Taking>> = {
  'a picture': PICTURE,
  'an archive with a picture': exhibit('archive', (folder) =>
    // Near the picture that is held: the crash falls between its link and the picture that both become, too.
    writeFileSync(join(folder, 'pack.zip'), zipOf([{ name: 'in/near.png', data: drawPng(1, 96, 12) }])),
  ),
  'a text': exhibit('text', (folder) =>
    writeFileSync(join(folder, 'note.txt'), 'a note beside the pictures'),
  ),
  'a video': exhibit('video', (folder) => drawVideo(join(folder, 'clip.mp4'))),
  'a duplicate': exhibit('duplicate', (folder) =>
    copyFileSync(join(home, 'held', 'first.png'), join(folder, 'again.png')),
  ),
  'a picture of another exhibit': exhibit(
    'known',
    (folder) => copyFileSync(join(home, 'held', 'first.png'), join(folder, 'known.png')),
    'B',
  ),
}

function drawVideo(path: string): void {
  const source = 'testsrc=duration=0.5:size=96x96:rate=8'
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', path])
}

describe('a crash at every point of an intake', () => {
  let bench: CrashBench
  before(async () => {
    bench = await CrashBench.open(HELD)
  })
  after(() => bench.close())

  const steps = new Set<string>()
  let crashes = 0

  /** The trials of every point, with the power cuts that could take something that was committed. */
  async function trialsOf(taking: Taking, mutant?: Mutant): Promise<Trial[]> {
    const work = takingIn(taking)
    const { points, answer } = await bench.undisturbed(work, mutant?.node)
    assert.match(answer, /^finished/)
    const common = { work, answer, ...(mutant === undefined ? {} : { mutant }) }
    return points.flatMap((at) => {
      // Before that commit a power cut leaves less than the kill does, and no row that would miss it.
      const losses = /^after the commit of .*content,/.test(at)
        ? ([null, 'nothing', 'names'] as const)
        : [null]
      return losses.map((loss) => ({ ...common, at, loss }))
    })
  }

  for (const [name, taking] of Object.entries(TAKINGS)) {
    it(`loses and doubles nothing: ${name}`, async (t) => {
      const trials = await trialsOf(taking)
      const found: string[] = []
      await inTurns(trials, async (trial) => {
        const wrong = await bench.violations(trial)
        found.push(...wrong.map((what) => `${trial.at}, losing ${trial.loss ?? 'nothing'}: ${what}`))
      })
      assert.deepEqual(found, [])
      for (const { at } of trials) steps.add(at.replace(/ \d+$/, '').replace(/ of (?!a folder).*/, ''))
      crashes += trials.length
      t.diagnostic(`${trials.length} crashes at ${new Set(trials.map(({ at }) => at)).size} points`)
    })
  }

  it('was tried at every kind of step', () => {
    assert.deepEqual([...steps].sort(), [
      'after the commit',
      'before the commit',
      'keys close',
      'keys create',
      'keys fsync',
      'keys fsync of a folder',
      'keys mkdir',
      'keys rename',
      'keys write',
      'vault close',
      'vault create',
      'vault fsync',
      'vault fsync of a folder',
      'vault mkdir',
      'vault rename',
      'vault write',
    ])
    assert.ok(crashes >= 60, `only ${crashes} crashes`)
  })

  it('reports a crash that did not strike', async () => {
    const work = takingIn(PICTURE)
    const { answer } = await bench.undisturbed(work)
    const found = await bench.violations({ work, answer, at: 'vault rename 99', loss: null })
    assert.deepEqual(found, ['the crash at "vault rename 99" did not strike'])
  })

  const mutants: Readonly<Record<string, Mutant>> = {
    'a blob that gets its name after its row is committed': {
      files: (files, crash, vault) => nameLate(files, vault, 300, () => !crash.dead),
    },
    'a blob that is never made durable': {
      files: (files) => ({
        ...files,
        create: async (path) => ({ ...(await files.create(path)), sync: () => Promise.resolve() }),
      }),
    },
    'an event in a second transaction': {
      node: ({ context: { database } }) => {
        const write = database.write.bind(database)
        database.write = async (work) => {
          const drafts: Parameters<Parameters<typeof work>[1]>[0][] = []
          const result = await write((tx) => work(tx, async (draft) => void drafts.push(draft)))
          await write(async (_tx, record) => {
            for (const draft of drafts) await record(draft)
          })
          return result
        }
      },
    },
    'a sweep that sees no blob': {
      filesLater: (files) => ({
        ...files,
        list: (path) => (path.includes('/vault') ? Promise.resolve([]) : files.list(path)),
      }),
    },
  }
  for (const [name, mutant] of Object.entries(mutants)) {
    it(`catches the mutant: ${name}`, async () => {
      const found: string[] = []
      for (const trial of await trialsOf(PICTURE, mutant)) {
        const wrong = await bench.violations(trial)
        found.push(...wrong.filter((what) => !what.includes('did not strike')))
        if (found.length > 0) return
      }
      assert.fail('the mutant was not seen')
    })
  }
})
