import { deflateSync } from 'node:zlib'
import { GIB, zerosDeflated } from './bad-archives.ts'
import { hollowPng, manyFrames, png, pngHeader } from './bad-images.ts'
import { type CraftedFile, LIMITS, MEDIA, quarantined, UNREADABLE } from './crafted-file.ts'
import type { Plain } from './plain-pictures.ts'

const BOUNDED = [LIMITS, UNREADABLE, quarantined('media/timeout'), quarantined('media/memory')]
const MOST = 0xffff_ffff

/** Pictures that cost far more memory or time than their bytes. */
export function craftedPixels(plain: Plain): CraftedFile[] {
  return [
    ...['very-wide', 'very-tall'].map((name) => ({
      name: `${name}.png`,
      data: name === 'very-wide' ? hollowPng(2_097_184, 32) : hollowPng(32, 2_097_184),
      why: 'a valid picture that is under every limit of pixels, with a side of 2,097,184',
      fates: [LIMITS],
    })),
    {
      name: 'very-large.png',
      data: hollowPng(50_000, 50_000, 1),
      why: 'a header that promises 50,000 x 50,000 pixels',
      fates: [LIMITS],
    },
    {
      name: 'most-pixels.png',
      data: hollowPng(29_999, 29_999, 1),
      why: 'sides within the limits, their product not',
      fates: [LIMITS],
    },
    {
      name: 'no-pixels.png',
      data: png([['IHDR', pngHeader(0, 0)]]),
      why: 'sides of nothing',
      fates: [UNREADABLE],
    },
    {
      name: 'endless-rows.png',
      data: png([
        ['IHDR', pngHeader(16, 16)],
        ['IDAT', zlibZeros()],
      ]),
      why: '256 pixels with a GiB of rows behind them',
      fates: [MEDIA, ...BOUNDED],
    },
    {
      name: 'endless-text.png',
      data: pngWith('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), zlibZeros()])),
      why: 'a compressed comment of a GiB',
      fates: [MEDIA, ...BOUNDED],
    },
    {
      name: 'endless-profile.png',
      data: pngWith('iCCP', Buffer.concat([Buffer.from('p\0\0'), zlibZeros()])),
      why: 'a colour profile of a GiB',
      fates: [MEDIA, ...BOUNDED],
    },
    {
      name: 'many-chunks.png',
      data: pngOf(Array.from({ length: 50_000 }, () => ['tEXt', Buffer.from('a\0b')] as const)),
      why: '50,000 comments',
      fates: [MEDIA, UNREADABLE],
    },
    { name: 'frames.gif', data: manyFrames(10_000), why: 'an animation of 10,000 frames', fates: [MEDIA] },
    { name: 'canvas.gif', data: gifOf(0xffff, 0xffff), why: 'a canvas of 65,535 x 65,535', fates: [LIMITS] },
    {
      name: 'outside.gif',
      data: gifOf(8, 8, [0xfff0, 0xfff0, 0xffff, 0xffff]),
      why: 'a frame far outside its canvas',
      fates: [MEDIA, UNREADABLE, LIMITS],
    },
    {
      name: 'canvas.webp',
      data: webpCanvas(1 << 24),
      why: 'a canvas of 16,777,216 a side',
      fates: [LIMITS, UNREADABLE],
    },
    {
      name: 'frames.webp',
      data: webpFrames(plain.webp, 5_000),
      why: 'an animation of 5,000 frames',
      fates: [MEDIA],
    },
    {
      name: 'largest-side.jpg',
      data: jpegSides(plain.jpeg, 0xffff, 0xffff),
      why: 'a header that promises 65,535 x 65,535 pixels',
      fates: [LIMITS, UNREADABLE],
    },
    {
      name: 'many-scans.jpg',
      data: manyScans(plain.progressive, 4_000),
      why: 'a progressive picture whose last scan comes 4,000 times',
      fates: [MEDIA, ...BOUNDED],
    },
    {
      name: 'canvas.avif',
      data: ispe(plain.avif, 60_000, 60_000),
      why: 'a header of 60,000 x 60,000',
      fates: [LIMITS],
    },
    {
      name: 'side.avif',
      data: ispe(plain.avif, 2_097_184, 32),
      why: 'a header of 2,097,184 x 32',
      fates: [LIMITS],
    },
    {
      name: 'largest.avif',
      data: ispe(plain.avif, MOST, MOST),
      why: 'the largest header that fits',
      fates: [LIMITS],
    },
    {
      name: 'branded.heic',
      data: branded(ispe(plain.avif, 50_000, 50_000), 'heic'),
      why: 'the brand of another codec and a header of 50,000 x 50,000',
      fates: [LIMITS],
    },
    {
      name: 'frames.avif',
      data: plain.avifFrames,
      why: 'an image sequence of many frames',
      fates: [MEDIA, UNREADABLE],
    },
    ...[
      [30_001, 30_001, 'sides over the limit'],
      [0x7fff_ffff, 0x7fff_ffff, 'the largest sides that fit'],
      [1, -0x8000_0000, 'a height whose sign cannot be turned'],
      [20_000, 20_000, 'more pixels than the file has bytes'],
    ].map(([widthPx, heightPx, why], index) => ({
      name: `header-${index}.bmp`,
      data: bmpHeader(widthPx as number, heightPx as number),
      why: `a bitmap's header: ${why}`,
      fates: [LIMITS, UNREADABLE],
    })),
  ]
}

function zlibZeros(): Uint8Array {
  return Buffer.concat([Buffer.of(0x78, 0xda), zerosDeflated(GIB), Buffer.of(3, 0, 0, 0, 0, 1)])
}

function pngWith(type: string, data: Uint8Array): Uint8Array {
  return pngOf([[type, data]])
}

function pngOf(chunks: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const rows = deflateSync(Buffer.alloc(17 * 16))
  return png([['IHDR', pngHeader(16, 16)], ...chunks, ['IDAT', rows]])
}

function gifOf(
  widthPx: number,
  heightPx: number,
  frame: readonly [number, number, number, number] = [0, 0, 1, 1],
): Uint8Array {
  const gif = Buffer.from(
    '47494638396100000000800000000000ffffff2c0000000000000000000202440100 3b'.replace(' ', ''),
    'hex',
  )
  gif.writeUInt16LE(widthPx, 6)
  gif.writeUInt16LE(heightPx, 8)
  for (const [index, value] of frame.entries()) gif.writeUInt16LE(value, 20 + index * 2)
  return gif
}

function riff(form: string, ...chunks: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat([Buffer.from(form, 'latin1'), ...chunks])
  return Buffer.concat([Buffer.from('RIFF'), uint32(body.length), body])
}

function riffChunk(type: string, data: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from(type, 'latin1'),
    uint32(data.length),
    data,
    Buffer.alloc(data.length % 2),
  ])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function uint24(value: number): Buffer {
  return uint32(value).subarray(0, 3)
}

