import { emptyRoot, nodeHash, type Sha256 } from './hash.ts'
import { checkSize } from './tlog-error.ts'

/**
 * Gives the hash of a full subtree: the one over leaves `index * 2^level` to `(index + 1) * 2^level - 1`.
 *
 * It is only asked for subtrees inside the tree whose size was named, and must throw rather than answer wrongly.
 */
export type HashReader = (level: number, index: number) => Uint8Array

/** The largest power of two below `count`, which is at least 2: where RFC 6962 parts a tree. */
export function splitOf(count: number): number {
  let split = 1
  while (split * 2 < count) split *= 2
  return split
}

/** The hash over leaves `from` to `to - 1`, where the range is one that RFC 6962 parts a tree into. */
export function rangeHash(sha256: Sha256, from: number, to: number, read: HashReader): Uint8Array {
  const count = to - from
  const level = Math.log2(count)
  if (Number.isInteger(level) && 2 ** level === count) return read(level, from / count)
  const split = splitOf(count)
  return nodeHash(
    sha256,
    rangeHash(sha256, from, from + split, read),
    rangeHash(sha256, from + split, to, read),
  )
}

/** The root over the first `size` leaves of a tree that has at least as many. Throws `TlogError` 'tlog/size'. */
export function treeRoot(sha256: Sha256, size: number, read: HashReader): Uint8Array {
  checkSize('size', size)
  return size === 0 ? emptyRoot(sha256) : rangeHash(sha256, 0, size, read)
}
