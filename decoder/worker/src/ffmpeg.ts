import { spawnSync } from 'node:child_process'
import { clean, Refused } from './answer.ts'

/** The demuxer for each kind. Naming it keeps ffmpeg from guessing, and with that from playlists and image sequences. */
const DEMUXERS: Readonly<Record<string, string>> = {
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'video/3gpp': 'mov',
  'video/3gpp2': 'mov',
  'audio/mp4': 'mov',
  'video/x-matroska': 'matroska',
  'video/webm': 'matroska',
  'video/x-msvideo': 'avi',
  'video/mp2t': 'mpegts',
  'video/x-ms-asf': 'asf',
  'video/x-flv': 'flv',
  'video/ogg': 'ogg',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/aiff': 'aiff',
  'image/bmp': 'bmp_pipe',
}
const FORMATS = 'mov,matroska,webm,avi,mpeg,mpegvideo,mpegts,asf,flv,ogg,mp3,wav,flac,aac,amr,aiff,bmp_pipe'

/** Options that stand before every input: no network, no format but the expected one, no picture over the limits. */
export function inputOptions(kind: string, path: string, pixels: number): string[] {
  // MPEG program and elementary streams share a kind, so for them the list decides.
  const demuxer = DEMUXERS[kind]
  const format = demuxer === undefined ? [] : ['-f', demuxer]
  const bounds = [
    '-protocol_whitelist',
    'file,pipe',
    '-format_whitelist',
    FORMATS,
    '-max_pixels',
    String(pixels),
  ]
  return [...bounds, ...format, '-i', `file:${path}`]
}

/** Runs ffprobe or ffmpeg to its end and gives its output. The client's clock ends both when they take too long. */
export function run(program: 'ffprobe' | 'ffmpeg', args: readonly string[], mostBytes: number): Buffer {
  const { stdout, stderr, status, error } = spawnSync(`/usr/bin/${program}`, args, {
    maxBuffer: mostBytes,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { LANG: 'C.UTF-8' },
  })
  if (error !== undefined && 'code' in error && error.code === 'ENOBUFS') {
    throw new Refused('media/limits', `at most ${mostBytes} bytes of ${program} output expected, more came`)
  }
  if (error !== undefined) throw error
  if (status !== 0) throw new Refused('media/unreadable', clean(stderr.toString('latin1')))
  return stdout
}
