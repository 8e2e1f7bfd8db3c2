import { readFileSync, rmSync } from 'node:fs'
import { type Answer, checkFileSize, description, type Limits, Refused, type Render } from './answer.ts'
import { readBmp } from './bmp.ts'
import { inputOptions, run } from './ffmpeg.ts'
import { hashParts } from './hashes.ts'
import { checkSize } from './heif.ts'
import type { Incoming } from './incoming.ts'
import { type Movie, readMovie } from './movie-facts.ts'

const INPUT = '/tmp/input'
const PICTURE = '/tmp/picture.webp'
const BLOCKS_PICTURE = '/tmp/blocks.webp'
const LONGEST_PROBE_BYTES = 4 * 1024 * 1024
const LONGEST_LOG_BYTES = 1024 * 1024
const BLOCKS = 12

/** Says what a film, a sound or a BMP picture is, with a small picture of one frame. */
export function describeMovie(incoming: Incoming, kind: string, limits: Limits): Answer {
  return spooled(incoming, kind, limits, () => {
    if (kind === 'image/bmp') return describeBmp(incoming, limits)
    const movie = probed(kind, limits)
    const { widthPx, heightPx, frames, durationMs, container } = movie
    if (movie.family === 'audio')
      return description({ kind: movie.kind, family: 'audio', durationMs, container })
    poster(kind, movie, limits, [
      ['[0:v]split=2[a][b];', `[a]${fitted(320)}[small]`, LOSSY, PICTURE],
      ['', `[b]${blocks(192)}[blocks]`, LOSSLESS, BLOCKS_PICTURE],
    ])
    const parts = { thumbnail: readFileSync(PICTURE), pixelated: readFileSync(BLOCKS_PICTURE) }
    const facts = { kind: movie.kind, family: 'video', durationMs, container, frames } as const
    return description(
      { ...facts, ...(widthPx === null || heightPx === null ? {} : { widthPx, heightPx }) },
      parts,
    )
  })
}

/** Renders the poster frame of a film, or a BMP picture. */
export function renderMovie(incoming: Incoming, kind: string, limits: Limits, how: Render): Answer {
  return spooled(incoming, kind, limits, () => {
    const movie = kind === 'image/bmp' ? bmpAsMovie(incoming, limits) : probed(kind, limits)
    if (movie.family === 'audio')
      throw new Refused('media/unsupported', 'a picture or a video expected, a sound came')
    poster(kind, movie, limits, [
      ['', `[0:v]${filterFor(how)}[small]`, how.clarity === 'pixelated' ? LOSSLESS : LOSSY, PICTURE],
    ])
    return { body: {}, parts: { picture: readFileSync(PICTURE) } }
  })
}

const LOSSY = ['-c:v', 'libwebp', '-quality', '80', '-pix_fmt', 'yuv420p']
const LOSSLESS = ['-c:v', 'libwebp', '-lossless', '1', '-pix_fmt', 'bgra']

type Output = readonly [before: string, filter: string, codec: readonly string[], path: string]

function spooled(incoming: Incoming, kind: string, limits: Limits, use: () => Answer): Answer {
  checkFileSize(incoming.sizeBytes, kind === 'image/bmp' ? limits.imageSizeBytes : limits.movieSizeBytes)
  if (kind === 'image/bmp') bmpAsMovie(incoming, limits)
  try {
    incoming.spool(INPUT)
    return use()
  } finally {
    for (const path of [INPUT, PICTURE, BLOCKS_PICTURE]) rmSync(path, { force: true })
  }
}

function probed(kind: string, limits: Limits): Movie {
  const args = [
    '-v',
    'error',
    '-show_format',
    '-show_streams',
    '-of',
    'json',
    ...inputOptions(kind, INPUT, limits.pixels),
  ]
  const movie = readMovie(run('ffprobe', args, LONGEST_PROBE_BYTES).toString('utf8'), kind)
  if (movie.widthPx !== null && movie.heightPx !== null) checkSize(movie.widthPx, movie.heightPx, limits)
  return movie
}

