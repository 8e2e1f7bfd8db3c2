import { torbenMedian } from './median.ts'

/** A way to turn or mirror a picture; see `TRANSFORMS`. */
export type Transform =
  | 'identity'
  | 'rotate90'
  | 'rotate180'
  | 'rotate270'
  | 'flipX'
  | 'flipY'
  | 'flipPlus1'
  | 'flipMinus1'

/**
 * The eight ways in the order of the hashes in `Pdq.dihedral`.
 *
 * Rotations are anticlockwise. `flipX` mirrors top and bottom, `flipY` left and right, `flipPlus1` along the
 * main diagonal (a transpose), `flipMinus1` along the other one.
 */
export const TRANSFORMS: readonly Transform[] = [
  'identity',
  'rotate90',
  'rotate180',
  'rotate270',
  'flipX',
  'flipY',
  'flipPlus1',
  'flipMinus1',
]

const waves = 16

/**
 * What a transform does to the frequencies: row and column change places or not, and those with an even index
 * in the named sum (the odd frequencies, since index 0 is frequency 1) change their sign.
 */
const rules: Record<Transform, { transposed: boolean; negated: (row: number, column: number) => boolean }> = {
  identity: { transposed: false, negated: () => false },
  rotate90: { transposed: true, negated: (_row, column) => column % 2 === 0 },
  rotate180: { transposed: false, negated: (row, column) => (row + column) % 2 === 1 },
  rotate270: { transposed: true, negated: (row) => row % 2 === 0 },
  flipX: { transposed: false, negated: (row) => row % 2 === 0 },
  flipY: { transposed: false, negated: (_row, column) => column % 2 === 0 },
  flipPlus1: { transposed: true, negated: () => false },
  flipMinus1: { transposed: true, negated: (row, column) => (row + column) % 2 === 1 },
}

/** For each transform, where each value of the block goes and with which sign. */
const plans: readonly { target: Uint8Array; sign: Int8Array }[] = TRANSFORMS.map((transform) => {
  const { transposed, negated } = rules[transform]
  const target = new Uint8Array(waves * waves)
  const sign = new Int8Array(waves * waves)
  for (let row = 0; row < waves; row++) {
    for (let column = 0; column < waves; column++) {
      const at = row * waves + column
      target[at] = transposed ? column * waves + row : at
      sign[at] = negated(row, column) ? -1 : 1
    }
  }
  return { target, sign }
})

/** The eight hashes of a 16 x 16 block of frequencies, 32 bytes each, in the order of `TRANSFORMS`. */
export function dihedralBits(block: Float32Array): Uint8Array {
  const bits = new Uint8Array(plans.length * 32)
  const turned = new Float32Array(waves * waves)
  for (const [index, { target, sign }] of plans.entries()) {
    for (let at = 0; at < block.length; at++) {
      turned[target[at] as number] = (block[at] as number) * (sign[at] as number)
    }
    writeBits(turned, bits.subarray(index * 32, index * 32 + 32))
  }
  return bits
}

/** Bit k says whether value k is above the median; the last bits come first in the 32 bytes, as in the text form. */
function writeBits(block: Float32Array, bits: Uint8Array): void {
  const median = torbenMedian(block)
  for (let k = 0; k < block.length; k++) {
    if ((block[k] as number) > median) {
      const byte = 31 - (k >> 3)
      bits[byte] = (bits[byte] as number) | (1 << (k & 7))
    }
  }
}
