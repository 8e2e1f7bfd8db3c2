/** An EXIF block (little-endian TIFF) with the tags that the tests look for. */
export type ExifTags = {
  make?: string
  model?: string
  serial?: string
  lens?: string
  software?: string
  takenAt?: string
  orientation?: number
  gps?: {
    latitudeRef: string
    latitude: [number, number, number]
    longitudeRef: string
    longitude: [number, number, number]
  }
}

type Entry = { tag: number; type: number; count: number; data: Buffer }

const BYTE_ORDER_AND_START = 8

/** Puts an EXIF block into a JPEG, behind its first marker. */
export function withExif(jpeg: Buffer, tags: ExifTags): Buffer {
  const block = Buffer.concat([Buffer.from('Exif\0\0'), exifBlock(tags)])
  const marker = Buffer.of(0xff, 0xe1, (block.length + 2) >> 8, (block.length + 2) & 0xff)
  return Buffer.concat([jpeg.subarray(0, 2), marker, block, jpeg.subarray(2)])
}

/** The bare block, beginning with its byte order. */
export function exifBlock(tags: ExifTags): Buffer {
  const gps = tags.gps
  const gpsEntries = gps === undefined ? [] : gpsTags(gps)
  const cameraEntries = [
    ...text(0x9003, tags.takenAt),
    ...text(0xa431, tags.serial),
    ...text(0xa434, tags.lens),
  ]
  const first = [
    ...text(0x010f, tags.make),
    ...text(0x0110, tags.model),
    ...(tags.orientation === undefined ? [] : [short(0x0112, tags.orientation)]),
    ...text(0x0131, tags.software),
  ]
  const pointers = (camera: number, position: number): Entry[] => [
    ...first,
    long(0x8769, camera),
    ...(gps === undefined ? [] : [long(0x8825, position)]),
  ]
  const cameraAt = BYTE_ORDER_AND_START + directory(pointers(0, 0), 0).length
  const positionAt = cameraAt + directory(cameraEntries, 0).length
  return Buffer.concat([
    Buffer.from('II*\0\x08\0\0\0', 'latin1'),
    directory(pointers(cameraAt, positionAt), BYTE_ORDER_AND_START),
    directory(cameraEntries, cameraAt),
    gps === undefined ? Buffer.alloc(0) : directory(gpsEntries, positionAt),
  ])
}

function gpsTags(gps: NonNullable<ExifTags['gps']>): Entry[] {
  return [
    ...text(1, gps.latitudeRef),
    rationals(2, gps.latitude),
    ...text(3, gps.longitudeRef),
    rationals(4, gps.longitude),
  ]
}

function text(tag: number, value: string | undefined): Entry[] {
  if (value === undefined) return []
  const data = Buffer.from(`${value}\0`, 'latin1')
  return [{ tag, type: 2, count: data.length, data }]
}

function short(tag: number, value: number): Entry {
  return { tag, type: 3, count: 1, data: Buffer.of(value & 0xff, value >> 8) }
}

function long(tag: number, value: number): Entry {
  const data = Buffer.alloc(4)
  data.writeUInt32LE(value)
  return { tag, type: 4, count: 1, data }
}

function rationals(tag: number, values: readonly number[]): Entry {
  const data = Buffer.alloc(values.length * 8)
  for (const [index, value] of values.entries()) {
    data.writeUInt32LE(Math.round(value * 1000), index * 8)
    data.writeUInt32LE(1000, index * 8 + 4)
  }
  return { tag, type: 5, count: values.length, data }
}

function directory(entries: readonly Entry[], at: number): Buffer {
  const head = Buffer.alloc(2 + entries.length * 12 + 4)
  head.writeUInt16LE(entries.length)
  const values: Buffer[] = []
  let valueAt = at + head.length
  for (const [index, { tag, type, count, data }] of entries.entries()) {
    const place = 2 + index * 12
    head.writeUInt16LE(tag, place)
    head.writeUInt16LE(type, place + 2)
    head.writeUInt32LE(count, place + 4)
    if (data.length <= 4) data.copy(head, place + 8)
    else {
      head.writeUInt32LE(valueAt, place + 8)
      values.push(data)
      valueAt += data.length
    }
  }
  return Buffer.concat([head, ...values])
}
