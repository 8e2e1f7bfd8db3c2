import type { Transform } from '@homeward/pdq'
import sharp, { type Exif, type Sharp } from 'sharp'
import { watermark } from '../picture/watermark.ts'
import { bitmap } from './bitmap.ts'
import type { CopyPlan } from './copy-plan.ts'

/** RGB pixels, row-major. */
export type Raw = { data: Uint8Array; widthPx: number; heightPx: number }

type Turn = { clockwiseDegrees: number; mirrored: boolean }

/** Each way as a mirroring of left and right first, then a clockwise rotation. */
const TURNS: Readonly<Record<Transform, Turn>> = {
  identity: { clockwiseDegrees: 0, mirrored: false },
  rotate90: { clockwiseDegrees: 270, mirrored: false },
  rotate180: { clockwiseDegrees: 180, mirrored: false },
  rotate270: { clockwiseDegrees: 90, mirrored: false },
  flipX: { clockwiseDegrees: 180, mirrored: true },
  flipY: { clockwiseDegrees: 0, mirrored: true },
  flipPlus1: { clockwiseDegrees: 270, mirrored: true },
  flipMinus1: { clockwiseDegrees: 90, mirrored: true },
}

/** Makes one copy of a view: the bytes of a file. */
export async function encodeCopy(view: Raw, plan: CopyPlan): Promise<Uint8Array> {
  const cutX = Math.round(view.widthPx * plan.crop)
  const cutY = Math.round(view.heightPx * plan.crop)
  let image = open(view)
  if (cutX > 0 || cutY > 0) {
    const size = { width: view.widthPx - 2 * cutX, height: view.heightPx - 2 * cutY }
    image = open(await toRaw(image.extract({ left: cutX, top: cutY, ...size })))
  }
  if (plan.scale !== 1) image = image.resize(Math.round((view.widthPx - 2 * cutX) * plan.scale))
  if (plan.brightness !== 1) image = image.linear(plan.brightness, 0)
  if (plan.watermark !== null) {
    const marked = await toRaw(image)
    watermark(marked.data, marked.widthPx, marked.heightPx, plan.watermark)
    image = open(marked)
  }
  if (plan.transform !== 'identity') {
    const turn = TURNS[plan.transform]
    if (turn.mirrored) image = open(await toRaw(image.flop()))
    image = open(await toRaw(image.rotate(turn.clockwiseDegrees)))
  }
  if (plan.operation === 'bmp') return bitmap(await toRaw(image))
  if (plan.operation === 'png') return image.png({ compressionLevel: 3, palette: false }).toBuffer()
  if (plan.operation === 'webp') return image.webp({ quality: plan.quality, effort: 0 }).toBuffer()
  if (plan.camera) image = image.withExif(exifOf(plan.camera))
  const chromaSubsampling = plan.operation === 'camera' ? '4:4:4' : '4:2:0'
  return image.jpeg({ quality: plan.quality, chromaSubsampling }).toBuffer()
}

/** The pixels of an encoded file as it is stored, without regard to its orientation tag. */
export async function decodeCopy(bytes: Uint8Array): Promise<Raw> {
  return toRaw(sharp(bytes, { autoOrient: false }).toColourspace('srgb').removeAlpha())
}

function open({ data, widthPx, heightPx }: Raw): Sharp {
  return sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 } })
}

async function toRaw(image: Sharp): Promise<Raw> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  return { data, widthPx: info.width, heightPx: info.height }
}

function exifOf(camera: NonNullable<CopyPlan['camera']>): Exif {
  const takenAt = new Date(camera.takenAtS * 1000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')
    .replaceAll('-', ':')
  const exif: Exif = {
    IFD0: {
      Make: camera.make,
      Model: camera.model,
      Software: camera.software,
      DateTime: takenAt,
      Orientation: `${camera.orientation}`,
    },
    IFD2: {
      DateTimeOriginal: takenAt,
      DateTimeDigitized: takenAt,
      BodySerialNumber: camera.serial,
      LensModel: camera.lens,
    },
  }
  if (camera.place) {
    const [latitude, longitude] = camera.place
    exif.IFD3 = {
      GPSLatitudeRef: latitude < 0 ? 'S' : 'N',
      GPSLatitude: sexagesimal(latitude),
      GPSLongitudeRef: longitude < 0 ? 'W' : 'E',
      GPSLongitude: sexagesimal(longitude),
    }
  }
  return exif
}

function sexagesimal(degrees: number): string {
  const hundredths = Math.round(Math.abs(degrees) * 360_000)
  const whole = Math.floor(hundredths / 360_000)
  const minutes = Math.floor((hundredths % 360_000) / 6_000)
  return `${whole}/1 ${minutes}/1 ${hundredths % 6_000}/100`
}
