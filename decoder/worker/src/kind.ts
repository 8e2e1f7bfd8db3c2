import { constants, gunzipSync } from 'node:zlib'
import type { Family } from './answer.ts'
import { isoMediaKind } from './kind-iso.ts'
import { textKind } from './kind-text.ts'
import { zipKind } from './kind-zip.ts'

/** `opens` is false for media that this product knows but does not open. */
export type Kind = { mime: string; family: Family; opens: boolean }

const image = (mime: string): Kind => ({ mime, family: 'image', opens: true })
const video = (mime: string): Kind => ({ mime, family: 'video', opens: true })
const audio = (mime: string): Kind => ({ mime, family: 'audio', opens: true })
const closed = (mime: string): Kind => ({ mime, family: 'image', opens: false })
const context = (mime: string): Kind => ({ mime, family: 'context', opens: true })

type Signature = readonly [offset: number, bytes: string, kind: Kind]

// Bytes are written as Latin-1 text. The first that fits decides, so the longer of two similar ones comes first.
const SIGNATURES: readonly Signature[] = [
  [0, '\xff\xd8\xff', image('image/jpeg')],
  [0, '\x89PNG\r\n\x1a\n', image('image/png')],
  [0, 'GIF87a', image('image/gif')],
  [0, 'GIF89a', image('image/gif')],
  [0, 'II*\0', image('image/tiff')],
  [0, 'MM\0*', image('image/tiff')],
  [0, 'II+\0', image('image/tiff')],
  [0, 'MM\0+', image('image/tiff')],
  [0, '\0\0\0\x0cJXL \r\n\x87\n', closed('image/jxl')],
  [0, '\xff\x0a', closed('image/jxl')],
  [0, '\0\0\0\x0cjP  \r\n\x87\n', closed('image/jp2')],
  [0, '\xff\x4f\xff\x51', closed('image/j2c')],
  [0, '8BPS', closed('image/vnd.adobe.photoshop')],
  [0, 'AT&TFORM', closed('image/vnd.djvu')],
  [0, '\0\0\x01\0', closed('image/vnd.microsoft.icon')],
  [0, 'qoif', closed('image/qoi')],
  [0, 'DDS ', closed('image/vnd-ms.dds')],
  [0, 'FUJIFILMCCD-RAW', closed('image/x-fuji-raf')],
  [0, '\x1aE\xdf\xa3', video('video/x-matroska')],
  [0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11', video('video/x-ms-asf')],
  [0, 'FLV\x01', video('video/x-flv')],
  [0, '\0\0\x01\xba', video('video/mpeg')],
  [0, '\0\0\x01\xb3', video('video/mpeg')],
  [0, '.RMF\0', { mime: 'application/vnd.rn-realmedia', family: 'video', opens: false }],
  [0, 'ID3', audio('audio/mpeg')],
  [0, 'fLaC', audio('audio/flac')],
  [0, '#!AMR', audio('audio/amr')],
  [0, 'PK\x03\x04', { mime: 'application/zip', family: 'archive', opens: true }],
  [0, 'PK\x05\x06', { mime: 'application/zip', family: 'archive', opens: true }],
  [0, "7z\xbc\xaf'\x1c", context('application/x-7z-compressed')],
  [0, 'Rar!\x1a\x07', context('application/vnd.rar')],
  [0, 'BZh', context('application/x-bzip2')],
  [0, '\xfd7zXZ\0', context('application/x-xz')],
  [0, '\x28\xb5\x2f\xfd', context('application/zstd')],
  [0, '%PDF-', context('application/pdf')],
  [0, 'SQLite format 3\0', context('application/vnd.sqlite3')],
  [0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', context('application/x-ole-storage')],
  [0, '\x7fELF', context('application/x-elf')],
  [0, '\xca\xfe\xba\xbe', context('application/java-vm')],
  [0, '\xd4\xc3\xb2\xa1', context('application/vnd.tcpdump.pcap')],
  [0, '\x0a\x0d\x0d\x0a', context('application/x-pcapng')],
  [0, 'regf', context('application/x-windows-registry')],
  [0, '!BDN', context('application/vnd.ms-outlook-pst')],
]

const OCTETS = context('application/octet-stream')

/** What a file is, decided by its first bytes and nothing else. */
export function kindOf(head: Buffer, sizeBytes: number): Kind {
  const latin = head.toString('latin1', 0, 64)
  if (latin.startsWith('RIFF')) return riffKind(latin)
  if (latin.startsWith('FORM') && latin.slice(8, 11) === 'AIF') return audio('audio/aiff')
  if (latin.startsWith('OggS')) return oggKind(head)
  if (latin.startsWith('BM') && isBmp(head, sizeBytes)) return image('image/bmp')
  const iso = isoMediaKind(head)
  if (iso !== null) return iso
  for (const [offset, bytes, kind] of SIGNATURES) {
    if (latin.startsWith(bytes, offset)) return refined(kind, head)
  }
  if (isTar(head)) return { mime: 'application/x-tar', family: 'archive', opens: true }
  if (latin.startsWith('\x1f\x8b')) return gzipKind(head)
  if (isTransportStream(head)) return video('video/mp2t')
  if (isAdts(head)) return audio('audio/aac')
  if (isMpegAudio(head)) return audio('audio/mpeg')
  return textKind(head, head.length >= sizeBytes) ?? OCTETS
}

function refined(kind: Kind, head: Buffer): Kind {
  if (kind.mime === 'application/zip') return zipKind(head)
  if (kind.mime === 'video/x-matroska' && head.subarray(0, 64).includes('webm')) return video('video/webm')
  return kind
}

function riffKind(latin: string): Kind {
  const form = latin.slice(8, 12)
  if (form === 'WEBP') return image('image/webp')
  if (form === 'WAVE') return audio('audio/wav')
  if (form === 'AVI ') return video('video/x-msvideo')
  return OCTETS
}

function oggKind(head: Buffer): Kind {
  const first = head.subarray(0, 4096)
  return first.includes('\x80theora', 0, 'latin1') ? video('video/ogg') : audio('audio/ogg')
}

function isBmp(head: Buffer, sizeBytes: number): boolean {
  if (head.length < 26) return false
  const infoBytes = head.readUInt32LE(14)
  const pixelsAt = head.readUInt32LE(10)
  return (
    [12, 40, 52, 56, 64, 108, 124].includes(infoBytes) && pixelsAt >= 14 + infoBytes && pixelsAt <= sizeBytes
  )
}

/** A tar header: its checksum is right when its own field is read as blanks. */
export function isTar(head: Buffer): boolean {
  if (head.length < 512) return false
  const written = Number.parseInt(head.toString('latin1', 148, 156).replaceAll(/[\0 ]/g, ''), 8)
  let sum = 0
  for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 0x20 : (head[i] as number)
  return Number.isFinite(written) && written === sum && head[0] !== 0
}

function gzipKind(head: Buffer): Kind {
  try {
    // At most 4 KiB go in, so that at most 4 MiB come out.
    const start = gunzipSync(head.subarray(0, 4096), { finishFlush: constants.Z_SYNC_FLUSH })
    if (isTar(start)) return { mime: 'application/gzip', family: 'archive', opens: true }
  } catch {
    return context('application/gzip')
  }
  return context('application/gzip')
}

function isTransportStream(head: Buffer): boolean {
  return [0, 4].some((start) => [0, 1, 2, 3].every((n) => head[start + n * (188 + start)] === 0x47))
}

function isAdts(head: Buffer): boolean {
  if (head.length < 16 || head[0] !== 0xff || ((head[1] as number) & 0xf6) !== 0xf0) return false
  const frameBytes =
    (((head[3] as number) & 3) << 11) | ((head[4] as number) << 3) | ((head[5] as number) >> 5)
  return frameBytes > 7 && head[frameBytes] === 0xff && ((head[frameBytes + 1] as number) & 0xf6) === 0xf0
}

const LAYER_3_KBPS = [
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
] as const
const SAMPLE_RATES_HZ = [11_025, 12_000, 8_000] as const

function isMpegAudio(head: Buffer): boolean {
  const second = layer3FrameBytes(head, 0)
  return second > 0 && layer3FrameBytes(head, second) > 0
}

function layer3FrameBytes(head: Buffer, at: number): number {
  if (at + 4 > head.length || head[at] !== 0xff) return 0
  const [b1, b2] = [head[at + 1] as number, head[at + 2] as number]
  const version = (b1 >> 3) & 3
  if ((b1 & 0xe0) !== 0xe0 || version === 1 || ((b1 >> 1) & 3) !== 1) return 0
  const kbps = LAYER_3_KBPS[version === 3 ? 1 : 0][b2 >> 4]
  const baseHz = SAMPLE_RATES_HZ[(b2 >> 2) & 3]
  if (!kbps || !baseHz) return 0
  const rateHz = baseHz * (version === 3 ? 4 : version === 2 ? 2 : 1)
  return Math.floor(((version === 3 ? 144 : 72) * kbps * 1000) / rateHz) + ((b2 >> 1) & 1)
}
