import type { Platform } from './platform.ts'

const PROGRESS_EVERY_MS = 5_000

interface Stream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Results go to standard output; progress and messages to standard error. */
export class Terminal {
  readonly #out: Stream
  readonly #err: Stream
  readonly #platform: Platform
  #lineOpen = false
  #lastProgressMs: number

  constructor(out: Stream, err: Stream, platform: Platform) {
    this.#out = out
    this.#err = err
    this.#platform = platform
    this.#lastProgressMs = platform.monotonicMs()
  }

  /** One line of the result. */
  result(line: string): void {
    this.clearProgress()
    this.#out.write(`${line}\n`)
  }

  /** One line of the result as JSON. */
  resultJson(value: unknown): void {
    this.result(JSON.stringify(value))
  }

  /** One line for the person, beside the result. */
  message(line: string): void {
    this.clearProgress()
    this.#err.write(`${line}\n`)
  }

  /** The line that tells how far it is: rewritten in place on a terminal, otherwise a line each five seconds. */
  progress(line: string): void {
    if (this.#err.isTTY === true) {
      const width = Math.max(20, this.#err.columns ?? 80) - 1
      this.#err.write(`\r\u001b[2K${line.slice(0, width)}`)
      this.#lineOpen = true
      return
    }
    const nowMs = this.#platform.monotonicMs()
    if (nowMs - this.#lastProgressMs < PROGRESS_EVERY_MS) return
    this.#lastProgressMs = nowMs
    this.#err.write(`${line}\n`)
  }

  /** Takes the progress line away. */
  clearProgress(): void {
    if (!this.#lineOpen) return
    this.#err.write('\r\u001b[2K')
    this.#lineOpen = false
  }
}
