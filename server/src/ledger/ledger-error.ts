export type LedgerErrorCode = 'ledger/forked' | 'ledger/rolled-back'

/** The database and what the ledger signed contradict each other; going on would rewrite history. */
export class LedgerError extends Error {
  override name = 'LedgerError'
  readonly code: LedgerErrorCode
  constructor(code: LedgerErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
