import { climb } from './climb.ts'
import { hashBytes, nodeHash, type Sha256, sameBytes } from './hash.ts'
import { type HashReader, rangeHash, splitOf } from './subtree.ts'
import { checkSize } from './tlog-error.ts'

/**
 * The hashes that lead from leaf `index` to the root over the first `size` leaves, lowest first (RFC 6962
 * section 2.1.1). Throws `TlogError` 'tlog/size' when the leaf is not in the tree.
 */
export function inclusionProof(sha256: Sha256, index: number, size: number, read: HashReader): Uint8Array[] {
  checkSize('size', size)
  checkSize('index', index, size - 1)
  const proof: Uint8Array[] = []
  let from = 0
  let to = size
  while (to - from > 1) {
    const middle = from + splitOf(to - from)
    if (index < middle) {
      proof.push(rangeHash(sha256, middle, to, read))
      to = middle
    } else {
      proof.push(rangeHash(sha256, from, middle, read))
      from = middle
    }
  }
  return proof.reverse()
}

/**
 * Whether `proof` shows that the leaf with `hash` is leaf `index` of the tree of `size` leaves with `root`.
 *
 * False for every other leaf, index, size, root or proof, also for ones of the wrong form; it never throws.
 * Source: RFC 9162 section 2.1.3.2.
 */
export function verifyInclusion(
  sha256: Sha256,
  index: number,
  size: number,
  hash: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) return false
  if (hash.length !== hashBytes || proof.some((part) => part.length !== hashBytes)) return false
  let computed = hash
  const atRoot = climb(index, size - 1, proof, (part, side) => {
    computed = side === 'left' ? nodeHash(sha256, part, computed) : nodeHash(sha256, computed, part)
  })
  return atRoot && sameBytes(computed, root)
}