/** Writes one frame, a tenth into the film, or its first where that place holds none. */
function poster(kind: string, movie: Movie, limits: Limits, outputs: readonly Output[]): void {
  const seconds = Math.min(60, (movie.durationMs ?? 0) / 10_000)
  for (const start of seconds > 0 ? [seconds, 0] : [0]) {
    for (const [, , , path] of outputs) rmSync(path, { force: true })
    try {
      const seek = start > 0 ? ['-ss', start.toFixed(3)] : []
      run(
        'ffmpeg',
        [...QUIET, ...seek, ...inputOptions(kind, INPUT, limits.pixels), ...outputOptions(outputs)],
        LONGEST_LOG_BYTES,
      )
      if (outputs.every(([, , , path]) => sizeOf(path) > FRAMELESS_BYTES)) return
    } catch (error) {
      if (start === 0) throw error
    }
  }
  throw new Refused('media/unreadable', 'a video frame expected, none could be decoded')
}

/** What ffmpeg leaves of a WebP, successfully, when no frame came. */
const FRAMELESS_BYTES = 8

const QUIET = ['-nostdin', '-hide_banner', '-v', 'error', '-threads', '1', '-an', '-sn', '-dn']

function outputOptions(outputs: readonly Output[]): string[] {
  const graph = outputs.map(([before, filter]) => before + filter).join(';')
  const labels = outputs.map(([, filter]) => filter.slice(filter.lastIndexOf('[')))
  return [
    '-filter_complex',
    graph,
    ...outputs.flatMap(([, , codec, path], index) => [
      '-map',
      labels[index] as string,
      '-frames:v',
      '1',
      ...codec,
      '-f',
      'webp',
      '-y',
      `file:${path}`,
    ]),
  ]
}

function fitted(sidePx: number): string {
  return `scale=w='min(${sidePx},iw)':h='min(${sidePx},ih)':force_original_aspect_ratio=decrease`
}

function blocks(sidePx: number): string {
  const blockPx = Math.max(1, Math.floor(sidePx / BLOCKS))
  const few = `scale=${BLOCKS}:${BLOCKS}:force_original_aspect_ratio=decrease`
  return `${few},scale=iw*${blockPx}:ih*${blockPx}:flags=neighbor`
}

function filterFor(how: Render): string {
  if (how.clarity === 'pixelated') return blocks(how.maxSidePx)
  if (how.clarity === 'clear') return fitted(how.maxSidePx)
  return `${fitted(128)},format=gray,scale=w=${how.maxSidePx}:h=${how.maxSidePx}:force_original_aspect_ratio=decrease`
}

function sizeOf(path: string): number {
  try {
    return readFileSync(path).length
  } catch {
    return 0
  }
}

function bmpAsMovie(incoming: Incoming, limits: Limits): Movie {
  const { widthPx, heightPx } = readBmp(incoming.head, incoming.sizeBytes)
  checkSize(widthPx, heightPx, limits)
  return {
    kind: 'image/bmp',
    family: 'video',
    widthPx,
    heightPx,
    frames: 1,
    durationMs: null,
    container: null,
  }
}

function describeBmp(incoming: Incoming, limits: Limits): Answer {
  const { widthPx, heightPx } = readBmp(incoming.head, incoming.sizeBytes)
  const outputs: Output[] = [
    ['[0:v]split=3[a][b][c];', `[a]${fitted(320)}[small]`, LOSSY, PICTURE],
    ['', `[b]${blocks(192)}[blocks]`, LOSSLESS, BLOCKS_PICTURE],
  ]
  const rows = outputOptions(outputs)
  rows[1] += ';[c]format=rgb24[raw]'
  const raw = ['-map', '[raw]', '-frames:v', '1', '-f', 'rawvideo', 'pipe:1']
  const options = [
    ...QUIET,
    '-xerror',
    '-err_detect',
    'explode',
    ...inputOptions('image/bmp', INPUT, limits.pixels),
  ]
  const expected = widthPx * heightPx * 3
  const data = run('ffmpeg', [...options, ...rows, ...raw], expected + LONGEST_LOG_BYTES)
  if (data.length !== expected) {
    throw new Refused('media/unreadable', `${expected} bytes of pixels expected, ${data.length} came`)
  }
  const raster = { data, widthPx, heightPx, frames: 1 }
  const parts = {
    ...hashParts(raster),
    thumbnail: readFileSync(PICTURE),
    pixelated: readFileSync(BLOCKS_PICTURE),
  }
  return description({ kind: 'image/bmp', family: 'image', widthPx, heightPx, frames: 1 }, parts)
}
