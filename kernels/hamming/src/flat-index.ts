import { checkBits, checkDistance, codeBytes, onesOfTwo } from './distance.ts'
import { HammingError } from './hamming-error.ts'

const words = codeBytes / 4

/**
 * An exact index over hashes of 32 bytes: every search compares all of them and misses none.
 *
 * A slot is the number that `add` gave. Slots are given in order from 0 and never given again, so they may name
 * what they stand for elsewhere. Memory doubles when it is full and does not shrink.
 */
export class FlatIndex {
  #codes = new Int32Array(16 * words)
  #bytes = new Uint8Array(this.#codes.buffer)
  #removed = new Uint8Array(16)
  #slots = 0
  #size = 0

  /** The number of hashes held. */
  get size(): number {
    return this.#size
  }

  /** Copies a hash into the index and returns its slot. Throws `HammingError` 'hamming/bits'. */
  add(bits: Uint8Array): number {
    checkBits(bits)
    if (this.#slots === this.#removed.length) this.#grow()
    this.#bytes.set(bits, this.#slots * codeBytes)
    this.#size++
    return this.#slots++
  }

  /** Takes the hash of a slot out; its bytes are overwritten. Throws `HammingError` 'hamming/slot' when the slot holds none. */
  remove(slot: number): void {
    this.#checkSlot(slot)
    this.#bytes.fill(0, slot * codeBytes, (slot + 1) * codeBytes)
    this.#removed[slot] = 1
    this.#size--
  }

  /** A copy of the hash in a slot. Throws `HammingError` 'hamming/slot' when the slot holds none. */
  bitsOf(slot: number): Uint8Array {
    this.#checkSlot(slot)
    return this.#bytes.slice(slot * codeBytes, (slot + 1) * codeBytes)
  }

  /**
   * Calls `visit` once for each hash within `distanceBits` (0 to 256) of `query`, in the order of slots, with the
   * exact distance.
   *
   * `visit` may add and remove: what is added meanwhile is not visited, what is removed ahead is left out.
   * Throws `HammingError` 'hamming/bits' or 'hamming/distance'.
   */
  searchWithin(
    query: Uint8Array,
    distanceBits: number,
    visit: (slot: number, distanceBits: number) => void,
  ): void {
    checkBits(query)
    checkDistance(distanceBits)
    // The copy is aligned, which the caller's bytes need not be.
    const sought = new Int32Array(Uint8Array.from(query).buffer)
    const [q0, q1, q2, q3, q4, q5, q6, q7] = sought as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const codes = this.#codes
    const slots = this.#slots
    for (let slot = 0, at = 0; slot < slots; slot++, at += words) {
      let distance = onesOfTwo((codes[at] as number) ^ q0, (codes[at + 1] as number) ^ q1)
      if (distance > distanceBits) continue
      distance += onesOfTwo((codes[at + 2] as number) ^ q2, (codes[at + 3] as number) ^ q3)
      if (distance > distanceBits) continue
      distance += onesOfTwo((codes[at + 4] as number) ^ q4, (codes[at + 5] as number) ^ q5)
      if (distance > distanceBits) continue
      distance += onesOfTwo((codes[at + 6] as number) ^ q6, (codes[at + 7] as number) ^ q7)
      if (distance > distanceBits || this.#removed[slot] === 1) continue
      visit(slot, distance)
    }
  }

  #grow(): void {
    const codes = new Int32Array(this.#codes.length * 2)
    codes.set(this.#codes)
    this.#codes = codes
    this.#bytes = new Uint8Array(codes.buffer)
    const removed = new Uint8Array(this.#removed.length * 2)
    removed.set(this.#removed)
    this.#removed = removed
  }

  #checkSlot(slot: number): void {
    if (!Number.isInteger(slot) || slot < 0 || slot >= this.#slots || this.#removed[slot] === 1) {
      throw new HammingError('hamming/slot', `expected a slot that holds a hash, got ${slot}`)
    }
  }
}
