import { closeSync, constants, createReadStream, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs'
import type { Bytes } from './client.ts'
import { systemCode, UsageError } from './failure.ts'
import { absolutePath, bytesOfText, printable } from './path-bytes.ts'

const TEXT_BYTES_MAX = 64 * 1024

/** A path as the node is told it: absolute text, or base64 when its bytes are not UTF-8. */
export type SentPath = string | { readonly base64: string }

/** The absolute form of a path argument that exists. Throws a UsageError when it does not. */
export function sentPath(argument: string): SentPath {
  let path: Buffer
  try {
    path = absolutePath(bytesOfText(argument))
    lstatSync(path)
  } catch (error) {
    throw new UsageError(`${printable(argument)} ${whyNot(error)}.`, 'usage/path')
  }
  const text = path.toString('utf8')
  return Buffer.from(text, 'utf8').equals(path) ? text : { base64: path.toString('base64') }
}

/** The bytes of a regular file as a request sends them. Throws a UsageError when it is none or cannot be read. */
export function fileBytes(argument: string): Bytes {
  const path = bytesOfText(argument)
  try {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const status = fstatSync(descriptor)
    closeSync(descriptor)
    if (!status.isFile()) throw new UsageError(`${printable(argument)} is not a regular file.`, 'usage/path')
    return {
      sizeBytes: status.size,
      open: () => createReadStream(path, { end: Math.max(0, status.size - 1) }),
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${printable(argument)} ${whyNot(error)}.`, 'usage/path')
  }
}

/** The text of a small file. Throws a UsageError when it cannot be read or is longer than 64 KiB. */
export function fileText(argument: string): string {
  try {
    const bytes = readFileSync(bytesOfText(argument))
    if (bytes.length <= TEXT_BYTES_MAX) return bytes.toString('utf8')
  } catch (error) {
    throw new UsageError(`${printable(argument)} ${whyNot(error)}.`, 'usage/path')
  }
  throw new UsageError(`${printable(argument)} is longer than ${TEXT_BYTES_MAX} bytes.`, 'usage/path')
}

function whyNot(error: unknown): string {
  const code = systemCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code})`
}
