import { Refused } from './answer.ts'

export type Movie = {
  kind: string
  family: 'video' | 'audio'
  widthPx: number | null
  heightPx: number | null
  frames: number | null
  durationMs: number | null
  container: object | null
}

type Stream = {
  codec_type?: string
  codec_name?: string
  width?: number
  height?: number
  nb_frames?: string
  avg_frame_rate?: string
  disposition?: { attached_pic?: number }
  side_data_list?: { rotation?: number }[]
}
type Report = {
  streams?: Stream[]
  format?: { format_name?: string; duration?: string; bit_rate?: string; tags?: Record<string, string> }
}

/** What ffprobe reports of a file. Refuses a file in which it found neither pictures nor sound. */
export function readMovie(report: string, kind: string): Movie {
  const { streams = [], format = {} } = JSON.parse(report) as Report
  // Cover pictures are streams too, but do not make a film of a song.
  const pictures = streams.find(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1,
  )
  const sound = streams.find((stream) => stream.codec_type === 'audio')
  if (pictures === undefined && sound === undefined) {
    throw new Refused('media/unreadable', 'a stream of pictures or sound expected, none was found')
  }
  const tags = Object.fromEntries(
    Object.entries(format.tags ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const family = pictures === undefined ? 'audio' : 'video'
  return {
    kind: family === 'audio' ? kind.replace(/^video\//, 'audio/') : kind.replace(/^audio\//, 'video/'),
    family,
    widthPx: whole(pictures?.width),
    heightPx: whole(pictures?.height),
    frames: whole(Number(pictures?.nb_frames)),
    durationMs: whole(Math.round(Number(format.duration) * 1000)),
    container: {
      format: format.format_name ?? null,
      videoCodec: pictures?.codec_name ?? null,
      audioCodec: sound?.codec_name ?? null,
      frameRateHz: rate(pictures?.avg_frame_rate),
      bitRateBps: whole(Number(format.bit_rate)),
      createdAt: tags['creation_time'] ?? tags['date'] ?? null,
      rotationDegrees:
        pictures?.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? null,
      make: tags['com.apple.quicktime.make'] ?? tags['make'] ?? null,
      model: tags['com.apple.quicktime.model'] ?? tags['model'] ?? null,
      software: tags['com.apple.quicktime.software'] ?? tags['encoder'] ?? null,
    },
  }
}

function whole(value: number | undefined): number | null {
  return value !== undefined && Number.isSafeInteger(value) && value > 0 ? value : null
}

function rate(fraction: string | undefined): number | null {
  const [top, bottom] = (fraction ?? '').split('/').map(Number)
  const hz = (top ?? 0) / (bottom ?? 0)
  return Number.isFinite(hz) && hz > 0 ? Math.round(hz * 1000) / 1000 : null
}
