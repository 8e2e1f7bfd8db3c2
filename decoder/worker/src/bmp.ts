import { Refused } from './answer.ts'

const CORE_HEADER_BYTES = 12
const UNCOMPRESSED = new Set([0, 3, 6])

/** The sizes that a BMP header states; refuses a file that is shorter than its pixels. */
export function readBmp(head: Buffer, sizeBytes: number): { widthPx: number; heightPx: number } {
  if (head.length < 54)
    throw new Refused('media/unreadable', `a BMP header of 54 bytes expected, ${head.length} came`)
  const isCore = head.readUInt32LE(14) === CORE_HEADER_BYTES
  const widthPx = isCore ? head.readUInt16LE(18) : head.readInt32LE(18)
  const heightPx = Math.abs(isCore ? head.readUInt16LE(20) : head.readInt32LE(22))
  if (widthPx < 1 || heightPx < 1)
    throw new Refused('media/unreadable', `sides of 1 px or more expected, ${widthPx} x ${heightPx} came`)
  const bitsPerPixel = head.readUInt16LE(isCore ? 24 : 28)
  const compression = isCore ? 0 : head.readUInt32LE(30)
  const rowBytes = Math.ceil((widthPx * bitsPerPixel) / 32) * 4
  const expected = head.readUInt32LE(10) + rowBytes * heightPx
  if (UNCOMPRESSED.has(compression) && sizeBytes < expected) {
    throw new Refused('media/unreadable', `a BMP of ${expected} bytes expected, ${sizeBytes} came`)
  }
  return { widthPx, heightPx }
}
