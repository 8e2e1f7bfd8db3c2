import type { Source } from './types.ts'

const HEAD_BYTES = 256 * 1024
const CHUNK_BYTES = 1024 * 1024

/** What came differs from the announced size, so the file changed while it was read. */
export class SizeMismatch extends Error {
  override readonly name = 'SizeMismatch'
}

/** Reads a source once: its first bytes for as long as they are needed, then the rest, with the length checked. */
export class SourceReader {
  readonly head: Uint8Array
  readonly sizeBytes: number
  readonly #rest: AsyncIterator<Uint8Array> | null
  readonly #afterHead: Uint8Array

  private constructor(
    head: Uint8Array,
    afterHead: Uint8Array,
    sizeBytes: number,
    rest: AsyncIterator<Uint8Array> | null,
  ) {
    this.head = head
    this.sizeBytes = sizeBytes
    this.#afterHead = afterHead
    this.#rest = rest
  }

  static async open(source: Source, sizeBytes: number): Promise<SourceReader> {
    if (source instanceof Uint8Array) {
      if (source.length !== sizeBytes) throw mismatch(sizeBytes, source.length)
      return new SourceReader(source.subarray(0, HEAD_BYTES), source.subarray(HEAD_BYTES), sizeBytes, null)
    }
    const iterator = source[Symbol.asyncIterator]()
    const parts: Uint8Array[] = []
    let length = 0
    while (length < HEAD_BYTES && length < sizeBytes) {
      const step = await iterator.next()
      if (step.done === true) throw mismatch(sizeBytes, length)
      parts.push(step.value)
      length += step.value.length
    }
    if (length > sizeBytes) {
      await iterator.return?.()
      throw mismatch(sizeBytes, length)
    }
    const all = Buffer.concat(parts)
    return new SourceReader(all.subarray(0, HEAD_BYTES), all.subarray(HEAD_BYTES), sizeBytes, iterator)
  }

  get whole(): boolean {
    return this.head.length >= this.sizeBytes
  }

  /** What follows the head, in pieces of at most 1 MiB. */
  async *rest(): AsyncGenerator<Uint8Array> {
    let length = this.head.length
    let part: Uint8Array | null = this.#afterHead
    while (part !== null) {
      length += part.length
      if (length > this.sizeBytes) throw mismatch(this.sizeBytes, length)
      for (let at = 0; at < part.length; at += CHUNK_BYTES) yield part.subarray(at, at + CHUNK_BYTES)
      const step: IteratorResult<Uint8Array> | undefined = await this.#rest?.next()
      part = step === undefined || step.done === true ? null : step.value
    }
    if (length !== this.sizeBytes) throw mismatch(this.sizeBytes, length)
  }

  /** Tells the source that no more of it is needed. */
  async close(): Promise<void> {
    await this.#rest?.return?.()
  }
}

function mismatch(announced: number, came: number): SizeMismatch {
  return new SizeMismatch(`${announced} bytes were announced, ${came} came`)
}
