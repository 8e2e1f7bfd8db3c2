import type { Box } from './box.ts'
import { rowsAtOnce } from './row-box.ts'

/**
 * Box filter along columns over rows that arrive from top to bottom. It holds only as many rows as the window
 * spans, and one running sum a column.
 */
export class ColumnBox {
  /** The held rows; row y lies at `placeOf(y)`. */
  readonly held: Float32Array
  /** The index of the row that `step` makes next. */
  next = 0
  readonly #rows: number
  readonly #columns: number
  readonly #box: Box
  readonly #capacity: number
  readonly #sums: Float32Array
  #added = 0
  #removed = 0

  constructor(rows: number, columns: number, box: Box) {
    this.#rows = rows
    this.#columns = columns
    this.#box = box
    this.#capacity = box.window + rowsAtOnce
    this.held = new Float32Array(this.#capacity * columns)
    this.#sums = new Float32Array(columns)
  }

  /** Where in `held` row y is to be written. */
  placeOf(y: number): number {
    return (y % this.#capacity) * this.#columns
  }

  /** Whether the next output can be made once rows 0 to `arrived - 1` have been written. */
  ready(arrived: number): boolean {
    return this.next < this.#rows && (arrived === this.#rows || this.next + this.#box.ahead < arrived)
  }

  /** Writes the next output row to `out` at `at`. */
  step(out: Float32Array, at: number): void {
    const { window, ahead } = this.#box
    const target = Math.min(this.next + ahead + 1, this.#rows)
    const keepFrom = Math.max(0, this.next + ahead + 1 - window)
    while (this.#added < target - 1) this.#add()
    const adding = this.#added < target
    const removing = this.#removed < keepFrom
    if (adding && removing) this.#slide(out, at, target - keepFrom)
    else {
      if (adding) this.#add()
      if (removing) this.#remove()
      this.#divide(out, at, target - keepFrom)
    }
    this.next++
  }

  #slide(out: Float32Array, at: number, count: number): void {
    const sums = this.#sums
    const held = this.held
    const columns = this.#columns
    const right = this.placeOf(this.#added++)
    const left = this.placeOf(this.#removed++)
    for (let x = 0; x < columns; x++) {
      const grown = Math.fround((sums[x] as number) + (held[right + x] as number))
      const sum = Math.fround(grown - (held[left + x] as number))
      sums[x] = sum
      out[at + x] = sum / count
    }
  }

  #add(): void {
    const sums = this.#sums
    const held = this.held
    const from = this.placeOf(this.#added++)
    for (let x = 0; x < sums.length; x++) sums[x] = (sums[x] as number) + (held[from + x] as number)
  }

  #remove(): void {
    const sums = this.#sums
    const held = this.held
    const from = this.placeOf(this.#removed++)
    for (let x = 0; x < sums.length; x++) sums[x] = (sums[x] as number) - (held[from + x] as number)
  }

  #divide(out: Float32Array, at: number, count: number): void {
    const sums = this.#sums
    for (let x = 0; x < sums.length; x++) out[at + x] = (sums[x] as number) / count
  }
}
