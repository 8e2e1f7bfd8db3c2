import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bitsApart } from '../bench/bits-apart.ts'
import { turned } from '../bench/turned-pixels.ts'
import { fromHex, PdqError, type PdqErrorCode, type Pixels, pdq, TRANSFORMS, toHex } from './index.ts'

type Channels = Pixels['channels']

/** Sixteen by sixteen soft patches of grey in no order, so that every turned form has a hash of its own. */
function drawn(widthPx: number, heightPx: number, channels: Channels): Pixels {
  const patches = new Float64Array(17 * 17)
  let state = 7
  for (let i = 0; i < patches.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    patches[i] = state / 2 ** 32
  }
  const patch = (row: number, column: number) => patches[row * 17 + column] as number
  const data = new Uint8Array(widthPx * heightPx * channels)
  for (let y = 0; y < heightPx; y++) {
    const v = ((y + 0.5) / heightPx) * 16
    for (let x = 0; x < widthPx; x++) {
      const u = ((x + 0.5) / widthPx) * 16
      const row = Math.floor(v)
      const column = Math.floor(u)
      const above = patch(row, column) * (column + 1 - u) + patch(row, column + 1) * (u - column)
      const below = patch(row + 1, column) * (column + 1 - u) + patch(row + 1, column + 1) * (u - column)
      const value = Math.round(255 * (above * (row + 1 - v) + below * (v - row)))
      for (let c = 0; c < channels; c++) data[(y * widthPx + x) * channels + c] = c === 3 ? 255 : value
    }
  }
  return { data, widthPx, heightPx, channels }
}

describe('dihedral hashes', () => {
  // An even window reaches further ahead than behind, so a mirrored picture is sampled up to three quarters of a
  // cell away; an odd window, or none, is all but symmetric.
  for (const [side, mostBits] of [
    [64, 4],
    [256, 64],
    [384, 24],
    [640, 24],
  ] as const) {
    const picture = drawn(side, side, 3)
    const { bits, dihedral } = pdq(picture, 'full')
    for (const [i, transform] of TRANSFORMS.entries()) {
      it(`${transform} of ${side} x ${side} is near the hash of the turned pixels and of no others`, () => {
        const own = dihedral.subarray(i * 32, i * 32 + 32)
        const again = pdq(turned(picture, transform), 'full').bits
        assert.ok(bitsApart(own, again) <= mostBits, `distance ${bitsApart(own, again)}`)
        for (const [j, other] of TRANSFORMS.entries()) {
          if (j === i) continue
          const far = bitsApart(dihedral.subarray(j * 32, j * 32 + 32), again)
          assert.ok(far > 88, `${other} lies at ${far}`)
        }
      })
    }
    it(`the first of ${side} x ${side} is the hash itself`, () => {
      assert.deepEqual(dihedral.subarray(0, 32), bits)
      assert.equal(dihedral.length, 8 * 32)
    })
  }
})

