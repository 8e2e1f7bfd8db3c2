import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Decoder, type DecodeWorker, type Description, isRefusal, openDecoder } from '@homeward/decoder'
import { drawEdition, type GroundTruth, type TruthFile } from '@homeward/scenes'

/** A few dozen files an exhibit. */
const SCALE = 0.02
const FRAMES_PER_SECOND = 12

/** What was drawn, seen through the decoder that opens seized media: nothing here trusts the drawing's own tools. */
describe('a drawn edition, opened by the decoder', () => {
  const directory = mkdtempSync(join(tmpdir(), 'homeward-drawn-'))
  let truth: GroundTruth
  let decoder: Decoder
  let worker: DecodeWorker

  before(async () => {
    truth = await drawEdition({ directory, scale: SCALE })
    decoder = await openDecoder()
    worker = decoder.worker('drawn')
  })
  after(async () => {
    await decoder?.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const onDisk = (accept: (file: TruthFile) => boolean): TruthFile[] =>
    truth.files.filter((file) => !file.path.includes('!/') && accept(file))
  const bytesOf = ({ unit, case: number, exhibit, path }: TruthFile): Buffer =>
    readFileSync(join(directory, unit, number, exhibit, path))
  const describeFile = async (file: TruthFile): Promise<Description> => {
    const bytes = bytesOf(file)
    const found = await worker.describe(bytes, bytes.length)
    assert.ok(!isRefusal(found), `${file.path}: ${JSON.stringify(found)}`)
    return found
  }

  it('says of each camera file the camera and the clock that were planned, and of no other copy any', async () => {
    const files = onDisk(({ operation }) => operation !== null && operation !== 'video')
    assert.ok(files.filter(({ camera }) => camera !== null).length > 20)
    for (const file of files) {
      const { exif } = await describeFile(file)
      const said =
        exif === null || exif.make === null
          ? null
          : { make: exif.make, model: exif.model, serial: exif.serial, takenAtMs: exif.takenAtMs }
      assert.deepEqual(said, file.camera, file.path)
      if (file.camera !== null)
        assert.equal(exif?.orientation, file.transform === 'rotate90' ? 6 : 1, file.path)
    }
  })

  it('numbers the files of one camera in the order of its clock, without a gap', () => {
    const cards = new Map<string, TruthFile[]>()
    for (const file of onDisk(({ path, camera }) => camera !== null && path.startsWith('DCIM/'))) {
      const card = `${file.exhibit}/${file.path.slice(0, file.path.lastIndexOf('/'))}/${file.camera?.serial}`
      cards.set(card, [...(cards.get(card) ?? []), file])
    }
    assert.ok(cards.size > 1)
    for (const [card, files] of cards) {
      const byClock = [...files].sort((a, b) => (a.camera?.takenAtMs ?? 0) - (b.camera?.takenAtMs ?? 0))
      const numbers = byClock.map(({ path }) => Number(path.slice(-8, -4)))
      assert.deepEqual(
        numbers,
        numbers.map((_, i) => (numbers[0] ?? 0) + i),
        card,
      )
    }
  })

  it('has videos that play: as long as they were drawn, and with a frame to show', async () => {
    const takes = onDisk(({ operation }) => operation === 'video')
    assert.ok(takes.length > 0)
    for (const take of takes) {
      const { family, widthPx, heightPx, durationMs, container } = await describeFile(take)
      assert.deepEqual([family, widthPx, heightPx], ['video', 320, 240], take.path)
      assert.equal(container?.videoCodec, 'h264')
      const frames = ((durationMs ?? 0) * FRAMES_PER_SECOND) / 1000
      assert.ok(frames > 11.5 && frames < 24.5, `${take.path}: ${frames} frames`)
      const bytes = bytesOf(take)
      const poster = await worker.render(bytes, bytes.length, { maxSidePx: 160, clarity: 'clear' })
      assert.ok(!isRefusal(poster))
      const shown = await worker.describe(poster, poster.length)
      assert.ok(!isRefusal(shown) && (shown.pdq?.full.quality ?? 0) >= 50, `${take.path}: an empty poster`)
    }
  })

  it('has archives that open, with the members that the truth names and their bytes', async () => {
    const archives = onDisk(({ outcome }) => outcome === 'archives')
    assert.ok(archives.length > 0)
    for (const archive of archives) {
      const bytes = bytesOf(archive)
      const found: [string, string][] = []
      for await (const member of worker.members(bytes, bytes.length)) {
        assert.ok(!isRefusal(member), JSON.stringify(member))
        const digest = createHash('sha256')
        for await (const chunk of member.bytes) digest.update(chunk)
        found.push([Buffer.from(member.pathBytes).toString(), digest.digest('hex')])
      }
      const named = truth.files
        .filter(
          ({ unit, exhibit, path }) =>
            unit === archive.unit && exhibit === archive.exhibit && path.startsWith(`${archive.path}!/`),
        )
        .map(({ path, content }) => [path.slice(archive.path.length + 2), content] as [string, string])
      assert.ok(named.length >= 2)
      assert.deepEqual(found.sort(), named.sort())
    }
  })

  it('has context that is no media, and broken files that are refused', async () => {
    for (const file of onDisk(({ outcome }) => outcome === 'context'))
      assert.equal((await describeFile(file)).family, 'context', file.path)
    const broken = onDisk(({ outcome }) => outcome === 'quarantined')
    assert.ok(broken.length > 0)
    for (const file of broken) {
      const bytes = bytesOf(file)
      assert.ok(isRefusal(await worker.describe(bytes, bytes.length)), file.path)
    }
  })
})
