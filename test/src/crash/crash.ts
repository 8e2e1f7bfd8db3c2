/** What a dead process's calls end with; nobody is left to see it. */
export class DeadError extends Error {
  override name = 'DeadError'
  constructor() {
    super('the process of this node is dead')
  }
}

/**
 * The death of a node at a chosen point. Everything that could change the world passes here first: a point is one such
 * step, named by what it is and how often that came up since `listen`. From the chosen point on nothing passes any more,
 * which is what `kill -9` leaves of a process.
 */
export class Crash {
  #listening = false
  #at: string | null = null
  #dead = false
  #counts = new Map<string, number>()
  readonly #onDeath: (() => void)[] = []
  /** Names of the points that were passed since `listen`, in their order; the one of the death is the last. */
  points: string[] = []

  get dead(): boolean {
    return this.#dead
  }

  /** Counts points from here on, and dies at the one named; null only counts. */
  listen(at: string | null): void {
    this.#at = at
    this.#counts = new Map()
    this.points = []
    this.#listening = true
  }

  /** Counts no more. */
  ignore(): void {
    this.#listening = false
  }

  /** Called at the death, in the same instant. */
  onDeath(listener: () => void): void {
    this.#onDeath.push(listener)
  }

  /** Passes a point; false when the process is dead, from this point on or since earlier. */
  passes(step: string): boolean {
    if (this.#dead) return false
    if (!this.#listening) return true
    const times = (this.#counts.get(step) ?? 0) + 1
    this.#counts.set(step, times)
    const point = `${step} ${times}`
    this.points.push(point)
    if (point !== this.#at) return true
    this.die()
    return false
  }

  die(): void {
    if (this.#dead) return
    this.#dead = true
    for (const listener of this.#onDeath) listener()
  }
}
