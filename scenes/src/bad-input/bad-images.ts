import { crc32, deflateSync } from 'node:zlib'

/**
 * A PNG of one bit a pixel, all black, with every row present: valid, and small because it is empty.
 * `rows` below the height makes a file that promises more than it holds.
 */
export function hollowPng(widthPx: number, heightPx: number, rows: number = heightPx): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(widthPx, 0)
  header.writeUInt32BE(heightPx, 4)
  header.writeUInt8(1, 8)
  const data = deflateSync(Buffer.alloc((Math.ceil(widthPx / 8) + 1) * rows), { level: 9 })
  return png([
    ['IHDR', header],
    ['IDAT', data],
  ])
}

/** A PNG of these chunks. */
export function png(chunks: readonly (readonly [type: string, data: Uint8Array])[]): Uint8Array {
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([
    signature,
    ...chunks.map(([type, data]) => pngChunk(type, data)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** The header chunk of a grey PNG of eight bits a pixel. */
export function pngHeader(widthPx: number, heightPx: number): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(widthPx, 0)
  header.writeUInt32BE(heightPx, 4)
  header.writeUInt8(8, 8)
  return header
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(data.length, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return chunk
}

/** An animated GIF of 8 x 8 pixels in four greys; every frame is another pattern. */
export function manyFrames(frames: number): Uint8Array {
  const parts: Uint8Array[] = [
    Buffer.from('474946383961080008009100000000005555 55aaaaaaffffff'.replaceAll(' ', ''), 'hex'),
  ]
  parts.push(Buffer.from('21ff0b4e45545343415045322e300301000000', 'hex'))
  for (let frame = 0; frame < frames; frame++) {
    parts.push(Buffer.from('21f904000a0000002c00000000080008000002', 'hex'))
    const data = gifPixels(Uint8Array.from({ length: 64 }, (_, i) => ((i ^ frame) * (1 + (frame >> 6))) & 3))
    parts.push(Buffer.from([data.length]), data, Buffer.from([0]))
  }
  parts.push(Buffer.from([0x3b]))
  return Buffer.concat(parts)
}

/** GIF compression without compressing: a clear code after every second pixel keeps all codes at three bits. */
function gifPixels(pixels: Uint8Array): Uint8Array {
  const clear = 4
  const end = 5
  const codes: number[] = []
  pixels.forEach((pixel, i) => {
    if (i % 2 === 0) codes.push(clear)
    codes.push(pixel)
  })
  codes.push(end)
  const bytes = new Uint8Array(Math.ceil((codes.length * 3) / 8))
  codes.forEach((code, i) => {
    for (let bit = 0; bit < 3; bit++) {
      const at = i * 3 + bit
      if ((code >> bit) & 1) bytes[at >> 3] = (bytes[at >> 3] as number) | (1 << (at & 7))
    }
  })
  return bytes
}
