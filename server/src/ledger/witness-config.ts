import { type NoteKey, parseNoteKey, type Sha256, TlogError } from '@homeward/tlog'

/** A witness of this node's ledger: its key and the address under which it takes checkpoints. */
export interface Witness {
  readonly key: NoteKey
  /** Submission prefix of C2SP tlog-witness, without a slash at the end. */
  readonly url: string
}

/** Whose ledgers this node witnesses, who witnesses its own, and how often it asks them. */
export interface Witnessing {
  readonly intervalMs: number
  /** Keys of partners' ledgers; a ledger's origin is the name of its key. */
  readonly logs: readonly NoteKey[]
  readonly witnesses: readonly Witness[]
}

/** `witnessing.json` does not say what it must. */
export class WitnessingError extends Error {
  override name = 'WitnessingError'
  readonly code = 'witness/config'
}

export const NO_WITNESSING: Witnessing = { intervalMs: 60_000, logs: [], witnesses: [] }

const SECOND_MS = 1000
const INTERVAL_SECONDS_MAX = 86_400
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Reads `witnessing.json` of a data directory: `{ intervalSeconds, logs: [line], witnesses: [{ key: line, url }] }`, lines
 * as `vkey` and `witness-vkey` in a node's ledger folder hold them.
 *
 * @throws {WitnessingError} naming the entry that is wrong.
 */
export function parseWitnessing(sha256: Sha256, text: string): Witnessing {
  const said = objectOf(parsed(text), 'the file')
  const { intervalSeconds = NO_WITNESSING.intervalMs / SECOND_MS } = said
  if (
    typeof intervalSeconds !== 'number' ||
    !(intervalSeconds >= 1 && intervalSeconds <= INTERVAL_SECONDS_MAX)
  ) {
    throw new WitnessingError(`intervalSeconds: expected a number of 1 to ${INTERVAL_SECONDS_MAX}`)
  }
  const logs = listOf(said['logs'], 'logs').map((line) => keyOf(sha256, line, 'signature', 'logs'))
  const witnesses = listOf(said['witnesses'], 'witnesses').map((one) => {
    const { key, url } = objectOf(one, 'witnesses')
    return { key: keyOf(sha256, key, 'cosignature', 'witnesses'), url: urlOf(url) }
  })
  const names = [...logs, ...witnesses.map((one) => one.key)].map((key) => key.name)
  if (new Set(names).size < names.length) throw new WitnessingError('expected each log and witness once')
  return { intervalMs: intervalSeconds * SECOND_MS, logs, witnesses }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new WitnessingError('expected JSON', { cause: error })
  }
}

function objectOf(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new WitnessingError(`${where}: expected an object`)
}

function listOf(value: unknown, where: string): readonly unknown[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value
  throw new WitnessingError(`${where}: expected a list`)
}

function keyOf(sha256: Sha256, line: unknown, type: NoteKey['type'], where: string): NoteKey {
  try {
    const key = parseNoteKey(sha256, typeof line === 'string' ? line.trim() : '')
    if (key.type === type) return key
    throw new WitnessingError(`${where}: ${key.name} is a ${key.type} key, expected a ${type} key`)
  } catch (error) {
    if (!(error instanceof TlogError)) throw error
    throw new WitnessingError(`${where}: ${error.message}`, { cause: error })
  }
}

function urlOf(value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null
  const open = url?.protocol === 'http:' && LOOPBACK.includes(url.hostname)
  if (url === null || !(open || url.protocol === 'https:') || url.search !== '' || url.hash !== '') {
    throw new WitnessingError('url: expected https, or http on loopback, without a query')
  }
  return url.href.replace(/\/$/, '')
}
