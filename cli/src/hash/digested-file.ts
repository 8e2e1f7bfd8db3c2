import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

const CHUNK_BYTES = 1024 * 1024

/** The three digests of one content, in lower-case hexadecimal. */
export interface Digests {
  readonly sha256: string
  readonly sha1: string
  readonly md5: string
}

/** A regular file that is read once, from begin to end, while its digests are made. */
export class DigestedFile {
  readonly #handle: FileHandle
  readonly #before: BigIntStats
  readonly #hashes = [createHash('sha256'), createHash('sha1'), createHash('md5')] as const
  #readBytes = 0
  #atEnd = false

  private constructor(handle: FileHandle, before: BigIntStats) {
    this.#handle = handle
    this.#before = before
  }

  /**
   * Opens a file without following a link and without waiting for a writer. Undefined when it is no regular file.
   * Throws the system's error when it cannot be opened.
   */
  static async open(path: Buffer): Promise<DigestedFile | undefined> {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const before = await handle.stat({ bigint: true })
    if (before.isFile()) return new DigestedFile(handle, before)
    await handle.close()
    return undefined
  }

  /** The size when it was opened. */
  get sizeBytes(): number {
    return Number(this.#before.size)
  }

  /** The whole content; fewer bytes than announced when the file shrank meanwhile. */
  async whole(): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(this.sizeBytes)
    let length = 0
    while (length < bytes.length) {
      const part = await this.#readInto(bytes.subarray(length, Math.min(bytes.length, length + CHUNK_BYTES)))
      if (part.length === 0) break
      length += part.length
    }
    return bytes.subarray(0, length)
  }

  /** The content from where reading stands; never more bytes than announced. Who stops early goes on with `drain`. */
  async *stream(): AsyncGenerator<Uint8Array> {
    while (this.#readBytes < this.sizeBytes) {
      const left = this.sizeBytes - this.#readBytes
      const part = await this.#readInto(Buffer.allocUnsafe(Math.min(CHUNK_BYTES, left)))
      if (part.length === 0) return
      yield part
    }
  }

  /** Reads what nobody has asked for, so that the digests are of the whole file. */
  async drain(): Promise<void> {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    while (!this.#atEnd) await this.#readInto(chunk)
  }

  /** True when the file is no longer what it was when it was opened, or grew or shrank while it was read. */
  async changed(): Promise<boolean> {
    const before = this.#before
    const after = await this.#handle.stat({ bigint: true })
    return (
      after.size !== before.size ||
      after.mtimeNs !== before.mtimeNs ||
      after.ctimeNs !== before.ctimeNs ||
      BigInt(this.#readBytes) !== before.size
    )
  }

  /** The digests of everything read. May be asked once. */
  digests(): Digests {
    const [sha256, sha1, md5] = this.#hashes
    return { sha256: sha256.digest('hex'), sha1: sha1.digest('hex'), md5: md5.digest('hex') }
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  async #readInto(into: Buffer): Promise<Buffer> {
    const { bytesRead } = await this.#handle.read(into, 0, into.length, this.#readBytes)
    if (bytesRead === 0) this.#atEnd = true
    this.#readBytes += bytesRead
    const part = into.subarray(0, bytesRead)
    for (const hash of this.#hashes) hash.update(part)
    return part
  }
}
