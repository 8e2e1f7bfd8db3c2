import type { Generated } from 'kysely'

/** Rows of the migration on witnessing. Sizes count leaves; notes are signed checkpoints. */
export interface WitnessTables {
  /** What this node cosigned last of each partner's ledger. A row only grows. */
  witnessed_log: { origin: string; size: number; root: Buffer; note: string; cosigned_at: Date }
  /** The last exchange with each witness of this node's own ledger. */
  ledger_witness: {
    name: string
    size: Generated<number>
    note: string | null
    cosignature: string | null
    cosigned_at: Date | null
    tried_at: Date
    failed_code: string | null
    failed_because: string | null
  }
  /** Checkpoints that contradict each other, each contradiction once. */
  ledger_alarm: {
    id: string
    side: 'witness' | 'log'
    party: string
    kind: AlarmKind
    cosigned_size: number
    shown_size: number
    shown_note: string
    cosigned_note: string | null
    at: Date
  }
}

/** How checkpoints contradict each other. */
export type AlarmKind = 'rolled-back' | 'forked'
