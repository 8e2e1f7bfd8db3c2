import { EXIT } from './exit-code.ts'
import type { Platform } from './platform.ts'

// One Ctrl-C reaches this process twice when it runs under the launcher: from the terminal and handed on.
const SAME_INTERRUPT_MS = 1_000

/** Turns Ctrl-C into a question that the work asks when it can; a second one leaves at once. */
export class Interrupt {
  readonly #platform: Platform
  readonly #onFirst: () => void
  #askedAtMs: number | undefined

  /** @param onFirst called once, at the first Ctrl-C */
  constructor(platform: Platform, onFirst: () => void) {
    this.#platform = platform
    this.#onFirst = onFirst
    process.on('SIGINT', this.#listen)
  }

  /** True once the person has asked to stop. */
  get asked(): boolean {
    return this.#askedAtMs !== undefined
  }

  /** Gives Ctrl-C its usual meaning back. */
  end(): void {
    process.off('SIGINT', this.#listen)
  }

  readonly #listen = (): void => {
    const nowMs = this.#platform.monotonicMs()
    if (this.#askedAtMs === undefined) {
      this.#askedAtMs = nowMs
      this.#onFirst()
    } else if (nowMs - this.#askedAtMs > SAME_INTERRUPT_MS) process.exit(EXIT.someFailed)
  }
}
