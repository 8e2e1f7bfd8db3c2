import { isUtf8 } from 'node:buffer'
import { readlinkSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

// A file name is bytes; a string of JavaScript holds only those that are UTF-8. Other names travel through the
// command line as lone surrogates, U+DC80 to U+DCFF for the bytes 80 to FF, which no UTF-8 text decodes to.
const ESCAPE_BASE = 0xdc00

/** The text of a command-line argument, reversible by {@link bytesOfText} for any bytes. */
export function textOfBytes(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return Buffer.from(bytes).toString('utf8')
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte < 0x80 ? byte : ESCAPE_BASE + byte)
  return text
}

/** The bytes that {@link textOfBytes} was given. */
export function bytesOfText(text: string): Buffer {
  if (!/\p{Cs}/u.test(text)) return Buffer.from(text, 'utf8')
  const bytes = Buffer.alloc(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at) & 0xff
  return bytes
}

/** A path as JSON carries it: `{path}`, or `{pathBase64}` when its bytes are not UTF-8. */
export function pathFields(bytes: Buffer): { path: string } | { pathBase64: string } {
  return isUtf8(bytes) ? { path: bytes.toString('utf8') } : { pathBase64: bytes.toString('base64') }
}

/** A text for the screen: control characters, direction marks and escaped bytes are written out. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0
    if (point >= ESCAPE_BASE + 0x80 && point <= ESCAPE_BASE + 0xff) return `\\x${(point & 0xff).toString(16)}`
    return `\\u{${point.toString(16)}}`
  })
}

/** {@link printable} of a path. */
export function printablePath(bytes: Uint8Array): string {
  return printable(textOfBytes(bytes))
}

/**
 * The absolute form of a path. `..` is resolved by the file system, never by leaving out the name before it, which
 * would name another folder when that name is a symbolic link.
 */
export function absolutePath(bytes: Buffer): Buffer {
  const given = bytes.toString('latin1')
  if (given.split('/').includes('..')) {
    const last = basename(given)
    const folder = last === '..' ? given : dirname(given)
    // The other realpathSync of Node.js leaves out the name before `..` itself.
    const real = realpathSync.native(Buffer.from(folder, 'latin1'), { encoding: 'buffer' }).toString('latin1')
    return Buffer.from(last === '..' ? real : join(real, last), 'latin1')
  }
  return Buffer.from(resolve(workingFolder(), given), 'latin1')
}

function workingFolder(): string {
  try {
    return readlinkSync('/proc/self/cwd', { encoding: 'buffer' }).toString('latin1')
  } catch {
    return Buffer.from(process.cwd(), 'utf8').toString('latin1')
  }
}
