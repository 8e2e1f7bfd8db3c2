import { checkHash, emptyRoot, hashBytes, nodeHash, type Sha256 } from './hash.ts'
import { checkSize, TlogError } from './tlog-error.ts'

/**
 * A growing tree of which only the right edge is kept: one hash for each full subtree, at most 53 of them.
 *
 * `edge()` with `size` is all that must be stored to go on later with `TreeBuilder.restore`.
 */
export class TreeBuilder {
  readonly #sha256: Sha256
  readonly #edge: Uint8Array[]
  #size: number

  /** An empty tree. */
  constructor(sha256: Sha256) {
    this.#sha256 = sha256
    this.#edge = []
    this.#size = 0
  }

  /**
   * Takes up a tree of `size` leaves from its stored edge: 32 bytes for each bit set in `size`, largest subtree
   * first. Throws `TlogError` 'tlog/size' or 'tlog/edge'. Compare `root()` with a checkpoint before trusting it.
   */
  static restore(sha256: Sha256, size: number, edge: Uint8Array): TreeBuilder {
    checkSize('size', size)
    let subtrees = 0
    for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) subtrees += rest % 2
    if (edge.length !== subtrees * hashBytes) {
      throw new TlogError(
        'tlog/edge',
        `expected ${subtrees} hashes for ${size} leaves, got ${edge.length} bytes`,
      )
    }
    const builder = new TreeBuilder(sha256)
    builder.#size = size
    for (let at = 0; at < edge.length; at += hashBytes) builder.#edge.push(edge.slice(at, at + hashBytes))
    return builder
  }

  /** The number of leaves. */
  get size(): number {
    return this.#size
  }

  /** Adds one leaf by its hash (see `leafHash`) and returns its index. Throws `TlogError` 'tlog/hash'. */
  append(hash: Uint8Array): number {
    checkHash(hash)
    let right = hash.slice()
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      right = nodeHash(this.#sha256, this.#edge.pop() as Uint8Array, right).slice()
    }
    this.#edge.push(right)
    return this.#size++
  }

  /** The root over all leaves: 32 bytes. */
  root(): Uint8Array {
    let root = this.#edge.at(-1)
    if (root === undefined) return emptyRoot(this.#sha256)
    for (let i = this.#edge.length - 2; i >= 0; i--) {
      root = nodeHash(this.#sha256, this.#edge[i] as Uint8Array, root)
    }
    return root.slice()
  }

  /** The hashes of the right edge one after the other, largest subtree first, to be stored with `size`. */
  edge(): Uint8Array {
    const stored = new Uint8Array(this.#edge.length * hashBytes)
    for (const [i, hash] of this.#edge.entries()) stored.set(hash, i * hashBytes)
    return stored
  }
}
