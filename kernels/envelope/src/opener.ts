import { type Crypto, chunkNonce, type Derived, deriveForHeader, joined } from './derivation.ts'
import { EnvelopeError } from './envelope-error.ts'
import { checkChunkNumber, headerBytes, sealedChunkBytes, tagBytes } from './layout.ts'

/** Opens one sealed chunk in its place; throws 'envelope/altered' when it is not authentic there. */
export function openChunk(crypto: Crypto, derived: Derived, number: number, sealed: Uint8Array): Uint8Array {
  checkChunkNumber(number)
  try {
    return crypto.openAesGcm(derived.key, chunkNonce(derived.baseNonce, number), sealed)
  } catch (cause) {
    throw new EnvelopeError('envelope/altered', `chunk ${number} is not authentic`, { cause })
  }
}

/**
 * Opens one sealed object as its bytes arrive. Every byte that `update` and `final` return is authentic and in
 * its place; that the object is whole is known only when `final` has returned.
 *
 * Throws `EnvelopeError` 'envelope/key', 'envelope/commitment', 'envelope/altered' or 'envelope/truncated'; after
 * that every further call throws the same error.
 */
export class Opener {
  readonly #crypto: Crypto
  readonly #key: Uint8Array
  readonly #context: Uint8Array
  readonly #waiting = new Uint8Array(sealedChunkBytes)
  #waitingBytes = 0
  #derived: Derived | null = null
  #number = 0
  #ended: EnvelopeError | null = null

  constructor(crypto: Crypto, key: Uint8Array, context: Uint8Array) {
    this.#crypto = crypto
    this.#key = key.slice()
    this.#context = context.slice()
  }

  /** Takes the next sealed bytes, any number of them, and returns the plaintext that they complete. */
  update(bytes: Uint8Array): Uint8Array {
    return this.#guarded(() => {
      const opened: Uint8Array[] = []
      let at = 0
      while (at < bytes.length) {
        const wanted = this.#derived === null ? headerBytes : sealedChunkBytes
        const part = bytes.subarray(at, at + wanted - this.#waitingBytes)
        at += part.length
        this.#waiting.set(part, this.#waitingBytes)
        this.#waitingBytes += part.length
        if (this.#waitingBytes < wanted) break
        const whole = this.#waiting.subarray(0, wanted)
        this.#waitingBytes = 0
        if (this.#derived === null) {
          this.#derived = deriveForHeader(this.#crypto, this.#key, this.#context, whole)
        } else {
          opened.push(openChunk(this.#crypto, this.#derived, this.#number++, whole))
        }
      }
      return opened.length === 1 ? (opened[0] as Uint8Array) : joined(...opened)
    })
  }

  /** Returns the plaintext of the last chunk and so attests that the object is whole. May be called once. */
  final(): Uint8Array {
    const last = this.#guarded(() => {
      if (this.#derived === null) {
        throw new EnvelopeError('envelope/truncated', `expected a header of ${headerBytes} bytes`)
      }
      if (this.#waitingBytes < tagBytes) {
        throw new EnvelopeError(
          'envelope/truncated',
          `the last chunk: expected ${tagBytes} bytes or more, got ${this.#waitingBytes}`,
        )
      }
      const whole = this.#waiting.subarray(0, this.#waitingBytes)
      return openChunk(this.#crypto, this.#derived, this.#number, whole)
    })
    this.#ended = new EnvelopeError('envelope/finished', 'the stream was used after final')
    return last
  }

  #guarded(work: () => Uint8Array): Uint8Array {
    if (this.#ended !== null) throw this.#ended
    try {
      return work()
    } catch (error) {
      if (error instanceof EnvelopeError) this.#ended = error
      throw error
    }
  }
}
