import { LANE_START, readEventPlace } from './event.ts'

/** A stored event row as the audit reads it, in leaf order, rows not yet in the tree last. */
export interface StoredEvent {
  readonly leafIndex: number | null
  readonly lane: string
  readonly n: number
  /** 64 hex digits each. */
  readonly prev: string
  readonly hash: string
  readonly text: string
}

/** The first thing found wrong: the position of the event in leaf order, a code and a sentence. */
export interface LedgerFinding {
  readonly index: number
  readonly code: string
  readonly because: string
}

/**
 * Checks stored events one by one, believing nothing: each row's hash, its agreement with its own text, the chain of
 * its lane and the unbroken run of leaf indexes. `sha256Hex` hashes UTF-8 text to 64 hex digits.
 */
export class LedgerAudit {
  #index = 0
  #treeEnded = false
  readonly #lanes = new Map<string, { n: number; hash: string }>()
  readonly #sha256Hex: (text: string) => string

  constructor(sha256Hex: (text: string) => string) {
    this.#sha256Hex = sha256Hex
  }

  /** Number of events taken so far. */
  get entries(): number {
    return this.#index
  }

  /** Takes the next event and returns what is wrong with it, or null. */
  take(event: StoredEvent): LedgerFinding | null {
    const index = this.#index
    this.#index += 1
    const finding = (code: string, because: string): LedgerFinding => ({ index, code, because })
    if (this.#sha256Hex(event.text) !== event.hash) {
      return finding('ledger/altered', 'The stored hash does not fit the stored event.')
    }
    const place = readEventPlace(event.text)
    if (place === null || place.lane !== event.lane || place.n !== event.n || place.prev !== event.prev) {
      return finding('ledger/altered', 'The row does not say what its event says.')
    }
    const order = this.#checkOrder(event, index)
    if (order !== null) return finding('ledger/order', order)
    const before = this.#lanes.get(event.lane)
    if (event.n !== (before === undefined ? 0 : before.n + 1)) {
      return finding(
        'ledger/missing',
        `Expected event ${before === undefined ? 0 : before.n + 1} of its lane, got ${event.n}.`,
      )
    }
    if (event.prev !== (before?.hash ?? LANE_START)) {
      return finding('ledger/chain', 'The event does not follow the one before it in its lane.')
    }
    this.#lanes.set(event.lane, { n: event.n, hash: event.hash })
    return null
  }

  #checkOrder(event: StoredEvent, index: number): string | null {
    if (event.leafIndex === null) {
      this.#treeEnded = true
      return null
    }
    if (this.#treeEnded) return 'An event of the tree follows one that is not yet in it.'
    return event.leafIndex === index ? null : `Expected leaf ${index}, got ${event.leafIndex}.`
  }
}
