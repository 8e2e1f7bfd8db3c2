import { Opener, Sealer } from '@homeward/envelope'
import { envelopeCrypto } from '../keys/envelope-crypto.ts'
import type { Platform } from '../platform.ts'
import type { Vault } from './vault.ts'

const SALT_BYTES = 24
const READ_BYTES = 1024 * 1024

/** What a blob is sealed under: its data key and the context that binds it to one object of one node. */
export interface BlobKey {
  readonly key: Uint8Array
  readonly context: Uint8Array
}

/** Seals bytes as they pass; nothing but ciphertext reaches the vault. */
export async function* sealBlob(
  random: Platform['random'],
  { key, context }: BlobKey,
  plaintext: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const sealer = new Sealer(envelopeCrypto, key, context, random.bytes(SALT_BYTES))
  yield sealer.header()
  for await (const chunk of plaintext) {
    const sealed = sealer.update(chunk)
    if (sealed.length > 0) yield sealed
  }
  yield sealer.final()
}

/**
 * Opens a blob of the vault chunk by chunk, authenticating each before it is given out. A blob that was altered, cut or
 * moved throws the envelope's error.
 */
export async function* openBlob(
  vault: Vault,
  storageId: Uint8Array,
  { key, context }: BlobKey,
): AsyncGenerator<Uint8Array> {
  const opener = new Opener(envelopeCrypto, key, context)
  const sizeBytes = await vault.sizeBytes(storageId)
  for (let offset = 0; offset < sizeBytes; offset += READ_BYTES) {
    const plain = opener.update(await vault.read(storageId, offset, Math.min(READ_BYTES, sizeBytes - offset)))
    if (plain.length > 0) yield plain
  }
  const rest = opener.final()
  if (rest.length > 0) yield rest
}

/** A whole small blob in memory. */
export async function readBlob(vault: Vault, storageId: Uint8Array, blobKey: BlobKey): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of openBlob(vault, storageId, blobKey)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
