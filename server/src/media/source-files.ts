import { createHash } from 'node:crypto'
import { type BigIntStats, constants, type Dirent } from 'node:fs'
import { type FileHandle, lstat, open, readdir, realpath } from 'node:fs/promises'

/** One regular file found below a source. Paths are bytes: a file system's names need not be text. */
export interface SourceFile {
  readonly absolutePath: Buffer
  /** Relative to the source folder; the file's own name when the source is a file. */
  readonly path: Buffer
  readonly sizeBytes: number
  readonly modifiedAtNs: string
}

/** Something below a source that could not even be looked at. */
export interface SourceProblem {
  readonly absolutePath: Buffer
  readonly path: Buffer
  readonly problem: { readonly code: string; readonly because: string }
}

const SLASH: Buffer = Buffer.from('/')
const PATH_BYTES_MAX = 4095

/**
 * Walks sources in the byte order of their paths. Symbolic links, devices, pipes and sockets are no regular files and are
 * passed over; folders and files that cannot be read come as problems. A source that is given twice, or that lies within
 * another, yields each file once.
 */
export async function* walkSources(sources: readonly Buffer[]): AsyncGenerator<SourceFile | SourceProblem> {
  const seen = new Set<string>()
  for (const source of [...sources].sort(Buffer.compare)) {
    const found = await lstat(source, { bigint: true }).catch(
      (error: unknown) => error as NodeJS.ErrnoException,
    )
    const name = source.subarray(source.lastIndexOf(SLASH) + 1)
    if (found instanceof Error) yield problemOf(source, name, found)
    else if (found.isDirectory()) yield* walkFolder(source, Buffer.alloc(0), seen)
    else if (found.isFile()) yield* onlyOnce(fileOf(source, name, found), seen)
  }
}

async function* walkFolder(
  folder: Buffer,
  path: Buffer,
  seen: Set<string>,
): AsyncGenerator<SourceFile | SourceProblem> {
  const entries = await folderEntries(folder).catch((error: unknown) => error as Error)
  if (entries instanceof Error) {
    yield problemOf(folder, path, entries)
    return
  }
  for (const entry of entries.sort((a, b) => Buffer.compare(orderKey(a), orderKey(b)))) {
    const absolutePath = Buffer.concat([folder, SLASH, entry.name])
    const below = path.length === 0 ? entry.name : Buffer.concat([path, SLASH, entry.name])
    if (absolutePath.length > PATH_BYTES_MAX && !entry.isSymbolicLink()) {
      yield {
        absolutePath,
        path: below,
        problem: {
          code: 'file/path-too-long',
          because: `Expected a path of at most ${PATH_BYTES_MAX} bytes, got ${absolutePath.length}.`,
        },
      }
    } else if (entry.isDirectory()) {
      yield* walkFolder(absolutePath, below, seen)
    } else if (entry.isFile()) {
      const found = await lstat(absolutePath, { bigint: true }).catch(
        (error: unknown) => error as NodeJS.ErrnoException,
      )
      if (found instanceof Error) yield problemOf(absolutePath, below, found)
      else yield* onlyOnce(fileOf(absolutePath, below, found), seen)
    }
  }
}

export type FolderEntry = Dirent<Buffer>

/** What lies directly in a folder, links not followed; names are bytes. Throws the system's error. */
export function folderEntries(folder: Buffer): Promise<FolderEntry[]> {
  return readdir(folder, { withFileTypes: true, encoding: 'buffer' })
}

/** Folders sort as if their name ended in a slash, which is the byte order of whole paths. */
function orderKey(entry: Dirent<Buffer>): Buffer {
  return entry.isDirectory() ? Buffer.concat([entry.name, SLASH]) : entry.name
}

function* onlyOnce(file: SourceFile, seen: Set<string>): Generator<SourceFile> {
  const key = file.absolutePath.toString('latin1')
  if (seen.has(key)) return
  seen.add(key)
  yield file
}

function fileOf(absolutePath: Buffer, path: Buffer, found: BigIntStats): SourceFile {
  return { absolutePath, path, sizeBytes: Number(found.size), modifiedAtNs: found.mtimeNs.toString() }
}

function problemOf(absolutePath: Buffer, path: Buffer, error: Error): SourceProblem {
  return { absolutePath, path, problem: readProblem(error) }
}

/** Where a path really leads, symbolic links and `..` followed; the path itself where nothing is there. */
export async function realPathOf(path: Buffer): Promise<Buffer> {
  return realpath(path, { encoding: 'buffer' }).catch(() => path)
}

/** Whether something has this name, a symbolic link included. */
export async function isThere(path: Buffer): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/** The sentence for a file that could not be opened or read. */
export function readProblem(error: unknown): { code: string; because: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  if (code === 'ENOENT')
    return { code: 'file/vanished', because: 'The file vanished before it could be read.' }
  if (code === 'EACCES' || code === 'EPERM') {
    return { code: 'file/unreadable', because: 'The permissions of the file do not let this node read it.' }
  }
  return { code: 'file/unreadable', because: `The file could not be read (${code}).` }
}

/** The file was not the same at the end of reading as at its start. */
export class FileChangedError extends Error {
  override name = 'FileChangedError'
  readonly code = 'file/changed'
}

const CHUNK_BYTES = 1024 * 1024

/** A regular file held open, so that what is read twice is the same file even if its name is given to another. */
export class OpenFile {
  readonly #handle: FileHandle
  readonly #before: BigIntStats
  private constructor(handle: FileHandle, before: BigIntStats) {
    this.#handle = handle
    this.#before = before
  }

  /** Opens without following a symbolic link and without waiting for a pipe. Throws the system's error. */
  static async open(path: Buffer): Promise<OpenFile> {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const found = await handle.stat({ bigint: true })
      if (!found.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'ENOTREG' })
      return new OpenFile(handle, found)
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  get sizeBytes(): number {
    return Number(this.#before.size)
  }

  get modifiedAtNs(): string {
    return this.#before.mtimeNs.toString()
  }

  /** The bytes from the start. @throws {FileChangedError} when the file changed meanwhile, system errors otherwise. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    let offset = 0
    for (;;) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(1, this.sizeBytes - offset)))
      const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, offset)
      if (bytesRead === 0) break
      offset += bytesRead
      if (offset > this.sizeBytes) break
      yield chunk.subarray(0, bytesRead)
    }
    const after = await this.#handle.stat({ bigint: true })
    if (
      offset !== this.sizeBytes ||
      after.size !== this.#before.size ||
      after.mtimeNs !== this.#before.mtimeNs
    ) {
      throw new FileChangedError('the file changed while it was read')
    }
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}

/** Hashes bytes as they pass: SHA-256, SHA-1 and MD5 in one go, and whatever else the caller adds. */
export async function digestBytes(
  bytes: AsyncIterable<Uint8Array>,
  also: (chunk: Uint8Array) => void,
): Promise<{ sha256: Buffer; sha1: Buffer; md5: Buffer; sizeBytes: number }> {
  const hashes = { sha256: createHash('sha256'), sha1: createHash('sha1'), md5: createHash('md5') }
  let sizeBytes = 0
  for await (const chunk of bytes) {
    hashes.sha256.update(chunk)
    hashes.sha1.update(chunk)
    hashes.md5.update(chunk)
    also(chunk)
    sizeBytes += chunk.length
  }
  return { sha256: hashes.sha256.digest(), sha1: hashes.sha1.digest(), md5: hashes.md5.digest(), sizeBytes }
}