describe('pixel paths', () => {
  it('opaque alpha changes nothing', () => {
    assert.deepEqual(pdq(drawn(300, 200, 4), 'full'), pdq(drawn(300, 200, 3), 'full'))
  })

  it('alpha is laid on white', () => {
    const rgba = drawn(96, 80, 4)
    const rgb = drawn(96, 80, 3)
    for (let i = 0; i < 96 * 80; i++) {
      const alpha = (i * 7) % 256
      rgba.data[i * 4 + 3] = alpha
      for (let c = 0; c < 3; c++) {
        const value = rgba.data[i * 4 + c] as number
        rgb.data[i * 3 + c] = Math.round((value * alpha + 255 * (255 - alpha)) / 255)
      }
    }
    assert.deepEqual(pdq(rgba, 'full'), pdq(rgb, 'full'))
    const clear: Pixels = { ...drawn(96, 80, 4), data: new Uint8Array(96 * 80 * 4) }
    const white: Pixels = { ...drawn(96, 80, 3), data: new Uint8Array(96 * 80 * 3).fill(255) }
    assert.deepEqual(pdq(clear, 'full'), pdq(white, 'full'))
  })

  it('one channel is luma as it stands, near the same grey in three channels', () => {
    for (const variant of ['nn512', 'full'] as const) {
      const grey = pdq(drawn(700, 500, 1), variant)
      const colour = pdq(drawn(700, 500, 3), variant)
      assert.ok(bitsApart(grey.bits, colour.bits) <= 4)
      assert.equal(grey.quality, colour.quality)
    }
  })

  it('the variants agree when no side is over 512 px and nn512 reads the named source pixels', () => {
    const small = drawn(512, 384, 3)
    assert.deepEqual(pdq(small, 'nn512'), pdq(small, 'full'))
    const large = drawn(777, 300, 3)
    const resized: Pixels = { data: new Uint8Array(512 * 512 * 3), widthPx: 512, heightPx: 512, channels: 3 }
    for (let y = 0; y < 512; y++) {
      for (let x = 0; x < 512; x++) {
        const from = (Math.floor((y * 300) / 512) * 777 + Math.floor((x * 777) / 512)) * 3
        resized.data.set(large.data.subarray(from, from + 3), (y * 512 + x) * 3)
      }
    }
    assert.deepEqual(pdq(large, 'nn512'), pdq(resized, 'full'))
  })

  it('does not change the pixels and repeats itself', () => {
    const picture = drawn(130, 90, 3)
    const before = picture.data.slice()
    const once = pdq(picture, 'full')
    assert.deepEqual(pdq(picture, 'full'), once)
    assert.deepEqual(picture.data, before)
  })

  it('a side under 5 px gives the zero hash and quality 0', () => {
    for (const [widthPx, heightPx] of [
      [1, 1],
      [4, 400],
      [400, 4],
    ] as const) {
      const { bits, quality, dihedral } = pdq(drawn(widthPx, heightPx, 3), 'full')
      assert.deepEqual(bits, new Uint8Array(32))
      assert.equal(quality, 0)
      assert.deepEqual(dihedral, new Uint8Array(256))
    }
    assert.equal(pdq(drawn(5, 5, 3), 'full').dihedral.length, 256)
    const wide = pdq(drawn(600, 4, 3), 'nn512')
    assert.notDeepEqual(wide.bits, new Uint8Array(32), 'the size counts after the resize of the variant')
  })
})

describe('refusals', () => {
  const good = drawn(8, 8, 3)
  const refused: [string, PdqErrorCode, () => unknown][] = [
    ['width 0', 'pdq/size', () => pdq({ ...good, widthPx: 0 }, 'full')],
    ['height NaN', 'pdq/size', () => pdq({ ...good, heightPx: Number.NaN }, 'full')],
    ['width infinite', 'pdq/size', () => pdq({ ...good, widthPx: Number.POSITIVE_INFINITY }, 'full')],
    ['height fractional', 'pdq/size', () => pdq({ ...good, heightPx: 8.5 }, 'full')],
    ['height negative', 'pdq/size', () => pdq({ ...good, heightPx: -8 }, 'full')],
    ['two channels', 'pdq/channels', () => pdq({ ...good, channels: 2 as 3 }, 'full')],
    ['data too short', 'pdq/length', () => pdq({ ...good, data: good.data.subarray(1) }, 'full')],
    ['data too long', 'pdq/length', () => pdq({ ...good, widthPx: 7 }, 'full')],
    ['data of no bytes', 'pdq/length', () => pdq({ ...good, data: [] as unknown as Uint8Array }, 'full')],
    ['unknown variant', 'pdq/variant', () => pdq(good, 'half' as 'full')],
    ['short hash', 'pdq/bits', () => toHex(new Uint8Array(31))],
    ['short text', 'pdq/hex', () => fromHex('00')],
    ['text with another letter', 'pdq/hex', () => fromHex('g'.repeat(64))],
    ['text with a line end', 'pdq/hex', () => fromHex(`${'0'.repeat(64)}\n`)],
  ]
  for (const [name, code, act] of refused) {
    it(`${name}: ${code}`, () => {
      assert.throws(act, (error) => error instanceof PdqError && error.code === code)
    })
  }

  it('hexadecimal text and bytes are each other', () => {
    const { bits } = pdq(good, 'full')
    assert.deepEqual(fromHex(toHex(bits)), bits)
    assert.deepEqual(fromHex(toHex(bits).toUpperCase()), bits)
  })
})
