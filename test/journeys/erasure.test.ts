import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type ErasureCertificate, isRefusal } from '@homeward/core'
import { connect } from '../../server/src/db/connect.ts'
import { startEmbedded } from '../../server/src/db/embedded.ts'
import { KeyRing } from '../../server/src/keys/key-ring.ts'
import { systemPlatform } from '../../server/src/platform.ts'
import type { IntakeStatus } from '../src/answers.ts'
import { bytesOf } from '../src/check/secrets.ts'
import { type Snapshot, takeSnapshot } from '../src/check/snapshot.ts'
import { type Client, codeOf, purposeHeader } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { approveIn, eraseRows, recoverable } from '../src/erasure.ts'
import { vicsDocument, writeExport } from '../src/vics-export.ts'
import { World } from '../src/world.ts'
import { zipOf } from '../src/zip.ts'

/** Stands in every name of the erased exhibit, and nowhere else. */
const CANARY = 'zqcanary'
const SHARED = drawPng(1)
interface Asked {
  readonly approval: string
  readonly contentSha256: string
}

const BACKED_UP = ['homeward.json', 'postgres', 'vault', 'ledger']

/** Copies with owners and modes: PostgreSQL starts on nothing that others could read. */
function copy(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to])
}

describe('erasing an exhibit', () => {
  let world: World
  let nl: Client
  let coordinator: Client
  let supervisor: Client
  let stranger: Client
  let first: IntakeStatus
  let second: IntakeStatus
  let series = ''
  let reveal = ''
  /** The database as it was before anything was erased. */
  let before_: Snapshot

  const folder = (name: string): string => join(world.folder, name)
  const snapshot = (): Promise<Snapshot> => takeSnapshot(world.node.context.database.read)
  const deliver = (exhibit: string, paths: string[]): Promise<IntakeStatus> =>
    world.intake(nl, { paths, unit: 'NL', edition: 'E1', case: `${exhibit} 1`, exhibit })

  /** One file of every kind that intake keeps something of, each with the canary in its name. */
  function drawExhibit(): string {
    const home = folder(`delivery-${CANARY}`)
    const room = join(home, `room-${CANARY}`)
    mkdirSync(room, { recursive: true })
    for (let n = 1; n <= 3; n += 1) writeFileSync(join(room, `${CANARY}_${n}.png`), drawPng(10 + n))
    writeFileSync(join(home, `${CANARY}-shared.png`), SHARED)
    writeFileSync(join(home, `${CANARY}-near.png`), drawPng(1, 192, 12))
    writeFileSync(join(home, `${CANARY}-note.txt`), `a note that says ${CANARY}`)
    writeFileSync(join(home, `${CANARY}-empty.dat`), '')
    writeFileSync(join(home, `${CANARY}-broken.png`), drawPng(30).subarray(0, 200))
    const member = { name: `in/${CANARY}.png`, data: drawPng(31) }
    writeFileSync(join(home, `${CANARY}-pack.zip`), zipOf([member]))
    const filter = ['-f', 'lavfi', '-i', 'testsrc=duration=0.5:size=96x96:rate=8', '-pix_fmt', 'yuv420p']
    execFileSync('ffmpeg', ['-v', 'error', ...filter, join(home, `${CANARY}-clip.mp4`)])
    const stored = drawPng(40)
    const places = [{ FileName: `${CANARY}.png`, FilePath: `C:\\${CANARY}\\` }]
    const document = vicsDocument('2.0', [[{ bytes: stored, storedAt: `Files\\${CANARY}.png`, places }]])
    writeExport(join(home, `vics-${CANARY}`), document, { [`Files/${CANARY}.png`]: stored })
    return home
  }

  before(async () => {
    world = await World.open()
    nl = await world.specialist()
    coordinator = await world.person('NL-coordinator', 'NL', ['coordinator'])
    supervisor = await world.person('NL-supervisor', 'NL', ['supervisor'])
    await world.unit('DE')
    stranger = await world.person('DE-coordinator', 'DE', ['coordinator'])
    const shared = folder('shared')
    mkdirSync(shared)
    writeFileSync(join(shared, 'view.png'), SHARED)
    second = await deliver('B', [shared])
    first = await deliver(`A ${CANARY}`, [drawExhibit()])
    const sets = await world.sets(nl, 'E1')
    const room = sets.find((set) => set.reasons.some((reason) => reason.includes(`room-${CANARY}`)))
    assert.ok(room, 'the room is no set')
    const made = await nl.post<{ series: string }>('/api/series', {
      edition: 'E1',
      sets: [room.set],
      name: `series ${CANARY}`,
      because: `because ${CANARY}`,
    })
    series = made.series
    const opened = await nl.post<{ reveal: string }>('/api/reveals', {
      set: room.set,
      clarity: 'clear',
      purpose: 'to look',
    })
    reveal = opened.reveal
    await world.check()
    before_ = await snapshot()
    await world.stop()
    // A backup as the operator's page has it: everything but the secrets of exhibits, which belong to none.
    mkdirSync(folder('backup'))
    for (const name of BACKED_UP) copy(join(world.data, name), join(folder('backup'), name))
    copy(join(world.data, 'keys'), folder('keys-before'))
    await world.start()
  })
  after(() => world.close())

  /** Contents of an exhibit before, with what was derived of them, in the words of `recoverable`. */
  function heldBy(exhibits: readonly string[]): Set<string> {
    const held = before_.exhibitContent.filter((row) => exhibits.includes(row.exhibit_id))
    const contents = new Set(held.map((row) => row.content_id))
    const derived = before_.derivative.filter((row) => contents.has(row.content_id))
    return new Set([
      ...[...contents].flatMap((content) => [`key of ${content}`, `content of ${content}`]),
      ...derived.map((row) => `${row.kind} of ${row.content_id}`),
    ])
  }

  /** What can be opened of the backup with the keys of a folder. */
  async function openedFromBackup(keyFolder: string): Promise<Set<string>> {
    const postgres = await startEmbedded({
      directory: join(folder('backup'), 'postgres'),
      runDirectory: join(folder('backup'), 'run'),
      durable: false,
    })
    const db = connect(postgres.connection, 1)
    try {
      const keys = await KeyRing.open(systemPlatform, keyFolder, null)
      return recoverable(await takeSnapshot(db), keys, join(folder('backup'), 'vault'))
    } finally {
      await db.destroy()
      await postgres.stop()
    }
  }

  const ask = (client: Client, exhibit: string): Promise<Asked> =>
    client.post<Asked>('/api/approvals', {
      act: 'exhibit.erase',
      subject: { exhibit },
      because: 'Order of the tests',
    })

  it('is asked for by those who answer for the exhibit, and lapses when it changes', async () => {
    await assert.rejects(ask(nl, second.exhibitId), { code: 'access/role' })
    await assert.rejects(ask(stranger, second.exhibitId), { code: 'exhibit/unknown' })
    await assert.rejects(ask(coordinator, 'exhibit-none'), { code: 'exhibit/unknown' })
    const asked = await ask(coordinator, second.exhibitId)
    writeFileSync(join(folder('shared'), 'more.txt'), 'a note that came later')
    await deliver('B', [folder('shared')])
    assert.equal(await approveIn(supervisor, asked), 'approval/changed')
    assert.equal((await snapshot()).erasure.length, 0)
  })

  it('begins with every kind of thing that an exhibit leaves behind', () => {
    const { context: texts, archives, quarantined, empty } = first.report
    assert.deepEqual([archives, empty], [1, 1])
    assert.ok(texts >= 2 && quarantined >= 1, JSON.stringify(first.report))
    const kinds = new Set([...heldBy([first.exhibitId])].map((one) => one.split(' ')[0]))
    assert.deepEqual([...kinds].sort(), ['content', 'key', 'pixelated', 'text', 'thumbnail'])
    for (const table of [before_.link, before_.devicePlace, before_.seriesRevision])
      assert.ok(table.length > 0)
    assert.ok(namesIn(before_).size > 5)
  })

  it('takes every row with it that only this exhibit has', async () => {
    const asked = await ask(coordinator, first.exhibitId)
    const { summary } = await supervisor.get<{ summary: string }>(`/api/approvals/${asked.approval}`)
    assert.match(summary, new RegExp(`A ${CANARY} of case`))
    assert.equal(await approveIn(coordinator, asked), 'approval/self')
    const wrong = { ...asked, contentSha256: 'a'.repeat(64) }
    assert.equal(await approveIn(supervisor, wrong), 'approval/content')
    assert.equal(await approveIn(supervisor, asked), 'done')
    assert.equal(await approveIn(supervisor, asked), 'approval/over')
    await world.node.runners.eraser.finish()
    await world.check()
    const { certificate: erased, note } = await supervisor.get<{
      certificate: ErasureCertificate
      note: string
    }>(`/api/exhibits/${first.exhibitId}/certificate`)
    assert.ok(!note.includes(CANARY))
    assert.match(`${erased.askedBy} ${erased.approvedBy}`, /^officer-\w{26} officer-\w{26}$/)
    const now = await snapshot()
    assert.deepEqual([...namesIn(now)], [], 'names are left')
    assert.deepEqual([...digestsIn(now)], [], 'hashes are left')
    assert.equal(erased.files, before_.occurrence.filter((row) => row.exhibit_id === first.exhibitId).length)
    assert.equal(erased.contentsKept, 1)
    // The shared picture, and the note that came later.
    assert.equal(now.content.length, 2)
  })

  /** Tables that hold the canary in any value. */
  function namesIn({ everything }: Snapshot): Set<string> {
    const found = new Set<string>()
    for (const [table, rows] of everything) {
      // What people wrote as the reason of an act stands until its own time ends, apart from what it was about.
      if (table === 'justification') continue
      for (const row of rows)
        for (const [column, value] of Object.entries(row))
          if (bytesOf(value).includes(CANARY)) found.add(`${table}.${column}`)
    }
    return found
  }

  /** Values that hold a digest of a content that only the erased exhibit had. */
  function digestsIn({ everything }: Snapshot): Set<string> {
    const kept = before_.exhibitContent.filter((row) => row.exhibit_id === second.exhibitId)
    const gone = before_.content.filter((row) => !kept.some((one) => one.content_id === row.id))
    const isGone = (media: string): boolean => gone.some((one) => one.id === media)
    const keptBits = before_.mediaHash.filter((row) => !isGone(row.media_id)).map((row) => row.bits)
    // A near copy may have the very bits of the picture that another exhibit holds, which stay with that.
    const hashes = before_.mediaHash.filter(
      (row) => isGone(row.media_id) && !keptBits.some((bits) => bits.equals(row.bits)),
    )
    assert.ok(hashes.length >= 10)
    const digests = [
      ...gone.flatMap((row) => [row.sha256, row.sha1, row.md5, row.storage_id]),
      ...hashes.map((row) => row.bits),
    ].filter((digest) => digest.some((byte) => byte !== 0))
    const wanted = [...digests, ...digests.map((digest) => Buffer.from(digest.toString('hex')))]
    const found = new Set<string>()
    for (const [table, rows] of everything)
      for (const row of rows)
        for (const [column, value] of Object.entries(row)) {
          const bytes = bytesOf(value)
          if (wanted.some((digest) => bytes.includes(digest))) found.add(`${table}.${column}`)
        }
    return found
  }

  it('leaves nothing in the live vault that opens but what the other exhibit holds', async () => {
    const { keys, directory } = world.node.context
    const all = heldBy([first.exhibitId, second.exhibitId])
    const opened = [...recoverable(await snapshot(), keys, directory.vault)].filter((one) => all.has(one))
    assert.deepEqual([...opened].sort(), [...heldBy([second.exhibitId])].sort())
  })

  it('leaves nothing in a backup made before that all current keys could open', async () => {
    const all = heldBy([first.exhibitId, second.exhibitId])
    // The harness sees what there is to see: with the secrets of then, everything opens.
    assert.deepEqual([...(await openedFromBackup(folder('keys-before')))].sort(), [...all].sort())
    const opened = await openedFromBackup(join(world.data, 'keys'))
    assert.deepEqual([...opened].sort(), [...heldBy([second.exhibitId])].sort())
  })

  it('ends what was open, and answers like what was never there', async () => {
    const [media] = before_.reveal.find((row) => row.id === reveal)?.media_ids ?? []
    assert.ok(media)
    const shown = await nl.send('GET', `/api/reveals/${reveal}/media/${media}`)
    assert.equal(codeOf(shown), 'reveal/over')
    assert.equal((await nl.send('GET', `/api/series/${series}`)).status, 404)
    const answer = await nl.send('POST', '/api/search', { raw: drawPng(11), headers: purposeHeader('again') })
    assert.deepEqual((answer.json as { hits: unknown[] }).hits, [])
  })

  it('lets the series keep its identifier and its history, with identifiers only', async () => {
    const { series: rows, seriesRevision } = await snapshot()
    assert.equal(rows.find((row) => row.id === series)?.name, series)
    const revisions = seriesRevision.filter((row) => row.series_id === series)
    assert.deepEqual(
      revisions.map((row) => [row.number, row.operation, row.because]),
      [[1, 'create', null]],
    )
  })

  it('refuses to erase twice', async () => {
    const again = await eraseRows(world.node.context, first.exhibitId)
    assert.ok(isRefusal(again) && again.code === 'erasure/erased')
  })

  it('erases again what a backup that is put back brings back', async () => {
    const data = folder('restored')
    rmSync(join(folder('shared'), 'more.txt'))
    copy(folder('backup'), data)
    copy(join(world.data, 'keys'), join(data, 'keys'))
    const restored = await World.open({ data })
    try {
      await restored.node.runners.eraser.finish()
      await restored.check()
      const now = await takeSnapshot(restored.node.context.database.read)
      assert.deepEqual([...namesIn(now)], [])
      assert.deepEqual([...digestsIn(now)], [])
      assert.equal(now.erasure[0]?.cause, 'restored')
    } finally {
      await restored.close()
    }
  })

  it('takes the shared content with its last holder', async () => {
    const erased = await eraseRows(world.node.context, second.exhibitId)
    assert.ok(!isRefusal(erased) && erased.contents === 2 && erased.contentsKept === 0)
    await world.node.runners.eraser.finish()
    await world.check()
    const now = await snapshot()
    for (const rows of [now.content, now.media, now.mediaHash, now.derivative, now.picture, now.link])
      assert.equal(rows.length, 0)
    assert.deepEqual([...(await openedFromBackup(join(world.data, 'keys')))], [])
    assert.equal(world.node.context.index.state().entries, 0)
  })

  it('lets the same files be taken in again as another exhibit', async () => {
    const again = await deliver('B', [folder('shared')])
    assert.notEqual(again.exhibitId, second.exhibitId)
    assert.equal(again.report.mediaNew, 1)
    await world.check()
  })
})
