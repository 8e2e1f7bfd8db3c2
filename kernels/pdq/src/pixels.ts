import { PdqError } from './pdq-error.ts'

/**
 * Decoded pixels, row-major, 8 bits a channel, without padding: `data.length = widthPx * heightPx * channels`.
 *
 * One channel is luma as it stands, three are red, green and blue, four add alpha, which is laid on white.
 */
export type Pixels = {
  data: Uint8Array
  widthPx: number
  heightPx: number
  channels: 1 | 3 | 4
}

/**
 * What happens to the pixels before they are filtered.
 *
 * `nn512`: nearest neighbour to 512 x 512 when a side is over 512 px (the aspect is not kept).
 * `full`: nothing.
 */
export type Variant = 'nn512' | 'full'

/** The columns and rows of the source that are read, in order. */
export type Grid = {
  columnBytes: Int32Array
  rowBytes: Float64Array
}

const resizedSidePx = 512

/** Throws `PdqError` when the pixels do not have the form that their type promises. */
export function checkPixels(pixels: Pixels): void {
  const { data, widthPx, heightPx, channels } = pixels
  for (const [name, px] of [
    ['widthPx', widthPx],
    ['heightPx', heightPx],
  ] as const) {
    if (!Number.isSafeInteger(px) || px < 1) {
      throw new PdqError('pdq/size', `${name}: expected an integer of 1 or more, got ${px}`)
    }
  }
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new PdqError('pdq/channels', `channels: expected 1, 3 or 4, got ${String(channels)}`)
  }
  const lengthBytes = widthPx * heightPx * channels
  if (!(data instanceof Uint8Array) || data.length !== lengthBytes) {
    const came = data instanceof Uint8Array ? `${data.length} bytes` : typeof data
    throw new PdqError(
      'pdq/length',
      `data: expected ${lengthBytes} bytes (${widthPx} x ${heightPx} x ${channels}), got ${came}`,
    )
  }
}

/** Lists the source offsets that a variant reads: column offsets within a row, and row offsets. */
export function gridOf(pixels: Pixels, variant: Variant): Grid {
  if (variant !== 'nn512' && variant !== 'full') {
    throw new PdqError('pdq/variant', `variant: expected 'nn512' or 'full', got ${String(variant)}`)
  }
  const { widthPx, heightPx, channels } = pixels
  const resized = variant === 'nn512' && (widthPx > resizedSidePx || heightPx > resizedSidePx)
  const columns = resized ? resizedSidePx : widthPx
  const rows = resized ? resizedSidePx : heightPx
  const columnBytes = new Int32Array(columns)
  for (let x = 0; x < columns; x++) columnBytes[x] = Math.floor((x * widthPx) / columns) * channels
  // Row offsets may pass 2^31 in very large pictures, so they are kept as doubles.
  const rowBytes = new Float64Array(rows)
  for (let y = 0; y < rows; y++) rowBytes[y] = Math.floor((y * heightPx) / rows) * widthPx * channels
  return { columnBytes, rowBytes }
}
