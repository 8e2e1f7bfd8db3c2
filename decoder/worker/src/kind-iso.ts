import type { Kind } from './kind.ts'

const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'])
const AVIF_BRANDS = new Set(['avif', 'avis'])
const AUDIO_BRANDS = new Set(['M4A ', 'M4B ', 'M4P '])
const QUICKTIME_BOXES = new Set(['moov', 'mdat', 'wide', 'pnot', 'skip', 'free'])

/** Kinds of the ISO base media format: HEIF and AVIF pictures, MP4, 3GP and QuickTime films. */
export function isoMediaKind(head: Buffer): Kind | null {
  if (head.length < 12) return null
  const box = head.toString('latin1', 4, 8)
  if (box === 'ftyp') return ftypKind(head)
  const boxBytes = head.readUInt32BE(0)
  if (QUICKTIME_BOXES.has(box) && (boxBytes === 1 || boxBytes === 0 || boxBytes >= 8)) {
    return { mime: 'video/quicktime', family: 'video', opens: true }
  }
  return null
}

function ftypKind(head: Buffer): Kind {
  const end = Math.min(head.readUInt32BE(0), head.length, 256)
  const major = head.toString('latin1', 8, 12)
  const brands = [major]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.toString('latin1', at, at + 4))
  if (HEIF_BRANDS.has(major) || AVIF_BRANDS.has(major)) {
    const avif = brands.some((brand) => AVIF_BRANDS.has(brand))
    const mime = avif ? 'image/avif' : major === 'mif1' || major === 'msf1' ? 'image/heif' : 'image/heic'
    return { mime, family: 'image', opens: true }
  }
  if (AUDIO_BRANDS.has(major)) return { mime: 'audio/mp4', family: 'audio', opens: true }
  if (major === 'qt  ') return { mime: 'video/quicktime', family: 'video', opens: true }
  if (major.startsWith('3g'))
    return { mime: major.startsWith('3g2') ? 'video/3gpp2' : 'video/3gpp', family: 'video', opens: true }
  if (major === 'crx ') return { mime: 'image/x-canon-cr3', family: 'image', opens: false }
  return { mime: 'video/mp4', family: 'video', opens: true }
}
