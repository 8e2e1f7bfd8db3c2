/** Luma of 8-bit pixels in the reference's float32 order: (0.299 R + 0.587 G) + 0.114 B, each step rounded. */

const red = weighted(0.299)
const green = weighted(0.587)
const blue = weighted(0.114)

function weighted(coefficient: number): Float32Array {
  const table = new Float32Array(256)
  const single = Math.fround(coefficient)
  for (let value = 0; value < 256; value++) table[value] = single * value
  return table
}

/**
 * Writes one row of luma to `out[start ...]`.
 *
 * `rowByte` is the offset of the row in `data`, `columnBytes` the offsets of the wanted columns within a row.
 */
export function lumaRow(
  data: Uint8Array,
  channels: 1 | 3 | 4,
  rowByte: number,
  columnBytes: Int32Array,
  out: Float32Array,
  start: number,
): void {
  const columns = columnBytes.length
  if (channels === 1) {
    for (let x = 0; x < columns; x++) out[start + x] = data[rowByte + (columnBytes[x] as number)] as number
    return
  }
  if (channels === 3) {
    for (let x = 0; x < columns; x++) {
      const at = rowByte + (columnBytes[x] as number)
      out[start + x] = sum(data[at] as number, data[at + 1] as number, data[at + 2] as number)
    }
    return
  }
  for (let x = 0; x < columns; x++) {
    const at = rowByte + (columnBytes[x] as number)
    const alpha = data[at + 3] as number
    const r = onWhite(data[at] as number, alpha)
    const g = onWhite(data[at + 1] as number, alpha)
    const b = onWhite(data[at + 2] as number, alpha)
    out[start + x] = sum(r, g, b)
  }
}

function sum(r: number, g: number, b: number): number {
  return Math.fround((red[r] as number) + (green[g] as number)) + (blue[b] as number)
}

/** One 8-bit channel laid on white, rounded to the nearest integer; unchanged when opaque. */
function onWhite(value: number, alpha: number): number {
  return ((value * alpha + 255 * (255 - alpha) + 127) / 255) | 0
}
