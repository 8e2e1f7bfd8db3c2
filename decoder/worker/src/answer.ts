/** Bounds that the client sends with each request. */
export type Limits = {
  imageSizeBytes: number
  movieSizeBytes: number
  archiveSizeBytes: number
  sidePx: number
  pixels: number
}

export type Family = 'image' | 'video' | 'audio' | 'archive' | 'context'

/** The profile that a request is sent on to because this one does not open the kind. */
export type Route = 'movies' | 'archives' | 'tables'

export type Render = { maxSidePx: number; clarity: 'clear' | 'reduced' | 'pixelated' }

/** What a profile gives back: a JSON body with its binary parts. */
export type Answer = { body: object; parts?: Record<string, Uint8Array | null> }

/** An expected "no" on the way to an answer. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: string

  constructor(code: string, because: string) {
    super(because)
    this.code = code
  }
}

export type Facts = {
  kind: string
  family: Family
  widthPx?: number
  heightPx?: number
  frames?: number | null
  durationMs?: number | null
  exif?: object | null
  container?: object | null
}

/** An answer with the fields that every description has. */
export function description(facts: Facts, parts: Record<string, Uint8Array | null> = {}): Answer {
  return {
    body: {
      widthPx: null,
      heightPx: null,
      frames: null,
      durationMs: null,
      exif: null,
      container: null,
      ...facts,
    },
    parts,
  }
}

/** An answer without facts: the request belongs to another profile. */
export function route(to: Route, kind: string): Answer {
  return { body: { route: to, kind } }
}

/** Text as a part: UTF-8, cut at 256 KiB between characters. */
export function textPart(text: string): Uint8Array {
  const bytes = Buffer.from(text.slice(0, TEXT_CAP_BYTES).toWellFormed(), 'utf8')
  if (bytes.length <= TEXT_CAP_BYTES) return bytes
  let end = TEXT_CAP_BYTES
  while (((bytes[end] as number) & 0xc0) === 0x80) end--
  return bytes.subarray(0, end)
}

export const TEXT_CAP_BYTES: number = 256 * 1024

/** A library's message as one line of plain characters. */
export function clean(message: string): string {
  const line = message
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200)
  return line || 'it could not be decoded'
}

/** Refuses a file that is larger than its family may be. */
export function checkFileSize(sizeBytes: number, mostBytes: number): void {
  if (sizeBytes > mostBytes) {
    throw new Refused('media/limits', `at most ${mostBytes} bytes expected, ${sizeBytes} came`)
  }
}
