import { CONTEXT, type CraftedFile, LIMITS, MEDIA, quarantined, UNREADABLE } from './crafted-file.ts'
import type { Plain } from './plain-pictures.ts'

const MOST = 0xffff_ffff
const LONG = 4
const BOUNDED = [MEDIA, UNREADABLE, LIMITS, quarantined('media/timeout'), quarantined('media/memory')]

/** Files whose inner tables point in circles, or promise more than there is. */
export function craftedTables(plain: Plain): CraftedFile[] {
  const sides = (widthPx: number, heightPx: number): Tag[] => [
    [256, LONG, 1, widthPx],
    [257, LONG, 1, heightPx],
    [258, LONG, 1, 8],
    [262, LONG, 1, 1],
    [273, LONG, 1, 8],
    [277, LONG, 1, 1],
    [278, LONG, 1, heightPx],
    [279, LONG, 1, Math.min(MOST, widthPx * heightPx)],
  ]
  return [
    {
      name: 'loop.tiff',
      data: tiff(sides(4, 4), 8),
      why: 'a directory that is followed by itself',
      fates: BOUNDED,
    },
    {
      name: 'no-directory.tiff',
      data: tiff([], 8),
      why: 'an empty directory that is followed by itself',
      fates: [UNREADABLE],
    },
    {
      name: 'inner-loop.tiff',
      data: tiff([...sides(4, 4), [330, LONG, 1, 8]], 0),
      why: 'a directory inside itself',
      fates: BOUNDED,
    },
    {
      name: 'exif-loop.tiff',
      data: tiff([...sides(4, 4), [34_665, LONG, 1, 8]], 0),
      why: 'an EXIF directory that is the whole',
      fates: BOUNDED,
    },
    {
      name: 'endless-tag.tiff',
      data: tiff([...sides(4, 4), [270, 2, MOST, 8]], 0),
      why: 'a description of 4 GiB',
      fates: BOUNDED,
    },
    {
      name: 'endless-strips.tiff',
      data: tiff([...sides(4, 4).slice(0, 4), [273, LONG, MOST, 8]], 0),
      why: '4,294,967,295 strips',
      fates: [UNREADABLE, LIMITS],
    },
    {
      name: 'sides.tiff',
      data: tiff(sides(60_000, 60_000), 0),
      why: 'a header of 60,000 x 60,000 pixels',
      fates: [LIMITS],
    },
    {
      name: 'largest.tiff',
      data: tiff(sides(MOST, MOST), 0),
      why: 'the largest header that fits',
      fates: [LIMITS, UNREADABLE],
    },
    {
      name: 'loop-of-directories.tiff',
      data: manyDirectories(2_000),
      why: '2,000 pages, the last before the first',
      fates: BOUNDED,
    },
    {
      name: 'big-loop.tiff',
      data: Buffer.from('49492b00080000000800000000000000', 'hex'),
      why: 'a BigTIFF that is its own directory',
      fates: [UNREADABLE],
    },
    {
      name: 'exif-loop.jpg',
      data: withExif(
        plain.jpeg,
        tiff(
          [
            [34_665, LONG, 1, 8],
            [34_853, LONG, 1, 8],
          ],
          8,
        ),
      ),
      why: 'EXIF directories that point at each other',
      fates: [MEDIA],
    },
    {
      name: 'endless-exif.jpg',
      data: withExif(
        plain.jpeg,
        tiff(
          [
            [271, 2, MOST, 8],
            [272, 5, MOST, MOST],
          ],
          MOST,
        ),
      ),
      why: 'EXIF values of 4 GiB',
      fates: [MEDIA],
    },
    {
      name: 'empty-segments.jpg',
      data: emptySegments(plain.jpeg),
      why: 'segments of length zero',
      fates: [UNREADABLE, MEDIA],
    },
    {
      name: 'many-segments.jpg',
      data: manySegments(plain.jpeg, 20_000),
      why: '20,000 comments',
      fates: [MEDIA],
    },
    {
      name: 'nested-boxes.mp4',
      data: film(nested(20_000)),
      why: '20,000 boxes in each other',
      fates: [UNREADABLE],
    },
    {
      name: 'endless-table.mp4',
      data: film(
        box('moov', box('trak', box('mdia', box('minf', box('stbl', box('stsz', words(0, 0, MOST))))))),
      ),
      why: 'a table of 4,294,967,295 samples',
      fates: [UNREADABLE],
    },
    {
      name: 'empty-boxes.mp4',
      data: Buffer.concat([ftyp(), Buffer.alloc(4_096)]),
      why: 'boxes of size zero',
      fates: [UNREADABLE],
    },
    {
      name: 'box-to-the-end.mp4',
      data: Buffer.concat([ftyp(), words(1), Buffer.from('moov'), words(MOST, MOST)]),
      why: 'a box of 16 EiB',
      fates: [UNREADABLE],
    },
    {
      name: 'loop.mkv',
      data: Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.alloc(2_048, 0xff)]),
      why: 'elements of unknown size in each other',
      fates: [UNREADABLE],
    },
    {
      name: 'endless-header.avi',
      data: Buffer.from(
        '52494646ffffffff41564920 4c495354ffffffff6864726c61766968ffffffff'.replace(' ', ''),
        'hex',
      ),
      why: 'chunks of 4 GiB',
      fates: [UNREADABLE],
    },
    {
      name: 'nothing-but-magic.ogg',
      data: Buffer.from('OggS'.repeat(4_096)),
      why: 'page marks and nothing else',
      fates: [UNREADABLE],
    },
    {
      name: 'endless-tag.mp3',
      data: Buffer.concat([Buffer.from('ID3\x04\0\0\x7f\x7f\x7f\x7f', 'latin1'), Buffer.alloc(2_000)]),
      why: 'a tag of 256 MiB',
      fates: [UNREADABLE],
    },
    {
      name: 'broken.sqlite',
      data: Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8_192, 0xff)]),
      why: 'a database of nothing but noise',
      fates: [CONTEXT],
    },
  ]
}

