import { createHash } from 'node:crypto'

/** Names the place of a file on the examiner's disk, so that a resumed intake knows it again. */
export function filePlace(absolutePath: Uint8Array): Buffer {
  return createHash('sha256').update('file\0').update(absolutePath).digest()
}

/** Names the place of an archive member: the same name may occur twice in one archive, so its position counts. */
export function memberPlace(archive: Uint8Array, position: number, path: Uint8Array): Buffer {
  return createHash('sha256')
    .update('member\0')
    .update(archive)
    .update(`\0${position}\0`)
    .update(path)
    .digest()
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** A path as text: UTF-8 where it is, otherwise each byte that is not is shown as `\xHH`. */
export function pathText(path: Uint8Array): string {
  try {
    return decoder.decode(path).replaceAll('\0', '\\x00')
  } catch {
    return Buffer.from(path)
      .toString('latin1')
      .replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
  }
}

/** Folder and name of a path in text form. */
export function splitPath(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf('/')
  return { folder: slash < 0 ? '' : path.slice(0, slash), name: path.slice(slash + 1) }
}
