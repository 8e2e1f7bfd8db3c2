import { certificateNote, draftEvent, isRefusal } from '@homeward/core'
import { signNote } from '@homeward/tlog'
import { writeOrRefuse } from '../db/operation.ts'
import { ledgerKey } from '../ledger/integrator.ts'
import { officerPseudonym } from '../ledger/pseudonym.ts'
import type { Matcher } from '../match/matcher.ts'
import {
  deleteLeft,
  type ErasureRow,
  finishErasure,
  leftBlobs,
  leftContents,
  lockErasure,
  standingExhibits,
  unfinishedErasures,
} from '../media/erasure-store.ts'
import { lockBlobs, withoutRow } from '../media/media-store.ts'
import type { NodeContext } from '../node-context.ts'
import { eraseExhibit } from './erase.ts'

/** Blobs that one transaction removes. */
const BATCH = 100
const PERIOD_MS = 60_000

/**
 * Ends what the transaction of an erasure began: destroys the exhibit's key, takes its hashes out of the match index,
 * removes its blobs, and signs the certificate once nothing is left. Every step may be repeated, and the list of what is
 * left stands in the database, so a node that dies at any point goes on at its next start.
 */
export class Eraser {
  readonly #context: NodeContext
  readonly #matcher: Matcher
  readonly #report: (error: unknown) => void
  #timer: NodeJS.Timeout | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #stopped = false

  constructor(context: NodeContext, matcher: Matcher, report: (error: unknown) => void) {
    this.#context = context
    this.#matcher = matcher
    this.#report = report
  }

  /**
   * Makes a node that starts fit to be asked: keys of erased exhibits are destroyed, and what a backup that was put back
   * holds of them is erased again. Blobs are removed beside the node's other work.
   */
  async start(): Promise<void> {
    const { keys, database } = this.#context
    await keys.exhibits.settle()
    for (const row of await unfinishedErasures(database.read)) await keys.exhibits.destroy(row.exhibitId)
    for (const exhibit of await standingExhibits(database.read, keys.exhibits.destroyed)) {
      const erased = await writeOrRefuse(database, (tx, record) =>
        eraseExhibit(this.#context, tx, record, exhibit, { cause: 'restored' }),
      )
      if (isRefusal(erased)) throw new Error(`${erased.code}: ${erased.because}`)
    }
    // What could not be removed now, a full or failing disk, is tried again.
    this.#timer = setInterval(() => this.wake(), PERIOD_MS)
    this.#timer.unref()
    this.wake()
  }

  /** Says that an exhibit's rows were erased. Returns at once. */
  wake(): void {
    this.finish().catch(this.#report)
  }

  /** Returns when everything that was erased before the call has its certificate. */
  finish(): Promise<void> {
    const result = this.#turn.then(() => this.#finish())
    this.#turn = result.catch(() => undefined)
    return result
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.#turn
  }

  async #finish(): Promise<void> {
    const { database, keys, index } = this.#context
    const unfinished = await unfinishedErasures(database.read)
    // Keys first, all of them: what fails afterwards leaves nothing that could be opened.
    for (const row of unfinished) await keys.exhibits.destroy(row.exhibitId)
    for (const row of unfinished) {
      if (this.#stopped) return
      // A batch that is being matched adds to the index when it ends: only then is out of it out of it.
      await this.#matcher.exclusive(async () => {
        index.removeMedia(await leftContents(database.read, row.exhibitId))
      })
      while (!this.#stopped && (await this.#removeBlobs(row.exhibitId)));
      if (!this.#stopped) await this.#certify(row)
    }
  }

  /** Removes some blobs; false when none was left. One that was taken in again meanwhile has a row, and stays. */
  async #removeBlobs(exhibit: string): Promise<boolean> {
    const { database, vault } = this.#context
    const blobs = await leftBlobs(database.read, exhibit, BATCH)
    if (blobs.length === 0) return false
    await database.write(async (tx) => {
      await lockBlobs(tx, blobs)
      await deleteLeft(tx, blobs)
      for (const storageId of await withoutRow(tx, blobs)) await vault.remove(storageId)
    })
    return true
  }

  async #certify({ exhibitId }: ErasureRow): Promise<void> {
    const { database, keys, platform } = this.#context
    await database.write(async (tx, record) => {
      const row = await lockErasure(tx, exhibitId)
      if (row === null || row.finishedAt !== null) return
      const finishedAt = new Date(platform.clock.nowMs())
      await finishErasure(tx, exhibitId, finishedAt, this.#certificateOf(row, finishedAt))
      await record(
        draftEvent('media/erasure-finished', {
          actor: { system: 'erasure' },
          objects: { exhibit: exhibitId, unit: row.unitId },
          facts: { keyFingerprint: keys.exhibits.fingerprint(exhibitId) },
        }),
      )
    })
  }

  #certificateOf(row: ErasureRow, finishedAt: Date): string {
    const { keys } = this.#context
    const named = (who: string | null): string | null =>
      who?.startsWith('person-') === true ? officerPseudonym(keys.laneKey, who) : who
    const { name, keyId } = ledgerKey(keys)
    const text = certificateNote({
      exhibit: row.exhibitId,
      unit: row.unitCode,
      cause: row.cause,
      files: row.files,
      contents: row.contents,
      contentsKept: row.contentsKept,
      askedBy: named(row.askedBy),
      approvedBy: named(row.approvedBy),
      erasedAt: row.erasedAt.toISOString(),
      keyDestroyedAt: finishedAt.toISOString(),
      keyFingerprint: row.keyFingerprint,
      event: row.eventSha256.toString('hex'),
    })
    return signNote(text, name, keyId, (message) => keys.signLedger(message))
  }
}
