import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { distanceBits } from '@homeward/hamming'
import { type Pdq, pdq, TRANSFORMS, type Transform } from '@homeward/pdq'
import sharp from 'sharp'
import { drawView } from '../picture/view.ts'
import { type Operation, PLAIN_COPY } from './copy-plan.ts'
import { DEFAULT_SEED, drawEdition } from './edition.ts'
import { decodeCopy, encodeCopy, type Raw } from './encode.ts'
import { planEdition } from './plan.ts'
import type { GroundTruth } from './truth.ts'

const SCALE = 0.02
const MATCH_BITS = 31
const QUALITY_MIN = 50

/** One content of a drawn picture: what it should be, and its pixels and hashes as they are. */
type Copy = {
  path: string
  picture: string
  operation: Operation
  transform: Transform
  bytes: Uint8Array
  pixels: Raw
  hashes: { full: Pdq; nn512: Pdq }
}

async function pixelsOf(bytes: Uint8Array): Promise<Raw> {
  if (bytes[0] !== 0x42) return decodeCopy(bytes)
  // sharp reads no bitmaps: 24 bits a pixel, blue first, rows from the bottom up and filled up to four bytes.
  const header = new DataView(bytes.buffer, bytes.byteOffset)
  const [widthPx, heightPx] = [header.getInt32(18, true), header.getInt32(22, true)]
  const rowBytes = Math.ceil((widthPx * 3) / 4) * 4
  const data = new Uint8Array(widthPx * heightPx * 3)
  for (let at = 0; at < data.length; at++) {
    const [y, x] = [Math.floor(at / (widthPx * 3)), Math.floor((at / 3) % widthPx)]
    data[at] = bytes[54 + (heightPx - 1 - y) * rowBytes + x * 3 + 2 - (at % 3)] as number
  }
  return { data, widthPx, heightPx }
}

/** Where the pixel (x, y) of a turned picture was before, by the definition of each way. */
const SOURCES: Readonly<Record<Transform, (x: number, y: number, w: number, h: number) => [number, number]>> =
  {
    identity: (x, y) => [x, y],
    rotate90: (x, y, _w, h) => [h - 1 - y, x],
    rotate180: (x, y, w, h) => [w - 1 - x, h - 1 - y],
    rotate270: (x, y, w) => [y, w - 1 - x],
    flipX: (x, y, _w, h) => [x, h - 1 - y],
    flipY: (x, y, w) => [w - 1 - x, y],
    flipPlus1: (x, y) => [y, x],
    flipMinus1: (x, y, w, h) => [h - 1 - y, w - 1 - x],
  }

function turned(view: Raw, transform: Transform): Raw {
  const across = transform.startsWith('rotate') ? transform !== 'rotate180' : transform.includes('1')
  const [widthPx, heightPx] = across ? [view.heightPx, view.widthPx] : [view.widthPx, view.heightPx]
  const data = new Uint8Array(view.data.length)
  for (let at = 0; at < data.length; at++) {
    const [y, x] = [Math.floor(at / (widthPx * 3)), Math.floor((at / 3) % widthPx)]
    const [fromX, fromY] = SOURCES[transform](x, y, widthPx, heightPx)
    data[at] = view.data[(fromY * view.widthPx + fromX) * 3 + (at % 3)] as number
  }
  return { data, widthPx, heightPx }
}

/** The mean difference of two pictures of one size, over the pixels that `where` takes. */
function difference(a: Raw, b: Raw, where: (x: number, y: number) => boolean = () => true): number {
  assert.deepEqual([a.widthPx, a.heightPx], [b.widthPx, b.heightPx])
  let sum = 0
  let count = 0
  for (let at = 0; at < a.data.length; at++) {
    if (!where(Math.floor((at / 3) % a.widthPx), Math.floor(at / (a.widthPx * 3)))) continue
    sum += Math.abs((a.data[at] as number) - (b.data[at] as number))
    count++
  }
  return sum / count
}

function meanOf({ data }: Raw): number {
  return data.reduce((sum, value) => sum + value, 0) / data.length
}

