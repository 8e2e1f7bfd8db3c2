import type { LedgerFinding } from '@homeward/core'
import { decodeBundle, entriesPath, leafHash, type Sha256, TreeBuilder, tilePath } from '@homeward/tlog'

const TILE = 256

/**
 * Compares every hash tile of a signed tree with the events, leaf after leaf: a tile that no proof happens to need today
 * is wanted tomorrow. `read` gives the bytes of a tile or throws.
 */
export class TileAudit {
  readonly #sha256: Sha256
  readonly #size: number
  readonly #read: (path: string) => Uint8Array
  /** For each level the hashes of the tile that is being filled, and how many tiles are done. */
  readonly #levels: { hashes: Uint8Array[]; done: number }[] = []
  #taken = 0

  constructor(sha256: Sha256, size: number, read: (path: string) => Uint8Array) {
    this.#sha256 = sha256
    this.#size = size
    this.#read = read
  }

  /** Takes the next leaf's entry; leaves beyond the signed tree are left out. */
  take(entry: Uint8Array): LedgerFinding | null {
    if (this.#taken === this.#size) return null
    this.#taken += 1
    return this.#add(0, leafHash(this.#sha256, entry)) ?? (this.#taken === this.#size ? this.#end() : null)
  }

  #add(level: number, hash: Uint8Array): LedgerFinding | null {
    this.#levels[level] ??= { hashes: [], done: 0 }
    const filling = this.#levels[level]
    filling.hashes.push(hash)
    if (filling.hashes.length < TILE) return null
    const finding = this.#compare(level)
    const builder = new TreeBuilder(this.#sha256)
    for (const one of filling.hashes) builder.append(one)
    filling.hashes = []
    filling.done += 1
    return finding ?? this.#add(level + 1, builder.root())
  }

  #end(): LedgerFinding | null {
    for (const [level, { hashes }] of this.#levels.entries()) {
      const finding = hashes.length === 0 ? null : this.#compare(level)
      if (finding !== null) return finding
    }
    return null
  }

  #compare(level: number): LedgerFinding | null {
    const { hashes, done } = this.#levels[level] ?? { hashes: [], done: 0 }
    const path = tilePath(level, done, hashes.length)
    let bytes: Uint8Array | null = null
    try {
      bytes = this.#read(path)
    } catch {
      // Missing and unreadable tiles are reported like altered ones.
    }
    if (bytes !== null && Buffer.concat(hashes).equals(bytes)) return null
    const because = `The file ${path} ${bytes === null ? 'cannot be read' : 'does not fit the events'}.`
    return { index: done * TILE ** (level + 1), code: 'ledger/tiles', because }
  }
}

/** Entry bundles read one after the other and compared with the events of the database. */
export class BundleAudit {
  readonly #size: number
  readonly #read: (path: string) => Uint8Array
  #entries: readonly Uint8Array[] = []

  constructor(size: number, read: (path: string) => Uint8Array) {
    this.#size = size
    this.#read = read
  }

  compare(index: number, hash: Uint8Array): LedgerFinding | null {
    if (index >= this.#size) return null
    const tile = Math.floor(index / TILE)
    try {
      if (index % TILE === 0) {
        this.#entries = decodeBundle(this.#read(entriesPath(tile, Math.min(TILE, this.#size - tile * TILE))))
      }
    } catch {
      return { index, code: 'ledger/tiles', because: 'The entry bundle of this event cannot be read.' }
    }
    const entry = this.#entries[index % TILE]
    if (entry !== undefined && Buffer.from(entry).equals(hash)) return null
    return {
      index,
      code: 'ledger/tiles',
      because: 'The published entry differs from the event of the database.',
    }
  }
}
