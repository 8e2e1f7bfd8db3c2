import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Randomness } from '../platform.ts'
import { KeyError } from './key-service.ts'

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
export const KEY_BYTES = 32
const WRAPPED_BYTES: number = 1 + NONCE_BYTES + KEY_BYTES + TAG_BYTES

/**
 * Wraps a 32-byte key under another with AES-256-GCM: version byte, random 96-bit nonce, ciphertext, tag; the context is
 * authenticated with it. One wrapping key serves far fewer than 2^32 wraps, the bound for random nonces.
 */
export function wrapKey(
  random: Randomness,
  wrappingKey: Uint8Array,
  context: string,
  key: Uint8Array,
): Uint8Array {
  if (key.length !== KEY_BYTES)
    throw new RangeError(`expected a key of ${KEY_BYTES} bytes, got ${key.length}`)
  return wrapBytes(random, wrappingKey, context, key)
}

/** Undoes {@link wrapKey}. @throws {KeyError} `keys/wrap-damaged` for any other key, context or altered byte. */
export function unwrapKey(wrappingKey: Uint8Array, context: string, wrapped: Uint8Array): Uint8Array {
  if (wrapped.length !== WRAPPED_BYTES) {
    throw new KeyError(
      'keys/wrap-damaged',
      `expected a wrapped key of ${WRAPPED_BYTES} bytes, version ${VERSION}`,
    )
  }
  return unwrapBytes(wrappingKey, context, wrapped)
}

/** Wraps a secret of any length in the form of {@link wrapKey}; its length shows. */
export function wrapBytes(
  random: Randomness,
  wrappingKey: Uint8Array,
  context: string,
  secret: Uint8Array,
): Uint8Array {
  const nonce = random.bytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', wrappingKey, nonce)
  cipher.setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()])
  return Buffer.concat([Uint8Array.of(VERSION), nonce, sealed, cipher.getAuthTag()])
}

/** Undoes {@link wrapBytes}. @throws {KeyError} `keys/wrap-damaged` for any other key, context or altered byte. */
export function unwrapBytes(wrappingKey: Uint8Array, context: string, wrapped: Uint8Array): Uint8Array {
  if (wrapped.length < 1 + NONCE_BYTES + TAG_BYTES || wrapped[0] !== VERSION) {
    throw new KeyError('keys/wrap-damaged', `expected a wrapped secret, version ${VERSION}`)
  }
  const decipher = createDecipheriv('aes-256-gcm', wrappingKey, wrapped.subarray(1, 1 + NONCE_BYTES))
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(wrapped.subarray(wrapped.length - TAG_BYTES))
  try {
    const sealed = wrapped.subarray(1 + NONCE_BYTES, wrapped.length - TAG_BYTES)
    return new Uint8Array(Buffer.concat([decipher.update(sealed), decipher.final()]))
  } catch (error) {
    throw new KeyError(
      'keys/wrap-damaged',
      'expected this key and context to open the wrap, they do not',
      error,
    )
  }
}
