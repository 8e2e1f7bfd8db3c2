import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { IntakeReport } from '@homeward/core'
import type { IntakeStatus, PictureSet } from '../src/answers.ts'
import { ChildNode, runNodeProgram, WRONG_PROGRAM } from '../src/child-node.ts'
import { Client, operationId } from '../src/client.ts'
import { drawPng, seeded } from '../src/drawing.ts'
import { World } from '../src/world.ts'
import { zipOf } from '../src/zip.ts'

/** Kills that have to fall into the middle of an intake, and how many folders there may be for that. */
const KILLS = 32
const FOLDERS_MAX = 16
const PICTURES = 16
/** Kills during changes of series and imports of references. */
const CHANGE_KILLS = 10
/** Longest time that a change is given before the kill; most are done in less. */
const CHANGE_MS = 40
/** Part of a folder's files that a run counts at most: several kills fall into one folder. */
const RUN_PART = 0.2
/** Time from then to the kill: it falls anywhere in the work on the files that follow. */
const MOMENT_MS = 120
/** One run in so many is killed by its time alone, from before its first file on. */
const EARLY_ONE_IN = 6
const SEED = Number(process.env['HOMEWARD_SEED'] ?? 20261124)

interface Trial {
  readonly stage: string
  /** Files that the node had said were counted, and files found counted after it started again. */
  readonly acknowledged: number
  readonly counted: number
  readonly total: number
}

describe('kill -9 during intake', () => {
  const home = mkdtempSync(join(tmpdir(), 'homeward-kill-'))
  const data = join(home, 'data')
  const next = seeded(SEED)
  const trials: Trial[] = []
  let folders = 0
  let node: ChildNode | null = null
  let undisturbed: World | null = null
  after(async () => {
    await node?.kill()
    await undisturbed?.close()
    rmSync(home, { recursive: true, force: true })
  })

  it(`loses and doubles nothing in ${KILLS} kills (seed ${SEED})`, async (t) => {
    const made = await runNodeProgram('--init', '--quick', '--unit', 'NL', '--edition', 'E1', '--data', data)
    assert.equal(made.status, 0, made.errors)
    undisturbed = await World.open()
    const calm = await undisturbed.specialist()
    while (trials.length < KILLS) {
      assert.ok(folders < FOLDERS_MAX, `only ${trials.length} of ${KILLS} kills fell into an intake`)
      const paths = [makeFolder(home, folders)]
      const delivery = { paths, unit: 'NL', edition: 'E1', case: '1', exhibit: `folder ${folders}` }
      const expected = await undisturbed.intake(calm, delivery)
      assert.equal(expected.state, 'finished')
      const report = await untilFinished(delivery, expected.report.filesSeen)
      assert.deepEqual(withoutTime(report), withoutTime(expected.report))
      await checkAtRest()
      folders += 1
    }
    await undisturbed.check()
    const inside = trials.filter(({ counted, total }) => counted > 0 && counted < total).length
    t.diagnostic(`${trials.length} kills in ${folders} folders, ${inside} with files on either side`)
    t.diagnostic(`stages: ${JSON.stringify(countBy(trials.map(({ stage }) => stage)))}`)
    assert.ok(inside >= KILLS / 2, `only ${inside} of ${trials.length} kills had files on either side`)
    assert.ok(
      trials.every(({ acknowledged, counted }) => counted >= acknowledged),
      'an acknowledged file was lost',
    )
  })

  it(`does a change once in ${CHANGE_KILLS} kills during changes of series and imports`, async (t) => {
    let client = await restarted()
    const { sets } = await client.get<{ sets: PictureSet[] }>('/api/editions/E1/sets?state=open')
    assert.ok(sets.length >= 2, `only ${sets.length} sets to make series of`)
    const list = join(home, 'list.txt')
    const series: string[] = []
    let unanswered = 0
    for (let kill = 0; kill < CHANGE_KILLS; kill += 1) {
      writeFileSync(list, `${String(kill).padStart(64, '0')}\n`)
      const [first = '', second = ''] = series
      const changes: [string, unknown][] = [
        ['/api/series', { edition: 'E1', sets: [sets[0]?.set] }],
        ['/api/series', { edition: 'E1', sets: [sets[1]?.set] }],
        [`/api/series/${first}/merge`, { other: second, because: 'The same lamp' }],
        [`/api/series/${first}/undo`, {}],
        ['/api/references', { path: list, kind: 'hash-list', code: `list-${kill}` }],
      ]
      const [path, body] = changes[kill < 2 ? kill : 2 + (kill % 3)] ?? ['', {}]
      const operation = operationId()
      const asked = client.send('POST', path, { body, operation }).then(
        (answer) => answer.status,
        () => null,
      )
      await pause(next() * CHANGE_MS)
      await node?.kill()
      if ((await asked) === null) unanswered += 1
      client.close()
      client = await restarted()
      const answers = []
      for (let again = 0; again < 2; again += 1) {
        const { status, json, text } = await client.send('POST', path, { body, operation })
        assert.equal(status, 200, `${path}: ${text}`)
        answers.push(json)
      }
      assert.deepEqual(answers[0], answers[1], `${path} was done twice`)
      if (path === '/api/series') series.push((answers[0] as { series: string }).series)
    }
    client.close()
    t.diagnostic(`${unanswered} of ${CHANGE_KILLS} changes were not answered before the kill`)
    assert.ok(unanswered > 0, 'every change was over before its kill')
    await checkAtRest()
  })

  it('catches a node that gives a blob its name after its row is committed', async () => {
    const wrong = join(home, 'wrong')
    await runNodeProgram('--init', '--quick', '--unit', 'NL', '--edition', 'E1', '--data', wrong)
    const paths = [makeFolder(home, FOLDERS_MAX)]
    // Where the test before failed, its node still runs, and this process would wait for it for ever.
    await node?.kill()
    node = await ChildNode.start(wrong, WRONG_PROGRAM)
    const client = await signIn(node)
    const { intake } = await client.post<{ intake: string }>('/api/intakes', {
      ...{ paths, unit: 'NL', edition: 'E1', case: '1', exhibit: 'wrong', purpose: 'Kills' },
    })
    for (;;) {
      const { state, report } = await client.get<IntakeStatus>(`/api/intakes/${intake}`)
      assert.equal(state, 'running')
      if (report.mediaNew > 0) break
      await pause(5)
    }
    await node.kill()
    client.close()
    node = null
    const world = await World.open({ data: wrong })
    try {
      const found = await world.violations()
      assert.ok(
        found.some((what) => /its blob does not open/.test(what)),
        `the mutant was not seen: ${found.join('; ')}`,
      )
    } finally {
      await world.close()
    }
  })

  async function restarted(): Promise<Client> {
    await node?.kill()
    node = await ChildNode.start(data)
    return signIn(node)
  }

  /** Runs the same intake again and again, killed at random moments, until it is finished. */
  async function untilFinished(
    delivery: Parameters<World['startIntake']>[1],
    total: number,
  ): Promise<IntakeReport> {
    let before = 0
    for (;;) {
      node ??= await ChildNode.start(data)
      const client = await signIn(node)
      const { intake } = await client.post<{ intake: string }>('/api/intakes', {
        ...delivery,
        purpose: 'Kills',
      })
      const early = trials.length % EARLY_ONE_IN === 0
      // By files and not by time: how long a node takes to its first file differs between machines.
      const files = early ? before : before + 1 + Math.floor(next() * total * RUN_PART)
      const status = await followed(client, intake, trials.length < KILLS ? files : Number.POSITIVE_INFINITY)
      if (status.state === 'running') await pause(next() * MOMENT_MS)
      if (status.state === 'finished') {
        client.close()
        return status.report
      }
      await node.kill()
      client.close()
      node = await ChildNode.start(data)
      const later = await signIn(node)
      const found = await later.get<IntakeStatus>(`/api/intakes/${intake}`)
      later.close()
      // Finished in the instant between the last look and the kill: no kill in the middle.
      if (found.state === 'finished') continue
      assert.equal(found.state, 'stopped')
      assert.equal(found.problem?.code, 'intake/interrupted')
      const counted = found.report.filesSeen
      before = counted
      trials.push({
        stage: status.progress.stage,
        acknowledged: status.report.filesSeen,
        counted,
        total,
      })
    }
  }

  /** Follows an intake until it ends or has counted so many files; returns the last that the node said. */
  async function followed(client: Client, intake: string, files: number): Promise<IntakeStatus> {
    for (;;) {
      const status = await client.get<IntakeStatus>(`/api/intakes/${intake}`)
      if (status.state !== 'running' || status.report.filesSeen >= files) return status
      await pause(5)
    }
  }

  async function checkAtRest(): Promise<void> {
    await node?.stop()
    node = null
    const world = await World.open({ data })
    try {
      await world.check()
    } finally {
      await world.close()
    }
  }
})

