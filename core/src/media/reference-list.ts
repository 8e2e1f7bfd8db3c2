import { type Refusal, refuse } from '../refusal.ts'

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

const EMPTY_FILE: readonly string[] = [
  'd41d8cd98f00b204e9800998ecf8427e',
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
]
const HEX = /^[0-9a-f]+$/
const TRUE_WORDS = ['y', 'yes', 't', 'true', '1']

const COLUMNS: Readonly<
  Record<string, 'md5' | 'sha1' | 'sha256' | 'nn512' | 'full' | 'series' | 'identified' | 'distributed'>
> = {
  md5: 'md5',
  sha1: 'sha1',
  'sha-1': 'sha1',
  sha256: 'sha256',
  'sha-256': 'sha256',
  'pdq nn512': 'nn512',
  'pdq full': 'full',
  pdq: 'nn512',
  'series name': 'series',
  series: 'series',
  'victim identified': 'identified',
  'is distributed': 'distributed',
}

/**
 * Reads a hash list. Two shapes are told apart by the first line that is not a comment: a table whose header names hash
 * columns, parted by `;`, `,` or tab (the external registry's export has this shape), or one hash a line, a signal
 * file's `pdq HEX` included. Refuses with `reference/line` (which line, what was expected and what came) and
 * `reference/empty` when no usable line is there: a list that was half understood must not count as imported.
 */
export function readReferenceList(text: string): ReferenceList | Refusal {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'))
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
    const names = line.split(separator).map((name) => COLUMNS[unquote(name).toLowerCase()])
    if (
      names.some(
        (name) => name !== undefined && name !== 'series' && name !== 'identified' && name !== 'distributed',
      )
    ) {
      return { separator, names }
    }
  }
  return null
}

function unquote(cell: string): string {
  const trimmed = cell.trim()
  return trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"')
    ? trimmed.slice(1, -1)
    : trimmed
}

function readTable(lines: readonly Line[], shape: TableShape): ReferenceList | Refusal {
  const entries: ReferenceEntry[] = []
  let droppedEmptyFile = 0
  for (const line of lines) {
    const cells: Record<string, string> = {}
    line.text.split(shape.separator).forEach((cell, index) => {
      const name = shape.names[index]
      if (name !== undefined && unquote(cell) !== '') cells[name] = unquote(cell)
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
    const words = line.text.split(/[\s,;|]+/).filter((word) => word !== '')
    const first = (words[0] ?? '').toLowerCase()
    const cells: Record<string, string> =
      first === 'pdq'
        ? { nn512: words[1] ?? '', full: words[1] ?? '' }
        : { [columnOfLength(first.length)]: first }
    const entry = entryOf(cells, line.number)
    if ('code' in entry) return entry
    if (isEmptyFile(entry)) droppedEmptyFile += 1
    else entries.push(entry)
  }
  return finish(entries, droppedEmptyFile)
}

function columnOfLength(characters: number): string {
  return characters === 32 ? 'md5' : characters === 40 ? 'sha1' : 'sha256'
}

function finish(entries: ReferenceEntry[], droppedEmptyFile: number): ReferenceList | Refusal {
  if (entries.length === 0) return refuse('reference/empty', 'The list has no usable line.')
  return { entries, droppedEmptyFile }
}

const HASH_CHARACTERS: Readonly<Record<string, number>> = {
  md5: 32,
  sha1: 40,
  sha256: 64,
  nn512: 64,
  full: 64,
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
    pdq: { nn512: hashes['nn512'] ?? null, full: hashes['full'] ?? null },
    series: cells['series'] ?? null,
    victimIdentified: TRUE_WORDS.includes(cells['identified']?.toLowerCase() ?? ''),
    distributed: TRUE_WORDS.includes(cells['distributed']?.toLowerCase() ?? ''),
  }
}

function isEmptyFile(entry: ReferenceEntry): boolean {
  return [entry.md5, entry.sha1, entry.sha256].some((hash) => hash !== null && EMPTY_FILE.includes(hash))
}
