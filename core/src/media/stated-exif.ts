/** What an exporter says that a camera wrote, as text; only of use where the file itself is not there. */
export interface StatedExif {
  readonly make: string | null
  readonly model: string | null
  readonly serial: string | null
  readonly takenAt: string | null
  readonly gps: { readonly latitudeDegrees: number; readonly longitudeDegrees: number } | null
}

/**
 * Reads EXIF properties in an exporter's vocabulary: case, spaces and prefixes of the names differ. Fails closed: a
 * position is taken only when both coordinates and both compass letters are right. Null when nothing is understood.
 */
export function statedExif(
  properties: readonly (readonly [name: string, value: string])[],
): StatedExif | null {
  const said = new Map<string, string>()
  for (const [name, value] of properties) {
    const key = name
      .toLowerCase()
      .replace(/^exif/u, '')
      .replace(/[^a-z]/gu, '')
    const text = value.trim()
    if (text !== '' && !said.has(key)) said.set(key, text)
  }
  const first = (...keys: string[]): string | null =>
    keys.map((key) => said.get(key)).find((text) => text !== undefined) ?? null
  const exif: StatedExif = {
    make: first('make', 'cameramake', 'manufacturer'),
    model: first('model', 'cameramodel'),
    serial: first('bodyserialnumber', 'serialnumber', 'cameraserialnumber'),
    takenAt: first('datetimeoriginal', 'datetaken'),
    gps: position(
      first('gpslatitude'),
      first('gpslatituderef'),
      first('gpslongitude'),
      first('gpslongituderef'),
    ),
  }
  return Object.values(exif).some((value) => value !== null) ? exif : null
}

function position(
  latitude: string | null,
  latitudeRef: string | null,
  longitude: string | null,
  longitudeRef: string | null,
): StatedExif['gps'] {
  if (latitudeRef !== 'N' && latitudeRef !== 'S') return null
  if (longitudeRef !== 'E' && longitudeRef !== 'W') return null
  const north = degrees(latitude, 90)
  const east = degrees(longitude, 180)
  if (north === null || east === null) return null
  return {
    latitudeDegrees: latitudeRef === 'S' ? -north : north,
    longitudeDegrees: longitudeRef === 'W' ? -east : east,
  }
}

/** Unsigned degrees: one decimal number, or degrees, minutes and seconds. */
function degrees(text: string | null, most: number): number | null {
  const found =
    /^(\d{1,3}(?:\.\d+)?)(?:[°;,\s]+(\d{1,2}(?:\.\d+)?)['′;,\s]+(\d{1,2}(?:\.\d+)?)["″]?)?$/u.exec(text ?? '')
  if (found === null) return null
  const [minutes, seconds] = [Number(found[2] ?? 0), Number(found[3] ?? 0)]
  if (minutes >= 60 || seconds >= 60) return null
  const value = Number(found[1]) + minutes / 60 + seconds / 3600
  return value <= most ? value : null
}
