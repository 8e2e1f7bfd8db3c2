import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { systemCode } from '../failure.ts'

const SLASH = Buffer.from('/')

/** What a walk comes upon, in order: a regular file, something else, or what cannot be read. */
export type Found =
  | { readonly what: 'file'; readonly path: Buffer }
  | { readonly what: 'skipped'; readonly path: Buffer; readonly kind: 'symbolic link' | 'special file' }
  | { readonly what: 'failed'; readonly path: Buffer; readonly code: string; readonly because: string }

/**
 * Walks the paths in the order given, each folder recursively in the byte order of whole paths. Symbolic links are
 * never followed: inside a folder they are skipped, named as an argument they fail.
 */
export async function* walk(paths: readonly Buffer[]): AsyncGenerator<Found> {
  for (const path of paths) {
    let status: Awaited<ReturnType<typeof lstat>>
    try {
      status = await lstat(path)
    } catch (error) {
      yield failed(path, error)
      continue
    }
    if (status.isDirectory()) yield* walkFolder(path)
    else if (status.isFile()) yield { what: 'file', path }
    else if (status.isSymbolicLink()) {
      const because = 'It is a symbolic link, and links are not followed: name what it points to.'
      yield { what: 'failed', path, code: 'file/symbolic-link', because }
    } else yield notRegular(path)
  }
}

/** The failure of a path that is no regular file. */
export function notRegular(path: Buffer): Found & { what: 'failed' } {
  const because = 'It is neither a regular file nor a folder.'
  return { what: 'failed', path, code: 'file/not-regular', because }
}

/** The failure of a path that the system refuses to open or read. */
export function failed(path: Buffer, error: unknown): Found & { what: 'failed' } {
  const code = systemCode(error)
  const known = SYSTEM_FAILURES[code]
  if (known !== undefined) return { what: 'failed', path, ...known }
  return {
    what: 'failed',
    path,
    code: 'file/unreadable',
    because: `It cannot be read (${code || String(error)}).`,
  }
}

const SYSTEM_FAILURES: Readonly<Record<string, { code: string; because: string }>> = {
  ENOENT: { code: 'file/missing', because: 'There is no such file, or it vanished before it was read.' },
  ENOTDIR: { code: 'file/missing', because: 'There is no such file: a part of the path is no folder.' },
  EACCES: { code: 'file/unreadable', because: 'Its permissions do not allow it to be read.' },
  EPERM: { code: 'file/unreadable', because: 'The system does not allow it to be read.' },
  ENAMETOOLONG: { code: 'file/name-too-long', because: 'Its path is longer than the system can open.' },
  ELOOP: { code: 'file/symbolic-link', because: 'It is a symbolic link, and links are not followed.' },
}

async function* walkFolder(folder: Buffer): AsyncGenerator<Found> {
  let entries: Dirent<Buffer>[]
  try {
    entries = await readdir(folder, { encoding: 'buffer', withFileTypes: true })
  } catch (error) {
    yield failed(folder, error)
    return
  }
  // A folder sorts as its name with the slash, which is how the paths inside it go on.
  const ordered = entries
    .map((entry) => ({ entry, key: entry.isDirectory() ? Buffer.concat([entry.name, SLASH]) : entry.name }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
  for (const { entry } of ordered) {
    const path = childPath(folder, entry.name)
    if (entry.isDirectory()) yield* walkFolder(path)
    else if (entry.isFile()) yield { what: 'file', path }
    else yield { what: 'skipped', path, kind: entry.isSymbolicLink() ? 'symbolic link' : 'special file' }
  }
}

function childPath(folder: Buffer, name: Buffer): Buffer {
  return folder.at(-1) === SLASH[0] ? Buffer.concat([folder, name]) : Buffer.concat([folder, SLASH, name])
}
