import { get, part } from './request.ts'

/** One look at an object. */
export interface SeenLine {
  readonly event: string
  readonly index: number | null
  readonly at: string
  readonly type: string
  readonly unit: string | null
  /** A code inside the reader's unit, a pseudonym outside it. */
  readonly who: string
  readonly purpose: string | null
  readonly justification: string | null
  readonly justificationState: 'kept' | 'erased' | 'none'
}

export interface WitnessOverview {
  readonly size: number
  readonly witnesses: readonly {
    readonly witness: string
    readonly behind: number
    readonly cosignedAt: string | null
    readonly failure: { readonly code: string; readonly because: string } | null
  }[]
  readonly alarms: readonly {
    readonly alarm: string
    readonly at: string
    readonly kind: string
    readonly text: string
  }[]
}

export function getWitnesses(signal?: AbortSignal): Promise<WitnessOverview> {
  return get('/api/ledger/witnesses', signal)
}

/** The whole ledger, once, by an approved request. */
export function exportLedger(approval: string): Promise<{ text: string }> {
  return get(`/api/ledger/export?approval=${part(approval)}`)
}

/** Every look at an object; each asking is itself recorded. */
export function whoSaw(object: string): Promise<{ object: string; seen: readonly SeenLine[] }> {
  return get(`/api/ledger/seen/${part(object)}`)
}
