import { growTiles, leafHash } from '@homeward/tlog'
import { sha256 } from './integrator.ts'

/** One entry of an export: the hash of its event (32 bytes), and the event's text where the reader may see it. */
export interface ExportEntry {
  readonly hash: Uint8Array
  readonly text: string | null
}

/** An export of a ledger, taken apart; nothing in it is verified. */
export interface LedgerExport {
  /** The ledger's key as a line. */
  readonly key: string
  /** The keys of the witnesses whose cosignatures are to stand under the checkpoint. */
  readonly witnesses: readonly string[]
  readonly entries: readonly ExportEntry[]
  /** Hash tiles by their path (C2SP tlog-tiles). */
  readonly tiles: ReadonlyMap<string, Uint8Array>
  /** The signed checkpoint with its cosignatures. */
  readonly note: string
}

/** The text is not that of an export; the message names the line. */
export class ExportFormError extends Error {
  override name = 'ExportFormError'
  readonly code = 'ledger/export-form'
}

const HEADER = 'homeward/ledger-export@v1'
const HASH_BYTES = 32

/** Writes an export: keys, one line an entry, one line a tile, an empty line, the checkpoint. */
export function formatExport(made: Omit<LedgerExport, 'tiles'>): string {
  const { key, witnesses, entries, note } = made
  const leaves = entries.map((entry) => leafHash(sha256, entry.hash))
  const tiles = growTiles(sha256, 0, leaves, () => new Uint8Array(0))
  const lines = [
    HEADER,
    `key ${key}`,
    ...witnesses.map((line) => `witness ${line}`),
    ...entries.map(({ hash, text }) => `entry ${base64(hash)}${text === null ? '' : ` ${text}`}`),
    ...tiles.map(({ path, bytes }) => `${path} ${base64(bytes)}`),
  ]
  return `${lines.join('\n')}\n\n${note}`
}

/** Takes an export apart. @throws {ExportFormError} */
export function parseExport(text: string): LedgerExport {
  const end = text.indexOf('\n\n')
  const lines = end < 0 ? [] : text.slice(0, end).split('\n')
  if (lines[0] !== HEADER) throw new ExportFormError(`expected a first line ${HEADER} and an empty line`)
  const witnesses: string[] = []
  const entries: ExportEntry[] = []
  const tiles = new Map<string, Uint8Array>()
  let key: string | null = null
  // Each kind of line has its place, so that one export has one text.
  let part = 0
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue
    const space = line.indexOf(' ')
    const word = line.slice(0, space)
    const rest = line.slice(space + 1)
    const kind = word.startsWith('tile/') ? 3 : ['key', 'witness', 'entry'].indexOf(word)
    if (space < 0 || kind < part || (kind === 0) !== (key === null)) {
      throw new ExportFormError(`line ${index + 1}: expected key, witnesses, entries and tiles in this order`)
    }
    part = kind
    if (kind === 0) key = rest
    else if (kind === 1) witnesses.push(rest)
    else if (kind === 2) entries.push(entryOf(rest, index))
    else if (tiles.has(word)) throw new ExportFormError(`line ${index + 1}: the tile stands there twice`)
    else tiles.set(word, bytesOf(rest, index))
  }
  if (key === null) throw new ExportFormError('expected a line with the key')
  return { key, witnesses, entries, tiles, note: text.slice(end + 2) }
}

function entryOf(rest: string, index: number): ExportEntry {
  const space = rest.indexOf(' ')
  const hash = bytesOf(space < 0 ? rest : rest.slice(0, space), index)
  if (hash.length !== HASH_BYTES) throw new ExportFormError(`line ${index + 1}: expected a hash of 32 bytes`)
  return { hash, text: space < 0 ? null : rest.slice(space + 1) }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function bytesOf(text: string, index: number): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  // Base64 has several texts for one value; only one is taken, so that no change goes unseen.
  if (bytes.toString('base64') !== text) throw new ExportFormError(`line ${index + 1}: expected base64`)
  return bytes
}
