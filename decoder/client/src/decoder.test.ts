import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { tar, zip } from '../specimens/archives.ts'
import { encoded, ffmpegEncoded, room } from '../specimens/drawn.ts'
import { withExif } from '../specimens/exif.ts'
import { heic } from '../specimens/heic.ts'
import { type Decoder, type DecodeWorker, type Description, isRefusal, openDecoder } from './index.ts'

const VECTORS = join(import.meta.dirname, '../../../kernels/pdq/vectors')
const PROBES_MIN = 14

/** A PNG header that announces a size, with nothing behind it. */
function announcedPng(widthPx: number, heightPx: number): Buffer {
  const png = Buffer.from(encoded(room(8, 8), '.png()'))
  png.writeUInt32BE(widthPx, 16)
  png.writeUInt32BE(heightPx, 20)
  return png
}

describe('the decoder', () => {
  let decoder: Decoder
  let worker: DecodeWorker

  before(async () => {
    decoder = await openDecoder()
    worker = decoder.worker('test')
  })
  after(() => decoder.close())

  const described = async (bytes: Uint8Array): Promise<Description> => {
    const found = await worker.describe(bytes, bytes.length)
    assert.ok(!isRefusal(found), JSON.stringify(found))
    return found
  }
  const refused = async (bytes: Uint8Array): Promise<string> => {
    const found = await worker.describe(bytes, bytes.length)
    assert.ok(isRefusal(found), 'expected a refusal')
    assert.ok(found.because.length > 0)
    return found.code
  }

  it('is denied everything that its self-test tries', async () => {
    const report = await decoder.selfTest()
    assert.equal(report.holds, true)
    assert.ok(report.profiles.length > 0)
    for (const { profile, probes } of report.profiles) {
      assert.ok(probes.length >= PROBES_MIN, `${profile} has ${probes.length} probes`)
      for (const probe of probes)
        assert.equal(probe.denied, true, `${profile}: ${probe.name}: ${probe.outcome}`)
    }
  })

  it('hashes every vector of the kernel to the same bits and quality through the sandbox', async () => {
    const { vectors } = JSON.parse(readFileSync(join(VECTORS, 'vectors.json'), 'utf8')) as {
      vectors: {
        file: string
        nn512: { hash: string; quality: number }
        full: { hash: string; quality: number }
      }[]
    }
    assert.ok(vectors.length > 30)
    for (const { file, nn512, full } of vectors) {
      const { pdq } = await described(readFileSync(join(VECTORS, file)))
      for (const [got, wanted] of [
        [pdq?.nn512, nn512],
        [pdq?.full, full],
      ] as const) {
        assert.equal(Buffer.from(got?.bits ?? []).toString('hex'), wanted.hash, file)
        assert.equal(got?.quality, wanted.quality, file)
      }
    }
  })

  for (const [kind, bytes] of [
    ['image/jpeg', () => encoded(room(320, 200), '.jpeg()')],
    ['image/png', () => encoded(room(320, 200), '.png()')],
    ['image/webp', () => encoded(room(320, 200), '.webp()')],
    ['image/gif', () => encoded(room(320, 200), '.gif()')],
    ['image/tiff', () => encoded(room(320, 200), '.tiff()')],
    ['image/bmp', () => ffmpegEncoded(room(320, 200), ['-f', 'image2pipe', '-c:v', 'bmp'])],
    ['image/heic', () => heic(room(320, 200))],
  ] as const) {
    it(`opens ${kind} by its content`, async () => {
      const found = await described(bytes())
      assert.equal(found.family, 'image')
      assert.equal(found.kind, kind)
      assert.deepEqual([found.widthPx, found.heightPx], [320, 200])
      assert.ok(found.pdq !== null && found.pdq.full.quality >= 50)
      assert.equal(Buffer.from(found.thumbnail ?? []).toString('latin1', 8, 12), 'WEBP')
      assert.equal(Buffer.from(found.pixelated ?? []).toString('latin1', 8, 12), 'WEBP')
    })
  }

  it('reads camera, serial number and time', async () => {
    const jpeg = withExif(encoded(room(64, 64), '.jpeg()'), {
      make: 'SynthCam',
      model: 'S1',
      takenAt: '2026:01:02 03:04:05',
    })
    const { exif } = await described(jpeg)
    assert.equal(exif?.make, 'SynthCam')
    assert.equal(exif?.model, 'S1')
    assert.equal(exif?.takenAtMs, Date.UTC(2026, 0, 2, 3, 4, 5))
  })

  it('takes text for context and keeps its words', async () => {
    const found = await described(Buffer.from('a chat about nothing\n'))
    assert.equal(found.family, 'context')
    assert.match(found.text ?? '', /about nothing/)
  })

  it('refuses what is broken or too large, each with its code', async () => {
    const jpeg = encoded(room(320, 200), '.jpeg()')
    assert.equal(await refused(jpeg.subarray(0, jpeg.length / 2)), 'media/unreadable')
    assert.equal(await refused(announcedPng(2_097_184, 32)), 'media/limits')
    assert.equal(await refused(announcedPng(50_000, 50_000)), 'media/limits')
    assert.equal((await described(jpeg)).kind, 'image/jpeg', 'the next file opens')
  })

  it('streams the members of archives and refuses the unsafe ones by name', async () => {
    const listed = async (archive: Buffer): Promise<string[]> => {
      const names: string[] = []
      for await (const member of worker.members(archive, archive.length)) {
        if (isRefusal(member)) names.push(member.code)
        else {
          const chunks: Uint8Array[] = []
          for await (const chunk of member.bytes) chunks.push(chunk)
          names.push(`${Buffer.from(member.pathBytes).toString()}=${Buffer.concat(chunks).toString()}`)
        }
      }
      return names
    }
    const members = [
      { name: 'a/b.txt', data: Buffer.from('one') },
      { name: '../../outside.txt', data: Buffer.from('two') },
    ]
    assert.deepEqual(await listed(zip(members)), ['a/b.txt=one', 'archive/unsafe-name'])
    assert.deepEqual(await listed(tar(members)), ['a/b.txt=one', 'archive/unsafe-name'])
  })

  it('renders originals anew and never larger than asked', async () => {
    const png = encoded(room(640, 480), '.png()')
    const rendered = await worker.render(png, png.length, { maxSidePx: 200, clarity: 'clear' })
    assert.ok(!isRefusal(rendered))
    const { widthPx, heightPx } = await described(rendered)
    assert.deepEqual([widthPx, heightPx], [200, 150])
  })
})
