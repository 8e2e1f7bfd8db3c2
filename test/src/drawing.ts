import { crc32, deflateSync } from 'node:zlib'

/** A stream of repeatable numbers in 0..1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * A PNG of coloured boxes, different for every seed, so that no two are near duplicates. `brighter` lifts all colours: a
 * copy of the same picture with other bytes.
 */
export function drawPng(seed: number, sidePx = 192, brighter = 0): Buffer {
  const next = seeded(seed)
  const pixels = Buffer.alloc(sidePx * sidePx * 3, Math.floor(next() * 120))
  for (let box = 0; box < 24; box += 1) {
    const left = Math.floor(next() * sidePx * 0.9)
    const top = Math.floor(next() * sidePx * 0.9)
    const right = Math.min(sidePx, left + Math.ceil((0.08 + next() * 0.4) * sidePx))
    const bottom = Math.min(sidePx, top + Math.ceil((0.08 + next() * 0.4) * sidePx))
    const colour = [next() * 220, next() * 220, next() * 220]
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) {
        for (let channel = 0; channel < 3; channel += 1) {
          pixels[(y * sidePx + x) * 3 + channel] = Math.floor(colour[channel] ?? 0)
        }
      }
    }
  }
  if (brighter > 0)
    for (let i = 0; i < pixels.length; i += 1) pixels[i] = Math.min(255, (pixels[i] ?? 0) + brighter)
  return encodePng(pixels, sidePx, sidePx)
}

/** RGB pixels as a PNG file. */
export function encodePng(pixels: Buffer, widthPx: number, heightPx: number): Buffer {
  const rows = Buffer.alloc((widthPx * 3 + 1) * heightPx)
  for (let y = 0; y < heightPx; y += 1) {
    pixels.copy(rows, y * (widthPx * 3 + 1) + 1, y * widthPx * 3, (y + 1) * widthPx * 3)
  }
  return pngOf(widthPx, heightPx, deflateSync(rows))
}

/** A PNG file of a stated size around compressed rows, which need not fit it. */
export function pngOf(widthPx: number, heightPx: number, compressed: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(widthPx, 0)
  header.writeUInt32BE(heightPx, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', compressed),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** Bytes that are nothing, the same each time. */
export function noise(sizeBytes: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(sizeBytes)
  let state = seed
  for (let i = 0; i < sizeBytes; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}
