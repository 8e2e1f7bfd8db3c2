import { randomBytes } from 'node:crypto'
import { constants, type Dirent } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises'

/** Time as a value. `nowMs` is the wall clock since 1970, `monotonicMs` never goes back and has no epoch. */
export interface Clock {
  nowMs(): number
  monotonicMs(): number
}

/** Randomness as a value; every byte is fit for keys. */
export interface Randomness {
  bytes(count: number): Uint8Array
}

/** A file that is being written; nothing is durable before `sync` has returned. */
export interface WritableFile {
  write(bytes: Uint8Array): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * The file operations of the vault, the key files and the ledger's tiles. Each rejects with a Node.js system
 * error (`code` ENOSPC, EIO, ENOENT ...). A name is durable only after `syncDirectory` of its folder.
 */
export interface VaultFiles {
  /** Makes a folder and the folders above it, mode 0700; does nothing when it is there already. */
  makeDirectory(path: string): Promise<void>
  /** Makes a new file, mode 0600; rejects with EEXIST when the name is taken. */
  create(path: string): Promise<WritableFile>
  /** Replaces `to` in one step. */
  rename(from: string, to: string): Promise<void>
  syncDirectory(path: string): Promise<void>
  unlink(path: string): Promise<void>
  sizeBytes(path: string): Promise<number>
  /** Reads at most `lengthBytes` from `offsetBytes`; fewer only at the end of the file. */
  read(path: string, offsetBytes: number, lengthBytes: number): Promise<Uint8Array>
  /** Names in a folder, folders with a closing slash, in byte order; empty when there is no such folder. */
  list(path: string): Promise<readonly string[]>
}

/** Everything that is not determined by arguments and the database. */
export interface Platform {
  readonly clock: Clock
  readonly random: Randomness
  readonly files: VaultFiles
}

const realClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
}

const realRandom: Randomness = {
  bytes: (count) => new Uint8Array(randomBytes(count)),
}

const realFiles: VaultFiles = {
  async makeDirectory(path) {
    await mkdir(path, { mode: 0o700, recursive: true })
  },
  async create(path) {
    const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
    return {
      write: (bytes) => writeAll(handle, bytes),
      sync: () => handle.sync(),
      close: () => handle.close(),
    }
  },
  rename: (from, to) => rename(from, to),
  async syncDirectory(path) {
    const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY)
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
  unlink: (path) => unlink(path),
  async sizeBytes(path) {
    return (await stat(path)).size
  },
  async read(path, offsetBytes, lengthBytes) {
    const handle = await open(path, constants.O_RDONLY)
    try {
      return await readAt(handle, offsetBytes, lengthBytes)
    } finally {
      await handle.close()
    }
  },
  async list(path) {
    let entries: Dirent[]
    try {
      entries = await readdir(path, { withFileTypes: true })
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return []
      throw error
    }
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort()
  },
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done)
    done += bytesWritten
  }
}

async function readAt(handle: FileHandle, offsetBytes: number, lengthBytes: number): Promise<Uint8Array> {
  const { size } = await handle.stat()
  const bytes = new Uint8Array(Math.max(0, Math.min(lengthBytes, size - offsetBytes)))
  let done = 0
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offsetBytes + done)
    if (bytesRead === 0) return bytes.subarray(0, done)
    done += bytesRead
  }
  return bytes
}

/** The real clock, the real randomness and the real disk. */
export const systemPlatform: Platform = { clock: realClock, random: realRandom, files: realFiles }

/** Tells a Node.js system error, of one of the codes when any are given. */
export function isSystemError(error: unknown, ...codes: readonly string[]): error is NodeJS.ErrnoException {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false
  return codes.length === 0 || codes.includes(error.code)
}
