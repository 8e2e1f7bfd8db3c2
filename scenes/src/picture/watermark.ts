import { inkAt, textWidthDots } from './font.ts'

/** Writes a half-transparent text into the lower right corner of RGB pixels, in place. */
export function watermark(pixels: Uint8Array, widthPx: number, heightPx: number, text: string): void {
  const dotPx = widthPx >= 480 ? 2 : 1
  const left = widthPx - (textWidthDots(text) + 4) * dotPx
  const top = heightPx - 11 * dotPx
  for (let y = Math.max(0, top); y < heightPx; y++) {
    for (let x = Math.max(0, left); x < widthPx; x++) {
      if (!inkAt(text, (x - left) / dotPx, (y - top) / dotPx)) continue
      const at = (y * widthPx + x) * 3
      for (let i = 0; i < 3; i++) pixels[at + i] = 0.4 * (pixels[at + i] as number) + 0.6 * 245
    }
  }
}
