import { FlatIndex } from '../src/index.ts'

const HASH_BYTES = 32

/** One search over a flat index, against a scan that counts the bits of each byte from a table. */
export function benchmarks(tiny: boolean): Record<string, Record<string, () => unknown>> {
  const count = tiny ? 1_000 : 100_000
  const next = hashes()
  const index = new FlatIndex()
  const flat = new Uint8Array(count * HASH_BYTES)
  for (let slot = 0; slot < count; slot++) {
    const bits = next()
    index.add(bits)
    flat.set(bits, slot * HASH_BYTES)
  }
  // A hash that is held, lightly changed: the search has something to find.
  const query = flat.slice((count >> 1) * HASH_BYTES, (count >> 1) * HASH_BYTES + HASH_BYTES)
  for (const at of [3, 9, 27]) query[at] = (query[at] as number) ^ 0x11
  return Object.fromEntries(
    [31, 66].map((distanceBits) => [
      `one query, ${count.toLocaleString('en')} hashes, within ${distanceBits} bits`,
      {
        'flat index': () => {
          const found: [number, number][] = []
          index.searchWithin(query, distanceBits, (slot, bits) => found.push([slot, bits]))
          return found
        },
        'byte by byte': () => scanBytes(flat, query, distanceBits),
      },
    ]),
  )
}

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length)

function scanBytes(flat: Uint8Array, query: Uint8Array, distanceBits: number): [number, number][] {
  const found: [number, number][] = []
  for (let at = 0; at < flat.length; at += HASH_BYTES) {
    let bits = 0
    for (let i = 0; i < HASH_BYTES; i++)
      bits += ONES[(flat[at + i] as number) ^ (query[i] as number)] as number
    if (bits <= distanceBits) found.push([at / HASH_BYTES, bits])
  }
  return found
}

function hashes(): () => Uint8Array {
  const bits = new Uint8Array(HASH_BYTES)
  let state = 1
  return () => {
    for (let i = 0; i < HASH_BYTES; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      bits[i] = state >>> 24
    }
    return bits
  }
}
