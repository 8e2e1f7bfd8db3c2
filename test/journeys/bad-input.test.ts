import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { OUTCOMES } from '@homeward/core'
import { type Fate, planBadInput } from '@homeward/scenes'
import { pathText } from '../../server/src/flows/place.ts'
import { told } from '../hostile/fate.ts'
import type { IntakeStatus } from '../src/answers.ts'
import { runNodeProgram } from '../src/child-node.ts'
import type { Client } from '../src/client.ts'
import { drawPng, encodePng, noise } from '../src/drawing.ts'
import { LimitedFiles } from '../src/limited-files.ts'
import { World } from '../src/world.ts'

interface Line {
  readonly path: string
  readonly code: string | null
  readonly because: string | null
}

function delivery(exhibit: string, ...paths: string[]): Parameters<World['startIntake']>[1] {
  return { paths, unit: 'NL', edition: 'E1', case: '1', exhibit }
}

describe('bad files', () => {
  let world: World
  let nl: Client
  before(async () => {
    world = await World.open()
    nl = await world.specialist()
  })
  after(async () => {
    // Node's own removal cannot name what lies deeper than a path may be long.
    spawnSync('rm', ['-rf', join(world.folder, 'deep')])
    await world.close()
  })

  /** Every line of an intake's report, by path. */
  async function linesOf(intake: string): Promise<Map<string, Line & { outcome: string }>> {
    const lines = new Map<string, Line & { outcome: string }>()
    for (const outcome of OUTCOMES) {
      const { files } = await nl.get<{ files: Line[] }>(
        `/api/intakes/${intake}/quarantined?outcome=${outcome}`,
      )
      for (const file of files) lines.set(file.path, { ...file, outcome })
    }
    return lines
  }

  async function finished(status: IntakeStatus): Promise<IntakeStatus> {
    assert.equal(status.state, 'finished', JSON.stringify(status.problem))
    const { report } = status
    assert.equal(
      OUTCOMES.reduce((sum, outcome) => sum + report[outcome], 0),
      report.filesSeen,
    )
    await world.check()
    return status
  }

  it('each get their line, and the node stays up', { timeout: 540_000 }, async () => {
    const folder = join(world.folder, 'traps')
    const files = await planBadInput(folder)
    const { report, intake } = await finished(await world.intake(nl, delivery('traps', folder)))
    const lines = await linesOf(intake)
    const found: string[] = []
    const judge = (path: string, fates: readonly Fate[], why: string): void => {
      const line = lines.get(path)
      const outcome = line?.outcome.startsWith('media') === true ? 'media' : (line?.outcome ?? 'notCounted')
      const came = told({ outcome, code: line?.code ?? null } as Fate)
      if (!fates.some((fate) => told(fate) === came))
        found.push(
          `${path} (${why}): ${fates.map(told).join(' or ')} expected, ${came} came (${line?.because})`,
        )
      if (line?.code != null && (line.because ?? '').length < 10) found.push(`${path}: no reason given`)
    }
    for (const { path, fates, members, why } of files) {
      judge(pathText(path), fates, why)
      for (const [member, fate] of Object.entries(members))
        judge(`${pathText(path)}!/${pathText(Buffer.from(member))}`, [fate], why)
    }
    assert.deepEqual(found, [])
    const known = new Set(files.map(({ path }) => pathText(path)))
    const strangers = [...lines.keys()].filter((path) => !known.has(path) && !path.includes('!/'))
    assert.deepEqual(strangers, [], 'lines of files that are not there')
    const counted = files.filter(({ fates }) => fates.every(({ outcome }) => outcome !== 'notCounted')).length
    assert.ok(counted > 60 && report.filesSeen >= counted, `${counted} files`)
    const { ok } = await nl.get<{ ok: boolean }>('/api/health')
    assert.equal(ok, true)
    const again = await finished(await world.intake(nl, delivery('traps', folder)))
    assert.deepEqual({ ...again.report, wallSeconds: 0 }, { ...report, wallSeconds: 0 })
  })

  it('that are no files are passed over, links that go in circles too', async () => {
    const folder = join(world.folder, 'links')
    mkdirSync(join(folder, 'in'), { recursive: true })
    writeFileSync(join(folder, 'in', 'one.png'), drawPng(21))
    symlinkSync('..', join(folder, 'in', 'up'))
    symlinkSync('loop', join(folder, 'loop'))
    symlinkSync('in/one.png', join(folder, 'alias.png'))
    symlinkSync('/etc', join(folder, 'etc'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    const { report } = await finished(await world.intake(nl, delivery('links', folder)))
    assert.equal(report.filesSeen, 1)
    assert.equal(report.mediaNew, 1)
  })

  it('whose path is too long to be opened are quarantined', async () => {
    const folder = join(world.folder, 'deep')
    mkdirSync(folder)
    writeFileSync(join(folder, 'near.txt'), 'near')
    dig(folder, 17)
    const { report, intake } = await finished(await world.intake(nl, delivery('deep', folder)))
    assert.equal(report.filesSeen, 2, 'the deep file or its folder has its line')
    const line = [...(await linesOf(intake)).values()].find(({ outcome }) => outcome === 'quarantined')
    assert.equal(line?.code, 'file/path-too-long')
  })

  it('that the system does not let anybody read are quarantined', async () => {
    const folder = join(world.folder, 'closed')
    mkdirSync(folder)
    writeFileSync(join(folder, 'open.txt'), 'open')
    // A regular file that gives an error to every reader, root included.
    const unreadable = `/proc/${process.pid}/mem`
    const paths = [folder, unreadable]
    const restricted = process.getuid?.() !== 0
    if (restricted) {
      writeFileSync(join(folder, 'closed.txt'), 'closed')
      chmodSync(join(folder, 'closed.txt'), 0)
    }
    const { report, intake } = await finished(await world.intake(nl, delivery('closed', ...paths)))
    assert.equal(report.quarantined, restricted ? 2 : 1)
    const lines = [...(await linesOf(intake)).values()].filter(({ outcome }) => outcome === 'quarantined')
    assert.ok(lines.every(({ code }) => code === 'file/unreadable'))
  })

  it('that change while they are read are quarantined', async () => {
    const folder = join(world.folder, 'changing')
    mkdirSync(folder)
    const path = join(folder, 'growing.bin')
    writeFileSync(path, noise(8 * 1024 * 1024))
    writeFileSync(join(folder, 'still.png'), drawPng(31))
    let appended = 0
    const writer = setInterval(() => {
      appendFileSync(path, 'x')
      appended += 1
    }, 0)
    const status = await world.intake(nl, delivery('changing', folder)).finally(() => clearInterval(writer))
    assert.ok(appended > 0, 'the file did not change')
    const { intake, report } = await finished(status)
    assert.equal((await linesOf(intake)).get('growing.bin')?.code, 'file/changed')
    assert.equal(report.filesSeen, 2)
    // At rest it is taken in; what was quarantined stays counted as it was.
    const later = await finished(await world.intake(nl, delivery('changing, at rest', folder)))
    assert.equal(later.report.quarantined, 0)
  })

  it('that vanish while others are read are quarantined', async () => {
    const folder = join(world.folder, 'vanishing')
    mkdirSync(folder)
    for (let n = 1; n <= 40; n += 1) writeFileSync(join(folder, `a${n}.png`), drawPng(200 + n))
    writeFileSync(join(folder, 'z.png'), drawPng(300))
    const intake = await world.startIntake(nl, delivery('vanishing', folder))
    for (;;) {
      const { progress, state } = await nl.get<IntakeStatus>(`/api/intakes/${intake}`)
      assert.equal(state, 'running', 'the intake was over before the file could vanish')
      if (progress.filesDone > 0) break
      await pause(2)
    }
    unlinkSync(join(folder, 'z.png'))
    const { report } = await finished(await world.ended(nl, intake))
    assert.equal(report.filesSeen, 41)
    assert.equal((await linesOf(intake)).get('z.png')?.code, 'file/vanished')
  })

  it('are not taken in from the node’s own folders', async () => {
    const before = statSync(join(world.data, 'keys', 'root.key'))
    symlinkSync(world.folder, join(world.folder, 'detour'))
    for (const path of [
      world.data,
      join(world.data, 'keys'),
      `${world.data}/vault/../keys/root.key`,
      `${world.data}//keys/`,
      join(world.folder, 'detour', 'data'),
      world.folder,
      `${world.folder}/`,
      '/',
      '/tmp/..',
    ]) {
      const answer = await nl.send('POST', '/api/intakes', {
        body: { ...delivery('own', path), purpose: 'x' },
      })
      assert.equal(answer.status, 422, path)
      assert.match(answer.text, /intake\/own-data/)
    }
    assert.equal(statSync(join(world.data, 'keys', 'root.key')).mtimeMs, before.mtimeMs)
    await world.check()
  })
})

describe('a named source', () => {
  let world: World
  let nl: Client
  let folder: string
  before(async () => {
    world = await World.open()
    nl = await world.specialist()
    folder = join(world.folder, 'named')
    mkdirSync(join(folder, 'sub'), { recursive: true })
    for (const [n, name] of ['one.png', 'sub/two.png'].entries())
      writeFileSync(join(folder, name), drawPng(60 + n))
    symlinkSync(folder, join(world.folder, 'link'))
    symlinkSync(join(folder, 'one.png'), join(world.folder, 'link.png'))
    symlinkSync('around', join(world.folder, 'around'))
    symlinkSync('nowhere', join(world.folder, 'dangling'))
    spawnSync('mkfifo', [join(world.folder, 'pipe')])
  })
  after(() => world.close())

  const refused: readonly [name: string, code: string][] = [
    ['link', 'intake/source-link'],
    ['link/', 'intake/source-link'],
    ['link.png', 'intake/source-link'],
    ['around', 'intake/source-link'],
    ['dangling', 'intake/source-link'],
    ['absent', 'intake/source-missing'],
    ['named/one.png/below', 'intake/source-missing'],
    ['pipe', 'intake/source-kind'],
    [`named/${'x'.repeat(300)}`, 'intake/source-unreadable'],
  ]
  for (const [name, code] of refused) {
    it(`such as ${name.slice(0, 30)} is refused with ${code} before anything is written`, async () => {
      const exhibit = `refused ${name.slice(0, 30)}`
      const body = { ...delivery(exhibit, folder, `${world.folder}/${name}`), purpose: 'x' }
      const answer = await nl.send('POST', '/api/intakes', { body })
      assert.equal(answer.status, 422)
      assert.equal(JSON.parse(answer.text).error.code, code)
      const { intakes } = await nl.get<{ intakes: { exhibit: string }[] }>('/api/intakes?edition=E1')
      assert.ok(!intakes.some((one) => one.exhibit === exhibit))
    })
  }

  it('that may not be listed is refused, where the user of the node is not above permissions', async () => {
    const closed = join(world.folder, 'closed')
    mkdirSync(closed, { mode: 0o000 })
    const body = { ...delivery('closed', closed), purpose: 'x' }
    const answer = await nl.send('POST', '/api/intakes', { body })
    if (process.getuid?.() === 0) assert.equal(answer.status, 200, 'root may list every folder')
    else assert.equal(JSON.parse(answer.text).error.code, 'intake/source-unreadable')
  })

  it('that is given twice, inside another or by way of a link above it counts each file once', async () => {
    const sources = [folder, join(folder, 'sub'), folder, join(world.folder, 'link', 'sub'), `${folder}/`]
    const { state, report } = await world.intake(nl, delivery('overlapping', ...sources))
    assert.equal(state, 'finished')
    assert.deepEqual([report.filesSeen, report.mediaNew, report.duplicates], [2, 2, 0])
    await world.check()
  })
})

describe('a data directory', () => {
  let world: World
  before(async () => {
    world = await World.open()
    const nl = await world.specialist()
    writeFileSync(join(world.folder, 'one.png'), drawPng(41))
    await world.intake(nl, delivery('one', join(world.folder, 'one.png')))
  })
  after(() => world.close())

  it('that a node runs on is refused to a second', async () => {
    await assert.rejects(World.open({ data: world.data }), { code: 'node/already-running' })
    const second = await runNodeProgram('--data', world.data, '--no-tcp')
    assert.equal(second.status, 4)
    assert.match(second.errors, /"code":"node\/already-running"/)
    await world.check()
  })

  it('whose root key is missing, damaged or another’s is refused before anything is written', async () => {
    await world.stop()
    const key = join(world.data, 'keys', 'root.key')
    const own = readFileSync(key)
    const others = Buffer.from(own.toString().replace(/[0-9a-f]{64}/, 'ab'.repeat(32)))
    renameSync(key, join(world.folder, 'root.key'))
    for (const [code, content] of [
      ['keys/root-missing', null],
      ['keys/root-damaged', Buffer.from('nothing of a key\n')],
      ['keys/root-wrong', others],
    ] as const) {
      if (content !== null) writeFileSync(key, content, { mode: 0o600 })
      const before = stateOf(world.data)
      const child = await runNodeProgram('--data', world.data, '--no-tcp')
      assert.equal(child.status, 4)
      assert.match(child.errors, new RegExp(`"code":"${code}"`))
      const log = join(world.data, 'run', 'node.log')
      assert.deepEqual(without(stateOf(world.data), log), without(before, log))
      rmSync(key, { force: true })
    }
    renameSync(join(world.folder, 'root.key'), key)
    await world.start()
    await world.check()
  })
})

describe('a disk that fills', () => {
  const PICTURES = 12

  /** Pictures that do not compress: some hundred kilobytes each. */
  function makePictures(world: World): string {
    const folder = join(world.folder, 'noisy')
    mkdirSync(folder)
    for (let n = 1; n <= PICTURES; n += 1) {
      writeFileSync(join(folder, `noisy_${n}.png`), encodePng(noise(320 * 320 * 3, n), 320, 320))
    }
    return folder
  }

  async function assertFull(world: World, nl: Client, folder: string): Promise<void> {
    const failed = await world.intake(nl, delivery('noisy', folder))
    assert.equal(failed.state, 'failed')
    assert.equal(failed.problem?.code, 'vault/full')
    assert.match(failed.problem?.because ?? '', /make room/)
    assert.ok(failed.report.filesSeen < PICTURES)
    assert.equal((await nl.send('GET', '/api/editions/E1/report')).status, 200, 'reads are served meanwhile')
  }

  async function assertResumed(world: World, nl: Client, folder: string): Promise<void> {
    const { state, report } = await world.intake(nl, delivery('noisy', folder))
    assert.equal(state, 'finished')
    assert.equal(report.mediaNew, PICTURES)
    assert.equal(report.filesSeen, PICTURES)
    await world.check()
  }

  it('stops an intake with a clear reason, and loses nothing', async () => {
    let vault: string | null = null
    const limited = new LimitedFiles(() => vault ?? 'not known yet', 1_500_000)
    const world = await World.open({ files: limited.around })
    vault = join(world.data, 'vault')
    try {
      const nl = await world.specialist()
      const folder = makePictures(world)
      await assertFull(world, nl, folder)
      assert.ok(limited.refused > 0, 'the disk never was full')
      limited.leftBytes = Number.POSITIVE_INFINITY
      await assertResumed(world, nl, folder)
    } finally {
      await world.close()
    }
  })

  it('does so on a real file system of its own', async (t) => {
    const world = await World.open()
    const vault = join(world.data, 'vault')
    const options = ['-t', 'tmpfs', '-o', 'size=1500k,mode=0700', 'tmpfs', vault]
    const mounted = spawnSync('mount', options).status === 0
    try {
      if (!mounted) return t.skip('only root may mount a small file system')
      await world.stop()
      await world.start()
      const nl = await world.specialist()
      const folder = makePictures(world)
      await assertFull(world, nl, folder)
      execFileSync('mount', ['-o', 'remount,size=64m', vault])
      await assertResumed(world, nl, folder)
    } finally {
      await world.stop()
      if (mounted) execFileSync('umount', [vault])
      await world.close()
    }
  })
})

/** Makes folders in folders, by steps: no name of the whole way would be short enough. */
function dig(folder: string, depth: number): void {
  const home = process.cwd()
  process.chdir(folder)
  try {
    for (let level = 0; level < depth; level += 1) {
      mkdirSync('d'.repeat(250))
      process.chdir('d'.repeat(250))
    }
    writeFileSync('deep.txt', 'deep')
  } finally {
    process.chdir(home)
  }
}

/** Names, times of change and digests of everything in a folder, sockets aside. */
function stateOf(folder: string): Record<string, string> {
  const state: Record<string, string> = {}
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex')
    state[path] = `${statSync(path).mtimeMs} ${digest}`
  }
  return state
}

function without(state: Record<string, string>, path: string): Record<string, string> {
  return Object.fromEntries(Object.entries(state).filter(([name]) => name !== path))
}
