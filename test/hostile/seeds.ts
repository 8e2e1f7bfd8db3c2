import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encoded, ffmpegEncoded, room } from '../../decoder/client/specimens/drawn.ts'
import { exifBlock, withExif } from '../../decoder/client/specimens/exif.ts'
import { heic } from '../../decoder/client/specimens/heic.ts'

/** A whole file of one kind, to be damaged. */
export type Seed = { readonly name: string; readonly data: Buffer }

const TAGS = {
  make: 'SynthCam',
  model: 'S1',
  serial: '0042',
  lens: 'S 35 mm',
  software: '1.0',
  takenAt: '2026:01:02 03:04:05',
  orientation: 6,
  gps: { latitudeRef: 'N', latitude: [52, 5, 1], longitudeRef: 'E', longitude: [4, 18, 2] },
} as const

/** Pictures of every kind that is opened, as small as they may be while every part of a decoder has work. */
export function imageSeeds(): Seed[] {
  const [small, wide] = [room(48, 32), room(96, 64)]
  const chains = {
    jpeg: '.jpeg()',
    progressive: '.jpeg({ progressive: true })',
    png: '.png()',
    interlaced: '.png({ progressive: true })',
    palette: '.png({ palette: true })',
    webp: '.webp()',
    lossless: '.webp({ lossless: true })',
    gif: '.gif()',
    tiff: '.tiff()',
    deflated: ".tiff({ compression: 'deflate', predictor: 'horizontal' })",
    lzw: ".tiff({ compression: 'lzw', tile: true, tileWidth: 16, tileHeight: 16 })",
    avif: '.avif({ effort: 0 })',
  }
  return [
    ...Object.entries(chains).map(([name, chain]) => ({ name, data: encoded(small, chain) })),
    { name: 'wide', data: encoded(wide, '.jpeg()') },
  ]
}

/** Kinds whose every file costs a program or a library that is slow to start; they come more rarely. */
export function rareSeeds(): Seed[] {
  return [
    { name: 'heic', data: heic(room(64, 48)) },
    { name: 'bmp', data: ffmpegEncoded(room(48, 32), ['-f', 'image2pipe', '-c:v', 'bmp']) },
  ]
}

/** One second of film or sound in every container that is opened. */
export function movieSeeds(): Seed[] {
  const forms: readonly (readonly [string, readonly string[]])[] = [
    ['mp4', ['-c:v', 'libx264', '-metadata', 'creation_time=2026-01-02T03:04:05Z']],
    ['mov', ['-c:v', 'mpeg4', '-metadata', 'com.apple.quicktime.make=SynthCam']],
    ['mkv', ['-c:v', 'libx264']],
    ['webm', ['-c:v', 'libvpx', '-deadline', 'realtime']],
    ['avi', ['-c:v', 'mjpeg']],
    ['mpg', ['-c:v', 'mpeg2video', '-r', '25']],
    ['ts', ['-c:v', 'mpeg2video', '-r', '25']],
    ['flv', ['-c:v', 'flv1']],
    ['wmv', ['-c:v', 'wmv2']],
    ['ogv', ['-c:v', 'libtheora']],
    ['3gp', ['-c:v', 'mpeg4']],
  ]
  const frames = Buffer.concat(Array.from({ length: 10 }, () => room(64, 48).data))
  const folder = mkdtempSync(join(tmpdir(), 'seeds-'))
  try {
    return forms.map(([name, codec]) => {
      const path = join(folder, `seed.${name}`)
      const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', '64x48', '-r', '10', '-i', 'pipe:0']
      execFileSync('ffmpeg', ['-v', 'error', ...input, '-pix_fmt', 'yuv420p', ...codec, path], {
        input: frames,
      })
      return { name, data: readFileSync(path) }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Pictures of which nothing but the metadata is damaged: an EXIF block, XMP, a colour profile. */
export function metadataSeeds(): { name: string; wrap: (block: Buffer) => Buffer; block: Buffer }[] {
  const jpeg = encoded(room(48, 32), '.jpeg()')
  const profiled = encoded(room(48, 32), ".withIccProfile('srgb').jpeg()")
  const profileAt = profiled.indexOf('ICC_PROFILE\0') + 14
  const profileEnd = profileAt + profiled.readUInt16BE(profileAt - 16) - 16
  const xmp = Buffer.from(
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmp:CreatorTool="S1"/></rdf:RDF></x:xmpmeta>',
  )
  const marked = (prefix: string, block: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(prefix, 'latin1'), block]).subarray(0, 65_533)
    const head = Buffer.of(0xff, 0xe1, 0, 0)
    head.writeUInt16BE(body.length + 2, 2)
    return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)])
  }
  return [
    {
      name: 'exif',
      block: exifBlock({ ...TAGS, gps: { ...TAGS.gps, latitude: [52, 5, 1], longitude: [4, 18, 2] } }),
      wrap: (block) => marked('Exif\0\0', block),
    },
    { name: 'xmp', block: xmp, wrap: (block) => marked('http://ns.adobe.com/xap/1.0/\0', block) },
    {
      name: 'profile',
      block: Buffer.from(profiled.subarray(profileAt, profileEnd)),
      wrap: (block) =>
        Buffer.concat([
          profiled.subarray(0, profileAt),
          block.subarray(0, profileEnd - profileAt),
          Buffer.alloc(Math.max(0, profileEnd - profileAt - block.length)),
          profiled.subarray(profileEnd),
        ]),
    },
  ]
}

/** A picture whose every value is known, to show that the decoder still works. */
export function goodPicture(): Buffer {
  return withExif(encoded(room(320, 200), '.jpeg()'), { make: 'SynthCam', takenAt: '2026:01:02 03:04:05' })
}
