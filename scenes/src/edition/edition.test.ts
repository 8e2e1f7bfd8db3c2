import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { DEFAULT_SEED, drawEdition } from './edition.ts'
import { planPictureFiles } from './picture-files.ts'
import type { GroundTruth, Outcome, TruthExhibit, TruthFile } from './truth.ts'

const SCALE = 0.02
const folder = mkdtempSync(join(tmpdir(), 'scenes-edition-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Every file under a directory with the digest of its bytes, by path. */
function digestsUnder(directory: string): Map<string, string> {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  return new Map(names.map((name) => [name.slice(directory.length + 1), sha256(readFileSync(name))]))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

describe('a drawn edition', () => {
  const directory = join(folder, 'one')
  let truth: GroundTruth
  let digests: Map<string, string>

  before(async () => {
    truth = await drawEdition({ directory, scale: SCALE, threads: 1 })
    digests = digestsUnder(directory)
  })

  it('is left as it is when it is there already', async () => {
    const [path = ''] = digests.keys()
    const file = join(directory, path)
    const writtenMs = statSync(file).mtimeMs
    assert.deepEqual(
      await drawEdition({ directory, scale: SCALE, onProgress: () => assert.fail('drawn') }),
      truth,
    )
    assert.equal(statSync(file).mtimeMs, writtenMs)
  })

  it('is drawn anew when it was interrupted: the same bytes, whatever the number of threads', async () => {
    const stamp = join(directory, 'drawing.json')
    writeFileSync(stamp, readFileSync(stamp, 'utf8').replace('true', 'false'))
    writeFileSync(join(directory, 'left-over'), 'half a picture')
    let drawn = 0
    const onProgress = ({ done }: { done: number }): void => {
      drawn = done
    }
    assert.deepEqual(await drawEdition({ directory, scale: SCALE, threads: 3, onProgress }), truth)
    assert.ok(drawn > 30, `${drawn} drawn`)
    assert.deepEqual(digestsUnder(directory), digests)
  })

  it('is planned alike by one seed and otherwise by another', () => {
    const files = truth.files.filter(({ picture }) => picture !== null)
    const planned = (seed: string): string[] =>
      planPictureFiles(seed, SCALE)
        .map(({ unit, exhibit, path, picture }) => [unit, exhibit, path, picture].join(' '))
        .sort()
    assert.deepEqual(
      planned(DEFAULT_SEED),
      files.map(({ unit, exhibit, path, picture }) => [unit, exhibit, path, picture].join(' ')).sort(),
    )
    const others = new Set(planned('mill'))
    assert.ok(
      files.filter((one) => others.has([one.unit, one.exhibit, one.path, one.picture].join(' '))).length <
        files.length / 4,
    )
  })

  it('takes no directory that holds anything else, and touches nothing there', async () => {
    const strange = join(folder, 'strange')
    mkdirSync(strange)
    writeFileSync(join(strange, 'letter.txt'), 'mine')
    await assert.rejects(drawEdition({ directory: strange, scale: SCALE }), {
      code: 'scenes/directory-in-use',
    })
    assert.deepEqual(readdirSync(strange), ['letter.txt'])
  })

  it('holds exactly the files that the truth names, with their bytes', () => {
    const expected = new Map(
      truth.files
        .filter(({ path }) => !path.includes('!/'))
        .map(({ unit, case: number, exhibit, path, content }) => [
          join(unit, number, exhibit, path),
          content,
        ]),
    )
    const exhibits = [...digests].filter(([path]) => path.includes('/'))
    assert.equal(expected.size, exhibits.length)
    for (const [path, digest] of exhibits) assert.equal(expected.get(path), digest, path)
    for (const { unit, case: number, exhibit, path, sizeBytes } of truth.files) {
      if (!path.includes('!/'))
        assert.equal(statSync(join(directory, unit, number, exhibit, path)).size, sizeBytes)
    }
  })

  it('keeps archive members as they are', () => {
    const members = truth.files.filter(({ path }) => path.includes('!/'))
    assert.ok(members.length >= 2)
    for (const { unit, case: number, exhibit, path, sizeBytes, content } of members) {
      const [archive = '', name = ''] = path.split('!/')
      const bytes = readFileSync(join(directory, unit, number, exhibit, archive))
      const at = bytes.indexOf(name) + name.length
      assert.ok(at > name.length, path)
      assert.equal(sha256(bytes.subarray(at, at + sizeBytes)), content, path)
    }
  })

  it('calls each file what it is', () => {
    const outcomes = new Set<string>()
    for (const { path, outcome, sizeBytes, picture, operation, transform } of truth.files) {
      outcomes.add(outcome)
      assert.equal(outcome === 'empty', sizeBytes === 0, path)
      assert.equal(outcome === 'archives', path.endsWith('.zip'), path)
      assert.equal(outcome === 'media', picture !== null, path)
      assert.equal(operation === null, picture === null, path)
      assert.equal(transform === null, picture === null, path)
    }
    assert.deepEqual([...outcomes].sort(), [
      'archives',
      'context',
      'empty',
      'knownGood',
      'media',
      'quarantined',
    ])
  })

  it('counts for each exhibit what its files are, repeated contents as duplicates', () => {
    for (const exhibit of truth.exhibits) {
      const files = truth.files.filter((file) => isOf(file, exhibit))
      assert.equal(exhibit.filesSeen, files.length)
      const sum = Object.values(exhibit.outcomes).reduce((total, count) => total + count, 0)
      assert.equal(sum, exhibit.filesSeen, exhibit.exhibit)
      for (const outcome of ['empty', 'quarantined', 'knownGood'] as const)
        assert.equal(exhibit.outcomes[outcome], files.filter((file) => file.outcome === outcome).length)
      for (const outcome of ['archives', 'context', 'media'] as const)
        assert.equal(exhibit.outcomes[outcome], contentsOf(files, outcome).size, exhibit.exhibit)
      const onDisk = files.filter(({ path }) => !path.includes('!/'))
      assert.equal(
        exhibit.sizeBytes,
        onDisk.reduce((total, { sizeBytes }) => total + sizeBytes, 0),
      )
    }
    const files = truth.exhibits.reduce((total, { filesSeen }) => total + filesSeen, 0)
    assert.equal(truth.totals.filesSeen, files)
    assert.equal(truth.files.length, files)
  })

  it('knows what the registry knows: every row is a content of its picture, and the totals add up', () => {
    const [header = '', ...rows] = readFileSync(join(directory, 'registry.csv'), 'utf8').trim().split('\n')
    const columns = header.split(';')
    const registry = rows.map((row) => new Map(row.split(';').map((cell, i) => [columns[i], cell])))
    const held = new Map(
      truth.pictures.flatMap((picture) => picture.registry.map((row) => [row.imageId, { ...row, picture }])),
    )
    assert.equal(held.size, rows.length)
    for (const row of registry) {
      const known = held.get(Number(row.get('Image ID')))
      assert.equal(row.get('SHA256')?.toLowerCase(), known?.content)
      assert.equal(row.get('Victim identified'), known?.identified ? 'Yes' : 'No')
      const series = truth.series.find(({ id }) => id === known?.picture.series)
      assert.equal(row.get('Series name'), series?.registry?.name)
    }
    const media = contentsOf(truth.files, 'media')
    const { knownIdentified, knownUnidentified, unknown, pictures } = truth.totals
    assert.equal(truth.totals.media, media.size)
    assert.equal(knownIdentified + knownUnidentified + unknown, media.size)
    assert.equal(pictures, new Set(truth.files.flatMap(({ picture }) => picture ?? [])).size)
    assert.ok(knownIdentified > 0 && knownUnidentified > 0 && unknown > 0)
  })

  it('lists as known good what is known good, and nothing else that it holds', () => {
    const list = readFileSync(join(directory, 'known-good.txt'), 'utf8').toLowerCase()
    for (const { unit, case: number, exhibit, path, outcome } of truth.files) {
      if (path.includes('!/')) continue
      const bytes = readFileSync(join(directory, unit, number, exhibit, path))
      const listed = ['sha256', 'sha1', 'md5'].some((algorithm) =>
        list.includes(createHash(algorithm).update(bytes).digest('hex')),
      )
      assert.equal(listed, outcome === 'knownGood', path)
    }
  })

  it('gives every picture to its occasion and every occasion to its series, on both sides', () => {
    const pictures = new Map(truth.pictures.map((picture) => [picture.id, picture]))
    const occasions = new Map(truth.occasions.map((occasion) => [occasion.id, occasion]))
    for (const { id, series, pictures: members, camera } of truth.occasions) {
      assert.ok(members.length > 0)
      for (const member of members) assert.equal(pictures.get(member)?.occasion, id)
      for (const file of truth.files.filter((one) => one.occasion === id && one.camera !== null))
        assert.equal(file.camera?.serial, camera)
      assert.equal(
        truth.series.find((one) => one.id === series)?.occasions.includes(id) ?? false,
        series !== null,
      )
    }
    for (const file of truth.files) {
      if (file.picture === null) continue
      assert.equal(pictures.get(file.picture)?.occasion, file.occasion)
      if (file.occasion !== null) assert.equal(occasions.get(file.occasion)?.series, file.series)
    }
  })
})

function isOf(file: TruthFile, { unit, case: number, exhibit }: TruthExhibit): boolean {
  return file.unit === unit && file.case === number && file.exhibit === exhibit
}

function contentsOf(files: readonly TruthFile[], outcome: Outcome): Set<string> {
  return new Set(files.filter((file) => file.outcome === outcome).map(({ content }) => content))
}
