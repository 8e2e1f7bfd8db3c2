import { type Limits, Refused } from './answer.ts'
import type { Raster } from './raster.ts'

type HeifImage = {
  get_width(): number
  get_height(): number
  is_primary(): boolean
  display(
    target: { data: Uint8ClampedArray; width: number; height: number },
    done: (filled: object | null) => void,
  ): void
  free(): void
}
type Library = { HeifDecoder: new () => { decode(bytes: Uint8Array): HeifImage[] } }

/** Refuses a HEIF file by the sizes written in its `ispe` boxes, before anything is decoded. */
export function checkHeifSizes(head: Buffer, limits: Limits): void {
  for (let at = head.indexOf('ispe'); at >= 0 && at + 16 <= head.length; at = head.indexOf('ispe', at + 4)) {
    // A box that is no ispe of 20 bytes is pixel data that happens to spell its name.
    if (at >= 4 && head.readUInt32BE(at - 4) === 20) {
      checkSize(head.readUInt32BE(at + 8), head.readUInt32BE(at + 12), limits)
    }
  }
}

/** Refuses sides and areas over the limits. */
export function checkSize(widthPx: number, heightPx: number, limits: Limits): void {
  if (widthPx > limits.sidePx || heightPx > limits.sidePx) {
    throw new Refused(
      'media/limits',
      `sides of at most ${limits.sidePx} px expected, ${widthPx} x ${heightPx} came`,
    )
  }
  if (widthPx * heightPx > limits.pixels) {
    throw new Refused('media/limits', `at most ${limits.pixels} px expected, ${widthPx} x ${heightPx} came`)
  }
}

/** Decodes the primary picture of a HEIC or AVIF file with libheif compiled to WebAssembly. */
export async function decodeHeif(bytes: Buffer, limits: Limits): Promise<Raster> {
  // Loaded at first use, because most exhibits hold no such file and loading takes 50 ms.
  const { default: library } = (await import('libheif-js/wasm-bundle.js')) as { default: Library }
  const images = new library.HeifDecoder().decode(bytes)
  const image = images.find((candidate) => candidate.is_primary()) ?? images[0]
  if (image === undefined)
    throw new Refused('media/unreadable', 'a HEIF picture expected, none could be opened')
  try {
    const widthPx = image.get_width()
    const heightPx = image.get_height()
    checkSize(widthPx, heightPx, limits)
    const data = new Uint8ClampedArray(widthPx * heightPx * 4)
    const filled = await new Promise<object | null>((resolve) => {
      image.display({ data, width: widthPx, height: heightPx }, resolve)
    })
    if (filled === null)
      throw new Refused('media/unreadable', 'a whole HEIF picture expected, it could not be decoded')
    const rgb = onWhite(data)
    return { data: rgb, widthPx, heightPx, frames: images.length }
  } finally {
    for (const each of images) each.free()
  }
}

function onWhite(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3)
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3] as number
    for (let channel = 0; channel < 3; channel++) {
      const value = rgba[from + channel] as number
      rgb[to + channel] = alpha === 255 ? value : Math.round((value * alpha + 255 * (255 - alpha)) / 255)
    }
  }
  return rgb
}
