import sharp, { type Metadata } from 'sharp'
import { clean, type Limits, Refused, type Render } from './answer.ts'
import { checkSize } from './heif.ts'
import type { Raster } from './raster.ts'

sharp.concurrency(1)
sharp.cache(false)
// Everything is blocked and the loaders are named, because a new version may bring new loaders.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadTiffBuffer',
    // Its libheif is built for AVIF alone; HEIC is decoded by WebAssembly.
    'VipsForeignLoadHeifBuffer',
  ],
})

const THUMBNAIL_SIDE_PX = 320
const BLOCKS = 12
const BLOCK_SIDE_PX = 16
const REDUCED_SIDE_PX = 128

/** The header of a picture, its sizes checked. Sizes are those of the stored pixels. */
export async function readHeader(bytes: Buffer, limits: Limits): Promise<Metadata> {
  const header = await sharp(bytes, { limitInputPixels: false, failOn: 'error' }).metadata().catch(refuse)
  checkSize(header.width, header.height, limits)
  return header
}

/** The stored pixels of the first frame, alpha on white; truncated and damaged pictures are refused. */
export async function decodePicture(bytes: Buffer, header: Metadata, limits: Limits): Promise<Raster> {
  // Colour profiles are ignored, so that the hash depends on the stored values alone.
  const options = { limitInputPixels: limits.pixels, failOn: 'error', ignoreIcc: true } as const
  const { data, info } = await sharp(bytes, options)
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(refuse)
  if (info.channels !== 3)
    throw new Refused('media/unreadable', `three channels expected, ${info.channels} came`)
  return { data, widthPx: info.width, heightPx: info.height, frames: header.pages ?? 1 }
}

function refuse(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  if (/pixel limit|too large|exceeds/i.test(message)) throw new Refused('media/limits', clean(message))
  throw new Refused('media/unreadable', clean(message))
}

/** A small WebP and its pixelated form, in display orientation, from pixels that are decoded already. */
export async function previews(
  raster: Raster,
  orientation: number,
): Promise<{ thumbnail: Uint8Array; pixelated: Uint8Array }> {
  const small = await sharp(raster.data, rawOf(raster))
    .resize(THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const upright = { ...(await turned(small.data, small.info, orientation)), frames: 1 }
  const thumbnail = await sharp(upright.data, rawOf(upright)).webp({ quality: 78, effort: 2 }).toBuffer()
  return { thumbnail, pixelated: await blocks(upright, BLOCKS * BLOCK_SIDE_PX) }
}

/** One WebP of at most `maxSidePx` a side at the clarity asked for, in display orientation. */
export async function renderPicture(raster: Raster, orientation: number, how: Render): Promise<Uint8Array> {
  const fitted = { fit: 'inside', withoutEnlargement: true } as const
  const side = how.clarity === 'clear' ? how.maxSidePx : Math.min(how.maxSidePx, REDUCED_SIDE_PX)
  const small = await sharp(raster.data, rawOf(raster))
    .resize(side, side, fitted)
    .raw()
    .toBuffer({ resolveWithObject: true })
  const upright = { ...(await turned(small.data, small.info, orientation)), frames: 1 }
  if (how.clarity === 'pixelated') return blocks(upright, how.maxSidePx)
  const picture = sharp(upright.data, rawOf(upright))
  if (how.clarity === 'clear') return picture.webp({ quality: 85, effort: 2 }).toBuffer()
  const shown = scaled(raster, orientation, how.maxSidePx)
  return picture
    .greyscale()
    .resize(shown.widthPx, shown.heightPx, { fit: 'fill' })
    .webp({ quality: 60, effort: 2 })
    .toBuffer()
}

function scaled(
  raster: Raster,
  orientation: number,
  maxSidePx: number,
): { widthPx: number; heightPx: number } {
  const factor = Math.min(1, maxSidePx / Math.max(raster.widthPx, raster.heightPx))
  const widthPx = Math.max(1, Math.round(raster.widthPx * factor))
  const heightPx = Math.max(1, Math.round(raster.heightPx * factor))
  return orientation >= 5 ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx }
}

async function blocks(upright: Raster, maxSidePx: number): Promise<Uint8Array> {
  const few = await sharp(upright.data, rawOf(upright))
    .resize(BLOCKS, BLOCKS, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const blockPx = Math.max(1, Math.floor(maxSidePx / BLOCKS))
  return sharp(few.data, { raw: { width: few.info.width, height: few.info.height, channels: 3 } })
    .resize(few.info.width * blockPx, few.info.height * blockPx, { fit: 'fill', kernel: 'nearest' })
    .webp({ lossless: true, effort: 0 })
    .toBuffer()
}

type Flat = { data: Uint8Array; widthPx: number; heightPx: number }

async function turned(
  data: Buffer,
  info: { width: number; height: number },
  orientation: number,
): Promise<Flat> {
  if (orientation === 1) return { data, widthPx: info.width, heightPx: info.height }
  const picture = sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
  if (orientation === 2 || orientation === 4 || orientation === 5 || orientation === 7) picture.flop()
  // Sharp mirrors after it has turned, so the angle of a mirrored orientation is read the other way round.
  const angle = { 3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270 }[orientation] ?? 0
  const out = await picture.rotate(angle).raw().toBuffer({ resolveWithObject: true })
  return { data: out.data, widthPx: out.info.width, heightPx: out.info.height }
}

function rawOf(flat: Flat): { raw: { width: number; height: number; channels: 3 }; limitInputPixels: false } {
  return { raw: { width: flat.widthPx, height: flat.heightPx, channels: 3 }, limitInputPixels: false }
}
