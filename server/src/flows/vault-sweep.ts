import { draftEvent } from '@homeward/core'
import { tryLockBlob, withoutRow } from '../media/media-store.ts'
import type { NodeContext } from '../node-context.ts'
import { VaultError } from '../vault/vault.ts'

/** What a sweep removed. */
export interface Swept {
  readonly orphanBlobs: number
  readonly unfinishedWrites: number
}

export interface SweepListener {
  /** Called when a sweep removed something. */
  removed(swept: Swept): void
  failed(error: unknown): void
}

/** Blobs that are looked up in the database at once. */
const PAGE = 1000
/** Blobs whose locks one transaction holds. */
const BATCH = 100
/** An intake that is cut off leaves a few blobs; this many mean that the database is older than the vault. */
const ORPHANS_MAX = 1000
const PERIOD_MS = 24 * 3600 * 1000

/**
 * Removes what an intake that was cut off and never resumed left in the vault: temporary files, and blobs that no row
 * names. Nobody can open those any more, because their data keys were never stored.
 *
 * A blob is put before its row is committed, so that it has no row yet says nothing. Who puts one holds its lock from
 * before the put until the end of the transaction; the sweep looks for the row again under that lock, which it never
 * waits for, and removes the blob before it gives the lock back. So a blob in use is never removed, however old it is,
 * and no intake ever waits for a sweep longer than one batch takes.
 */
export class VaultSweep {
  readonly #context: Pick<NodeContext, 'database' | 'vault'>
  readonly #listener: SweepListener
  #timer: NodeJS.Timeout | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #stopped = false

  constructor(context: Pick<NodeContext, 'database' | 'vault'>, listener: SweepListener) {
    this.#context = context
    this.#listener = listener
  }

  /** Sweeps now and once a day, beside the node's other work. */
  start(): void {
    const sweep = (): void => void this.sweep().catch((error: unknown) => this.#listener.failed(error))
    sweep()
    this.#timer = setInterval(sweep, PERIOD_MS)
    this.#timer.unref()
  }

  /**
   * Sweeps once, after a sweep that is going on.
   *
   * @throws {VaultError} `vault/too-many-orphans` when so many blobs are without a row that the rows must have been
   *   lost, not the blobs left over: then nothing is removed.
   */
  sweep(): Promise<Swept> {
    const result = this.#turn.then(() => this.#sweep())
    this.#turn = result.catch(() => undefined)
    return result
  }

  /** Returns when no sweep is going on. */
  async atRest(): Promise<void> {
    await this.#turn
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.#turn
  }

  async #sweep(): Promise<Swept> {
    const unfinishedWrites = await this.#context.vault.clearUnfinished()
    const candidates = await this.#candidates()
    let orphanBlobs = 0
    for (let start = 0; start < candidates.length && !this.#stopped; start += BATCH) {
      orphanBlobs += await this.#removeBatch(candidates.slice(start, start + BATCH))
    }
    const swept = { orphanBlobs, unfinishedWrites }
    if (orphanBlobs + unfinishedWrites > 0) this.#listener.removed(swept)
    return swept
  }

  async #candidates(): Promise<Buffer[]> {
    const { database, vault } = this.#context
    const candidates: Buffer[] = []
    let page: Buffer[] = []
    const lookUp = async (): Promise<void> => {
      candidates.push(...(await withoutRow(database.read, page)))
      page = []
      if (candidates.length <= ORPHANS_MAX) return
      throw new VaultError(
        'vault/too-many-orphans',
        `expected at most ${ORPHANS_MAX} blobs without a row, there are more: is the database older than the vault?`,
      )
    }
    for await (const storageId of vault.storageIds()) {
      if (this.#stopped) return []
      page.push(storageId)
      if (page.length >= PAGE) await lookUp()
    }
    if (page.length > 0) await lookUp()
    return candidates
  }

  #removeBatch(candidates: readonly Buffer[]): Promise<number> {
    const { database, vault } = this.#context
    return database.write(async (tx, record) => {
      const locked: Buffer[] = []
      for (const storageId of candidates) if (await tryLockBlob(tx, storageId)) locked.push(storageId)
      const orphans = await withoutRow(tx, locked)
      if (orphans.length === 0) return 0
      await record(
        draftEvent('media/vault-swept', {
          actor: { system: 'vault-sweep' },
          objects: { blobs: orphans.map((storageId) => storageId.toString('hex')) },
          facts: { blobs: orphans.length },
        }),
      )
      for (const storageId of orphans) await vault.remove(storageId)
      return orphans.length
    })
  }
}
