import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Drawn } from './drawn.ts'

/** A HEIC picture: one HEVC frame of ffmpeg in a HEIF container built here. Sides must be even. */
export function heic(drawn: Drawn): Buffer {
  const film = hevcFilm(drawn)
  const hvcC = boxNamed(film, 'hvcC')
  const sample = boxNamed(film, 'mdat').subarray(8)
  const ispe = fullBox('ispe', 0, words(drawn.widthPx, drawn.heightPx))
  const properties = box(
    'iprp',
    box('ipco', hvcC, ispe),
    fullBox('ipma', 0, words(1), Buffer.of(0, 1, 2, 0x81, 0x02)),
  )
  const ftyp = box('ftyp', Buffer.from('heic'), words(0), Buffer.from('mif1heic'))
  const metaWith = (offset: number): Buffer =>
    fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, words(0), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', 0, Buffer.of(0, 1)),
      fullBox('iinf', 0, Buffer.of(0, 1), fullBox('infe', 2, Buffer.of(0, 1, 0, 0), Buffer.from('hvc1\0'))),
      fullBox('iloc', 0, Buffer.of(0x44, 0, 0, 1, 0, 1, 0, 0, 0, 1), words(offset, sample.length)),
      properties,
    )
  const dataAt = ftyp.length + metaWith(0).length + 8
  return Buffer.concat([ftyp, metaWith(dataAt), box('mdat', sample)])
}

function hevcFilm(drawn: Drawn): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'hevc-'))
  try {
    const path = join(folder, 'one.mp4')
    const size = `${drawn.widthPx}x${drawn.heightPx}`
    const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', size, '-i', 'pipe:0', '-frames:v', '1']
    const codec = [
      '-c:v',
      'libx265',
      '-pix_fmt',
      'yuv420p',
      '-tag:v',
      'hvc1',
      '-x265-params',
      'log-level=none',
    ]
    execFileSync('ffmpeg', ['-v', 'error', ...input, ...codec, path], { input: drawn.data })
    return readFileSync(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function boxNamed(film: Buffer, name: string): Buffer {
  const at = film.indexOf(name) - 4
  return film.subarray(at, at + film.readUInt32BE(at))
}

function box(name: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([words(body.length + 8), Buffer.from(name), body])
}

function fullBox(name: string, version: number, ...content: Buffer[]): Buffer {
  return box(name, words(version << 24), ...content)
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4)
  return bytes
}
