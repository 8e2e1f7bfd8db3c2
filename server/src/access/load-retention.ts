import { draftEvent, LOAD_DAYS } from '@homeward/core'
import type { NodeContext } from '../node-context.ts'
import { deleteLoad } from './exposure-store.ts'
import { lastDayOver } from './exposure-supervision.ts'

const PERIOD_MS = 3600_000
/** The zone whose day begins last: what is over there is over in every unit. */
const LAST_ZONE = 'Etc/GMT+12'

/** Deletes load figures once they are 90 days old: at each start, and every hour. */
export class LoadRetention {
  readonly #context: Pick<NodeContext, 'database' | 'platform'>
  readonly #report: (error: unknown) => void
  #timer: NodeJS.Timeout | null = null
  #turn: Promise<unknown> = Promise.resolve()

  constructor(context: Pick<NodeContext, 'database' | 'platform'>, report: (error: unknown) => void) {
    this.#context = context
    this.#report = report
  }

  start(): void {
    const turn = (): void => void this.deleteOver().catch(this.#report)
    turn()
    this.#timer = setInterval(turn, PERIOD_MS)
    this.#timer.unref()
  }

  /** Deletes what is over now, after a deletion that is going on; returns how many days of persons it was. */
  deleteOver(): Promise<number> {
    const result = this.#turn.then(() => this.#deleteOver())
    this.#turn = result.catch(() => undefined)
    return result
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.#turn
  }

  #deleteOver(): Promise<number> {
    const { database, platform } = this.#context
    return database.write(async (tx, record) => {
      const days = await deleteLoad(tx, lastDayOver(platform.clock.nowMs(), LAST_ZONE))
      if (days === 0) return 0
      await record(
        draftEvent('access/load-deleted', {
          actor: { system: 'load-retention' },
          objects: {},
          facts: { days, keptDays: LOAD_DAYS },
        }),
      )
      return days
    })
  }
}
