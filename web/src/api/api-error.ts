/** What the node refused or could not do, with the code and the sentence that it gave. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly code: string
  /** The node's own sentence; empty when no answer came. */
  readonly because: string

  constructor(status: number, code: string, because: string) {
    super(because === '' ? code : because)
    this.status = status
    this.code = code
    this.because = because
  }
}

/** The error of a call as an {@link ApiError}, whatever was thrown. */
export function asApiError(thrown: unknown): ApiError {
  return thrown instanceof ApiError ? thrown : new ApiError(0, 'desk/failed', '')
}