async function resized(view: Raw, widthPx: number, heightPx: number, cut = 0): Promise<Raw> {
  const { data, widthPx: width, heightPx: height } = view
  const image = sharp(data, { raw: { width, height, channels: 3 } })
  const { data: pixels } = await (cut > 0
    ? image.extract({ left: cut, top: Math.round((height - heightPx) / 2), width: widthPx, height: heightPx })
    : image.resize(widthPx, heightPx, { fit: 'fill' })
  )
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data: pixels, widthPx, heightPx }
}

const ENDINGS: Readonly<Record<string, string>> = { png: '89504e47', webp: '52494646', bmp: '424d' }
const LOSSY_MAX = 9

/** Fails unless the copy is the view after the named operation and nothing more. */
async function checkCopy(view: Raw, copy: Omit<Copy, 'picture' | 'hashes'>): Promise<void> {
  const { operation, transform, bytes, pixels, path } = copy
  const head = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  assert.ok(head.startsWith(ENDINGS[operation] ?? 'ffd8ff'), path)
  if (operation !== 'bmp') {
    const { exif, orientation } = await sharp(bytes).metadata()
    assert.equal(exif !== undefined, operation === 'camera', path)
    if (operation === 'camera') assert.equal(orientation, transform === 'rotate90' ? 6 : 1, path)
  }
  assert.equal(operation === 'turned', transform !== 'identity' && operation !== 'camera', path)
  const straight = turned(view, transform)
  const [w, h] = [straight.widthPx, straight.heightPx]
  if (operation === 'png' || operation === 'bmp') {
    assert.equal(difference(pixels, straight), 0, path)
  } else if (operation === 'resized') {
    assert.ok(pixels.widthPx >= w * 0.45 && pixels.widthPx <= w * 0.95, path)
    const smaller = await resized(straight, pixels.widthPx, pixels.heightPx)
    assert.ok(difference(pixels, smaller) < LOSSY_MAX, path)
  } else if (operation === 'cropped') {
    const cut = (w - pixels.widthPx) / 2
    assert.ok(cut >= 1 && cut < w / 50 && pixels.heightPx < h, path)
    const kept = await resized(straight, pixels.widthPx, pixels.heightPx, cut)
    assert.ok(difference(pixels, kept) < LOSSY_MAX, path)
  } else if (operation === 'brightened') {
    const factor = meanOf(pixels) / meanOf(straight)
    assert.ok(Math.abs(factor - 1) > 0.03, `${path}: ${factor}`)
  } else if (operation === 'watermarked') {
    const isMark = (x: number, y: number): boolean => x > w - 100 && y > h - 20
    const marked = difference(pixels, straight, isMark)
    const elsewhere = difference(pixels, straight, (x, y) => !isMark(x, y) && y < h - 30)
    assert.ok(elsewhere < LOSSY_MAX && marked > 2 * elsewhere, `${path}: ${marked} against ${elsewhere}`)
  } else {
    const changed = difference(pixels, straight)
    assert.ok(changed > 0 && changed < LOSSY_MAX, `${path}: ${changed}`)
  }
}

function nearestOf(query: Pdq, held: Pdq): { transform: Transform; bits: number } {
  const found = TRANSFORMS.map((transform, i) => ({
    transform,
    bits: distanceBits(held.bits, query.dihedral.subarray(i * 32, i * 32 + 32)),
  }))
  return found.reduce((best, one) => (one.bits < best.bits ? one : best))
}

