import {
  type Answer,
  checkFileSize,
  description,
  type Limits,
  Refused,
  type Render,
  route,
  TEXT_CAP_BYTES,
  textPart,
} from './answer.ts'
import { type Exif, readExif } from './exif.ts'
import { hashParts } from './hashes.ts'
import { checkHeifSizes, checkSize, decodeHeif } from './heif.ts'
import type { Incoming } from './incoming.ts'
import { type Kind, kindOf } from './kind.ts'
import { decodeText } from './kind-text.ts'
import { markupText } from './markup.ts'
import { decodePicture, previews, readHeader, renderPicture } from './pictures.ts'
import type { Raster } from './raster.ts'

const TEXT_READ_BYTES = 4 * TEXT_CAP_BYTES
const DOCUMENT_CAP_BYTES = 64 * 1024 * 1024
const TABLES_CAP_BYTES = 256 * 1024 * 1024
const HEIC = new Set(['image/heic', 'image/heif'])
const HEIF = new Set([...HEIC, 'image/avif'])

type Picture = { raster: Raster; exif: Exif | null; orientation: number }

/** Says what a file is; describes stills and text at once and sends other kinds on to the profile that opens them. */
export async function describeStill(incoming: Incoming, limits: Limits): Promise<Answer> {
  const kind = kindOf(incoming.head, incoming.sizeBytes)
  if (!kind.opens)
    throw new Refused('media/unsupported', `a kind of media that is opened expected, ${kind.mime} came`)
  if (kind.mime === 'image/bmp' || kind.family === 'video' || kind.family === 'audio')
    return route('movies', kind.mime)
  if (kind.family === 'archive') return description({ kind: kind.mime, family: 'archive' })
  if (kind.family === 'context') return describeContext(kind, incoming)
  const { raster, exif, orientation } = await openPicture(kind, incoming, limits)
  const facts = {
    kind: kind.mime,
    family: 'image',
    widthPx: raster.widthPx,
    heightPx: raster.heightPx,
  } as const
  return description(
    { ...facts, frames: raster.frames, exif },
    { ...hashParts(raster), ...(await previews(raster, orientation)) },
  )
}

/** Renders a still; films are sent on. */
export async function renderStill(incoming: Incoming, limits: Limits, how: Render): Promise<Answer> {
  const kind = kindOf(incoming.head, incoming.sizeBytes)
  if (!kind.opens || (kind.family !== 'image' && kind.family !== 'video')) {
    throw new Refused('media/unsupported', `a picture or a video expected, ${kind.mime} came`)
  }
  if (kind.mime === 'image/bmp' || kind.family === 'video') return route('movies', kind.mime)
  const { raster, orientation } = await openPicture(kind, incoming, limits)
  return { body: {}, parts: { picture: await renderPicture(raster, orientation, how) } }
}

async function openPicture(kind: Kind, incoming: Incoming, limits: Limits): Promise<Picture> {
  checkFileSize(incoming.sizeBytes, limits.imageSizeBytes)
  checkHead(kind.mime, incoming.head, limits)
  if (HEIC.has(kind.mime)) {
    const bytes = incoming.bytes()
    const raster = await decodeHeif(bytes, limits)
    // The container's own rotation is part of the decoded picture; EXIF repeats it and is not applied again.
    return { raster, exif: await readExif(bytes), orientation: 1 }
  }
  const bytes = incoming.bytes()
  const header = await readHeader(bytes, limits)
  const block = kind.mime === 'image/tiff' || kind.mime === 'image/avif' ? bytes : header.exif
  const exif = block === undefined ? null : await readExif(block)
  const raster = await decodePicture(bytes, header, limits)
  return { raster, exif, orientation: exif?.orientation ?? 1 }
}

/** Sizes that stand at a fixed place are checked before the rest of the file is asked for. */
function checkHead(mime: string, head: Buffer, limits: Limits): void {
  if (mime === 'image/png' && head.length >= 24)
    checkSize(head.readUInt32BE(16), head.readUInt32BE(20), limits)
  if (mime === 'image/gif' && head.length >= 10) checkSize(head.readUInt16LE(6), head.readUInt16LE(8), limits)
  if (HEIF.has(mime)) checkHeifSizes(head, limits)
}

function describeContext(kind: Kind, incoming: Incoming): Answer {
  const { mime } = kind
  const isDocument =
    mime.includes('openxmlformats') || mime.includes('opendocument') || mime === 'application/epub+zip'
  if (isDocument && incoming.sizeBytes <= DOCUMENT_CAP_BYTES) return route('archives', mime)
  if (mime === 'application/vnd.sqlite3' && incoming.sizeBytes <= TABLES_CAP_BYTES)
    return route('tables', mime)
  const isText =
    mime.startsWith('text/') || /^application\/(.*\+)?json$/.test(mime) || mime === 'application/xml'
  const text = isText ? contextText(mime, incoming) : null
  return description({ kind: mime, family: 'context' }, { text: text === null ? null : textPart(text) })
}

function contextText(mime: string, incoming: Incoming): string | null {
  const part = incoming.head.subarray(0, TEXT_READ_BYTES)
  const text = decodeText(part, part.length >= incoming.sizeBytes)
  if (text === null) return null
  return mime === 'text/html' || mime === 'application/xml' ? markupText(text) : text
}
