import { existsSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { type Answer, description, Refused, TEXT_CAP_BYTES, textPart } from './answer.ts'
import type { Incoming } from './incoming.ts'

const INPUT = '/tmp/input'
const SET = '/data/set'
const ROWS_PER_TABLE = 500
const CELL_CHARACTERS = 1_000
const COLUMNS = ['sha256', 'sha1', 'md5'] as const

type Digest = Readonly<Record<(typeof COLUMNS)[number], string | null>>

/** The names of a seized database's tables and columns and the first text of their rows. */
export function describeTables(incoming: Incoming, kind: string): Answer {
  try {
    incoming.spool(INPUT)
    return description({ kind, family: 'context' }, { text: textPart(databaseText()) })
  } catch (error) {
    if (!isSqliteError(error)) throw error
    return description({ kind, family: 'context' })
  } finally {
    rmSync(INPUT, { force: true })
  }
}

function isSqliteError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
}

// Opened as unchangeable, so that SQLite looks for no journal beside it.
function open(path: string): DatabaseSync {
  return new DatabaseSync(new URL(`file://${path}?mode=ro&immutable=1`), {
    readOnly: true,
    allowExtension: false,
    enableForeignKeyConstraints: false,
  })
}

function databaseText(): string {
  const database = open(INPUT)
  try {
    // Stored views and functions in the schema are not run.
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY')
    const tables = database
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
      )
      .all()
    const lines: string[] = []
    let length = 0
    for (const { name } of tables) {
      if (length >= TEXT_CAP_BYTES || typeof name !== 'string') break
      for (const line of tableLines(database, name)) {
        lines.push(line)
        length += line.length
        if (length >= TEXT_CAP_BYTES) break
      }
    }
    return lines.join('\n')
  } finally {
    database.close()
  }
}

function* tableLines(database: DatabaseSync, name: string): Generator<string> {
  const select = database.prepare(`SELECT * FROM "${name.replaceAll('"', '""')}" LIMIT ${ROWS_PER_TABLE}`)
  select.setReadBigInts(true)
  yield `${name}: ${select
    .columns()
    .map((column) => column.name)
    .join(', ')}`
  for (const row of select.iterate()) {
    const cells = Object.values(row).filter((cell) => typeof cell === 'string' && cell !== '')
    if (cells.length > 0) yield cells.map((cell) => String(cell).slice(0, CELL_CHARACTERS)).join(' | ')
  }
}

/** One byte a file: 1 when any of its digests is in the set. */
export function lookup(request: Buffer): Answer {
  const wanted = JSON.parse(request.toString('utf8')) as Digest[]
  if (!existsSync(SET)) throw new Refused('media/unreadable', 'a known-good set expected, none is bound')
  const found = new Uint8Array(wanted.length)
  try {
    const database = open(SET)
    try {
      database.exec('PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY')
      for (const column of COLUMNS) mark(database, column, wanted, found)
    } finally {
      database.close()
    }
  } catch (error) {
    if (!isSqliteError(error)) throw error
    throw new Refused('media/unreadable', 'an SQLite file with a FILE table of sha256, sha1 and md5 expected')
  }
  return { body: {}, parts: { found } }
}

function mark(
  database: DatabaseSync,
  column: (typeof COLUMNS)[number],
  wanted: readonly Digest[],
  found: Uint8Array,
): void {
  const places = new Map<string, number[]>()
  for (const [index, digest] of wanted.entries()) {
    const hex = digest[column]
    if (hex === null || found[index] === 1) continue
    const upper = hex.toUpperCase()
    places.set(upper, [...(places.get(upper) ?? []), index])
  }
  if (places.size === 0) return
  // One statement a column: SQLite uses an index where the set has one and reads the table once where it has none.
  const either = [...places.keys()].flatMap((hex) => [hex, hex.toLowerCase()])
  const select = database.prepare(
    `SELECT DISTINCT upper(${column}) AS hex FROM FILE WHERE ${column} IN (SELECT value FROM json_each(?))`,
  )
  for (const { hex } of select.iterate(JSON.stringify(either))) {
    for (const index of places.get(String(hex)) ?? []) found[index] = 1
  }
}
