import { tileWidth } from './tile.ts'
import { TlogError } from './tlog-error.ts'

const mostEntryBytes = 65535

/**
 * Writes 1 to 256 entries as an entry bundle: each after its length in two bytes, big-endian (C2SP tlog-tiles).
 * Throws `TlogError` 'tlog/entry' for an entry over 65,535 bytes, 'tlog/bundle' for another number of entries.
 */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  checkCount(entries.length)
  for (const entry of entries) {
    if (entry.length > mostEntryBytes) {
      throw new TlogError('tlog/entry', `expected at most ${mostEntryBytes} bytes, got ${entry.length}`)
    }
  }
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0))
  let at = 0
  for (const entry of entries) {
    bytes[at] = entry.length >> 8
    bytes[at + 1] = entry.length & 255
    bytes.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bytes
}

/** Reads the entries of a bundle. Throws `TlogError` 'tlog/bundle' unless it ends exactly with an entry. */
export function decodeBundle(bytes: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const start = at + 2
    const length = (bytes[at] as number) * 256 + (bytes[at + 1] ?? 0)
    if (start > bytes.length || start + length > bytes.length) {
      throw new TlogError('tlog/bundle', `entry ${entries.length} reaches beyond the ${bytes.length} bytes`)
    }
    entries.push(bytes.slice(start, start + length))
    at = start + length
  }
  checkCount(entries.length)
  return entries
}

function checkCount(count: number): void {
  if (count < 1 || count > tileWidth) {
    throw new TlogError('tlog/bundle', `expected 1 to ${tileWidth} entries, got ${count}`)
  }
}
