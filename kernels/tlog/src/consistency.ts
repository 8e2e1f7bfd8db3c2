import { climb } from './climb.ts'
import { emptyRoot, hashBytes, nodeHash, type Sha256, sameBytes } from './hash.ts'
import { type HashReader, rangeHash, splitOf } from './subtree.ts'
import { checkSize } from './tlog-error.ts'

/**
 * The hashes that show that the tree of `newSize` leaves begins with the tree of `oldSize` leaves (RFC 6962
 * section 2.1.2). Empty when `oldSize` is 0 or both are equal. Throws `TlogError` 'tlog/size' when the old tree is
 * the larger one.
 */
export function consistencyProof(
  sha256: Sha256,
  oldSize: number,
  newSize: number,
  read: HashReader,
): Uint8Array[] {
  checkSize('newSize', newSize)
  checkSize('oldSize', oldSize, newSize)
  if (oldSize === 0 || oldSize === newSize) return []
  const proof: Uint8Array[] = []
  let from = 0
  let to = newSize
  while (to !== oldSize) {
    const middle = from + splitOf(to - from)
    if (oldSize <= middle) {
      proof.push(rangeHash(sha256, middle, to, read))
      to = middle
    } else {
      proof.push(rangeHash(sha256, from, middle, read))
      from = middle
    }
  }
  // A verifier already holds the old root, so it is left out where it would be the first hash.
  if (from > 0) proof.push(rangeHash(sha256, from, to, read))
  return proof.reverse()
}

/**
 * Whether `proof` shows that the tree of `newSize` leaves with `newRoot` begins with the tree of `oldSize` leaves
 * with `oldRoot`: nothing of the old tree was altered, exchanged or taken away.
 *
 * False for anything else, also for arguments of the wrong form; it never throws. Source: RFC 9162 section
 * 2.1.4.2. A tree of 0 leaves is the beginning of every tree.
 */
export function verifyConsistency(
  sha256: Sha256,
  oldSize: number,
  newSize: number,
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize)) return false
  if (oldSize < 0 || oldSize > newSize) return false
  if ([oldRoot, newRoot, ...proof].some((hash) => hash.length !== hashBytes)) return false
  if (oldSize === newSize) {
    if (newSize === 0 && !sameBytes(newRoot, emptyRoot(sha256))) return false
    return proof.length === 0 && sameBytes(oldRoot, newRoot)
  }
  if (oldSize === 0) return proof.length === 0 && sameBytes(oldRoot, emptyRoot(sha256))
  if (proof.length === 0) return false
  let node = oldSize - 1
  let last = newSize - 1
  while (node % 2 === 1) {
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  // When the old tree is one full subtree, its root is the first hash and not part of the proof.
  const [start, ...path] = node === 0 ? [oldRoot, ...proof] : proof
  let old = start as Uint8Array
  let now = old
  const atRoot = climb(node, last, path, (part, side) => {
    if (side === 'left') old = nodeHash(sha256, part, old)
    now = side === 'left' ? nodeHash(sha256, part, now) : nodeHash(sha256, now, part)
  })
  return atRoot && sameBytes(old, oldRoot) && sameBytes(now, newRoot)
}
