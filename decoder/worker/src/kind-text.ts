import type { Kind } from './kind.ts'

/** No registered type: what this product calls a VICS case or hash set. */
const VICS_KIND = 'application/vnd.projectvic+json'

const context = (mime: string): Kind => ({ mime, family: 'context', opens: true })

/** Playlists name other files to fetch: they count as media that is not opened. */
const PLAYLISTS: readonly (readonly [RegExp, Kind])[] = [
  [/^#EXTM3U/, { mime: 'application/vnd.apple.mpegurl', family: 'video', opens: false }],
  [/^ffconcat version/, { mime: 'text/x-ffconcat', family: 'video', opens: false }],
]
/** A manifest is a playlist too, and SVG is a program. Keys are the names of root elements in lower case. */
const REFUSED_MARKUP: Readonly<Record<string, Kind>> = {
  mpd: { mime: 'application/dash+xml', family: 'video', opens: false },
  svg: { mime: 'image/svg+xml', family: 'image', opens: false },
}

/** The envelope of a VICS document: the key and the address that name its model. Told even of one that is cut short. */
const VICS =
  /^\{[^{[]{0,4096}"(?:@odata\.context|odata\.metadata)"\s*:\s*"[^"]{0,512}\/ProjectVic\\?\/DataModels\\?\//i

/** A kind of text, or null when the bytes are no text. */
export function textKind(head: Buffer, whole: boolean): Kind | null {
  const text = decodeText(head, whole)
  if (text === null) return null
  const start = text.trimStart()
  for (const [pattern, kind] of PLAYLISTS) if (pattern.test(start)) return kind
  const root = rootElement(start)
  const refused = REFUSED_MARKUP[root]
  if (refused !== undefined) return refused
  if (root === 'html' || /^<!doctype html/i.test(start)) return context('text/html')
  if (start.startsWith('<?xml')) return context('application/xml')
  if (VICS.test(start)) return context(VICS_KIND)
  if (/^[[{]/.test(start) && looksLikeJson(text, whole)) return context('application/json')
  return context(looksLikeCsv(text) ? 'text/csv' : 'text/plain')
}

/** The name of the first element in lower case, without its prefix; empty where the text is no markup. */
function rootElement(text: string): string {
  let at = 0
  while (text[at] === '<') {
    const end = endOfProlog(text, at)
    if (end === null)
      return /^<(?:[\w.-]+:)?([\w.-]+)/.exec(text.slice(at, at + 200))?.[1]?.toLowerCase() ?? ''
    at = end
    while (/\s/.test(text[at] ?? '')) at++
  }
  return ''
}

/** Where what stands before the root ends (a declaration, a comment or a document type), or null at the root itself. */
function endOfProlog(text: string, at: number): number | null {
  const behind = (mark: string, from: number): number => {
    const end = text.indexOf(mark, from)
    return end < 0 ? text.length : end + mark.length
  }
  if (text.startsWith('<?', at)) return behind('?>', at)
  if (text.startsWith('<!--', at)) return behind('-->', at + 4)
  if (!text.startsWith('<!', at)) return null
  const [inner, close] = [text.indexOf('[', at), text.indexOf('>', at)]
  return inner >= 0 && inner < close ? behind('>', behind(']', inner)) : behind('>', at)
}

/** Text of UTF-8, UTF-16 with its mark, or Latin-1 without control characters; null when it is none of them. */
export function decodeText(bytes: Buffer, whole: boolean): string | null {
  if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes.subarray(2))
  if (bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff) {
    return utf16(Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2))).swap16())
  }
  if (bytes.some((byte) => byte < 0x20 && !(byte >= 9 && byte <= 13) && byte !== 0x1b)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole })
  } catch {
    const strange = bytes.reduce((sum, byte) => sum + (byte >= 0x7f && byte < 0xa0 ? 1 : 0), 0)
    return strange * 50 < bytes.length ? bytes.toString('latin1') : null
  }
}

function utf16(bytes: Buffer): string | null {
  const text = bytes.subarray(0, bytes.length - (bytes.length % 2)).toString('utf16le')
  return text.includes('\0') ? null : text
}

function looksLikeJson(text: string, whole: boolean): boolean {
  if (!whole) return /^[[{]\s*("|[[{]|[-0-9tfn])/.test(text.trimStart())
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function looksLikeCsv(text: string): boolean {
  const lines = text.split(/\r?\n/, 6).slice(0, 5)
  const separators = [',', ';', '\t'] as const
  return (
    lines.length >= 3 &&
    separators.some((mark) => {
      const counts = lines.filter((line) => line !== '').map((line) => line.split(mark).length)
      return counts.length >= 3 && (counts[0] as number) >= 3 && counts.every((count) => count === counts[0])
    })
  )
}
