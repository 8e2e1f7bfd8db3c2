import { randomBytes } from 'node:crypto'

/** The clock and the randomness of the command line; nothing else here reads either. */
export interface Platform {
  /** Milliseconds that only grow, from an arbitrary start. */
  monotonicMs(): number
  /** A fresh operation id: 32 characters of [0-9a-f]. */
  operationId(): string
}

/** The real one. */
export const PLATFORM: Platform = {
  monotonicMs: () => performance.now(),
  operationId: () => randomBytes(16).toString('hex'),
}
