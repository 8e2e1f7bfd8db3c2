const TICK_MS = 20

/**
 * Watches the event loop of this process. A stall is the time between two ticks that this thread spent working:
 * what it waited for a processor on a busy machine is no fault of the code. `wallMs` is told beside it.
 */
export class StallWatch {
  readonly #timer: NodeJS.Timeout
  longestMs = 0
  longestWallMs = 0
  #wallMs = performance.now()
  #workedMs = workedMs()

  constructor() {
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
  }

  #tick(): void {
    const [wallMs, worked] = [performance.now(), workedMs()]
    this.longestWallMs = Math.max(this.longestWallMs, wallMs - this.#wallMs)
    this.longestMs = Math.max(this.longestMs, Math.min(wallMs - this.#wallMs, worked - this.#workedMs))
    this.#wallMs = wallMs
    this.#workedMs = worked
  }

  stop(): void {
    this.#tick()
    clearInterval(this.#timer)
  }
}

function workedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
