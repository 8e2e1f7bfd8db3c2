import { cells } from '../src/box.ts'

/**
 * The four filter passes one after the other over the whole picture, as the reference describes them: what the tests
 * compare `downsample` with, bit for bit, and what the benchmark measures it against.
 */
export function wholePasses(values: Float32Array, rows: number, columns: number): Float32Array {
  let now = values
  const along = Math.floor((columns + 127) / 128)
  const down = Math.floor((rows + 127) / 128)
  for (let pass = 0; pass < 2; pass++) {
    const next = new Float32Array(now.length)
    for (let y = 0; y < rows; y++) boxLine(now, next, y * columns, 1, columns, along)
    const last = new Float32Array(now.length)
    for (let x = 0; x < columns; x++) boxLine(next, last, x, columns, rows, down)
    now = last
  }
  const reduced = new Float32Array(cells * cells)
  for (let i = 0; i < cells; i++) {
    for (let j = 0; j < cells; j++) {
      const y = Math.floor(((i + 0.5) * rows) / cells)
      const x = Math.floor(((j + 0.5) * columns) / cells)
      reduced[i * cells + j] = now[y * columns + x] as number
    }
  }
  return reduced
}

function boxLine(
  source: Float32Array,
  out: Float32Array,
  start: number,
  stride: number,
  length: number,
  window: number,
): void {
  const ahead = Math.floor((window + 2) / 2) - 1
  const add = (sum: number, i: number) => Math.fround(sum + (source[start + i * stride] as number))
  const remove = (sum: number, i: number) => Math.fround(sum - (source[start + i * stride] as number))
  let sum = 0
  let count = 0
  for (let i = 0; i < ahead; i++, count++) sum = add(sum, i)
  for (let o = 0; o < length; o++) {
    if (o + ahead < length) {
      sum = add(sum, o + ahead)
      count++
    }
    if (o + ahead - window >= 0) {
      sum = remove(sum, o + ahead - window)
      count--
    }
    out[start + o * stride] = sum / count
  }
}
