import { getRevealedMedia } from '../../api/reveal.ts'

/** Requests at a time: enough to fill a screen quickly, few enough that covering cancels nearly everything. */
const PARALLEL = 6
/** Pictures kept for scrolling back; beyond it those out of view go first. */
const KEPT = 300

interface Kept {
  readonly url: string
  users: number
}

/**
 * Loads the pictures of one open reveal as blob addresses and revokes every one of them when the reveal ends. Nothing
 * is written to a cache; after {@link PictureLoader.close} nothing can be loaded any more.
 */
export class PictureLoader {
  readonly #reveal: string
  readonly #controller: AbortController = new AbortController()
  readonly #kept: Map<string, Kept> = new Map()
  readonly #waiting: { media: string; signal: AbortSignal; start: () => void }[] = []
  #running = 0

  constructor(reveal: string) {
    this.#reveal = reveal
  }

  /** The blob address of a picture; each call must be answered by one {@link PictureLoader.drop}. */
  async load(media: string, signal: AbortSignal): Promise<string> {
    const kept = this.#kept.get(media)
    if (kept !== undefined) return this.#use(media, kept)
    await this.#turn(media, signal)
    try {
      const again = this.#kept.get(media)
      if (again !== undefined) return this.#use(media, again)
      const either = AbortSignal.any([signal, this.#controller.signal])
      const blob = await getRevealedMedia(this.#reveal, media, either)
      either.throwIfAborted()
      const loaded: Kept = { url: URL.createObjectURL(blob), users: 0 }
      this.#kept.set(media, loaded)
      this.#shrink()
      return this.#use(media, loaded)
    } finally {
      this.#running -= 1
      this.#next()
    }
  }

  /** Tells that one user of a picture has gone. */
  drop(media: string): void {
    const kept = this.#kept.get(media)
    if (kept !== undefined) kept.users -= 1
    this.#shrink()
  }

  /** Cancels what is loading and revokes every address. */
  close(): void {
    this.#controller.abort()
    for (const kept of this.#kept.values()) URL.revokeObjectURL(kept.url)
    this.#kept.clear()
    this.#waiting.length = 0
  }

  #use(media: string, kept: Kept): string {
    kept.users += 1
    this.#kept.delete(media)
    this.#kept.set(media, kept)
    return kept.url
  }

  #turn(media: string, signal: AbortSignal): Promise<void> {
    if (this.#running < PARALLEL) {
      this.#running += 1
      return Promise.resolve()
    }
    return new Promise((resolve) => {
      this.#waiting.push({ media, signal, start: resolve })
    })
  }

  #next(): void {
    while (this.#running < PARALLEL) {
      const waiting = this.#waiting.shift()
      if (waiting === undefined) return
      if (waiting.signal.aborted) continue
      this.#running += 1
      waiting.start()
    }
  }

  #shrink(): void {
    for (const [media, kept] of this.#kept) {
      if (this.#kept.size <= KEPT) return
      if (kept.users > 0) continue
      URL.revokeObjectURL(kept.url)
      this.#kept.delete(media)
    }
  }
}
