import { createPublicKey, verify } from 'node:crypto'
import type { Verify } from '@homeward/tlog'

/** DER prefix of an Ed25519 public key (RFC 8410), followed by its 32 bytes. */
const PREFIX: Buffer = Buffer.from('302a300506032b6570032100', 'hex')

/** Verifies Ed25519 signatures with the platform; false also for a key that is none. */
export const verifyEd25519: Verify = (publicKey, message, signature) => {
  try {
    const key = createPublicKey({ key: Buffer.concat([PREFIX, publicKey]), format: 'der', type: 'spki' })
    return verify(null, message, key, signature)
  } catch {
    return false
  }
}