function webpCanvas(sidePx: number): Uint8Array {
  const head = Buffer.concat([uint32(0), uint24(sidePx - 1), uint24(sidePx - 1)])
  return riff('WEBP', riffChunk('VP8X', head), riffChunk('VP8L', Buffer.from('2f00000000', 'hex')))
}

/** An animation that shows the picture of a simple WebP again and again. */
function webpFrames(simple: Uint8Array, frames: number): Uint8Array {
  const picture = Buffer.from(simple).subarray(12)
  const size = Buffer.from('000000', 'hex')
  const one = Buffer.concat([uint24(0), uint24(0), size, size, uint24(10), Buffer.of(0), picture])
  const frame = riffChunk('ANMF', one)
  const head = Buffer.concat([uint32(2), size, size])
  const animation = riffChunk('ANIM', Buffer.alloc(6))
  return riff('WEBP', riffChunk('VP8X', head), animation, ...Array.from({ length: frames }, () => frame))
}

function jpegSides(jpeg: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const copy = Buffer.from(jpeg)
  const frame = copy.indexOf(Buffer.from([0xff, 0xc0]))
  copy.writeUInt16BE(heightPx, frame + 5)
  copy.writeUInt16BE(widthPx, frame + 7)
  return copy
}

function manyScans(progressive: Uint8Array, times: number): Uint8Array {
  const jpeg = Buffer.from(progressive)
  const last = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]))
  const scan = jpeg.subarray(last, jpeg.length - 2)
  return Buffer.concat([
    jpeg.subarray(0, last),
    ...Array.from({ length: times }, () => scan),
    jpeg.subarray(-2),
  ])
}

function ispe(avif: Uint8Array, widthPx: number, heightPx: number): Buffer {
  const copy = Buffer.from(avif)
  const at = copy.indexOf('ispe')
  copy.writeUInt32BE(widthPx, at + 8)
  copy.writeUInt32BE(heightPx, at + 12)
  return copy
}

function branded(heif: Buffer, brand: string): Buffer {
  const copy = Buffer.from(heif)
  copy.write(brand, 8, 'latin1')
  return copy
}

function bmpHeader(widthPx: number, heightPx: number): Uint8Array {
  const file = Buffer.alloc(64)
  file.write('BM')
  file.writeUInt32LE(64, 2)
  file.writeUInt32LE(54, 10)
  file.writeUInt32LE(40, 14)
  file.writeInt32LE(widthPx, 18)
  file.writeInt32LE(heightPx, 22)
  file.writeUInt16LE(1, 26)
  file.writeUInt16LE(24, 28)
  return file
}
