import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { drawView } from '../picture/view.ts'

/** Whole pictures of this room, to be bent. */
export type Plain = {
  jpeg: Uint8Array
  progressive: Uint8Array
  /** One pixel, without loss. */
  webp: Uint8Array
  avif: Uint8Array
  /** An image sequence. */
  avifFrames: Uint8Array
  /** A short film in an AVI container. */
  avi: Uint8Array
}

const [WIDTH_PX, HEIGHT_PX] = [96, 64]
const SEQUENCE_FRAMES = 240

/** Draws one room and encodes it in the forms that the crafted files begin with. */
export async function plainPictures(): Promise<Plain> {
  const size = { widthPx: WIDTH_PX, heightPx: HEIGHT_PX }
  const data = drawView({
    kind: 'room',
    scene: 'crafted',
    mood: 'day',
    occasion: 'crafted',
    view: 0,
    ...size,
  })
  const image = () => sharp(data, { raw: { width: WIDTH_PX, height: HEIGHT_PX, channels: 3 } })
  const pixel = sharp(Buffer.alloc(3, 128), { raw: { width: 1, height: 1, channels: 3 } })
  const sequence = ['-c:v', 'libaom-av1', '-cpu-used', '8', '-usage', 'realtime', '-f', 'avif']
  return {
    jpeg: await image().jpeg({ quality: 70 }).toBuffer(),
    progressive: await image().jpeg({ quality: 70, progressive: true }).toBuffer(),
    webp: await pixel.webp({ lossless: true }).toBuffer(),
    avif: await image().avif({ quality: 40, effort: 0 }).toBuffer(),
    avifFrames: film(data, SEQUENCE_FRAMES, sequence),
    avi: film(data, 5, ['-c:v', 'mjpeg', '-f', 'avi']),
  }
}

/** The same frame several times over, as ffmpeg writes it. */
function film(frame: Uint8Array, frames: number, codec: readonly string[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'film-'))
  try {
    const path = join(folder, 'film')
    const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${WIDTH_PX}x${HEIGHT_PX}`, '-i', 'pipe:0']
    execFileSync('ffmpeg', ['-v', 'error', ...input, '-pix_fmt', 'yuv420p', ...codec, path], {
      input: Buffer.concat(Array.from({ length: frames }, () => frame)),
      maxBuffer: 64 * 1024 ** 2,
    })
    return readFileSync(path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
