import { EnvelopeError } from './envelope-error.ts'
import { headerBytes, saltBytes } from './layout.ts'

/**
 * The primitives that this package is given. All are synchronous and must not keep or change their arguments.
 *
 * `hmacSha512` gives 64 bytes. `sealAesGcm` gives the ciphertext followed by the 16-byte tag, with a 32-byte key,
 * a 12-byte nonce and no additional data; `openAesGcm` is its inverse and throws when the tag does not fit.
 */
export type Crypto = {
  hmacSha512(key: Uint8Array, data: Uint8Array): Uint8Array
  sealAesGcm(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array
  openAesGcm(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array
}

/** What one object's input key, salt and context give. */
export type Derived = { key: Uint8Array; baseNonce: Uint8Array; commitment: Uint8Array }

const keyBytes = 32
const nonceBytes = 12
const label: Uint8Array = ascii('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0')

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

/** HKDF-Expand (RFC 5869) with SHA-512 over label, salt and context: key, base nonce and commitment. */
export function derive(crypto: Crypto, inputKey: Uint8Array, salt: Uint8Array, context: Uint8Array): Derived {
  if (inputKey.length !== keyBytes) {
    throw new EnvelopeError('envelope/key', `key: expected ${keyBytes} bytes, got ${inputKey.length}`)
  }
  if (salt.length !== saltBytes) {
    throw new EnvelopeError('envelope/salt', `salt: expected ${saltBytes} bytes, got ${salt.length}`)
  }
  const info = joined(label, salt, context)
  const first = crypto.hmacSha512(inputKey, joined(info, Uint8Array.of(1)))
  const second = crypto.hmacSha512(inputKey, joined(first, info, Uint8Array.of(2)))
  const made = joined(first, second)
  return {
    key: made.slice(0, keyBytes),
    baseNonce: made.slice(keyBytes, keyBytes + nonceBytes),
    commitment: made.slice(keyBytes + nonceBytes, keyBytes + nonceBytes + 32),
  }
}

/** Derives from a sealed object's header and throws 'envelope/commitment' when its commitment does not fit. */
export function deriveForHeader(
  crypto: Crypto,
  inputKey: Uint8Array,
  context: Uint8Array,
  header: Uint8Array,
): Derived {
  const derived = derive(crypto, inputKey, header.subarray(0, saltBytes), context)
  // The comparison takes the same time wherever the first difference lies.
  let difference = 0
  for (let i = saltBytes; i < headerBytes; i++) {
    difference |= (header[i] as number) ^ (derived.commitment[i - saltBytes] as number)
  }
  if (difference !== 0) {
    throw new EnvelopeError('envelope/commitment', 'the key, the context or the header is another one')
  }
  return derived
}

/** The nonce of one chunk: its number, big-endian, added to the base nonce by exclusive or. */
export function chunkNonce(baseNonce: Uint8Array, number: number): Uint8Array {
  const nonce = baseNonce.slice()
  let rest = number
  for (let i = nonce.length - 1; rest > 0; i--) {
    nonce[i] = (nonce[i] as number) ^ (rest % 256)
    rest = Math.floor(rest / 256)
  }
  return nonce
}

/** One array of all parts. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
