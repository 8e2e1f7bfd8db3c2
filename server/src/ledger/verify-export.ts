import { createHash } from 'node:crypto'
import type { LedgerFinding } from '@homeward/core'
import {
  type Checkpoint,
  leafHash,
  type NoteKey,
  parseNoteKey,
  TlogError,
  TreeBuilder,
  tilesToWrite,
  verifyCheckpoint,
  verifyCosignatures,
} from '@homeward/tlog'
import { verifyEd25519 } from './ed25519.ts'
import { ExportFormError, type LedgerExport, parseExport } from './export-form.ts'
import { sha256 } from './integrator.ts'
import { TileAudit } from './tile-audit.ts'
import type { LedgerVerdict } from './verify.ts'

/** What the reader of an export or a proof knows from elsewhere. Without it only what the file says of itself is checked. */
export interface LedgerTrust {
  /** The ledger's key, from the ledger itself. */
  readonly key: NoteKey | null
  /** Witnesses who must have cosigned. */
  readonly witnesses: readonly NoteKey[]
  /** A signed checkpoint that was seen before: the ledger must go on from there. */
  readonly since: string | null
}

/** An export on the table, with what is worked out of it once. */
interface Case {
  readonly given: LedgerExport
  readonly trust: LedgerTrust
  readonly key: NoteKey
  readonly checkpoint: Checkpoint
  /** Roots by size, of the sizes that are asked for. */
  readonly rootAt: (size: number) => Uint8Array | null
}

type Check = (one: Case) => LedgerFinding | null

/** Every check of an export, by name. Each finds something that no other does; the tests show it for each. */
export const EXPORT_CHECKS: Readonly<Record<string, Check>> = {
  key: ({ trust, key }) =>
    trust.key === null || Buffer.from(trust.key.publicKey).equals(key.publicKey)
      ? null
      : finding(0, 'ledger/key', 'The export is signed by another key than the one that you named.'),
  signature: ({ given, key }) => {
    const signed = verifyCheckpoint(given.note, key.name, key, verifyEd25519)
    return 'code' in signed ? finding(0, 'ledger/checkpoint', signed.because) : null
  },
  cosignatures: ({ given, trust }) => cosignaturesOf(given, trust),
  texts: ({ given }) => {
    const index = given.entries.findIndex(
      ({ hash, text }) => text !== null && !createHash('sha256').update(text).digest().equals(hash),
    )
    return index < 0 ? null : finding(index, 'ledger/altered', 'The event does not have the hash beside it.')
  },
  tiles: ({ given }) => tilesOf(given),
  root: ({ given, checkpoint, rootAt }) => {
    const root = given.entries.length === checkpoint.size ? rootAt(checkpoint.size) : null
    if (root !== null && Buffer.from(root).equals(checkpoint.root)) return null
    const because = `The ${given.entries.length} entries do not have the root that was signed for ${checkpoint.size}.`
    return finding(Math.min(given.entries.length, checkpoint.size), 'ledger/root', because)
  },
  since: ({ trust, key, checkpoint, rootAt }) => sinceOf(trust, key, checkpoint, rootAt),
}

/**
 * Verifies an export by itself: its texts, tiles and entries against the signed checkpoint, the checkpoint against the
 * keys, and that it goes on from an earlier checkpoint. Needs neither a node nor a database. `checks` is there so that
 * the tests can leave one out.
 */
