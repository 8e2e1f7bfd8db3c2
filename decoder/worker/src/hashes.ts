import { pdq } from '@homeward/pdq'
import type { Raster } from './raster.ts'

/** Both PDQ variants of a picture as parts: quality (1 byte), then the eight hashes of 32 bytes. */
export function hashParts(raster: Raster): { nn512: Uint8Array; full: Uint8Array } {
  const pixels = {
    data: raster.data,
    widthPx: raster.widthPx,
    heightPx: raster.heightPx,
    channels: 3 as const,
  }
  const packed = (variant: 'nn512' | 'full'): Uint8Array => {
    const { quality, dihedral } = pdq(pixels, variant)
    return Buffer.concat([Buffer.of(quality), dihedral])
  }
  return { nn512: packed('nn512'), full: packed('full') }
}