type Tag = readonly [tag: number, type: number, count: number, value: number]

/** A little-endian TIFF of one directory, followed by the one at `next`. */
function tiff(tags: readonly Tag[], next: number): Buffer {
  return Buffer.concat([Buffer.from('49492a0008000000', 'hex'), directory(tags, next), Buffer.alloc(64)])
}

function directory(tags: readonly Tag[], next: number): Buffer {
  const bytes = Buffer.alloc(2 + tags.length * 12 + 4)
  bytes.writeUInt16LE(tags.length)
  for (const [index, [tag, type, count, value]] of tags.entries()) {
    const at = 2 + index * 12
    bytes.writeUInt16LE(tag, at)
    bytes.writeUInt16LE(type, at + 2)
    bytes.writeUInt32LE(count, at + 4)
    bytes.writeUInt32LE(value, at + 8)
  }
  bytes.writeUInt32LE(next, bytes.length - 4)
  return bytes
}

function manyDirectories(pages: number): Buffer {
  const page: Tag[] = [
    [256, LONG, 1, 1],
    [257, LONG, 1, 1],
    [273, LONG, 1, 8],
    [279, LONG, 1, 1],
  ]
  const pageBytes = 2 + page.length * 12 + 4
  const list = Array.from({ length: pages }, (_, index) =>
    directory(page, 8 + ((index + 1) % pages) * pageBytes),
  )
  return Buffer.concat([Buffer.from('49492a0008000000', 'hex'), ...list])
}

function segment(marker: number, data: Uint8Array): Buffer {
  const head = Buffer.of(0xff, marker, 0, 0)
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

function withExif(jpeg: Uint8Array, block: Buffer): Buffer {
  return behindStart(jpeg, segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), block])))
}

function manySegments(jpeg: Uint8Array, times: number): Buffer {
  return behindStart(
    jpeg,
    Buffer.concat(Array.from({ length: times }, () => segment(0xfe, Buffer.from('a')))),
  )
}

function emptySegments(jpeg: Uint8Array): Buffer {
  return behindStart(jpeg, Buffer.from('ffe10000'.repeat(64), 'hex'))
}

function behindStart(jpeg: Uint8Array, added: Buffer): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), added, jpeg.subarray(2)])
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4)
  return bytes
}

export function box(name: string, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([words(body.length + 8), Buffer.from(name, 'latin1'), body])
}

function ftyp(): Buffer {
  return box('ftyp', Buffer.from('isom'), words(512), Buffer.from('isommp41'))
}

/** An MP4 of one box. */
export function film(content: Buffer): Buffer {
  return Buffer.concat([ftyp(), content])
}

function nested(depth: number): Buffer {
  const heads = Array.from({ length: depth }, (_, index) =>
    Buffer.concat([words((depth - index) * 8), Buffer.from(index === 0 ? 'moov' : 'trak')]),
  )
  return Buffer.concat(heads)
}
