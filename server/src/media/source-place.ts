import { access, constants, lstat, realpath } from 'node:fs/promises'
import { type Refusal, refuse } from '@homeward/core'
import type { DataDirectory } from '../data-directory.ts'

const SLASH = 0x2f

/**
 * Where a named source really lies: an absolute path as bytes, links in the folders above it resolved, so that two
 * ways to one folder are one source. Refuses, before anything is written, what an intake could not or must not read: a
 * path that is not absolute or leads nowhere, a symbolic link, what is neither folder nor file, a folder that this node
 * may not list, and the node's own data, which would become evidence of itself.
 */
export async function placeOfSource(source: Buffer, directory: DataDirectory): Promise<Buffer | Refusal> {
  if (source[0] !== SLASH) return refuse('intake/path', 'Expected absolute paths.')
  const named = withoutSlash(source)
  const place = await realpath(named, { encoding: 'buffer' }).catch((error: unknown) => error as Error)
  const found = await lstat(named).catch((error: unknown) => error as Error)
  if (found instanceof Error) return missing(found)
  const own = place instanceof Error ? null : await ownDataProblem(place, directory)
  if (own !== null) return own
  if (found.isSymbolicLink()) {
    return refuse(
      'intake/source-link',
      'The source is a symbolic link, and links are not followed: name what it points to.',
    )
  }
  if (place instanceof Error) return missing(place)
  if (!found.isDirectory() && !found.isFile()) {
    return refuse('intake/source-kind', 'Expected a folder or a regular file as source, got something else.')
  }
  // A file that cannot be read is counted, a folder has no line of its own in the report.
  if (found.isDirectory() && !(await mayList(place))) {
    return refuse(
      'intake/source-unreadable',
      'The permissions of the source do not let this node list the folder; nothing was taken in.',
    )
  }
  return place
}

function missing(error: Error): Refusal {
  const code = 'code' in error ? String(error.code) : error.name
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return refuse('intake/source-missing', 'There is no such source on the machine of this node.')
  }
  return refuse('intake/source-unreadable', `The source cannot be reached (${code}); nothing was taken in.`)
}

/** A node must never take in itself. `place` is a real path: no link is left in it. */
export async function ownDataProblem(place: Buffer, directory: DataDirectory): Promise<Refusal | null> {
  const asked = asFolder(place)
  const own = asFolder(await realpath(Buffer.from(directory.path), { encoding: 'buffer' }))
  for (const name of ['keys', 'vault', 'postgres', 'ledger', 'run']) {
    if (lies(asked, Buffer.concat([own, Buffer.from(`${name}/`)]))) {
      return refuse(
        'intake/own-data',
        'The source belongs to the node itself; name the folder of the exhibit.',
      )
    }
  }
  if (!lies(own, asked)) return null
  return refuse(
    'intake/own-data',
    `The source holds the node’s own data (${directory.path}); name the folder of the exhibit.`,
  )
}

function mayList(folder: Buffer): Promise<boolean> {
  return access(folder, constants.R_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** With a closing slash, the system would follow a link that the path names. */
function withoutSlash(path: Buffer): Buffer {
  let end = path.length
  while (end > 1 && path[end - 1] === SLASH) end -= 1
  return path.subarray(0, end)
}

function asFolder(path: Buffer): Buffer {
  return path.at(-1) === SLASH ? path : Buffer.concat([path, Buffer.from('/')])
}

/** Whether a path lies in a folder or is it; both with their closing slash. */
function lies(path: Buffer, folder: Buffer): boolean {
  return path.subarray(0, folder.length).equals(folder)
}
