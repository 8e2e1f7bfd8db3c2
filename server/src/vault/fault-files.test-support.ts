import type { VaultFiles, WritableFile } from '../platform.ts'
import { systemError } from './memory-files.test-support.ts'

/** One planted fault: at the `at`-th call (from 1), with this code; `kept` when the call did its work all the same. */
export interface Fault {
  readonly at: number
  readonly code: 'ENOSPC' | 'EIO' | 'EMFILE'
  readonly kept: boolean
  /** Every later call fails too. */
  readonly sticky: boolean
}

/** File operations that fail at a chosen call; everything that changes the disk counts as a call. */
export class FaultFiles implements VaultFiles {
  readonly #files: VaultFiles
  #fault: Fault | null = null
  #calls = 0
  #fired = 0

  constructor(files: VaultFiles) {
    this.#files = files
  }

  /** Plants a fault, or takes it away, and counts calls from here. */
  arm(fault: Fault | null): void {
    this.#fault = fault
    this.#calls = 0
    this.#fired = 0
  }

  /** Calls since `arm`. */
  get calls(): number {
    return this.#calls
  }

  /** How often the fault struck since `arm`: a harness whose fault never struck has shown nothing. */
  get fired(): number {
    return this.#fired
  }

  makeDirectory(path: string): Promise<void> {
    return this.#call(() => this.#files.makeDirectory(path))
  }

  create(path: string): Promise<WritableFile> {
    return this.#call(async () => {
      const file = await this.#files.create(path)
      return {
        write: (bytes) => this.#call(() => file.write(bytes)),
        sync: () => this.#call(() => file.sync()),
        close: () => this.#call(() => file.close()),
      }
    })
  }

  rename(from: string, to: string): Promise<void> {
    return this.#call(() => this.#files.rename(from, to))
  }

  syncDirectory(path: string): Promise<void> {
    return this.#call(() => this.#files.syncDirectory(path))
  }

  unlink(path: string): Promise<void> {
    return this.#call(() => this.#files.unlink(path))
  }

  sizeBytes(path: string): Promise<number> {
    return this.#files.sizeBytes(path)
  }

  read(path: string, offsetBytes: number, lengthBytes: number): Promise<Uint8Array> {
    return this.#files.read(path, offsetBytes, lengthBytes)
  }

  list(path: string): Promise<readonly string[]> {
    return this.#files.list(path)
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    this.#calls += 1
    const fault = this.#fault
    if (fault === null || this.#calls < fault.at || (this.#calls > fault.at && !fault.sticky)) return work()
    this.#fired += 1
    if (fault.kept) await work()
    throw systemError(fault.code)
  }
}
