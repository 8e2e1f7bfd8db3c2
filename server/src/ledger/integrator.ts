import { hash } from 'node:crypto'
import {
  type Checkpoint,
  encodeBundle,
  encodeNoteKey,
  entriesPath,
  formatCheckpoint,
  growTiles,
  leafHash,
  type NoteKey,
  noteKey,
  parseCheckpoint,
  type Sha256,
  signNote,
  TlogError,
  TreeBuilder,
  tilePath,
  tileReader,
  tilesToWrite,
  treeRoot,
} from '@homeward/tlog'
import type { Database } from '../db/database.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { isSystemError } from '../platform.ts'
import { LedgerError } from './ledger-error.ts'
import { integrate, leafEntries, lockTree, storedTree, waitingEvents } from './ledger-store.ts'
import type { TileFiles } from './tile-files.ts'

const BATCH = 5000
const TILE = 256
const HASH_BYTES = 32
/** Leaves whose tiles are made in one go when many are missing. */
const STRETCH: number = 100 * TILE
const INTERVAL_MS = 500

export const sha256: Sha256 = (data) => new Uint8Array(hash('sha256', data, 'buffer'))

/** The ledger's name in its checkpoints. */
export function ledgerOrigin(node: string): string {
  return `homeward/${node}`
}

/** The key under which the ledger signs its checkpoints. */
export function ledgerKey(keys: KeyRing): NoteKey {
  return noteKey(sha256, ledgerOrigin(keys.node), keys.ledgerPublicKey)
}

/**
 * The one writer of the tree: gives waiting events their leaf indexes, then writes tiles and signs a checkpoint, within
 * a second while there is traffic. An entry of the log is the event's hash, not its text, so that the files say nothing
 * to whoever is shown them and an event may be of any length. Indexes and edge are stored in one transaction; files are
 * written after it and are made good from the database when a crash came between or a file was lost.
 */
export class Integrator {
  readonly #database: Database
  readonly #keys: KeyRing
  readonly #tiles: TileFiles
  #timer: NodeJS.Timeout | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #signedSize = 0
  #stopped = false

  constructor(database: Database, keys: KeyRing, tiles: TileFiles) {
    this.#database = database
    this.#keys = keys
    this.#tiles = tiles
  }

  /**
   * Publishes the key, makes good what a crash left undone and starts to follow the events.
   *
   * @throws {LedgerError} `ledger/rolled-back` when more was signed than the database holds, `ledger/forked` when it
   *   holds something else than was signed.
   */
  async start(): Promise<void> {
    await this.#tiles.write('vkey', Buffer.from(`${encodeNoteKey(ledgerKey(this.#keys))}\n`))
    const note = this.#tiles.checkpoint()
    if (note === null) await this.#sign(0, new TreeBuilder(sha256).root())
    else await this.#takeUp(parseCheckpoint(textOf(note)))
    await this.integrateNow()
    this.#database.onEvents(() => this.#schedule())
  }

  /** Integrates every event committed before the call; returns the size of the signed tree. */
  integrateNow(): Promise<number> {
    const result = this.#turn.then(() => this.#integrateAll())
    this.#turn = result.catch(() => undefined)
    return result
  }

