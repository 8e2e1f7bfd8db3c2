export type KeyErrorCode =
  | 'keys/exhibit-destroyed'
  | 'keys/exhibit-missing'
  | 'keys/node-missing'
  | 'keys/root-damaged'
  | 'keys/root-missing'
  | 'keys/root-wrong'
  | 'keys/service'
  | 'keys/wrap-damaged'

/** A key is missing, another's or damaged, or the key service did not answer. Never carries key bytes. */
export class KeyError extends Error {
  override name = 'KeyError'
  readonly code: KeyErrorCode
  constructor(code: KeyErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/**
 * Holds the root key and never gives it out. `context` is bound to the wrapped key: unwrapping under another context,
 * or with another root key, throws KeyError `keys/root-wrong`. Keys are 32 bytes.
 */
export interface KeyService {
  wrap(context: string, key: Uint8Array): Promise<Uint8Array>
  unwrap(context: string, wrapped: Uint8Array): Promise<Uint8Array>
}
