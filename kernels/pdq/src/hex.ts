import { PdqError } from './pdq-error.ts'

/** Writes a hash of 32 bytes as 64 lower-case hexadecimal digits. Throws `PdqError` 'pdq/bits' for another length. */
export function toHex(bits: Uint8Array): string {
  if (bits.length !== 32) throw new PdqError('pdq/bits', `expected 32 bytes, got ${bits.length}`)
  let text = ''
  for (const byte of bits) text += byte.toString(16).padStart(2, '0')
  return text
}

/** Reads a hash from 64 hexadecimal digits of either case. Throws `PdqError` 'pdq/hex' for anything else. */
export function fromHex(hex: string): Uint8Array {
  if (!/^[0-9a-fA-F]{64}$/.test(hex)) {
    throw new PdqError('pdq/hex', `expected 64 hexadecimal digits, got ${hex.length} characters`)
  }
  const bits = new Uint8Array(32)
  for (let i = 0; i < 32; i++) bits[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)
  return bits
}
