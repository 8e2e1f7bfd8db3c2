import exifr from 'exifr/dist/full.umd.cjs'

const OPTIONS = {
  tiff: true,
  ifd0: {},
  exif: true,
  gps: true,
  xmp: false,
  icc: false,
  iptc: false,
  jfif: false,
  ihdr: false,
  interop: false,
  ifd1: false,
  makerNote: false,
  userComment: false,
  mergeOutput: false,
  translateKeys: true,
  translateValues: false,
  reviveValues: false,
  sanitize: true,
}

type Tags = Readonly<Record<string, unknown>>

export type Exif = {
  make: string | null
  model: string | null
  serial: string | null
  lens: string | null
  software: string | null
  takenAt: string | null
  takenAtMs: number | null
  gps: { latitudeDegrees: number; longitudeDegrees: number } | null
  orientation: number | null
}

/** What the camera wrote, from a file that exifr knows or from a bare EXIF block; null when there is nothing. */
export async function readExif(bytes: Buffer): Promise<Exif | null> {
  const block = bytes.toString('latin1', 0, 6) === 'Exif\0\0' ? bytes.subarray(6) : bytes
  let parsed: { ifd0?: Tags; exif?: Tags; gps?: Tags } | undefined
  try {
    parsed = await exifr.parse(block, OPTIONS)
  } catch {
    // A picture whose EXIF is broken is still a picture.
    return null
  }
  if (parsed === undefined || parsed === null) return null
  const ifd0 = parsed.ifd0 ?? {}
  const exif = parsed.exif ?? {}
  const takenAt = text(exif['DateTimeOriginal'])
  const orientation = ifd0['Orientation']
  return {
    make: text(ifd0['Make']),
    model: text(ifd0['Model']),
    serial: text(exif['SerialNumber'] ?? exif['BodySerialNumber']),
    lens: text(exif['LensModel']),
    software: text(ifd0['Software']),
    takenAt,
    takenAtMs: takenAt === null ? null : asUtcMs(takenAt),
    gps: position(parsed.gps ?? {}),
    orientation: isOrientation(orientation) ? orientation : null,
  }
}

function isOrientation(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 8
}

function text(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const end = value.indexOf('\0')
  const trimmed = (end < 0 ? value : value.slice(0, end)).trim().slice(0, 256)
  return trimmed === '' ? null : trimmed.toWellFormed()
}

function asUtcMs(written: string): number | null {
  const match = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(written)
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (
    year < 1900 ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > 31 ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  ) {
    return null
  }
  const ms = Date.UTC(year, month - 1, day, hour, minute, second)
  // Date.UTC carries the 31st of a short month over into the next.
  return new Date(ms).getUTCDate() === day ? ms : null
}

// A wrong hemisphere is worse than no position, so anything out of the ordinary gives none.
function position(gps: Tags): Exif['gps'] {
  const latitudeDegrees = degrees(gps['GPSLatitude'], gps['GPSLatitudeRef'], { N: 1, S: -1 }, 90)
  const longitudeDegrees = degrees(gps['GPSLongitude'], gps['GPSLongitudeRef'], { E: 1, W: -1 }, 180)
  return latitudeDegrees === null || longitudeDegrees === null ? null : { latitudeDegrees, longitudeDegrees }
}

function degrees(
  value: unknown,
  ref: unknown,
  signs: Readonly<Record<string, number>>,
  most: number,
): number | null {
  const list: unknown[] = Array.isArray(value)
    ? value
    : ArrayBuffer.isView(value)
      ? Array.from(value as Float64Array)
      : []
  const name = typeof ref === 'string' ? ref.replaceAll('\0', '') : ''
  const sign = Object.hasOwn(signs, name) ? (signs[name] as number) : 0
  if (sign === 0 || list.length !== 3) return null
  if (!list.every((part): part is number => typeof part === 'number' && Number.isFinite(part) && part >= 0))
    return null
  const [whole, minutes, seconds] = list as [number, number, number]
  if (minutes >= 60 || seconds >= 60) return null
  const total = whole + minutes / 60 + seconds / 3600
  return total <= most ? sign * total : null
}
