import { lowFrequencies } from './dct.ts'
import { downsample } from './downsample.ts'
import { checkPixels, gridOf, type Pixels, type Variant } from './pixels.ts'
import { qualityOf } from './quality.ts'
import { dihedralBits } from './transforms.ts'

/** A perceptual hash of one picture and of its seven turned and mirrored forms. */
export type Pdq = {
  /** 32 bytes; byte i is pair i of the usual 64 hexadecimal digits. */
  bits: Uint8Array
  /** 0 to 100; hashes below 50 are too unsure to match by. */
  quality: number
  /** Eight hashes of 32 bytes one after the other, in the order of `TRANSFORMS`; the first equals `bits`. */
  dihedral: Uint8Array
}

const leastSidePx = 5

/**
 * Hashes decoded pixels with PDQ (Meta, 2019): 256 bits that change little when a picture is recompressed,
 * resized or lightly edited.
 *
 * Bits and quality equal those of the reference implementation in C++ built without fused multiply-add. A
 * picture with a side under 5 px (after the resize of the variant) has the zero hash and quality 0. The two
 * variants of one picture can lie further apart than a match threshold, so compare like with like.
 *
 * Throws `PdqError` when a size is not a positive integer, when `data` is not exactly
 * `widthPx * heightPx * channels` bytes, or when `channels` or `variant` is unknown. The pixels are not changed.
 */
export function pdq(pixels: Pixels, variant: Variant): Pdq {
  checkPixels(pixels)
  const grid = gridOf(pixels, variant)
  if (grid.columnBytes.length < leastSidePx || grid.rowBytes.length < leastSidePx) {
    return { bits: new Uint8Array(32), quality: 0, dihedral: new Uint8Array(8 * 32) }
  }
  const reduced = downsample(pixels, grid)
  const dihedral = dihedralBits(lowFrequencies(reduced))
  return { bits: dihedral.slice(0, 32), quality: qualityOf(reduced), dihedral }
}
