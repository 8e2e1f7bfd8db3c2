import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { lumaRow } from './luma.ts'

it('luma is rounded to float32 after each step, in the order of the reference', () => {
  const byte = fc.integer({ min: 0, max: 255 })
  const f = Math.fround
  fc.assert(
    fc.property(byte, byte, byte, (r, g, b) => {
      const expected = f(f(f(f(0.299) * r) + f(f(0.587) * g)) + f(f(0.114) * b))
      const out = new Float32Array(1)
      lumaRow(Uint8Array.of(r, g, b), 3, 0, Int32Array.of(0), out, 0)
      assert.equal(out[0], expected)
      lumaRow(Uint8Array.of(r, g, b, 255), 4, 0, Int32Array.of(0), out, 0)
      assert.equal(out[0], expected)
      lumaRow(Uint8Array.of(r), 1, 0, Int32Array.of(0), out, 0)
      assert.equal(out[0], r)
    }),
    { numRuns: 5000 },
  )
})
