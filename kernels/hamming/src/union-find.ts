import { HammingError } from './hamming-error.ts'

/** Groups of items numbered from 0, joined pair by pair. */
export class UnionFind {
  readonly #parent: number[] = []
  readonly #count: number[] = []

  /** Starts with `size` items, each in a group of its own. Throws `HammingError` 'hamming/slot' for a bad size. */
  constructor(size = 0) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new HammingError('hamming/slot', `expected 0 or more items, got ${size}`)
    }
    for (let item = 0; item < size; item++) this.add()
  }

  /** The number of items. */
  get size(): number {
    return this.#parent.length
  }

  /** Adds an item in a group of its own and returns its number. */
  add(): number {
    this.#count.push(1)
    return this.#parent.push(this.#parent.length) - 1
  }

  /**
   * The item that stands for the group of `item`: the same for all of a group until the group is joined to another.
   * Throws `HammingError` 'hamming/slot' for an unknown item.
   */
  find(item: number): number {
    if (!Number.isInteger(item) || item < 0 || item >= this.#parent.length) {
      throw new HammingError('hamming/slot', `expected an item below ${this.#parent.length}, got ${item}`)
    }
    let at = item
    let parent = this.#parent[at] as number
    while (parent !== at) {
      const grandparent = this.#parent[parent] as number
      this.#parent[at] = grandparent
      at = grandparent
      parent = this.#parent[at] as number
    }
    return at
  }

  /** Joins the groups of two items; false when they were one group already. Throws as `find` does. */
  join(a: number, b: number): boolean {
    let large = this.find(a)
    let small = this.find(b)
    if (large === small) return false
    if ((this.#count[large] as number) < (this.#count[small] as number)) [large, small] = [small, large]
    this.#parent[small] = large
    this.#count[large] = (this.#count[large] as number) + (this.#count[small] as number)
    return true
  }

  /** All groups: items ascending within a group, groups in the order of their first items. */
  groups(): number[][] {
    const groups = new Map<number, number[]>()
    for (let item = 0; item < this.#parent.length; item++) {
      const root = this.find(item)
      const group = groups.get(root)
      if (group === undefined) groups.set(root, [item])
      else group.push(item)
    }
    return [...groups.values()]
  }
}
