import { cpus, loadavg } from 'node:os'
import { type Pixels, pdq } from '../src/index.ts'

/** Prints the milliseconds of one hash by size and variant: fixed rounds, sizes interleaved, the minimum taken. */

function drawn(widthPx: number, heightPx: number): Pixels {
  const data = new Uint8Array(widthPx * heightPx * 3)
  let state = 1
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      const wave = 90 * Math.sin(x / 37) + 60 * Math.cos(y / 53)
      for (let c = 0; c < 3; c++) {
        data[(y * widthPx + x) * 3 + c] = Math.max(0, Math.min(255, 128 + wave + (state >>> 28) + 9 * c))
      }
    }
  }
  return { data, widthPx, heightPx, channels: 3 }
}

const cases = [
  { name: '512 x 512, full', pixels: drawn(512, 512), variant: 'full' },
  { name: '1600 x 1250, nn512', pixels: drawn(1600, 1250), variant: 'nn512' },
  { name: '1600 x 1250, full', pixels: drawn(1600, 1250), variant: 'full' },
  { name: '4000 x 3000, full', pixels: drawn(4000, 3000), variant: 'full' },
] as const

const best = cases.map(() => Number.POSITIVE_INFINITY)
const rounds = 12
for (let round = 0; round < rounds; round++) {
  for (const [i, { pixels, variant }] of cases.entries()) {
    const before = process.hrtime.bigint()
    pdq(pixels, variant)
    best[i] = Math.min(best[i] ?? 0, Number(process.hrtime.bigint() - before) / 1e6)
  }
}
const [cpu] = cpus()
console.log(
  `${cpu?.model}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`,
)
for (const [i, { name }] of cases.entries()) console.log(`${name}: ${best[i]?.toFixed(2)} ms`)
