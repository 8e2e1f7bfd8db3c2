import { lowFrequencies } from '../src/dct.ts'
import { type Pixels, pdq, type Variant } from '../src/index.ts'
import { lumaRow } from '../src/luma.ts'
import { gridOf } from '../src/pixels.ts'
import { dihedralBits } from '../src/transforms.ts'
import { wholePasses } from './whole-passes.ts'

/** One hash by size and variant, against the same steps done over the whole picture one after the other. */
export function benchmarks(tiny: boolean): Record<string, Record<string, () => unknown>> {
  const cases: readonly [widthPx: number, heightPx: number, variant: Variant][] = tiny
    ? [[80, 70, 'full']]
    : [
        [512, 512, 'full'],
        [1600, 1250, 'nn512'],
        [1600, 1250, 'full'],
        [4000, 3000, 'full'],
      ]
  return Object.fromEntries(
    cases.map(([widthPx, heightPx, variant]) => {
      const pixels = drawn(widthPx, heightPx)
      return [
        `one hash, ${widthPx} x ${heightPx}, ${variant}`,
        {
          pdq: () => pdq(pixels, variant).dihedral,
          'whole passes': () => passByPass(pixels, variant),
        },
      ]
    }),
  )
}

function passByPass(pixels: Pixels, variant: Variant): Uint8Array {
  const { columnBytes, rowBytes } = gridOf(pixels, variant)
  const luma = new Float32Array(rowBytes.length * columnBytes.length)
  for (const [y, start] of rowBytes.entries())
    lumaRow(pixels.data, pixels.channels, start, columnBytes, luma, y * columnBytes.length)
  return dihedralBits(lowFrequencies(wholePasses(luma, rowBytes.length, columnBytes.length)))
}

function drawn(widthPx: number, heightPx: number): Pixels {
  const data = new Uint8Array(widthPx * heightPx * 3)
  let state = 1
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      const wave = 90 * Math.sin(x / 37) + 60 * Math.cos(y / 53)
      for (let c = 0; c < 3; c++) {
        data[(y * widthPx + x) * 3 + c] = Math.max(0, Math.min(255, 128 + wave + (state >>> 28) + 9 * c))
      }
    }
  }
  return { data, widthPx, heightPx, channels: 3 }
}
