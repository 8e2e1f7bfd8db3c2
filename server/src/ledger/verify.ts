import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LedgerAudit, type LedgerFinding } from '@homeward/core'
import {
  type Checkpoint,
  leafHash,
  parseCheckpoint,
  parseNoteKey,
  TreeBuilder,
  verifyNote,
} from '@homeward/tlog'
import type { Kysely } from 'kysely'
import type { DataDirectory } from '../data-directory.ts'
import { type Connection, connect } from '../db/connect.ts'
import type { Tables } from '../db/tables.ts'
import { KeyRing } from '../keys/key-ring.ts'
import { KeyError } from '../keys/key-service.ts'
import { systemPlatform } from '../platform.ts'
import { verifyEd25519 } from './ed25519.ts'
import { sha256 } from './integrator.ts'
import { type EventRow, integratedEvents, storedTree, tailEvents } from './ledger-store.ts'
import { BundleAudit, TileAudit } from './tile-audit.ts'
import { TileFiles } from './tile-files.ts'

/** What the verifier found: all well, or the first thing wrong. `head` is what the ledger last signed. */
export interface LedgerVerdict {
  readonly ok: boolean
  readonly entries: number
  readonly head: { readonly size: number; readonly root: string } | null
  readonly firstBad: LedgerFinding | null
}

const PAGE = 5000

/**
 * Verifies a node's ledger from its data directory, trusting none of its stores: every event and lane, the unbroken
 * order, the root against the signed checkpoint, tiles and entry bundles, and the seal of events not yet in the tree.
 * Needs a database, not the node.
 */
export async function verifyLedger(directory: DataDirectory, connection: Connection): Promise<LedgerVerdict> {
  const db = connect(connection, 2)
  try {
    // One snapshot: a running node goes on writing meanwhile.
    return await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((tx) => verifySnapshot(directory, tx))
  } finally {
    await db.destroy()
  }
}

async function verifySnapshot(directory: DataDirectory, db: Kysely<Tables>): Promise<LedgerVerdict> {
  const files = new TileFiles(systemPlatform, directory.ledger)
  const keys = await ownKeys(directory)
  // Before the first query, which takes the snapshot: the database is never behind the checkpoint that is read here.
  const signed = readCheckpoint(directory, files, keys)
  if ('code' in signed) return { ok: false, entries: 0, head: null, firstBad: signed }
  const { checkpoint } = signed
  const head =
    checkpoint === null ? null : { size: checkpoint.size, root: Buffer.from(checkpoint.root).toString('hex') }
  const audit = new LedgerAudit((text) => hash('sha256', text))
  const seal = keys === null ? null : new Seal(keys.laneKey)
  const firstBad =
    (await auditTree(db, { audit, seal, files, checkpoint })) ?? (await auditTail(db, audit, seal))
  return { ok: firstBad === null, entries: audit.entries, head, firstBad }
}

/** What an audit of the tree works with. */
interface TreeAudit {
  readonly audit: LedgerAudit
  readonly seal: Seal | null
  readonly files: TileFiles
  readonly checkpoint: Checkpoint | null
}

function readCheckpoint(
  directory: DataDirectory,
  files: TileFiles,
  keys: KeyRing | null,
): { checkpoint: Checkpoint | null } | LedgerFinding {
  const note = files.checkpoint()
  if (note === null) return { checkpoint: null }
  try {
    const key = parseNoteKey(sha256, readFileSync(join(directory.ledger, 'vkey'), 'utf8').trim())
    if (keys !== null && !Buffer.from(key.publicKey).equals(keys.ledgerPublicKey)) {
      return { index: 0, code: 'ledger/key', because: 'The published key is not the one of this node.' }
    }
    const verified = verifyNote(note, key, verifyEd25519)
    if ('code' in verified) return { index: 0, code: 'ledger/checkpoint', because: verified.because }
    const checkpoint = parseCheckpoint(verified.text)
    if (checkpoint.origin !== key.name) {
      return { index: 0, code: 'ledger/checkpoint', because: 'The checkpoint is of another ledger.' }
    }
    return { checkpoint }
  } catch (error) {
    const because = error instanceof Error ? error.message : 'unreadable'
    return {
      index: 0,
      code: 'ledger/checkpoint',
      because: `The checkpoint or its key cannot be read: ${because}.`,
    }
  }
}