async function signIn(node: ChildNode): Promise<Client> {
  const answer = await new Client(node.door, null).send('POST', '/api/sign-in/local', {
    body: { person: 'NL-specialist' },
    headers: { 'x-homeward-client': 'cli' },
  })
  assert.equal(answer.status, 200, answer.text)
  return new Client(node.door, (answer.json as { token: string }).token)
}

/** Pictures, copies, an archive and what is no picture; nothing of it in any other folder. */
function makeFolder(home: string, number: number): string {
  const folder = join(home, `exhibit-${number}`)
  mkdirSync(folder)
  const first = number * 1000
  for (const room of ['kitchen', 'garden']) mkdirSync(join(folder, room))
  for (let n = 1; n <= PICTURES; n += 1) {
    const room = n * 2 <= PICTURES ? 'kitchen' : 'garden'
    writeFileSync(join(folder, room, `${room}_${String(n).padStart(3, '0')}.png`), drawPng(first + n))
  }
  writeFileSync(join(folder, 'again.png'), drawPng(first + 1))
  writeFileSync(join(folder, 'brighter.png'), drawPng(first + 2, 192, 12))
  writeFileSync(join(folder, 'nothing.jpg'), '')
  writeFileSync(join(folder, 'broken.png'), drawPng(first + 3).subarray(0, 60))
  writeFileSync(join(folder, 'note.txt'), `a note of folder ${number}`)
  const members = [11, 12, 13, 14, 15].map((n) => ({ name: `in/${n}.png`, data: drawPng(first + 100 + n) }))
  writeFileSync(
    join(folder, 'pack.zip'),
    zipOf([...members, { name: 'in/again.png', data: drawPng(first + 4) }]),
  )
  return folder
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

function withoutTime(report: IntakeReport): unknown {
  return { ...report, wallSeconds: 0 }
}
