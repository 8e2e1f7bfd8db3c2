import { boxFor, cellCentres, cells } from './box.ts'
import { ColumnBox } from './column-box.ts'
import { lumaRow } from './luma.ts'
import type { Grid, Pixels } from './pixels.ts'
import { boxRows, boxRowsAt, rowsAtOnce } from './row-box.ts'

/**
 * Reduces a picture to 64 x 64 luma values, row-major: two passes of a box filter along rows and columns, then
 * one value a cell. Both sides of the grid must be at least 5.
 *
 * The reference runs the four passes one after the other over the whole picture. Each value depends only on its
 * own running sum, so here they follow each other row by row with the same additions in the same order, and the
 * second passes are divided only where one of the 64 x 64 values is read.
 */
export function downsample(pixels: Pixels, grid: Grid): Float32Array {
  const { data, channels } = pixels
  const { columnBytes, rowBytes } = grid
  const columns = columnBytes.length
  const rows = rowBytes.length
  const reduced = new Float32Array(cells * cells)
  if (columns === cells && rows === cells) {
    for (let y = 0; y < rows; y++) {
      lumaRow(data, channels, rowBytes[y] as number, columnBytes, reduced, y * cells)
    }
    return reduced
  }

  const tail = new SecondPasses(rows, columns, reduced)
  const along = boxFor(columns)
  const first = new ColumnBox(rows, columns, boxFor(rows))
  const luma = new Float32Array(rowsAtOnce * columns)
  const at = new Int32Array(rowsAtOnce)
  for (let y = 0; y < rows; y += rowsAtOnce) {
    const arrived = Math.min(y + rowsAtOnce, rows)
    for (let k = 0; k < rowsAtOnce; k++) {
      // A short last group repeats its last row, which then overwrites itself with the same values.
      const row = Math.min(y + k, rows - 1)
      lumaRow(data, channels, rowBytes[row] as number, columnBytes, luma, k * columns)
      at[k] = first.placeOf(row)
    }
    boxRows(luma, columns, along, first.held, at)
    while (first.ready(arrived)) tail.accept(first)
  }
  return reduced
}

/** The second pass along rows and columns, fed with the rows that the first passes make. */
class SecondPasses {
  readonly #rows: number
  readonly #columns: number
  readonly #reduced: Float32Array
  readonly #centreColumns: Int32Array
  readonly #centreRows: Int32Array
  readonly #smooth: Float32Array
  readonly #at = new Int32Array(rowsAtOnce)
  readonly #line = new Float32Array(cells)
  readonly #second: ColumnBox
  #waiting = 0
  #filled = 0

  constructor(rows: number, columns: number, reduced: Float32Array) {
    this.#rows = rows
    this.#columns = columns
    this.#reduced = reduced
    this.#centreColumns = cellCentres(columns)
    this.#centreRows = cellCentres(rows)
    this.#smooth = new Float32Array(rowsAtOnce * columns)
    this.#second = new ColumnBox(rows, cells, boxFor(rows))
  }

  /** Takes the next row of the first passes; every fourth row, and the last, sets the second passes going. */
  accept(first: ColumnBox): void {
    first.step(this.#smooth, this.#waiting * this.#columns)
    this.#waiting++
    if (this.#waiting === rowsAtOnce || first.next === this.#rows) this.#advance(first.next)
  }

  #advance(arrived: number): void {
    const from = arrived - this.#waiting
    for (let k = 0; k < rowsAtOnce; k++) {
      const row = Math.min(k, this.#waiting - 1)
      if (row < k) {
        this.#smooth.copyWithin(k * this.#columns, row * this.#columns, (row + 1) * this.#columns)
      }
      this.#at[k] = this.#second.placeOf(from + row)
    }
    const along = boxFor(this.#columns)
    boxRowsAt(this.#smooth, this.#columns, along, this.#centreColumns, this.#second.held, this.#at)
    this.#waiting = 0
    while (this.#second.ready(arrived)) {
      const row = this.#second.next
      this.#second.step(this.#line, 0)
      // In pictures with fewer than 64 rows one row serves several cells.
      while (this.#filled < cells && this.#centreRows[this.#filled] === row) {
        this.#reduced.set(this.#line, this.#filled * cells)
        this.#filled++
      }
    }
  }
}
