/** Events of the ledger about itself. */
export const LEDGER_EVENTS = {
  'ledger/alarm-raised': 'administration',
  'ledger/witnesses-read': 'consultation',
} as const
