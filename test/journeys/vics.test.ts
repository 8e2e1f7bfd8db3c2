import assert from 'node:assert/strict'
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { OUTCOMES } from '@homeward/core'
import type { IntakeStatus, VicsAnswer } from '../src/answers.ts'
import type { Client } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { type Exported, md5Of, vicsDocument, writeExport } from '../src/vics-export.ts'
import { World } from '../src/world.ts'
import { zipOf } from '../src/zip.ts'

const SETS = { rooms: [1, 2, 3], garden: [4, 5, 6] }

function stored(bytes: Buffer): string {
  return `Media\\${md5Of(bytes)}.png`
}

/** Two occasions of drawn pictures, named by digests in the media folder and numbered on the device. */
function occasions(): { media: Exported[]; files: Record<string, Buffer> } {
  const files: Record<string, Buffer> = {}
  const media = Object.entries(SETS).flatMap(([name, seeds]) =>
    seeds.map((seed, index): Exported => {
      const bytes = drawPng(seed)
      files[`Media/${md5Of(bytes)}.png`] = bytes
      const FileName = `${name}_00${index + 1}.png`
      return {
        bytes,
        storedAt: stored(bytes),
        places: [
          { FileName, FilePath: `\\card\\${name}\\${FileName}`, SourceID: 'XA-1', Unallocated: 'false' },
        ],
      }
    }),
  )
  return { media, files }
}