export function verifyExport(
  text: string,
  trust: LedgerTrust,
  checks: readonly Check[] = Object.values(EXPORT_CHECKS),
): LedgerVerdict {
  let given: LedgerExport
  let key: NoteKey
  let checkpoint: Checkpoint
  try {
    given = parseExport(text)
    key = parseNoteKey(sha256, given.key)
    // Read without its signature, which has a check of its own.
    const read = verifyCheckpoint(given.note, key.name, key, () => true)
    if ('code' in read) return bad(given.entries.length, finding(0, 'ledger/checkpoint', read.because))
    checkpoint = read
  } catch (error) {
    if (!(error instanceof ExportFormError) && !(error instanceof TlogError)) throw error
    return bad(0, finding(0, 'ledger/export-form', `This is no whole export: ${error.message}.`))
  }
  const rootAt = rootsOf(given)
  for (const check of checks) {
    const firstBad = check({ given, trust, key, checkpoint, rootAt })
    if (firstBad !== null) return bad(given.entries.length, firstBad)
  }
  const head = { size: checkpoint.size, root: Buffer.from(checkpoint.root).toString('hex') }
  return { ok: true, entries: given.entries.length, head, firstBad: null }
}

function cosignaturesOf(given: LedgerExport, trust: LedgerTrust): LedgerFinding | null {
  const wrong = (because: string): LedgerFinding => finding(0, 'ledger/cosignature', because)
  const listed: NoteKey[] = []
  for (const line of given.witnesses) {
    try {
      listed.push(parseNoteKey(sha256, line))
    } catch (error) {
      if (error instanceof TlogError) return wrong(`A witness's key cannot be read: ${error.message}.`)
      throw error
    }
  }
  const found = verifyCosignatures(given.note, listed, verifyEd25519)
  if ('code' in found) return wrong(found.because)
  const lines = given.note.slice(given.note.lastIndexOf('\n\n') + 2).split('\n').length - 1
  // A line by somebody who is not listed could not be verified, so none is taken.
  if (found.length !== listed.length || lines !== listed.length + 1) {
    return wrong(`Expected the ledger's signature and ${listed.length} cosignatures, got ${lines} lines.`)
  }
  const missing = trust.witnesses.find(
    (wanted) => !found.some(({ key }) => key.name === wanted.name && key.keyId === wanted.keyId),
  )
  return missing === undefined ? null : wrong(`The witness ${missing.name} did not cosign.`)
}

function tilesOf({ entries, tiles }: LedgerExport): LedgerFinding | null {
  const audit = new TileAudit(sha256, entries.length, (path) => {
    const bytes = tiles.get(path)
    if (bytes === undefined) throw new ExportFormError(`the tile ${path} is not there`)
    return bytes
  })
  for (const { hash } of entries) {
    const found = audit.take(hash)
    if (found !== null) return found
  }
  const expected = tilesToWrite(0, entries.length).length
  if (tiles.size === expected) return null
  return finding(entries.length, 'ledger/tiles', `Expected ${expected} tiles, got ${tiles.size}.`)
}

function sinceOf(
  { since }: LedgerTrust,
  key: NoteKey,
  checkpoint: Checkpoint,
  rootAt: Case['rootAt'],
): LedgerFinding | null {
  if (since === null) return null
  const earlier = verifyCheckpoint(since, key.name, key, verifyEd25519)
  if ('code' in earlier) return finding(0, 'ledger/checkpoint', `The earlier checkpoint: ${earlier.because}`)
  if (earlier.size > checkpoint.size) {
    const because = `The ledger had ${earlier.size} entries before, this export has ${checkpoint.size}: it was rolled back.`
    return finding(checkpoint.size, 'ledger/rolled-back', because)
  }
  const root = rootAt(earlier.size)
  if (root !== null && Buffer.from(root).equals(earlier.root)) return null
  const because = `The first ${earlier.size} entries are not those of the earlier checkpoint: the history was rewritten.`
  return finding(0, 'ledger/forked', because)
}

function rootsOf({ entries }: LedgerExport): Case['rootAt'] {
  return (size) => {
    if (size > entries.length) return null
    const builder = new TreeBuilder(sha256)
    for (const { hash } of entries.slice(0, size)) builder.append(leafHash(sha256, hash))
    return builder.root()
  }
}

function finding(index: number, code: string, because: string): LedgerFinding {
  return { index, code, because }
}

function bad(entries: number, firstBad: LedgerFinding): LedgerVerdict {
  return { ok: false, entries, head: null, firstBad }
}
