import { asApiError } from '../../api/api-error.ts'
import { reportExposure } from '../../api/reveal.ts'
import { monotonicMs } from '../../platform.ts'
import type { Reveals } from './reveals.ts'

const STEPS = Array.from({ length: 21 }, (_, step) => step / 20)

/**
 * Measures what is on the screen while a reveal is open: each second it posts the seconds in which the page was visible
 * and the share of the viewport that pictures covered at the end of it.
 */
export class ExposureMeter {
  readonly #reveals: Reveals
  readonly #areas: Map<Element, number> = new Map()
  readonly #observer: IntersectionObserver
  #visibleSinceMs: number | null = null
  #visibleMs = 0

  constructor(reveals: Reveals) {
    this.#reveals = reveals
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const { width, height } = entry.intersectionRect
          this.#areas.set(entry.target, entry.isIntersecting ? width * height : 0)
        }
      },
      { threshold: STEPS },
    )
    document.addEventListener('visibilitychange', () => this.#turn())
    this.#turn()
    window.setInterval(() => this.#tick(), 1000)
  }

  /** Counts an element that shows a picture until the answer is called. */
  watch(element: Element): () => void {
    this.#observer.observe(element)
    return () => {
      this.#observer.unobserve(element)
      this.#areas.delete(element)
    }
  }

  #turn(): void {
    this.#settle()
    this.#visibleSinceMs = document.visibilityState === 'visible' ? monotonicMs() : null
  }

  #settle(): void {
    if (this.#visibleSinceMs === null) return
    const now = monotonicMs()
    this.#visibleMs += now - this.#visibleSinceMs
    this.#visibleSinceMs = now
  }

  #tick(): void {
    this.#reveals.expire()
    this.#settle()
    const visibleSeconds = Math.round(this.#visibleMs) / 1000
    this.#visibleMs = 0
    const state = this.#reveals.state()
    if (state.phase !== 'open' || visibleSeconds === 0) return
    let shownPx = 0
    for (const area of this.#areas.values()) shownPx += area
    const viewportPx = Math.max(1, window.innerWidth * window.innerHeight)
    const viewportShare = Math.min(1, Math.round((shownPx / viewportPx) * 1000) / 1000)
    const { reveal } = state.open
    void reportExposure(reveal, visibleSeconds, viewportShare).then(
      (report) => this.#reveals.noteReport(reveal, report),
      (thrown: unknown) => this.#reveals.noteRefusal(reveal, asApiError(thrown)),
    )
  }
}