describe('a VICS case with its media folder', () => {
  let world: World
  let nl: Client
  before(async () => {
    world = await World.open()
    nl = await world.specialist()
  })
  after(() => world.close())

  async function takeIn(exhibit: string, ...paths: string[]): Promise<IntakeStatus> {
    const status = await world.intake(nl, { paths, unit: 'NL', edition: 'E1', case: '1', exhibit })
    assert.equal(status.state, 'finished', JSON.stringify(status.problem))
    const { report } = status
    assert.equal(
      OUTCOMES.reduce((sum, outcome) => sum + report[outcome], 0),
      report.filesSeen,
    )
    await world.check()
    return status
  }
  const told = (intake: string): Promise<VicsAnswer> => nl.get<VicsAnswer>(`/api/intakes/${intake}/vics`)

  it('is taken in whole: files counted once, places kept, statements kept as such, sets from the device', async () => {
    const folder = join(world.folder, 'whole')
    const { media, files } = occasions()
    const [first, second] = media
    assert.ok(first !== undefined && second !== undefined)
    const again = { FileName: 'copy.png', FilePath: '/phone/DCIM/copy.png', SourceID: 'XA-2' }
    const stated = { Category: 2, Series: 'S-7', VictimIdentified: true, IsDistributed: 'TRUE', Tags: 'blue' }
    const nowhere = { bytes: drawPng(90), storedAt: null, more: { Category: 5 } }
    const cases = [
      [...media, { ...first, places: [again], more: stated }],
      [nowhere, { ...second, storedAt: (second.storedAt ?? '').toLowerCase(), places: [] }],
    ]
    writeExport(folder, vicsDocument('2.0', cases), files)
    const { report, vics, intake } = await takeIn('whole', folder)
    assert.deepEqual([report.filesSeen, report.mediaNew, report.context], [7, 6, 1])
    assert.deepEqual(vics, {
      ...{ documents: 1, refused: 0, cases: 2, named: 9, stored: 8, withoutFile: 1 },
      ...{ differing: 0, places: 7, problems: 0 },
    })
    const { documents, statements, problems } = await told(intake)
    assert.deepEqual(problems, [])
    assert.deepEqual(
      documents.map(({ path, version, scheme, cases }) => [
        path,
        version,
        scheme,
        cases.map((one) => one.caseNumber),
      ]),
      [['case.json', '2.0', 'US', ['XA-2016-0', 'XA-2016-1']]],
    )
    assert.deepEqual(statements, {
      categories: [
        { scheme: 'US', code: '2', media: 1 },
        { scheme: 'US', code: '5', media: 1 },
      ],
      ...{ series: 1, victimIdentified: 1, offenderIdentified: 0, distributed: 1 },
    })
    const sets = await world.sets(nl, 'E1')
    assert.deepEqual(sets.map(({ pictures, reasons }) => [pictures.length, reasons.join(' ')]).sort(), [
      [3, 'Numbered garden_001.png to garden_003.png. In one folder: XA-1/card/garden.'],
      [3, 'Numbered rooms_001.png to rooms_003.png. In one folder: XA-1/card/rooms.'],
    ])
    const resumed = await takeIn('whole', folder)
    assert.deepEqual({ ...resumed.report, wallSeconds: 0 }, { ...report, wallSeconds: 0 })
    assert.deepEqual(resumed.vics, vics)
  })

  it('is never trusted: bytes that differ, paths that lead out, links, and files that are missing get a line', async () => {
    const folder = join(world.folder, 'traps')
    const [one, two, three] = [drawPng(11), drawPng(12), drawPng(13)]
    const outside = join(world.folder, 'outside.png')
    writeFileSync(outside, drawPng(14))
    const media: Exported[] = [
      { bytes: one, storedAt: 'Media\\one.png' },
      { bytes: two, storedAt: 'Media\\other-bytes.png' },
      { bytes: one, storedAt: 'Media\\one.png', more: { MediaSize: '1' } },
      { bytes: drawPng(14), storedAt: '..\\outside.png' },
      { bytes: drawPng(14), storedAt: outside },
      { bytes: drawPng(14), storedAt: 'Media\\link.png' },
      { bytes: drawPng(14), storedAt: 'linked\\outside.png' },
      { bytes: drawPng(15), storedAt: 'Media\\missing.png' },
      { bytes: three, storedAt: 'Media\\TWICE.png' },
      { bytes: three, storedAt: 'Media\\locked', more: { MD5: 'short', SHA1: null } },
    ]
    writeExport(folder, vicsDocument('1.3', [media]), {
      'Media/one.png': one,
      'Media/other-bytes.png': three,
      'Media/Twice.png': three,
      'Media/twice.png': three,
      'Media/locked': Buffer.from('text'),
    })
    symlinkSync(outside, join(folder, 'Media', 'link.png'))
    symlinkSync(world.folder, join(folder, 'linked'))
    const { report, vics, intake } = await takeIn('traps', folder)
    assert.equal(report.filesSeen, 6)
    const { problems, documents } = await told(intake)
    assert.equal(documents[0]?.scheme, null)
    assert.deepEqual(
      problems.map(({ named, code }) => [named, code]),
      [
        ['Media\\other-bytes.png', 'vics/bytes-differ'],
        ['Media\\one.png', 'vics/bytes-differ'],
        ['..\\outside.png', 'vics/unsafe-path'],
        [outside, 'vics/unsafe-path'],
        ['Media\\link.png', 'vics/symbolic-link'],
        ['linked\\outside.png', 'vics/symbolic-link'],
        ['Media\\missing.png', 'vics/no-file'],
        ['Media\\TWICE.png', 'vics/ambiguous-path'],
        ['Media\\locked', 'vics/bytes-differ'],
      ],
    )
    assert.ok(problems.every(({ because }) => because.length > 20))
    assert.deepEqual([vics?.stored, vics?.withoutFile, vics?.differing, vics?.problems], [4, 6, 3, 9])
    writeFileSync(join(folder, 'Media', 'missing.png'), drawPng(15))
    const later = await takeIn('traps', folder)
    assert.deepEqual([later.vics?.stored, later.vics?.problems], [5, 8])
  })

  it('brings its media folder when only its file is named, and never the node’s own data', async () => {
    const folder = join(world.folder, 'alone')
    const bytes = drawPng(21)
    const data = world.data.slice(world.folder.length + 1)
    const media = [{ bytes, storedAt: 'MEDIA\\A.png', places: [{ FileName: 'a.png', FilePath: 'a.png' }] }]
    writeExport(folder, vicsDocument('2.0', [media]), {
      'Media/a.png': bytes,
      'Media/b.png': drawPng(22),
      'note.txt': Buffer.from('x'),
    })
    const { report, vics } = await takeIn('alone', join(folder, 'case.json'))
    assert.deepEqual([report.filesSeen, report.mediaNew, report.context, vics?.stored], [3, 2, 1, 1])
    const hostile = [{ bytes, storedAt: `${data}\\postgres\\PG_VERSION` }]
    writeFileSync(join(world.folder, 'hostile.json'), JSON.stringify(vicsDocument('2.0', [hostile])))
    const kept = await takeIn('hostile', join(world.folder, 'hostile.json'))
    assert.deepEqual([kept.report.filesSeen, kept.vics?.stored], [1, 0])
  })

  it('of version 1.1, which names no stored files, finds them by their digests', async () => {
    const folder = join(world.folder, 'old')
    const bytes = drawPng(31)
    const media = [
      { bytes, storedAt: null, more: { Name: 'a.png', MediaSize: String(bytes.length), MediaFiles: null } },
    ]
    writeExport(folder, `\uFEFF${JSON.stringify(vicsDocument('1.1', [media]))}`, { 'files/1.png': bytes })
    const { vics } = await takeIn('old', folder)
    assert.deepEqual([vics?.stored, vics?.withoutFile, vics?.problems], [1, 0, 0])
  })

  it('inside an archive is read like one in a folder', async () => {
    const bytes = drawPng(41)
    const places = [{ FileName: 'a.png', FilePath: '\\x\\a.png' }]
    const document = vicsDocument('2.0', [[{ bytes, storedAt: 'media\\A.PNG', places }]])
    const zip = zipOf([
      { name: 'export/case.json', data: Buffer.from(JSON.stringify(document)) },
      { name: 'export/Media/a.png', data: bytes },
    ])
    writeFileSync(join(world.folder, 'export.zip'), zip)
    const { report, vics } = await takeIn('zipped', join(world.folder, 'export.zip'))
    assert.deepEqual([report.filesSeen, report.archives, report.context, report.mediaNew], [3, 1, 1, 1])
    assert.deepEqual([vics?.stored, vics?.places, vics?.problems], [1, 1, 0])
  })

  it('that is broken gets a line, and its files are taken in as those of any folder', async () => {
    const good = JSON.stringify(vicsDocument('2.0', [[{ bytes: drawPng(51), storedAt: 'Media\\a.png' }]]))
    const broken = {
      cut: good.slice(0, -20),
      wrong: good.replace('"Media":[', '"Media":[[['),
      tail: `${good}}`,
    }
    const folder = join(world.folder, 'broken')
    Object.entries(broken).forEach(([name, text], index) => {
      writeExport(join(folder, name), text, { 'Media/a.png': drawPng(52 + index) })
    })
    const { report, vics, intake } = await takeIn('broken', folder)
    assert.deepEqual([report.filesSeen, report.mediaNew, report.context], [6, 3, 3])
    assert.deepEqual([vics?.documents, vics?.refused, vics?.named, vics?.problems], [3, 3, 0, 3])
    const { problems } = await told(intake)
    assert.deepEqual(
      problems.map(({ document, named, code }) => [document, named, code]),
      ['cut', 'tail', 'wrong'].map((name) => [`${name}/case.json`, null, 'vics/unreadable']),
    )
  })

  it('that comes after its files changes the sets that are proposed', async () => {
    await world.edition('E2', ['NL'])
    const folder = join(world.folder, 'late')
    const { media, files } = occasions()
    writeExport(folder, vicsDocument('2.0', [media]), files)
    mkdirSync(join(world.folder, 'aside'))
    renameSync(join(folder, 'case.json'), join(world.folder, 'aside', 'case.json'))
    const delivery = { paths: [folder], unit: 'NL', edition: 'E2', case: '2', exhibit: 'late' }
    await world.intake(nl, delivery)
    assert.deepEqual(await world.sets(nl, 'E2'), [], 'a media folder says nothing of occasions')
    renameSync(join(world.folder, 'aside', 'case.json'), join(folder, 'case.json'))
    const { vics } = await world.intake(nl, delivery)
    assert.equal(vics?.stored, 6)
    const sets = await world.sets(nl, 'E2')
    assert.deepEqual(
      sets.map(({ pictures }) => pictures.length),
      [3, 3],
    )
    await world.check()
  })

  it('that is stopped while it is read is read anew, and the figures are those of one that was not', async () => {
    const media: Exported[] = Array.from({ length: 3_000 }, (_, index) => ({
      bytes: Buffer.from(`hash only ${index}`),
      storedAt: null,
      places: [{ FileName: `${index}.png`, FilePath: `\\d\\${index}.png` }],
    }))
    const bytes = drawPng(71)
    media.push({ bytes, storedAt: 'Media\\a.png' })
    const folder = join(world.folder, 'stopped')
    writeExport(folder, vicsDocument('2.0', [media]), { 'Media/a.png': bytes })
    const delivery = { paths: [folder], unit: 'NL', edition: 'E1', case: '1', exhibit: 'stopped' }
    const intake = await world.startIntake(nl, delivery)
    const { read } = world.node.context.database
    for (;;) {
      const reading = await read.selectFrom('vics_file').select('id').where('state', '=', 'reading').execute()
      if (reading.length > 0) break
      await pause(20)
    }
    await nl.post(`/api/intakes/${intake}/stop`, {})
    const stopped = await world.ended(nl, intake)
    assert.deepEqual([stopped.state, stopped.vics], ['stopped', null])
    const resumed = await takeIn('stopped', folder)
    assert.deepEqual(resumed.vics, {
      ...{ documents: 1, refused: 0, cases: 1, named: 3_001, stored: 1, withoutFile: 3_000 },
      ...{ differing: 0, places: 3_000, problems: 0 },
    })
  })

  it('is read as a reference set too, in every version, and a broken one is refused whole', async () => {
    const held = drawPng(1)
    const empty = Buffer.alloc(0)
    const media: Exported[] = [
      { bytes: held, storedAt: null, more: { Series: 'S-7' } },
      { bytes: empty, storedAt: null },
      { bytes: drawPng(99), storedAt: null, more: { MediaSize: 'unknown' } },
    ]
    const write = (name: string, text: string): string => {
      writeFileSync(join(world.folder, name), text)
      return join(world.folder, name)
    }
    for (const version of ['1.1', '1.3', '2.0']) {
      const path = write(`list-${version}.json`, JSON.stringify(vicsDocument(version, [media])))
      const imported = await nl.post<{ entries: number; dropped: number; hits: { exact: number } }>(
        '/api/references',
        {
          path,
          kind: 'hash-list',
        },
      )
      assert.deepEqual([imported.entries, imported.dropped, imported.hits.exact], [2, 1, 1], version)
    }
    const good = JSON.stringify(vicsDocument('2.0', [media]))
    const broken = {
      'reference/vics': good.slice(0, -9),
      'reference/line': good.replace(md5Of(held), 'short'),
      'reference/empty': JSON.stringify(vicsDocument('2.0', [])),
    }
    for (const [code, text] of Object.entries(broken)) {
      const path = write(`broken-${code.slice(10)}.json`, text)
      const answer = await nl.send('POST', '/api/references', { body: { path, kind: 'hash-list' } })
      assert.equal((answer.json as { error: { code: string } }).error.code, code, answer.text)
    }
  })
})
