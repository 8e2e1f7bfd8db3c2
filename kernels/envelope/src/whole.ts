import { type Crypto, joined } from './derivation.ts'
import { openedSizeBytes } from './layout.ts'
import { Opener } from './opener.ts'
import { Sealer } from './sealer.ts'

/**
 * Seals an object held in memory and returns the sealed object, `sealedSizeBytes(plaintext.length)` bytes.
 *
 * `key` has 32 bytes, uniformly random; `salt` has 24 and is never used twice with one key; `context` may be
 * empty. Throws `EnvelopeError` 'envelope/key' or 'envelope/salt' for other lengths.
 */
export function seal(
  crypto: Crypto,
  key: Uint8Array,
  context: Uint8Array,
  plaintext: Uint8Array,
  salt: Uint8Array,
): Uint8Array {
  const sealer = new Sealer(crypto, key, context, salt)
  return joined(sealer.header(), sealer.update(plaintext), sealer.final())
}

/**
 * Opens a sealed object held in memory and returns its plaintext, or throws `EnvelopeError` when the key or the
 * context is another one or when any byte was altered, moved, added or taken away.
 */
export function open(crypto: Crypto, key: Uint8Array, context: Uint8Array, sealed: Uint8Array): Uint8Array {
  openedSizeBytes(sealed.length)
  const opener = new Opener(crypto, key, context)
  return joined(opener.update(sealed), opener.final())
}
