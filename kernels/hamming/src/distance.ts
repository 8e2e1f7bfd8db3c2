import { HammingError } from './hamming-error.ts'

export const codeBytes = 32
const mostBits = codeBytes * 8

/** The number of bits set in two words of 32 bits together. */
export function onesOfTwo(first: number, second: number): number {
  let a = first - ((first >>> 1) & 0x55555555)
  let b = second - ((second >>> 1) & 0x55555555)
  a = (a & 0x33333333) + ((a >>> 2) & 0x33333333)
  b = (b & 0x33333333) + ((b >>> 2) & 0x33333333)
  // Each group of four bits holds at most 8 after the addition, so two words share the last steps.
  const both = a + b
  return Math.imul((both & 0x0f0f0f0f) + ((both >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24
}

/** Throws 'hamming/bits' unless `bits` has 32 bytes. */
export function checkBits(bits: Uint8Array): void {
  if (!(bits instanceof Uint8Array) || bits.length !== codeBytes) {
    const came = bits instanceof Uint8Array ? `${bits.length} bytes` : typeof bits
    throw new HammingError('hamming/bits', `expected a hash of ${codeBytes} bytes, got ${came}`)
  }
}

/** Throws 'hamming/distance' unless `distance` is an integer of 0 to 256. */
export function checkDistance(distance: number): void {
  if (!Number.isInteger(distance) || distance < 0 || distance > mostBits) {
    throw new HammingError('hamming/distance', `expected an integer of 0 to ${mostBits}, got ${distance}`)
  }
}

/** The number of bits, 0 to 256, in which two hashes of 32 bytes differ. Throws `HammingError` 'hamming/bits'. */
export function distanceBits(a: Uint8Array, b: Uint8Array): number {
  checkBits(a)
  checkBits(b)
  let distance = 0
  for (let i = 0; i < codeBytes; i += 8) distance += onesOfTwo(wordAt(a, i, b), wordAt(a, i + 4, b))
  return distance
}

function wordAt(a: Uint8Array, at: number, b: Uint8Array): number {
  const byte = (i: number): number => (a[at + i] as number) ^ (b[at + i] as number)
  return byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)
}
