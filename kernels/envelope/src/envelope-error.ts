/**
 * Why sealing or opening is refused.
 *
 * `key`, `salt`, `range`, `size`: an argument of the wrong form. `commitment`: another key or context, or an
 * altered header. `truncated`: a length that no sealed object has. `altered`: a chunk that is not authentic in
 * its place. `finished`: a stream used after `final`.
 */
export type EnvelopeErrorCode =
  | 'envelope/key'
  | 'envelope/salt'
  | 'envelope/range'
  | 'envelope/size'
  | 'envelope/commitment'
  | 'envelope/truncated'
  | 'envelope/altered'
  | 'envelope/finished'

/** Thrown instead of returning any byte that is not authentic; `code` is stable. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError'
  readonly code: EnvelopeErrorCode

  constructor(code: EnvelopeErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options)
    this.code = code
  }
}
