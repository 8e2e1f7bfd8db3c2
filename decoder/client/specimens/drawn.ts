import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Pictures drawn as raw pixels for the tests of this room, and encoders in processes of their own. */
export type Drawn = { data: Buffer; widthPx: number; heightPx: number; channels: 3 | 4 }

const WORKER = join(dirname(fileURLToPath(import.meta.url)), '../../worker')

/** A room with a window and a table: enough edges for a hash of high quality, and no symmetry. */
export function room(widthPx: number, heightPx: number): Drawn {
  const data = Buffer.alloc(widthPx * heightPx * 3)
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [u, v] = [x / widthPx, y / heightPx]
      const isWindow = u > 0.1 && u < 0.4 && v > 0.1 && v < 0.45
      const isTable = u > 0.5 && u < 0.95 && v > 0.6 && v < 0.7
      const isLeg = v >= 0.7 && v < 0.95 && (Math.abs(u - 0.55) < 0.02 || Math.abs(u - 0.9) < 0.02)
      const wall = 120 + 60 * Math.sin(u * 9) * Math.cos(v * 7) + 30 * v
      const at = (y * widthPx + x) * 3
      data[at] = isWindow ? 230 : isTable || isLeg ? 90 : wall
      data[at + 1] = isWindow ? 240 : isTable || isLeg ? 50 : wall * 0.9
      data[at + 2] = isWindow ? 250 : isTable || isLeg ? 20 : wall * 0.7
    }
  }
  return { data, widthPx, heightPx, channels: 3 }
}

/** Runs a chain of calls on sharp, such as `.jpeg()`, outside this process, which must not load a native library. */
export function encoded(drawn: Drawn, chain: string): Buffer {
  const program = `import sharp from 'sharp'
import { readFileSync } from 'node:fs'
const raw = { width: ${drawn.widthPx}, height: ${drawn.heightPx}, channels: ${drawn.channels} }
process.stdout.write(await sharp(readFileSync(0), { raw })${chain}.toBuffer())`
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: WORKER,
    input: drawn.data,
    maxBuffer: 256 * 1024 * 1024,
  })
}

/** Encodes with ffmpeg; \`args\` stand between the raw input and the output, which goes to a pipe. */
export function ffmpegEncoded(drawn: Drawn, args: readonly string[]): Buffer {
  const size = `${drawn.widthPx}x${drawn.heightPx}`
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', size, '-i', 'pipe:0']
  return execFileSync('ffmpeg', ['-v', 'error', ...input, ...args, 'pipe:1'], {
    input: drawn.data,
    maxBuffer: 256 * 1024 * 1024,
  })
}
