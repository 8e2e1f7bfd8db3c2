import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { entriesPath, type Tile, tilePath } from '@homeward/tlog'
import { isSystemError, type Platform } from '../platform.ts'

const CHECKPOINT = 'checkpoint'

/** The log as files (C2SP tlog-tiles): tiles, entry bundles, checkpoint. Trusted for nothing; proofs decide. */
export class TileFiles {
  readonly #directory: string
  readonly #platform: Platform

  constructor(platform: Platform, directory: string) {
    this.#platform = platform
    this.#directory = directory
  }

  /**
   * The bytes of a resource. A partial tile that was removed is read from the full one, of which it is the beginning
   * (hashes of 32 bytes only; a bundle comes whole). Throws the system's error when neither is there.
   */
  read(path: string): Uint8Array {
    try {
      return readFileSync(join(this.#directory, path))
    } catch (error) {
      const [, full, width] = /^(.+)\.p\/(\d+)$/.exec(path) ?? []
      if (full === undefined || !isSystemError(error, 'ENOENT')) throw error
      const bytes = readFileSync(join(this.#directory, full))
      return full.startsWith('tile/entries/') ? bytes : bytes.subarray(0, Number(width) * 32)
    }
  }

  /** The signed checkpoint, or null before the first. */
  checkpoint(): string | null {
    try {
      return readFileSync(join(this.#directory, CHECKPOINT), 'utf8')
    } catch {
      return null
    }
  }

  /** Writes a resource durably: temporary file, fsync, rename, fsync of the directory. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    const { files, random } = this.#platform
    const target = join(this.#directory, path)
    const temporary = `${target}.${Buffer.from(random.bytes(8)).toString('hex')}.new`
    await files.makeDirectory(dirname(target))
    const file = await files.create(temporary)
    try {
      await file.write(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await files.rename(temporary, target)
    await files.syncDirectory(dirname(target))
  }

  /** Removes the partial tiles of a tile that is full now; the specification lets a log do so. */
  async removePartials({ level, index }: Tile): Promise<void> {
    const { files } = this.#platform
    for (const path of level === 0 ? [tilePath(0, index), entriesPath(index)] : [tilePath(level, index)]) {
      const folder = join(this.#directory, `${path}.p`)
      for (const name of await files.list(folder)) await files.unlink(join(folder, name))
    }
  }

  async writeCheckpoint(note: string): Promise<void> {
    await this.write(CHECKPOINT, Buffer.from(note))
  }
}