describe('the copies of a drawn edition', () => {
  const directory = mkdtempSync(join(tmpdir(), 'scenes-copies-'))
  const copies: Copy[] = []
  const views = new Map<string, Raw>()
  let truth: GroundTruth

  before(async () => {
    truth = await drawEdition({ directory, scale: SCALE })
    for (const { id, view, knownGood } of planEdition(DEFAULT_SEED, SCALE).pictures) {
      if (!knownGood) views.set(id, { data: drawView(view), widthPx: view.widthPx, heightPx: view.heightPx })
    }
    const contents = new Map(
      truth.files.filter(({ path }) => !path.includes('!/')).map((file) => [file.content, file]),
    )
    for (const { unit, case: number, exhibit, path, picture, operation, transform } of contents.values()) {
      if (picture === null || operation === null || operation === 'video') continue
      const bytes = readFileSync(join(directory, unit, number, exhibit, path))
      const pixels = await pixelsOf(bytes)
      const hashed = { ...pixels, channels: 3 } as const
      const hashes = { full: pdq(hashed, 'full'), nn512: pdq(hashed, 'nn512') }
      assert.ok(transform)
      copies.push({ path, picture, operation, transform, bytes, pixels, hashes })
    }
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  it('are the drawn views after the operation that the truth states, and nothing more', async () => {
    assert.ok(copies.length > 40, `${copies.length}`)
    const operations = new Set(copies.map(({ operation }) => operation))
    for (const usual of ['camera', 'stripped', 'resized', 'turned'] as const)
      assert.ok(operations.has(usual), usual)
    for (const copy of copies) await checkCopy(views.get(copy.picture) as Raw, copy)
  })

  it('can be hashed surely, and those of one picture are near each other in the stated way', () => {
    for (const { path, picture, transform, hashes } of copies) {
      assert.ok(hashes.full.quality >= QUALITY_MIN && hashes.nn512.quality >= QUALITY_MIN, path)
      const view = views.get(picture) as Raw
      const found = nearestOf(pdq({ ...view, channels: 3 }, 'full'), hashes.full)
      assert.equal(found.transform, transform, path)
      assert.ok(found.bits <= MATCH_BITS, `${path} is ${found.bits} bits from its view`)
      for (const other of copies) {
        if (other.picture !== picture) continue
        const { bits } = nearestOf(hashes.full, other.hashes.full)
        assert.ok(bits <= MATCH_BITS, `${path} is ${bits} bits from ${other.path}`)
      }
    }
  })

  it('of different pictures are near each other in no way', () => {
    let compared = 0
    for (const [i, one] of copies.entries()) {
      for (const other of copies.slice(i + 1)) {
        if (other.picture === one.picture) continue
        for (const variant of ['full', 'nn512'] as const) {
          const { bits, transform } = nearestOf(one.hashes[variant], other.hashes[variant])
          assert.ok(bits > MATCH_BITS, `${one.path} is ${bits} bits from ${other.path} (${transform})`)
          compared++
        }
      }
    }
    assert.ok(compared > 1000)
  })
})

describe('each operation', () => {
  const [picture] = planEdition('operations', SCALE).pictures
  assert.ok(picture)
  const view: Raw = { data: drawView(picture.view), ...sizeOf(picture.view) }
  const camera = {
    make: 'M',
    model: 'N',
    serial: '1',
    lens: 'L',
    software: 'S',
    takenAtS: 0,
    orientation: 1,
    place: null,
  }
  const plans = [
    { operation: 'camera', camera },
    { operation: 'stripped' },
    { operation: 'reencoded', quality: 60 },
    { operation: 'resized', scale: 0.7 },
    { operation: 'brightened', brightness: 0.9 },
    { operation: 'cropped', crop: 0.006 },
    { operation: 'watermarked', watermark: 'PHOTO ARCHIVE' },
    { operation: 'png' },
    { operation: 'webp' },
    { operation: 'bmp' },
    ...TRANSFORMS.slice(1).map((transform) => ({ operation: 'turned' as const, transform })),
  ] as const

  for (const plan of plans) {
    const transform = 'transform' in plan ? plan.transform : 'identity'
    it(`${plan.operation}${transform === 'identity' ? '' : `, ${transform}`} does what it says`, async () => {
      const bytes = await encodeCopy(view, { ...PLAIN_COPY, ...plan })
      const pixels = await pixelsOf(bytes)
      await checkCopy(view, { path: plan.operation, operation: plan.operation, transform, bytes, pixels })
    })
  }

  it('is told from the others: a copy of one is not taken for another', async () => {
    const bytes = await encodeCopy(view, { ...PLAIN_COPY, transform: 'flipY' })
    const pixels = await pixelsOf(bytes)
    for (const [operation, transform] of [
      ['stripped', 'identity'],
      ['turned', 'flipX'],
      ['resized', 'identity'],
      ['cropped', 'identity'],
      ['watermarked', 'identity'],
      ['brightened', 'identity'],
      ['camera', 'identity'],
      ['png', 'identity'],
    ] as const)
      await assert.rejects(
        checkCopy(view, { path: operation, operation, transform, bytes, pixels }),
        assert.AssertionError,
      )
  })
})

function sizeOf({ widthPx, heightPx }: { widthPx: number; heightPx: number }): {
  widthPx: number
  heightPx: number
} {
  return { widthPx, heightPx }
}
