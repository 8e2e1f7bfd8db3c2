/** Writes RGB pixels as an uncompressed 24-bit Windows bitmap, rows from the bottom up. */
export function bitmap(image: { data: Uint8Array; widthPx: number; heightPx: number }): Uint8Array {
  const { data, widthPx, heightPx } = image
  const rowBytes = Math.ceil((widthPx * 3) / 4) * 4
  const file = new Uint8Array(54 + rowBytes * heightPx)
  const header = new DataView(file.buffer)
  header.setUint16(0, 0x424d)
  header.setUint32(2, file.length, true)
  header.setUint32(10, 54, true)
  header.setUint32(14, 40, true)
  header.setInt32(18, widthPx, true)
  header.setInt32(22, heightPx, true)
  header.setUint16(26, 1, true)
  header.setUint16(28, 24, true)
  header.setUint32(34, rowBytes * heightPx, true)
  header.setInt32(38, 2835, true)
  header.setInt32(42, 2835, true)
  for (let y = 0; y < heightPx; y++) {
    const to = 54 + (heightPx - 1 - y) * rowBytes
    for (let x = 0; x < widthPx; x++) {
      const from = (y * widthPx + x) * 3
      for (let i = 0; i < 3; i++) file[to + x * 3 + i] = data[from + 2 - i] as number
    }
  }
  return file
}
