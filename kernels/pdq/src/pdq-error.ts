/** What PDQ refuses: pixels whose size and bytes disagree, an unknown variant, or text that is no hash. */
export type PdqErrorCode = 'pdq/size' | 'pdq/channels' | 'pdq/length' | 'pdq/variant' | 'pdq/hex' | 'pdq/bits'

/** Thrown when an argument breaks the contract; `code` is stable, `message` says what was expected and what came. */
export class PdqError extends Error {
  override readonly name = 'PdqError'
  readonly code: PdqErrorCode

  constructor(code: PdqErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
