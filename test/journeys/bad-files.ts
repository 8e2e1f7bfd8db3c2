import { deflateSync } from 'node:zlib'
import type { Outcome } from '@homeward/core'
import { drawPng, pngOf } from '../src/drawing.ts'
import { zipOf } from '../src/zip.ts'

/** A file that a seizure may hold, and the one line that it must get. */
export interface BadFile {
  readonly name: string | Buffer
  readonly data: Buffer
  readonly outcome: Outcome
  /** Code of the reason; null where the file is in order. */
  readonly code: string | null
  /** Lines of its members, by name. */
  readonly members?: Readonly<Record<string, { readonly outcome: Outcome; readonly code: string | null }>>
}

const MIB = 1024 * 1024

/** Every file of a folder full of traps. Names are bytes: a file system's need not be text. */
export function badFiles(): BadFile[] {
  const png = drawPng(7)
  const fine = { outcome: 'mediaNew', code: null } as const
  const quarantined = (code: string): { outcome: 'quarantined'; code: string } => ({
    outcome: 'quarantined',
    code,
  })
  return [
    { name: 'text.jpg', data: Buffer.from('This is no picture.\n'), outcome: 'context', code: null },
    { name: 'noise.jpg', data: noise(3000), outcome: 'context', code: null },
    { name: 'picture.txt', data: png, ...fine },
    { name: 'no-ending', data: drawPng(8), ...fine },
    { name: 'nothing.png', data: Buffer.alloc(0), outcome: 'empty', code: null },
    { name: 'cut.png', data: drawPng(9).subarray(0, 200), ...quarantined('media/unreadable') },
    { name: 'head-only.jpg', data: JPEG_HEAD, ...quarantined('media/unreadable') },
    {
      name: 'wide.png',
      data: pngOf(2_097_184, 32, deflateSync(Buffer.alloc(1000))),
      ...quarantined('media/limits'),
    },
    {
      name: 'huge.png',
      data: pngOf(50_000, 50_000, deflateSync(Buffer.alloc(1000))),
      ...quarantined('media/limits'),
    },
    { name: 'frames.gif', data: gifOf(10_000), ...fine },
    { name: 'bomb.svg', data: Buffer.from(BILLION_LAUGHS), ...quarantined('media/unsupported') },
    {
      name: 'stream.avi',
      data: Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'),
      ...quarantined('media/unsupported'),
    },
    {
      name: 'both.jpg',
      data: Buffer.concat([drawPng(10), zipOf([{ name: 'x.txt', data: Buffer.from('x') }])]),
      ...fine,
    },
    { name: 'right\u202egnp.to-left', data: drawPng(11), ...fine },
    { name: Buffer.from([0x66, 0xff, 0xfe, 0x2e, 0x70, 0x6e, 0x67]), data: drawPng(12), ...fine },
    { name: 'new\nline "and" \\slash.png', data: drawPng(13), ...fine },
    {
      name: 'cut.zip',
      data: zipOf([{ name: 'a.png', data: png }]).subarray(0, 300),
      ...quarantined('archive/unreadable'),
    },
    {
      name: 'bomb.zip',
      data: zipOf([{ name: 'zeros.bin', data: Buffer.alloc(32 * MIB) }]),
      outcome: 'archives',
      code: null,
      members: { 'zeros.bin': quarantined('archive/limits') },
    },
    {
      name: 'slip.zip',
      data: zipOf([
        { name: '../../../../tmp/homeward-slipped.png', data: drawPng(14) },
        { name: '/tmp/homeward-slipped.png', data: drawPng(15) },
        { name: Buffer.from('nul\0name.png'), data: drawPng(16) },
        { name: 'good.png', data: drawPng(17) },
      ]),
      outcome: 'archives',
      code: null,
      members: {
        '../../../../tmp/homeward-slipped.png': quarantined('archive/unsafe-name'),
        '/tmp/homeward-slipped.png': quarantined('archive/unsafe-name'),
        'nul\\x00name.png': quarantined('archive/unsafe-name'),
        'good.png': fine,
      },
    },
  ]
}

/** Bytes that are nothing, the same each time. */
export function noise(sizeBytes: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(sizeBytes)
  let state = seed
  for (let i = 0; i < sizeBytes; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}

const JPEG_HEAD: Buffer = Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb004300', 'hex')

const BILLION_LAUGHS = `<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg"><text>&b;&c;</text><image href="file:///etc/passwd"/></svg>
`

/** An animated GIF of one-pixel frames. */
function gifOf(frames: number): Buffer {
  const head = Buffer.from('47494638396101000100800000000000ffffff', 'hex')
  const frame = Buffer.from('21f90400010000002c0000000001000100000202440100', 'hex')
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from('3b', 'hex')])
}
