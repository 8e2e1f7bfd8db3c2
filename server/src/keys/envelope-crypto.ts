import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import type { Crypto } from '@homeward/envelope'

const TAG_BYTES = 16

/** The platform's primitives in the form in which the envelope kernel takes them. */
export const envelopeCrypto: Crypto = {
  hmacSha512: (key, data) => new Uint8Array(createHmac('sha512', key).update(data).digest()),
  sealAesGcm: (key, nonce, plain) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  },
  openAesGcm: (key, nonce, sealed) => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()])
  },
}
