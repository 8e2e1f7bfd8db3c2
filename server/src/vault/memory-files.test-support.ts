import { dirname } from 'node:path'
import type { VaultFiles, WritableFile } from '../platform.ts'

/** What a power cut leaves of writes that were not yet durable: nothing, or their names without their bytes. */
export type Loss = 'nothing' | 'names'

interface Inode {
  /** Null for a folder. */
  data: Buffer | null
  synced: Buffer
}

/**
 * Files in memory that know what is durable: bytes after `sync` of the file, names after `syncDirectory` of the folder.
 * `cutPower` forgets the rest, which no real disk can be made to do on demand.
 */
export class MemoryFiles implements VaultFiles {
  #live: Map<string, Inode> = new Map([['/', { data: null, synced: Buffer.alloc(0) }]])
  #durable: Map<string, Inode> = new Map(this.#live)

  /** Forgets what was not durable. */
  cutPower(loss: Loss): void {
    const names = loss === 'names' ? this.#live : this.#durable
    const left = new Map<string, Inode>()
    for (const [path, inode] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (path !== '/' && !left.has(dirname(path))) continue
      left.set(path, { data: inode.data === null ? null : inode.synced, synced: inode.synced })
    }
    this.#live = left
    this.#durable = new Map(left)
  }

  async makeDirectory(path: string): Promise<void> {
    if (!this.#live.has(dirname(path))) await this.makeDirectory(dirname(path))
    if (!this.#live.has(path)) this.#live.set(path, { data: null, synced: Buffer.alloc(0) })
  }

  async create(path: string): Promise<WritableFile> {
    this.#get(dirname(path))
    if (this.#live.has(path)) throw systemError('EEXIST')
    const inode: Inode = { data: Buffer.alloc(0), synced: Buffer.alloc(0) }
    this.#live.set(path, inode)
    return {
      write: async (bytes) => {
        inode.data = Buffer.concat([inode.data ?? Buffer.alloc(0), bytes])
      },
      sync: async () => {
        inode.synced = inode.data ?? Buffer.alloc(0)
      },
      close: () => Promise.resolve(),
    }
  }

  async rename(from: string, to: string): Promise<void> {
    const inode = this.#get(from)
    this.#get(dirname(to))
    this.#live.delete(from)
    this.#live.set(to, inode)
  }

  async syncDirectory(path: string): Promise<void> {
    this.#get(path)
    const inside = (name: string): boolean => name !== '/' && dirname(name) === path
    for (const name of [...this.#durable.keys()].filter(inside))
      if (!this.#live.has(name)) this.#durable.delete(name)
    for (const [name, inode] of this.#live) if (inside(name)) this.#durable.set(name, inode)
  }

  async unlink(path: string): Promise<void> {
    this.#get(path)
    this.#live.delete(path)
  }

  async sizeBytes(path: string): Promise<number> {
    return this.#get(path).data?.length ?? 0
  }

  async read(path: string, offsetBytes: number, lengthBytes: number): Promise<Uint8Array> {
    const { data } = this.#get(path)
    return new Uint8Array((data ?? Buffer.alloc(0)).subarray(offsetBytes, offsetBytes + lengthBytes))
  }

  async list(path: string): Promise<readonly string[]> {
    const inside = [...this.#live].filter(([name]) => name !== '/' && dirname(name) === path)
    return inside
      .map(
        ([name, inode]) => name.slice(path === '/' ? 1 : path.length + 1) + (inode.data === null ? '/' : ''),
      )
      .sort()
  }

  #get(path: string): Inode {
    const inode = this.#live.get(path)
    if (inode === undefined) throw systemError('ENOENT')
    return inode
  }
}

/** An error as Node.js reports it for a failed system call. */
export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: planted`), { code, syscall: 'planted' })
}
