import { type Refusal, refuse } from '../refusal.ts'
import { isEmptyFileHash } from './empty-file.ts'

/** One line of a reference set: at least one of the hashes is present. Hex in lower case. */
export interface ReferenceEntry {
  readonly md5: string | null
  readonly sha1: string | null
  readonly sha256: string | null
  readonly pdq: { readonly nn512: string | null; readonly full: string | null }
  readonly series: string | null
  readonly victimIdentified: boolean
  readonly distributed: boolean
}

export interface ReferenceList {
  readonly entries: readonly ReferenceEntry[]
  /** Lines that carried the hash of the empty file, which would turn every empty file into a hit. */
  readonly droppedEmptyFile: number
}

const HEX = /^[0-9a-f]+$/
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i
const TRUE_WORDS = ['y', 'yes', 't', 'true', '1']

type Column = 'md5' | 'sha1' | 'sha256' | 'pdq' | 'nn512' | 'full' | 'series' | 'identified' | 'distributed'

const COLUMNS: Readonly<Record<string, Column>> = {
  md5: 'md5',
  sha1: 'sha1',
  'sha-1': 'sha1',
  sha256: 'sha256',
  'sha-256': 'sha256',
  'pdq nn512': 'nn512',
  'pdq full': 'full',
  pdq: 'pdq',
  'series name': 'series',
  series: 'series',
  'victim identified': 'identified',
  'is distributed': 'distributed',
}

const HASH_CHARACTERS: Readonly<Record<string, number>> = {
  md5: 32,
  sha1: 40,
  sha256: 64,
  pdq: 64,
  nn512: 64,
  full: 64,
}

/**
 * Reads a hash list. Two shapes are told apart by the first line that is not a comment: a table whose header names hash
 * columns, parted by `;`, `,` or tab (the external registry's export has this shape; a quoted cell may hold the
 * separator), or one hash a line, a signal file's `pdq HEX` included. A PDQ that does not say its variant counts for
 * both. Refuses with `reference/line` (which line, what was expected and what came) and `reference/empty` when no usable
 * line is there: a list that was half understood must not count as imported.
 */
export function readReferenceList(text: string): ReferenceList | Refusal {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((text, index) => ({ number: index + 1, text }))
    .filter((line) => /^\s*[^\s#]/.test(line.text))
  const header = lines[0]
  if (header === undefined) return refuse('reference/empty', 'The list has no line with a hash.')
  const columns = headerColumns(header.text)
  return columns === null ? readPlainLines(lines) : readTable(lines.slice(1), columns)
}

interface Line {
  readonly number: number
  readonly text: string
}

interface TableShape {
  readonly separator: string
  readonly names: readonly (string | undefined)[]
}

function headerColumns(line: string): TableShape | null {
  for (const separator of [';', '\t', ',']) {
    const cells = splitCells(line, separator)
    if (cells === null || cells.some((cell) => HASH.test(cell))) continue
    const names = cells.map(columnOf)
    if (names.some((name) => name !== undefined && Object.hasOwn(HASH_CHARACTERS, name))) {
      return { separator, names }
    }
  }
  return null
}

function columnOf(header: string): Column | undefined {
  const name = header.toLowerCase()
  return Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined
}

/** The cells of a line; a quoted one may hold the separator, and a quote as two. Null when the quotes do not close. */
function splitCells(line: string, separator: string): string[] | null {
  const cell = new RegExp(
    ` *(?:"([^"]*(?:""[^"]*)*)" *|([^${separator}"][^${separator}]*|))(${separator}|$)`,
    'y',
  )
  const cells: string[] = []
  for (let ended = false; !ended; ) {
    const found = cell.exec(line)
    if (found === null) return null
    cells.push((found[1]?.replaceAll('""', '"') ?? found[2] ?? '').trim())
    ended = found[3] === ''
  }
  return cells
}

function readTable(lines: readonly Line[], shape: TableShape): ReferenceList | Refusal {
  const entries: ReferenceEntry[] = []
  let droppedEmptyFile = 0
  for (const line of lines) {
    const row = splitCells(line.text, shape.separator)
    if (row === null) {
      return refuse(
        'reference/line',
        `Line ${line.number}: expected cells whose quotes close, got an open one.`,
      )
    }
    const cells: Record<string, string> = {}
    row.forEach((cell, index) => {
      const name = shape.names[index]
      if (name !== undefined && cell !== '') cells[name] = cell
    })
    const entry = entryOf(cells, line.number)
    if ('code' in entry) return entry
    if (isEmptyFile(entry)) droppedEmptyFile += 1
    else entries.push(entry)
  }
  return finish(entries, droppedEmptyFile)
}

function readPlainLines(lines: readonly Line[]): ReferenceList | Refusal {
  const entries: ReferenceEntry[] = []
  let droppedEmptyFile = 0
  for (const line of lines) {
    const words = line.text.split(/[\s,;|"]+/).filter((word) => word !== '')
    const first = (words[0] ?? '').toLowerCase()
    const cells: Record<string, string> =
      first === 'pdq' ? { pdq: words[1] ?? '' } : { [columnOfLength(first.length)]: first }
    const entry = entryOf(cells, line.number)
    if ('code' in entry) return entry
    if (isEmptyFile(entry)) droppedEmptyFile += 1
    else entries.push(entry)
  }
  return finish(entries, droppedEmptyFile)
}

function columnOfLength(characters: number): Column {
  return characters === 32 ? 'md5' : characters === 40 ? 'sha1' : 'sha256'
}

function finish(entries: ReferenceEntry[], droppedEmptyFile: number): ReferenceList | Refusal {
  if (entries.length === 0) return refuse('reference/empty', 'The list has no usable line.')
  return { entries, droppedEmptyFile }
}

function entryOf(cells: Readonly<Record<string, string>>, lineNumber: number): ReferenceEntry | Refusal {
  const hashes: Record<string, string | null> = {}
  for (const [name, characters] of Object.entries(HASH_CHARACTERS)) {
    const value = cells[name]?.toLowerCase() ?? null
    if (value !== null && (value.length !== characters || !HEX.test(value))) {
      return refuse(
        'reference/line',
        `Line ${lineNumber}: expected ${name} as ${characters} hex digits, got ${value.length} characters.`,
      )
    }
    hashes[name] = value
  }
  if (Object.values(hashes).every((value) => value === null)) {
    return refuse('reference/line', `Line ${lineNumber}: expected at least one hash, got none.`)
  }
  return {
    md5: hashes['md5'] ?? null,
    sha1: hashes['sha1'] ?? null,
    sha256: hashes['sha256'] ?? null,
    pdq: { nn512: hashes['nn512'] ?? hashes['pdq'] ?? null, full: hashes['full'] ?? hashes['pdq'] ?? null },
    series: cells['series'] ?? null,
    victimIdentified: TRUE_WORDS.includes(cells['identified']?.toLowerCase() ?? ''),
    distributed: TRUE_WORDS.includes(cells['distributed']?.toLowerCase() ?? ''),
  }
}

function isEmptyFile(entry: ReferenceEntry): boolean {
  return [entry.md5, entry.sha1, entry.sha256].some(isEmptyFileHash)
}