async function auditTree(
  db: Kysely<Tables>,
  { audit, seal, files, checkpoint }: TreeAudit,
): Promise<LedgerFinding | null> {
  const tree = await storedTree(db)
  const builder = new TreeBuilder(sha256)
  const bundles = new BundleAudit(checkpoint?.size ?? 0, (path) => files.read(path))
  const tiles = new TileAudit(sha256, checkpoint?.size ?? 0, (path) => files.read(path))
  let rootAtHead: Uint8Array | null = checkpoint?.size === 0 ? builder.root() : null
  for await (const page of pages(db)) {
    for (const row of page) {
      const index = builder.size
      const finding =
        audit.take(storedEvent(row)) ??
        seal?.check(index, row) ??
        bundles.compare(index, row.hash) ??
        tiles.take(row.hash)
      if (finding !== null) return finding
      builder.append(leafHash(sha256, row.hash))
      if (builder.size === checkpoint?.size) rootAtHead = builder.root()
    }
  }
  const index = builder.size
  if (index < tree.size) {
    const because = `The tree was built of ${tree.size} events, the database holds only ${index}.`
    return { index, code: 'ledger/missing', because }
  }
  if (checkpoint === null) {
    if (tree.size === 0) return null
    return { index: 0, code: 'ledger/checkpoint', because: 'The signed checkpoint is not there.' }
  }
  if (rootAtHead === null) {
    const because = `The signed ledger has ${checkpoint.size} events, the database only ${index}: it was rolled back.`
    return { index, code: 'ledger/rolled-back', because }
  }
  if (index > tree.size || !Buffer.from(builder.edge()).equals(tree.edge)) {
    return {
      index: tree.size,
      code: 'ledger/tree',
      because: 'The tree was not built of the events that stand in it.',
    }
  }
  if (!Buffer.from(rootAtHead).equals(checkpoint.root)) {
    return { index, code: 'ledger/root', because: 'The events do not have the root that was signed.' }
  }
  return null
}

/** The events of the tree in pages; PostgreSQL reads the next one while the last is audited. */
async function* pages(db: Kysely<Tables>): AsyncGenerator<EventRow[]> {
  let next = integratedEvents(db, -1, PAGE)
  for (;;) {
    const page = await next
    const last = page.at(-1)?.leafIndex
    const more = page.length === PAGE && typeof last === 'number'
    if (more) {
      next = integratedEvents(db, last, PAGE)
      // Where the audit ends before this page, nobody waits for it.
      next.catch(() => undefined)
    }
    yield page
    if (!more) return
  }
}

async function auditTail(
  db: Kysely<Tables>,
  audit: LedgerAudit,
  seal: Seal | null,
): Promise<LedgerFinding | null> {
  let lane = ''
  let n = -1
  for (;;) {
    const page = await tailEvents(db, lane, n, PAGE)
    for (const row of page) {
      const index = audit.entries
      const finding = audit.take(storedEvent(row)) ?? seal?.check(index, row) ?? null
      if (finding !== null) return finding
      lane = row.lane
      n = row.n
    }
    if (page.length < PAGE) return null
  }
}

/** Tells events that this node wrote from others, before the tree holds them and after. */
class Seal {
  readonly #key: KeyObject

  constructor(key: Uint8Array) {
    this.#key = createSecretKey(key)
  }

  check(index: number, row: EventRow): LedgerFinding | null {
    if (createHmac('sha256', this.#key).update(row.body).digest().equals(row.mac)) return null
    return {
      index,
      code: 'ledger/seal',
      because: 'The event was not written by this node, or was altered since.',
    }
  }
}

/** The node's keys; null where its root key is kept elsewhere, so that only what was signed can be checked. */
async function ownKeys(directory: DataDirectory): Promise<KeyRing | null> {
  if (!KeyRing.exists(directory.keys)) return null
  try {
    return await KeyRing.open(systemPlatform, directory.keys, null)
  } catch (error) {
    if (error instanceof KeyError) return null
    throw error
  }
}

function storedEvent(row: EventRow): Parameters<LedgerAudit['take']>[0] {
  return {
    leafIndex: row.leafIndex,
    lane: row.lane,
    n: row.n,
    prev: row.prev.toString('hex'),
    hash: row.hash.toString('hex'),
    text: row.body.toString('utf8'),
  }
}
