import { type Crypto, chunkNonce, type Derived, derive, joined } from './derivation.ts'
import { EnvelopeError } from './envelope-error.ts'
import { checkChunkNumber, chunkBytes } from './layout.ts'

/**
 * Seals one object as its bytes arrive. The sealed object is `header()`, then every result of `update`, then the
 * result of `final`.
 *
 * `key` has 32 bytes, uniformly random; `salt` has 24 and is never used twice with one key; `context` (any
 * length) must be given again to open. The constructor throws `EnvelopeError` for other lengths.
 */
export class Sealer {
  readonly #crypto: Crypto
  readonly #derived: Derived
  readonly #salt: Uint8Array
  readonly #waiting = new Uint8Array(chunkBytes)
  #waitingBytes = 0
  #number = 0
  #finished = false

  constructor(crypto: Crypto, key: Uint8Array, context: Uint8Array, salt: Uint8Array) {
    this.#crypto = crypto
    this.#derived = derive(crypto, key, salt, context)
    this.#salt = salt.slice()
  }

  /** The first 56 bytes of the sealed object: salt and commitment. */
  header(): Uint8Array {
    return joined(this.#salt, this.#derived.commitment)
  }

  /** Takes the next bytes, any number of them, and returns the chunks that they complete (often none). */
  update(bytes: Uint8Array): Uint8Array {
    if (this.#finished) throw new EnvelopeError('envelope/finished', 'update was called after final')
    const sealed: Uint8Array[] = []
    let at = 0
    while (at < bytes.length) {
      const room = chunkBytes - this.#waitingBytes
      const part = bytes.subarray(at, at + room)
      at += part.length
      if (part.length === chunkBytes) {
        sealed.push(this.#seal(part))
        continue
      }
      this.#waiting.set(part, this.#waitingBytes)
      this.#waitingBytes += part.length
      if (this.#waitingBytes === chunkBytes) {
        sealed.push(this.#seal(this.#waiting))
        this.#waitingBytes = 0
      }
    }
    return sealed.length === 1 ? (sealed[0] as Uint8Array) : joined(...sealed)
  }

  /** Returns the last chunk, which is always shorter than 16 KiB and may be empty. May be called once. */
  final(): Uint8Array {
    if (this.#finished) throw new EnvelopeError('envelope/finished', 'final was called twice')
    const last = this.#seal(this.#waiting.subarray(0, this.#waitingBytes))
    this.#finished = true
    this.#waiting.fill(0)
    return last
  }

  #seal(chunk: Uint8Array): Uint8Array {
    checkChunkNumber(this.#number)
    const nonce = chunkNonce(this.#derived.baseNonce, this.#number++)
    return this.#crypto.sealAesGcm(this.#derived.key, nonce, chunk)
  }
}
