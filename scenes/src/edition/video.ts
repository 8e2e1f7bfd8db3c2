import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SceneError } from '../errors.ts'

const FRAMES_PER_SECOND = 12

/**
 * Encodes RGB pictures as an H.264 video in an MP4 file without any date or version in its metadata.
 * Throws `SceneError` when ffmpeg is missing or fails.
 */
export async function encodeVideo(
  pictures: readonly Uint8Array[],
  widthPx: number,
  heightPx: number,
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'scenes-'))
  try {
    const path = join(folder, 'take.mp4')
    const input = [
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-video_size',
      `${widthPx}x${heightPx}`,
      '-framerate',
      `${FRAMES_PER_SECOND}`,
      '-i',
      'pipe:0',
    ]
    const codec = [
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-crf',
      '26',
      '-pix_fmt',
      'yuv420p',
      '-threads',
      '1',
    ]
    const exact = [
      '-map_metadata',
      '-1',
      '-fflags',
      '+bitexact',
      '-flags:v',
      '+bitexact',
      '-movflags',
      '+faststart',
    ]
    await run(
      ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...input, ...codec, ...exact, path],
      Buffer.concat(pictures),
    )
    return await readFile(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(parameters: readonly string[], input: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', parameters, { stdio: ['pipe', 'ignore', 'pipe'] })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2000)
    })
    child.on('error', (cause) => {
      reject(
        new SceneError(
          'scenes/ffmpeg-missing',
          'ffmpeg cannot be started; on Debian: apt-get install ffmpeg',
          { cause },
        ),
      )
    })
    child.on('close', (code) => {
      if (code === 0) resolve()
      else
        reject(
          new SceneError(
            'scenes/ffmpeg-failed',
            `ffmpeg ended with ${code}, expected 0: ${complaint.trim()}`,
          ),
        )
    })
    // ffmpeg may end before it has read everything; its exit code says why.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}
