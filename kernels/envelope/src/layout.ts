import { EnvelopeError } from './envelope-error.ts'

export const saltBytes = 24
export const headerBytes = 56
export const tagBytes = 16
export const chunkBytes = 16384
export const sealedChunkBytes: number = chunkBytes + tagBytes

// The chunk counter has 38 bits, which keeps an object below the wear-out of the cipher (4 PiB).
const mostChunks = 2 ** 38

/** Throws 'envelope/size' when a chunk would have a number beyond the counter. */
export function checkChunkNumber(number: number): void {
  if (number >= mostChunks) {
    throw new EnvelopeError('envelope/size', `expected fewer than 2^38 chunks, got chunk ${number}`)
  }
}

/**
 * The size of the sealed object that `sizeBytes` bytes of plaintext make: 56 bytes, and 16 for each started or
 * empty last chunk of 16 KiB. Throws `EnvelopeError` 'envelope/size' for what is no size.
 */
export function sealedSizeBytes(sizeBytes: number): number {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    throw new EnvelopeError('envelope/size', `expected a size of 0 or more bytes, got ${sizeBytes}`)
  }
  const full = Math.floor(sizeBytes / chunkBytes)
  checkChunkNumber(full)
  return headerBytes + sizeBytes + (full + 1) * tagBytes
}

/**
 * The size of the plaintext in a sealed object of `sealedBytes` bytes. Throws `EnvelopeError`
 * 'envelope/truncated' for a size that no sealed object has. The size is only a claim until it is authenticated.
 */
export function openedSizeBytes(sealedBytes: number): number {
  if (!Number.isSafeInteger(sealedBytes) || sealedBytes < headerBytes + tagBytes) {
    throw new EnvelopeError(
      'envelope/truncated',
      `expected ${headerBytes + tagBytes} bytes or more, got ${sealedBytes}`,
    )
  }
  const full = Math.floor((sealedBytes - headerBytes) / sealedChunkBytes)
  const last = (sealedBytes - headerBytes) % sealedChunkBytes
  if (last < tagBytes) {
    throw new EnvelopeError(
      'envelope/truncated',
      `the last chunk: expected ${tagBytes} bytes or more, got ${last}`,
    )
  }
  checkChunkNumber(full)
  return full * chunkBytes + last - tagBytes
}
