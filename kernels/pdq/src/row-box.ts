import type { Box } from './box.ts'

/**
 * Box filter along rows. A running sum is one long chain of dependent roundings, so four rows are filtered at
 * once: their four chains fill the time that one would spend waiting.
 */
export const rowsAtOnce = 4

/**
 * Filters four rows of `length` values that lie one after the other in `source`.
 *
 * Row k is written to `target` at `at[k]`; two rows may share a place when they are equal.
 */
export function boxRows(
  source: Float32Array,
  length: number,
  box: Box,
  target: Float32Array,
  at: Int32Array,
): void {
  const { window, ahead } = box
  const behind = window - ahead
  const row1 = length
  const row2 = 2 * length
  const row3 = 3 * length
  const [at0, at1, at2, at3] = at as unknown as [number, number, number, number]
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let count = 0
  let right = 0
  for (; right < ahead; right++) {
    s0 = Math.fround(s0 + (source[right] as number))
    s1 = Math.fround(s1 + (source[row1 + right] as number))
    s2 = Math.fround(s2 + (source[row2 + right] as number))
    s3 = Math.fround(s3 + (source[row3 + right] as number))
    count++
  }
  let o = 0
  for (; o < behind; o++) {
    s0 = Math.fround(s0 + (source[right] as number))
    s1 = Math.fround(s1 + (source[row1 + right] as number))
    s2 = Math.fround(s2 + (source[row2 + right] as number))
    s3 = Math.fround(s3 + (source[row3 + right] as number))
    right++
    count++
    target[at0 + o] = s0 / count
    target[at1 + o] = s1 / count
    target[at2 + o] = s2 / count
    target[at3 + o] = s3 / count
  }
  const full = Math.fround(count)
  let left = 0
  for (; right < length; right++) {
    s0 = Math.fround(Math.fround(s0 + (source[right] as number)) - (source[left] as number))
    s1 = Math.fround(Math.fround(s1 + (source[row1 + right] as number)) - (source[row1 + left] as number))
    s2 = Math.fround(Math.fround(s2 + (source[row2 + right] as number)) - (source[row2 + left] as number))
    s3 = Math.fround(Math.fround(s3 + (source[row3 + right] as number)) - (source[row3 + left] as number))
    target[at0 + o] = s0 / full
    target[at1 + o] = s1 / full
    target[at2 + o] = s2 / full
    target[at3 + o] = s3 / full
    left++
    o++
  }
  for (; o < length; o++) {
    s0 = Math.fround(s0 - (source[left] as number))
    s1 = Math.fround(s1 - (source[row1 + left] as number))
    s2 = Math.fround(s2 - (source[row2 + left] as number))
    s3 = Math.fround(s3 - (source[row3 + left] as number))
    left++
    count--
    target[at0 + o] = s0 / count
    target[at1 + o] = s1 / count
    target[at2 + o] = s2 / count
    target[at3 + o] = s3 / count
  }
}

/** As `boxRows`, but only the outputs named by `centres` (ascending) are divided and written, side by side. */
export function boxRowsAt(
  source: Float32Array,
  length: number,
  box: Box,
  centres: Int32Array,
  target: Float32Array,
  at: Int32Array,
): void {
  const { window, ahead } = box
  const row1 = length
  const row2 = 2 * length
  const row3 = 3 * length
  const [at0, at1, at2, at3] = at as unknown as [number, number, number, number]
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let right = 0
  for (let i = 0; i < centres.length; i++) {
    const last = Math.min((centres[i] as number) + ahead, length - 1)
    for (; right <= last && right < window; right++) {
      s0 = Math.fround(s0 + (source[right] as number))
      s1 = Math.fround(s1 + (source[row1 + right] as number))
      s2 = Math.fround(s2 + (source[row2 + right] as number))
      s3 = Math.fround(s3 + (source[row3 + right] as number))
    }
    for (; right <= last; right++) {
      const left = right - window
      s0 = Math.fround(Math.fround(s0 + (source[right] as number)) - (source[left] as number))
      s1 = Math.fround(Math.fround(s1 + (source[row1 + right] as number)) - (source[row1 + left] as number))
      s2 = Math.fround(Math.fround(s2 + (source[row2 + right] as number)) - (source[row2 + left] as number))
      s3 = Math.fround(Math.fround(s3 + (source[row3 + right] as number)) - (source[row3 + left] as number))
    }
    // Past the right edge only subtractions remain; they are redone for each centre from the full sum.
    let t0 = s0
    let t1 = s1
    let t2 = s2
    let t3 = s3
    const first = (centres[i] as number) - (window - ahead) + 1
    for (let left = Math.max(0, right - window); left < first; left++) {
      t0 = Math.fround(t0 - (source[left] as number))
      t1 = Math.fround(t1 - (source[row1 + left] as number))
      t2 = Math.fround(t2 - (source[row2 + left] as number))
      t3 = Math.fround(t3 - (source[row3 + left] as number))
    }
    const count = last - Math.max(0, first) + 1
    target[at0 + i] = t0 / count
    target[at1 + i] = t1 / count
    target[at2 + i] = t2 / count
    target[at3 + i] = t3 / count
  }
}
