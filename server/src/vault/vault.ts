import { dirname, join } from 'node:path'
import type { Platform } from '../platform.ts'

export type VaultErrorCode = 'vault/full' | 'vault/io' | 'vault/missing' | 'vault/too-many-orphans'

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
const FOLDER = /^([0-9a-f]{2})\/$/
const STORAGE_ID = /^[0-9a-f]{64}$/

/**
 * Ciphertext blobs on a file system, one file a storage id. Trusted for nothing: readers authenticate every chunk.
 *
 * Contract: when `put` returns, the blob is on the disk under its name, whole, and stays there through a power cut;
 * when it throws, the caller must assume nothing. `put` replaces what lay there before, atomically: a file left by a
 * crash is never trusted because it exists. Changes of one storage id take effect in the order in which they were
 * called: a put whose transaction lost its connection goes on for a while and must not replace a later one.
 */
export class Vault {
  readonly #directory: string
  readonly #platform: Platform
  /** Folders whose names are known to be on the disk. */
  readonly #durable: Set<string> = new Set()
  /** Names of the temporary files that are being written now. */
  readonly #writing: Set<string> = new Set()
  /** The last change of each storage id that is going on. */
  readonly #turns: Map<string, Promise<void>> = new Map()

  private constructor(directory: string, platform: Platform) {
    this.#directory = directory
    this.#platform = platform
  }

  /** Opens the vault and clears what unfinished writes left behind. */
  static async open(platform: Platform, directory: string): Promise<Vault> {
    const vault = new Vault(directory, platform)
    await platform.files.makeDirectory(join(directory, TEMPORARY))
    await vault.clearUnfinished()
    return vault
  }

  /**
   * Removes temporary files of writes that are not going on any more and returns how many there were. The node is the
   * only one that writes here, so what it is not writing is nobody's.
   */
  async clearUnfinished(): Promise<number> {
    const { files } = this.#platform
    const incoming = join(this.#directory, TEMPORARY)
    let cleared = 0
    for (const name of await attempt(() => files.list(incoming), 'vault/io')) {
      // Asked after the listing: a write enters its name before its file is there and takes it out when it is gone.
      if (this.#writing.has(name)) continue
      if (await this.#unlinked(join(incoming, name))) cleared += 1
    }
    return cleared
  }

  /** Storage ids of all blobs, in the order of their bytes; those put or removed meanwhile may be among them or not. */
  async *storageIds(): AsyncGenerator<Buffer> {
    for (const first of await this.#folders(this.#directory)) {
      for (const second of await this.#folders(join(this.#directory, first))) {
        const folder = join(this.#directory, first, second)
        for (const name of await attempt(() => this.#platform.files.list(folder), 'vault/io')) {
          if (STORAGE_ID.test(name) && name.startsWith(first + second)) yield Buffer.from(name, 'hex')
        }
      }
    }
  }

  /**
   * Keeps a blob and returns its size: temporary file, fsync, rename, fsync of the directory.
   *
   * @throws {VaultError} `vault/full` or `vault/io`; errors of `bytes` itself are thrown on unchanged.
   */
  async put(storageId: Uint8Array, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
    return this.#inTurn(storageId, async () => {
      const name = Buffer.from(this.#platform.random.bytes(16)).toString('hex')
      this.#writing.add(name)
      try {
        return await this.#write(join(this.#directory, TEMPORARY, name), this.#pathOf(storageId), bytes)
      } finally {
        this.#writing.delete(name)
      }
    })
  }

  async #write(
    temporary: string,
    path: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<number> {
    const { files } = this.#platform
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
      // What cannot be removed now is cleared by the next sweep.
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
  remove(storageId: Uint8Array): Promise<void> {
    return this.#inTurn(storageId, async () => {
      const path = this.#pathOf(storageId)
      if (!(await this.#unlinked(path))) return
      await attempt(() => this.#platform.files.syncDirectory(dirname(path)), 'vault/io')
    })
  }

  async #inTurn<T>(storageId: Uint8Array, change: () => Promise<T>): Promise<T> {
    const path = this.#pathOf(storageId)
    const changed = (this.#turns.get(path) ?? Promise.resolve()).then(change)
    const over = changed.then(
      () => undefined,
      () => undefined,
    )
    this.#turns.set(path, over)
    try {
      return await changed
    } finally {
      if (this.#turns.get(path) === over) this.#turns.delete(path)
    }
  }

  /** Removes a file; false when it is not there. */
  async #unlinked(path: string): Promise<boolean> {
    try {
      await attempt(() => this.#platform.files.unlink(path), 'vault/missing')
      return true
    } catch (error) {
      if (error instanceof VaultError && error.code === 'vault/missing') return false
      throw error
    }
  }

  async #folders(folder: string): Promise<string[]> {
    const names = await attempt(() => this.#platform.files.list(folder), 'vault/io')
    return names.flatMap((name) => FOLDER.exec(name)?.[1] ?? [])
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
