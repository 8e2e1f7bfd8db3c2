import type { VaultFiles } from '../../server/src/platform.ts'

/** File operations on a disk that holds so many bytes below one folder and then is full. */
export class LimitedFiles {
  readonly #folder: () => string
  /** Bytes that still fit. */
  leftBytes: number
  /** How often there was no room: a harness that never saw it has shown nothing. */
  refused = 0

  constructor(folder: () => string, leftBytes: number) {
    this.#folder = folder
    this.leftBytes = leftBytes
  }

  /** The same operations within the limit. */
  readonly around = (files: VaultFiles): VaultFiles => ({
    ...files,
    create: async (path) => {
      const file = await files.create(path)
      if (!path.startsWith(`${this.#folder()}/`)) return file
      return {
        ...file,
        write: (bytes) => {
          if (bytes.length > this.leftBytes) {
            this.refused += 1
            return Promise.reject(
              Object.assign(new Error('ENOSPC: planted'), { code: 'ENOSPC', syscall: 'write' }),
            )
          }
          this.leftBytes -= bytes.length
          return file.write(bytes)
        },
      }
    },
  })
}