  /** Integrates what is waiting and stops to follow the events. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    await this.integrateNow().catch(() => undefined)
  }

  #schedule(): void {
    if (this.#stopped) return
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      // An error shows in `ledger verify` and in the age of the checkpoint; the next event tries again.
      this.integrateNow().catch(() => this.#schedule())
    }, INTERVAL_MS)
  }

  async #takeUp(signed: Checkpoint): Promise<void> {
    const tree = await storedTree(this.#database.read)
    if (tree.size < signed.size) {
      throw new LedgerError(
        'ledger/rolled-back',
        `expected the ${signed.size} events that were signed, the database has ${tree.size}: an older copy was put back`,
      )
    }
    const root = TreeBuilder.restore(sha256, tree.size, tree.edge).root()
    if (tree.size === signed.size && !Buffer.from(root).equals(signed.root)) {
      throw new LedgerError(
        'ledger/forked',
        `the database holds other ${signed.size} events than were signed`,
      )
    }
    this.#signedSize = signed.size
    // Tiles are only a copy: where one was lost, all of them are made again from the database.
    if (!this.#hasFiles(signed.size)) await this.#grow(0, signed.size)
  }

  async #integrateAll(): Promise<number> {
    for (;;) {
      const { added, size, root } = await this.#integrateBatch()
      if (added === BATCH) continue
      if (size > this.#signedSize) await this.#publish(size, root)
      return size
    }
  }

  #integrateBatch(): Promise<{ added: number; size: number; root: Uint8Array }> {
    return this.#database.read.transaction().execute(async (tx) => {
      const tree = await lockTree(tx)
      const events = await waitingEvents(tx, BATCH)
      const builder = TreeBuilder.restore(sha256, tree.size, tree.edge)
      for (const event of events) builder.append(leafHash(sha256, event.hash))
      if (events.length > 0)
        await integrate(tx, events, tree.size, { size: builder.size, edge: builder.edge() })
      return { added: events.length, size: builder.size, root: builder.root() }
    })
  }

  async #publish(size: number, root: Uint8Array): Promise<void> {
    const whole = (await this.#grow(this.#signedSize, size)) && this.#hasRoot(size, root)
    // The same when one is found damaged on the way.
    if (!whole && !((await this.#grow(0, size)) && this.#hasRoot(size, root))) {
      throw new LedgerError(
        'ledger/forked',
        `the first ${size} events are not those that the tree was built from`,
      )
    }
    const before = this.#signedSize
    await this.#sign(size, root)
    for (const tile of tilesToWrite(before, size))
      if (tile.width === TILE) await this.#tiles.removePartials(tile)
  }

  /** Writes the tiles and bundles that a tree of `to` leaves has beyond one of `from`; false when an old tile is gone. */
  async #grow(from: number, to: number): Promise<boolean> {
    for (let start = from; start < to; ) {
      const end = Math.min(to, (Math.floor(start / STRETCH) + 1) * STRETCH)
      const first = Math.floor(start / TILE) * TILE
      const entries = await leafEntries(this.#database.read, first, end)
      if (entries.length !== end - first) return false
      const added = entries.slice(start - first).map((entry) => leafHash(sha256, entry))
      const resources = readable(() => growTiles(sha256, start, added, (path) => this.#tiles.read(path)))
      if (resources === null) return false
      for (const { path, bytes } of resources) await this.#tiles.write(path, bytes)
      for (const { index, width } of tilesToWrite(start, end).filter(({ level }) => level === 0)) {
        const bundle = entries.slice(index * TILE - first, index * TILE - first + width)
        await this.#tiles.write(entriesPath(index, width), encodeBundle(bundle))
      }
      start = end
    }
    return true
  }

  /** Whether every tile and bundle of a tree is there, with the size that it must have. */
  #hasFiles(size: number): boolean {
    return tilesToWrite(0, size).every(({ level, index, width }) => {
      const tile = readable(() => this.#tiles.read(tilePath(level, index, width)))
      if (tile?.length !== width * HASH_BYTES) return false
      return level > 0 || readable(() => this.#tiles.read(entriesPath(index, width))) !== null
    })
  }

  #hasRoot(size: number, root: Uint8Array): boolean {
    const reader = tileReader(sha256, size, (path) => this.#tiles.read(path))
    const found = readable(() => treeRoot(sha256, size, reader))
    return found !== null && Buffer.from(found).equals(root)
  }

  async #sign(size: number, root: Uint8Array): Promise<void> {
    const key = ledgerKey(this.#keys)
    const text = formatCheckpoint({ origin: key.name, size, root })
    await this.#tiles.writeCheckpoint(
      signNote(text, key.name, key.keyId, (message) => this.#keys.signLedger(message)),
    )
    this.#signedSize = size
  }
}

/** What `read` gives, or null when a tile is missing or has the wrong size. */
function readable<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof TlogError || isSystemError(error, 'ENOENT')) return null
    throw error
  }
}

/** The signed text of a note that this node wrote itself. */
export function textOf(note: string): string {
  return note.slice(0, note.lastIndexOf('\n\n') + 1)
}
