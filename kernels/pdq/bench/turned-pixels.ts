import type { Pixels, Transform } from '../src/index.ts'

/** Where the pixel at (x, y) of a turned picture of w x h pixels was before, by the definition of `TRANSFORMS`. */
const SOURCES: Readonly<Record<Transform, (x: number, y: number, w: number, h: number) => [number, number]>> =
  {
    identity: (x, y) => [x, y],
    rotate90: (x, y, _w, h) => [h - 1 - y, x],
    rotate180: (x, y, w, h) => [w - 1 - x, h - 1 - y],
    rotate270: (x, y, w) => [y, w - 1 - x],
    flipX: (x, y, _w, h) => [x, h - 1 - y],
    flipY: (x, y, w) => [w - 1 - x, y],
    flipPlus1: (x, y) => [y, x],
    flipMinus1: (x, y, w, h) => [h - 1 - y, w - 1 - x],
  }

const TRANSPOSING: ReadonlySet<Transform> = new Set(['rotate90', 'rotate270', 'flipPlus1', 'flipMinus1'])

/** A picture whose pixels are really turned or mirrored. */
export function turned(pixels: Pixels, transform: Transform): Pixels {
  const { data, channels } = pixels
  const across = TRANSPOSING.has(transform)
  const widthPx = across ? pixels.heightPx : pixels.widthPx
  const heightPx = across ? pixels.widthPx : pixels.heightPx
  const out = new Uint8Array(data.length)
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [fromX, fromY] = SOURCES[transform](x, y, widthPx, heightPx)
      const from = (fromY * pixels.widthPx + fromX) * channels
      const to = (y * widthPx + x) * channels
      for (let c = 0; c < channels; c++) out[to + c] = data[from + c] as number
    }
  }
  return { data: out, widthPx, heightPx, channels }
}
