/** What this package throws for arguments and stored data of the wrong form. A proof that fails is not an error. */
export type TlogErrorCode =
  | 'tlog/size'
  | 'tlog/hash'
  | 'tlog/edge'
  | 'tlog/tile'
  | 'tlog/entry'
  | 'tlog/bundle'
  | 'tlog/checkpoint'
  | 'tlog/note'
  | 'tlog/key'

/** Thrown for an argument or stored data of the wrong form; `code` is stable. */
export class TlogError extends Error {
  override readonly name = 'TlogError'
  readonly code: TlogErrorCode

  constructor(code: TlogErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Throws 'tlog/size' unless `value` is an integer of 0 to `most`. */
export function checkSize(name: string, value: number, most: number = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isSafeInteger(value) || value < 0 || value > most) {
    throw new TlogError('tlog/size', `${name}: expected an integer of 0 to ${most}, got ${value}`)
  }
}
