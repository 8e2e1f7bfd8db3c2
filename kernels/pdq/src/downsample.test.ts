import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { downsample } from './downsample.ts'
import { gridOf, type Pixels } from './pixels.ts'

/** The four passes one after the other over the whole picture, as the reference describes them. */
function wholePasses(values: Float32Array, rows: number, columns: number): Float32Array {
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
  const reduced = new Float32Array(64 * 64)
  for (let i = 0; i < 64; i++) {
    for (let j = 0; j < 64; j++) {
      const y = Math.floor(((i + 0.5) * rows) / 64)
      const x = Math.floor(((j + 0.5) * columns) / 64)
      reduced[i * 64 + j] = now[y * columns + x] as number
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

describe('downsample', () => {
  it('equals the four whole passes to the last bit for every size from 5 to a few windows', () => {
    const sides = fc.oneof(fc.integer({ min: 5, max: 300 }), fc.constantFrom(63, 65, 127, 128, 129, 256, 257))
    fc.assert(
      fc.property(sides, sides, fc.integer(), (widthPx, heightPx, seed) => {
        if (widthPx === 64 && heightPx === 64) return
        const data = new Uint8Array(widthPx * heightPx)
        let state = seed
        for (let i = 0; i < data.length; i++) {
          state = (Math.imul(state, 1664525) + 1013904223) | 0
          data[i] = state >>> 24
        }
        const pixels: Pixels = { data, widthPx, heightPx, channels: 1 }
        const expected = wholePasses(Float32Array.from(data), heightPx, widthPx)
        assert.deepEqual(downsample(pixels, gridOf(pixels, 'full')), expected)
      }),
      { numRuns: 150 },
    )
  })
})
