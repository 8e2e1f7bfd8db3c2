import { malformed } from './reply.ts'

/**
 * Takes bytes that are a WebP by their header: the container's length is theirs, the picture is no animation and no
 * side is over `sidePx`. Throws `decoder/protocol` for anything else. The pixels themselves are for the browser.
 */
export function checkWebp(part: Buffer, sidePx: number, mostBytes: number): Uint8Array {
  if (part.length < 30 || part.length > mostBytes) throw malformed(`a WebP of at most ${mostBytes} bytes`)
  const form = part.toString('latin1', 0, 4) + part.toString('latin1', 8, 15)
  if (form !== 'RIFFWEBPVP8' || part.readUInt32LE(4) !== part.length - 8) throw malformed('a WebP')
  const size = dimensions(part)
  if (size === null || size.some((px) => px < 1 || px > sidePx))
    throw malformed(`a WebP of at most ${sidePx} px a side`)
  return Uint8Array.from(part)
}

function dimensions(part: Buffer): [number, number] | null {
  switch (part.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return [part.readUInt16LE(26) & 0x3fff, part.readUInt16LE(28) & 0x3fff]
    case 'VP8L': {
      const bits = part.readUInt32LE(21)
      return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1]
    }
    default:
      // The extended form carries animations, profiles and metadata; no worker writes it.
      return null
  }
}
