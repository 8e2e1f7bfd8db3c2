import { dirname, join } from 'node:path'
import type { Platform } from '../platform.ts'

export type VaultErrorCode = 'vault/full' | 'vault/io' | 'vault/missing'

/** The vault could not keep or give bytes. Nothing that it failed to keep was ever acknowledged. */
export class VaultError extends Error {
  override name = 'VaultError'
  readonly code: VaultErrorCode
  constructor(code: VaultErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

const TEMPORARY = 'incoming'

/**
 * Ciphertext blobs on a file system, one file a storage id. Trusted for nothing: readers authenticate every chunk.
 *
 * Contract: when `put` returns, the blob is on the disk under its name, whole, and stays there through a power cut;
 * when it throws, the caller must assume nothing. `put` replaces what lay there before, atomically: a file left by a
 * crash is never trusted because it exists.
 */
export class Vault {
  readonly #directory: string
  readonly #platform: Platform
  /** Folders whose names are known to be on the disk. */
  readonly #durable: Set<string> = new Set()

  private constructor(directory: string, platform: Platform) {
    this.#directory = directory
    this.#platform = platform
  }

  /** Opens the vault and clears what unfinished writes left behind. */
  static async open(platform: Platform, directory: string): Promise<Vault> {
    const vault = new Vault(directory, platform)
    const incoming = join(directory, TEMPORARY)
    await platform.files.makeDirectory(incoming)
    for (const name of await platform.files.list(incoming)) await platform.files.unlink(join(incoming, name))
    return vault
  }

  /**
   * Keeps a blob and returns its size: temporary file, fsync, rename, fsync of the directory.
   *
   * @throws {VaultError} `vault/full` or `vault/io`; errors of `bytes` itself are thrown on unchanged.
   */
  async put(storageId: Uint8Array, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
    const { files } = this.#platform
    const path = this.#pathOf(storageId)
    const temporary = join(
      this.#directory,
      TEMPORARY,
      Buffer.from(this.#platform.random.bytes(16)).toString('hex'),
    )
    let sizeBytes = 0
    const file = await attempt(() => files.create(temporary), 'vault/io')
    try {
      try {
        for await (const chunk of bytes) {
          await attempt(() => file.write(chunk), 'vault/io')
          sizeBytes += chunk.length
        }
        await attempt(() => file.sync(), 'vault/io')
      } finally {
        await attempt(() => file.close(), 'vault/io')
      }
      await attempt(() => this.#makeFolders(dirname(path)), 'vault/io')
      await attempt(() => files.rename(temporary, path), 'vault/io')
    } catch (error) {
      // What cannot be removed now is cleared when the vault is opened next.
      await files.unlink(temporary).catch(() => undefined)
      throw error
    }
    await attempt(() => files.syncDirectory(dirname(path)), 'vault/io')
    return sizeBytes
  }

  /** Reads bytes of a blob; fewer than `length` only at its end. @throws {VaultError} `vault/missing` or `vault/io`. */
  async read(storageId: Uint8Array, offset: number, length: number): Promise<Uint8Array> {
    return attempt(() => this.#platform.files.read(this.#pathOf(storageId), offset, length), 'vault/missing')
  }

  /** Size of a blob in bytes. @throws {VaultError} `vault/missing` or `vault/io`. */
  async sizeBytes(storageId: Uint8Array): Promise<number> {
    return attempt(() => this.#platform.files.sizeBytes(this.#pathOf(storageId)), 'vault/missing')
  }

  /** Removes a blob durably; does nothing when it is not there. @throws {VaultError} `vault/io`. */
  async remove(storageId: Uint8Array): Promise<void> {
    const { files } = this.#platform
    const path = this.#pathOf(storageId)
    try {
      await attempt(() => files.unlink(path), 'vault/missing')
    } catch (error) {
      if (error instanceof VaultError && error.code === 'vault/missing') return
      throw error
    }
    await attempt(() => files.syncDirectory(dirname(path)), 'vault/io')
  }

  async #makeFolders(folder: string): Promise<void> {
    if (this.#durable.has(folder)) return
    const { files } = this.#platform
    await files.makeDirectory(folder)
    // A new folder's name must outlive a power cut as much as the file in it. That it is there already says nothing of
    // that, so each is made durable once in the life of the node.
    await files.syncDirectory(dirname(folder))
    await files.syncDirectory(this.#directory)
    this.#durable.add(folder)
  }

  #pathOf(storageId: Uint8Array): string {
    const hex = Buffer.from(storageId).toString('hex')
    return join(this.#directory, hex.slice(0, 2), hex.slice(2, 4), hex)
  }
}

/** Gives a system error the vault's code; `absent` is what a missing file means for the operation. */
async function attempt<T>(operation: () => Promise<T>, absent: 'vault/missing' | 'vault/io'): Promise<T> {
  try {
    return await operation()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new VaultError('vault/full', 'there is no space left on the device of the vault', error)
    }
    if (code === 'ENOENT' && absent === 'vault/missing') {
      throw new VaultError('vault/missing', 'expected a blob in the vault, it is not there', error)
    }
    throw new VaultError('vault/io', `the vault could not be used (${code || 'unknown error'})`, error)
  }
}
