/** The sandbox or a process in it failed in a way that is no property of the file being opened. */
export class DecoderError extends Error {
  override readonly name = 'DecoderError'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A member of an archive ended before it was whole: `archive/unreadable`, `archive/limits` or a `media/...` code. */
export class MemberError extends Error {
  override readonly name = 'MemberError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
