import { draftEvent, expiryDay, isRefusal, planRetention, reviewDay } from '@homeward/core'
import { deleteNotices, raiseNotice } from '../access/directory-store.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import { newIdentifier } from '../identifier.ts'
import { noteTold, type RetainedExhibit, retainedExhibits } from '../media/retention-store.ts'
import type { NodeContext } from '../node-context.ts'
import { eraseExhibit } from './erase.ts'

const PERIOD_MS = 3600_000

/** The day of UTC. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}

/**
 * Looks at each start and every hour which reviews are near, tells the units, and erases what a unit's rule lets go. An
 * exhibit on which a hold stands is left alone, and so is one that is being taken in.
 */
export class Retention {
  readonly #context: NodeContext
  readonly #report: (error: unknown) => void
  #timer: NodeJS.Timeout | null = null
  #turn: Promise<unknown> = Promise.resolve()

  constructor(context: NodeContext, report: (error: unknown) => void) {
    this.#context = context
    this.#report = report
  }

  start(): void {
    const turn = (): void => void this.look().catch(this.#report)
    turn()
    this.#timer = setInterval(turn, PERIOD_MS)
    this.#timer.unref()
  }

  /** Does what is due now, after a look that is going on. */
  look(): Promise<void> {
    const result = this.#turn.then(() => this.#look())
    this.#turn = result.catch(() => undefined)
    return result
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.#turn
  }

  async #look(): Promise<void> {
    const { database } = this.#context
    for (const { id } of (await retainedExhibits(database.read, null)).filter((one) => this.#isDue(one))) {
      await database.write(async (tx, record) => {
        // Looked at again in the transaction: it may have been decided about in between.
        const exhibit = (await retainedExhibits(tx, id))[0]
        if (exhibit === undefined || !this.#isDue(exhibit)) return
        if (this.#step(exhibit) === 'tell') {
          await this.#tell(tx, record, exhibit)
          return
        }
        // A refusal comes before anything is changed: a hold that was just placed, an intake that goes on.
        const erased = await eraseExhibit(this.#context, tx, record, id, { cause: 'expiry' })
        if (isRefusal(erased)) return
      })
    }
  }

  #step(exhibit: RetainedExhibit): ReturnType<typeof planRetention> {
    return planRetention(exhibit, exhibit.told, dayOf(this.#context.platform.clock.nowMs()))
  }

  #isDue(exhibit: RetainedExhibit): boolean {
    const step = this.#step(exhibit)
    return step === 'tell' || (step === 'erase' && !exhibit.held)
  }

  async #tell(tx: Tx, record: RecordEvent, exhibit: RetainedExhibit): Promise<void> {
    const { platform } = this.#context
    const at = new Date(platform.clock.nowMs())
    const reviewOn = reviewDay(exhibit)
    const eraseOn = expiryDay(exhibit, { reviewOn, toldOn: dayOf(at.getTime()) })
    const body =
      eraseOn === null
        ? `The review of exhibit ${exhibit.name} is due on ${reviewOn}: decide whether it is kept.`
        : `The review of exhibit ${exhibit.name} is due on ${reviewOn}. It is erased on ${eraseOn} unless somebody of your unit keeps it or a legal hold stands.`
    await noteTold(tx, exhibit.id, reviewOn, at)
    await deleteNotices(tx, 'review-due', exhibit.id)
    await raiseNotice(tx, {
      id: newIdentifier(platform, 'notice'),
      unitId: exhibit.unitId,
      kind: 'review-due',
      subjectId: exhibit.id,
      audience: exhibit.audience,
      body,
      at,
    })
    await record(
      draftEvent('media/review-told', {
        actor: { system: 'retention' },
        objects: { exhibit: exhibit.id, unit: exhibit.unitId },
        facts: { reviewOn, eraseOn },
      }),
    )
  }
}
