import { TlogError } from './tlog-error.ts'

/** SHA-256 of `data`: 32 bytes. It must not keep or change its argument. */
export type Sha256 = (data: Uint8Array) => Uint8Array

export const hashBytes = 32

/** The hash of a leaf with the bytes `entry`: SHA-256(0x00 entry), RFC 6962 section 2.1. */
export function leafHash(sha256: Sha256, entry: Uint8Array): Uint8Array {
  const data = new Uint8Array(1 + entry.length)
  data.set(entry, 1)
  return sha256(data)
}

/** The hash of a node over two hashes of 32 bytes: SHA-256(0x01 left right), RFC 6962 section 2.1. */
export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  const data = new Uint8Array(1 + 2 * hashBytes)
  data[0] = 1
  data.set(left, 1)
  data.set(right, 1 + hashBytes)
  return sha256(data)
}

/** The root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(sha256: Sha256): Uint8Array {
  return sha256(new Uint8Array(0))
}

/** Throws 'tlog/hash' unless `hash` has 32 bytes. */
export function checkHash(hash: Uint8Array): void {
  if (hash.length !== hashBytes) {
    throw new TlogError('tlog/hash', `expected a hash of ${hashBytes} bytes, got ${hash.length}`)
  }
}

/** Whether two byte arrays are equal. Nothing compared in this package is secret. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
