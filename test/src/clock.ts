import type { Clock } from '../../server/src/platform.ts'

/** A clock that goes on by itself and can be set: a test passes twelve hours in no time. */
export class TestClock implements Clock {
  #aheadMs: number

  /** @param aheadMs how far ahead of the real time it starts; less than zero for the past */
  constructor(aheadMs = 0) {
    this.#aheadMs = aheadMs
  }

  /** Moves it on, or back. */
  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds
  }

  nowMs(): number {
    return Date.now() + this.#aheadMs
  }

  monotonicMs(): number {
    return performance.now()
  }
}
