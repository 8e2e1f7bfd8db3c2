import { checkBits, checkDistance } from './distance.ts'
import { FlatIndex } from './flat-index.ts'
import { UnionFind } from './union-find.ts'

/**
 * Groups hashes that are linked by pairs within `distanceBits` (0 to 256), directly or through others.
 *
 * Returns the groups as positions in `hashes`, each ascending, in the order of their first positions; a hash
 * without a neighbour is a group of one. Equal hashes are compared once, so many copies cost no more than one.
 * Throws `HammingError` 'hamming/bits' or 'hamming/distance'.
 */
export function clusterWithin(hashes: readonly Uint8Array[], distanceBits: number): number[][] {
  checkDistance(distanceBits)
  const groups = new UnionFind(hashes.length)
  const firstOf = new Map<string, number>()
  const index = new FlatIndex()
  const positions: number[] = []
  for (const [position, bits] of hashes.entries()) {
    checkBits(bits)
    const name = String.fromCharCode(...bits)
    const first = firstOf.get(name)
    if (first !== undefined) {
      groups.join(first, position)
      continue
    }
    firstOf.set(name, position)
    index.searchWithin(bits, distanceBits, (slot) => {
      groups.join(positions[slot] as number, position)
    })
    index.add(bits)
    positions.push(position)
  }
  return groups.groups()
}
