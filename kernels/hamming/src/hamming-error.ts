export type HammingErrorCode = 'hamming/bits' | 'hamming/distance' | 'hamming/slot'

/** Thrown for a hash of another length, a distance out of range or a slot that holds nothing; `code` is stable. */
export class HammingError extends Error {
  override readonly name = 'HammingError'
  readonly code: HammingErrorCode

  constructor(code: HammingErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
