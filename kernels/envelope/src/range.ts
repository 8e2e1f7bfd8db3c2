import { type Crypto, deriveForHeader } from './derivation.ts'
import { EnvelopeError } from './envelope-error.ts'
import { chunkBytes, headerBytes, openedSizeBytes, sealedChunkBytes } from './layout.ts'
import { openChunk } from './opener.ts'

/** A run of bytes of the sealed object. */
export type Span = { offsetBytes: number; lengthBytes: number }

/** What must be read to open a range; see `planRange`. `last` is empty when `chunks` reaches the last chunk. */
export type RangePlan = {
  startBytes: number
  endBytes: number
  header: Span
  chunks: Span
  last: Span
}

/** The bytes read for the three spans of a plan. */
export type RangeBytes = { header: Uint8Array; chunks: Uint8Array; last: Uint8Array }

/**
 * Says which bytes of a sealed object must be read to open plaintext bytes `startBytes` to `endBytes - 1`.
 *
 * The last chunk is always among them: only it shows that the object really has the size that the store claims.
 * Throws `EnvelopeError` 'envelope/range' when the range is not inside the plaintext, 'envelope/truncated' when
 * no sealed object has that size.
 */
export function planRange(sealedBytes: number, startBytes: number, endBytes: number): RangePlan {
  const sizeBytes = openedSizeBytes(sealedBytes)
  const whole = Number.isSafeInteger(startBytes) && Number.isSafeInteger(endBytes)
  if (!whole || startBytes < 0 || endBytes < startBytes || endBytes > sizeBytes) {
    throw new EnvelopeError(
      'envelope/range',
      `expected a range within 0 to ${sizeBytes}, got ${startBytes} to ${endBytes}`,
    )
  }
  const lastNumber = Math.floor(sizeBytes / chunkBytes)
  const firstNumber = Math.floor(startBytes / chunkBytes)
  const pastNumber = startBytes === endBytes ? firstNumber : Math.floor((endBytes - 1) / chunkBytes) + 1
  const offsetOf = (number: number): number => headerBytes + number * sealedChunkBytes
  const chunksOffset = offsetOf(firstNumber)
  const chunksEnd = Math.min(offsetOf(pastNumber), sealedBytes)
  const lastOffset = offsetOf(lastNumber)
  const reachesLast = pastNumber > lastNumber
  return {
    startBytes,
    endBytes,
    header: { offsetBytes: 0, lengthBytes: headerBytes },
    chunks: { offsetBytes: chunksOffset, lengthBytes: chunksEnd - chunksOffset },
    last: { offsetBytes: lastOffset, lengthBytes: reachesLast ? 0 : sealedBytes - lastOffset },
  }
}

/**
 * Opens the range of a plan from the bytes that were read for it.
 *
 * Returns exactly `endBytes - startBytes` authentic bytes, or throws `EnvelopeError`: 'envelope/truncated' when
 * the store gave fewer or more bytes than the plan names, otherwise as `open` does.
 */
export function openPlanned(
  crypto: Crypto,
  key: Uint8Array,
  context: Uint8Array,
  plan: RangePlan,
  bytes: RangeBytes,
): Uint8Array {
  for (const name of ['header', 'chunks', 'last'] as const) {
    if (bytes[name].length !== plan[name].lengthBytes) {
      throw new EnvelopeError(
        'envelope/truncated',
        `${name}: expected ${plan[name].lengthBytes} bytes, got ${bytes[name].length}`,
      )
    }
  }
  const derived = deriveForHeader(crypto, key, context, bytes.header)
  const numberAt = (offset: number): number => (offset - headerBytes) / sealedChunkBytes
  if (plan.last.lengthBytes > 0) openChunk(crypto, derived, numberAt(plan.last.offsetBytes), bytes.last)
  const range = new Uint8Array(plan.endBytes - plan.startBytes)
  const firstNumber = numberAt(plan.chunks.offsetBytes)
  for (let at = 0, number = firstNumber; at < bytes.chunks.length; at += sealedChunkBytes, number++) {
    const chunk = openChunk(crypto, derived, number, bytes.chunks.subarray(at, at + sealedChunkBytes))
    const chunkStart = number * chunkBytes
    const from = Math.max(plan.startBytes, chunkStart)
    const to = Math.min(plan.endBytes, chunkStart + chunk.length)
    if (from < to) range.set(chunk.subarray(from - chunkStart, to - chunkStart), from - plan.startBytes)
  }
  return range
}

/**
 * Opens plaintext bytes `startBytes` to `endBytes - 1` of a sealed object of `sealedBytes` bytes.
 *
 * `read(offset, length)` returns bytes of the sealed object; it is called at most three times. For a store that
 * answers later, use `planRange` and `openPlanned`, which this function joins. Throws as they do.
 */
export function openRange(
  crypto: Crypto,
  key: Uint8Array,
  context: Uint8Array,
  sealedBytes: number,
  startBytes: number,
  endBytes: number,
  read: (offsetBytes: number, lengthBytes: number) => Uint8Array,
): Uint8Array {
  const plan = planRange(sealedBytes, startBytes, endBytes)
  const fetch = ({ offsetBytes, lengthBytes }: Span): Uint8Array =>
    lengthBytes === 0 ? new Uint8Array(0) : read(offsetBytes, lengthBytes)
  const bytes = { header: fetch(plan.header), chunks: fetch(plan.chunks), last: fetch(plan.last) }
  return openPlanned(crypto, key, context, plan, bytes)
}
