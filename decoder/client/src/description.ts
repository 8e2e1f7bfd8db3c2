import { isCount, isRecord, malformed, plainText, type Reply } from './reply.ts'
import type { Container, Description, Exif, Family, PdqHash } from './types.ts'
import { checkWebp } from './webp.ts'

const FAMILIES: ReadonlySet<string> = new Set(['image', 'video', 'audio', 'archive', 'context'])
const THUMBNAIL_CAP_BYTES = 512 * 1024
const TEXT_CAP_BYTES = 256 * 1024
const HASH_BYTES = 32
const FORMS = 8

type Body = Readonly<Record<string, unknown>>

/** A worker's description with every field checked; anything out of place throws `decoder/protocol`. */
export function parseDescription({ body, parts }: Reply, sidePx: number): Description {
  const { kind, family } = body
  if (typeof kind !== 'string' || !/^[a-z]+\/[a-z0-9][a-z0-9.+-]{0,99}$/.test(kind))
    throw malformed('a MIME type')
  if (typeof family !== 'string' || !FAMILIES.has(family)) throw malformed('a family')
  const nn512 = hash(parts.get('nn512'))
  const full = hash(parts.get('full'))
  const isStill = family === 'image'
  if (isStill !== (nn512 !== null) || isStill !== (full !== null))
    throw malformed('both hashes for a still alone')
  return {
    kind,
    family: family as Family,
    widthPx: side(body['widthPx'], sidePx),
    heightPx: side(body['heightPx'], sidePx),
    frames: orNull(body['frames'], 'frames'),
    durationMs: orNull(body['durationMs'], 'a duration'),
    pdq: nn512 === null || full === null ? null : { nn512, full },
    exif: exif(body['exif']),
    container: container(body['container']),
    thumbnail: webp(parts.get('thumbnail')),
    pixelated: webp(parts.get('pixelated')),
    text: text(parts.get('text')),
  }
}

function hash(part: Buffer | undefined): PdqHash | null {
  if (part === undefined) return null
  const quality = part[0]
  if (part.length !== 1 + FORMS * HASH_BYTES || quality === undefined || quality > 100)
    throw malformed('a hash')
  const dihedral = Uint8Array.from(part.subarray(1))
  return { bits: dihedral.slice(0, HASH_BYTES), quality, dihedral }
}

function side(value: unknown, most: number): number | null {
  const px = orNull(value, 'a side')
  if (px !== null && (px < 1 || px > most)) throw malformed(`sides of 1 to ${most} px`)
  return px
}

function orNull(value: unknown, expected: string): number | null {
  if (value === null || value === undefined) return null
  if (!isCount(value)) throw malformed(expected)
  return value
}

function webp(part: Buffer | undefined): Uint8Array | null {
  if (part === undefined) return null
  return checkWebp(part, 320, THUMBNAIL_CAP_BYTES)
}

function text(part: Buffer | undefined): string | null {
  if (part === undefined) return null
  if (part.length > TEXT_CAP_BYTES) throw malformed('text of at most 256 KiB')
  // PostgreSQL text holds no NUL.
  return part.toString('utf8').replaceAll('\0', '')
}

function exif(value: unknown): Exif | null {
  if (value === null || value === undefined) return null
  if (!isRecord(value)) throw malformed('EXIF')
  const orientation = value['orientation']
  return {
    make: plainText(value['make'], 256),
    model: plainText(value['model'], 256),
    serial: plainText(value['serial'], 256),
    lens: plainText(value['lens'], 256),
    software: plainText(value['software'], 256),
    takenAt: plainText(value['takenAt'], 256),
    takenAtMs: moment(value['takenAtMs']),
    gps: gps(value['gps']),
    orientation: isCount(orientation) && orientation >= 1 && orientation <= 8 ? orientation : null,
  }
}

function moment(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) < 8.64e15 ? value : null
}

function gps(value: unknown): Exif['gps'] {
  if (!isRecord(value)) return null
  const { latitudeDegrees, longitudeDegrees } = value
  if (typeof latitudeDegrees !== 'number' || typeof longitudeDegrees !== 'number') return null
  if (!(Math.abs(latitudeDegrees) <= 90 && Math.abs(longitudeDegrees) <= 180)) return null
  return { latitudeDegrees, longitudeDegrees }
}

function container(value: unknown): Container | null {
  if (value === null || value === undefined) return null
  if (!isRecord(value)) throw malformed('a container')
  const body: Body = value
  return {
    format: plainText(body['format'], 64) ?? 'unknown',
    videoCodec: plainText(body['videoCodec'], 64),
    audioCodec: plainText(body['audioCodec'], 64),
    frameRateHz: finite(body['frameRateHz']),
    bitRateBps: finite(body['bitRateBps']),
    createdAt: plainText(body['createdAt'], 64),
    rotationDegrees: finite(body['rotationDegrees']),
    make: plainText(body['make'], 256),
    model: plainText(body['model'], 256),
    software: plainText(body['software'], 256),
  }
}

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
