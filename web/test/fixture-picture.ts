import { crc32, deflateSync } from 'node:zlib'

/** A plain gradient as PNG: two hues by seed, in blocks when pixelated, grey when reduced. */
export function gradientPng(seed: number, clarity: string): Buffer {
  const widthPx = 240
  const heightPx = seed % 3 === 0 ? 240 : 160
  const block = clarity === 'pixelated' ? 20 : 1
  const rows: Buffer[] = []
  for (let y = 0; y < heightPx; y += 1) {
    const row = Buffer.alloc(1 + widthPx * 3)
    for (let x = 0; x < widthPx; x += 1) {
      const across = (Math.floor(x / block) * block) / widthPx
      const down = (Math.floor(y / block) * block) / heightPx
      const circle = Math.hypot(across - 0.3 - (seed % 5) / 10, down - 0.5) < 0.22 ? 60 : 0
      const colour = [
        60 + ((seed * 37) % 120) * (1 - down) + circle,
        70 + ((seed * 53) % 110) * across + circle,
        90 + ((seed * 71) % 100) * down + circle,
      ]
      const grey = (colour[0] ?? 0) * 0.3 + (colour[1] ?? 0) * 0.5 + (colour[2] ?? 0) * 0.2
      for (let channel = 0; channel < 3; channel += 1) {
        row[1 + x * 3 + channel] = Math.min(255, clarity === 'reduced' ? grey : (colour[channel] ?? 0))
      }
    }
    rows.push(row)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(widthPx, 0)
  header.writeUInt32BE(heightPx, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
