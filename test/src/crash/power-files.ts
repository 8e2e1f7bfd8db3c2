import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { VaultFiles } from '../../../server/src/platform.ts'
import { type Loss, MemoryFiles } from '../../../server/src/vault/memory-files.test-support.ts'

/**
 * Real file operations below one folder, with a shadow in memory that knows what of them is durable. `cutPower` makes
 * the folder what a power cut would have left of it.
 */
export class PowerFiles {
  readonly #folder: string
  readonly #files: VaultFiles
  readonly #shadow = new MemoryFiles()

  private constructor(folder: string, files: VaultFiles) {
    this.#folder = folder
    this.#files = files
  }

  /** Watches a folder, whose contents of now are durable. */
  static async watch(folder: string, files: VaultFiles): Promise<PowerFiles> {
    const power = new PowerFiles(folder, files)
    await power.#learn(folder)
    for (let above = dirname(folder); ; above = dirname(above)) {
      await power.#shadow.syncDirectory(above)
      if (above === '/') return power
    }
  }

  readonly operations = (): VaultFiles => {
    const both = async <T>(path: string, real: Promise<T>, shadow: () => Promise<unknown>): Promise<T> => {
      const done = await real
      if (`${path}/`.startsWith(`${this.#folder}/`)) await shadow()
      return done
    }
    const [files, shadow] = [this.#files, this.#shadow]
    return {
      ...files,
      makeDirectory: (path) => both(path, files.makeDirectory(path), () => shadow.makeDirectory(path)),
      create: async (path) => {
        const file = await files.create(path)
        if (!path.startsWith(`${this.#folder}/`)) return file
        const shaded = await shadow.create(path)
        return {
          write: (bytes) => both(path, file.write(bytes), () => shaded.write(bytes)),
          sync: () => both(path, file.sync(), () => shaded.sync()),
          close: () => file.close(),
        }
      },
      rename: (from, to) => both(to, files.rename(from, to), () => shadow.rename(from, to)),
      syncDirectory: (path) => both(path, files.syncDirectory(path), () => shadow.syncDirectory(path)),
      unlink: (path) => both(path, files.unlink(path), () => shadow.unlink(path)),
    }
  }

  /** Leaves on the disk what was durable. */
  async cutPower(loss: Loss): Promise<void> {
    this.#shadow.cutPower(loss)
    await rm(this.#folder, { recursive: true, force: true })
    await this.#restore(this.#folder)
  }

  async #learn(folder: string): Promise<void> {
    await this.#shadow.makeDirectory(folder)
    for (const name of await this.#files.list(folder)) {
      const path = join(folder, name)
      if (name.endsWith('/')) {
        await this.#learn(path.slice(0, -1))
        continue
      }
      const file = await this.#shadow.create(path)
      await file.write(await this.#files.read(path, 0, await this.#files.sizeBytes(path)))
      await file.sync()
    }
    await this.#shadow.syncDirectory(folder)
  }

  async #restore(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for (const name of await this.#shadow.list(folder)) {
      const path = join(folder, name)
      if (name.endsWith('/')) await this.#restore(path.slice(0, -1))
      else
        await writeFile(path, await this.#shadow.read(path, 0, await this.#shadow.sizeBytes(path)), {
          mode: 0o600,
        })
    }
  }
}
