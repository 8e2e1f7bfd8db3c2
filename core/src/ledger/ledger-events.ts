/** Events of the ledger about itself. */
export const LEDGER_EVENTS = {
  'ledger/alarm-raised': 'administration',
  'ledger/witnesses-read': 'consultation',
  'ledger/exported': 'disclosure',
  'ledger/proved': 'disclosure',
  'ledger/seen-read': 'consultation',
  'ledger/justification-erased': 'erasure',
} as const
