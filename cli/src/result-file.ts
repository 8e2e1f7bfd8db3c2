import { writeFileSync } from 'node:fs'
import { systemCode, UsageError } from './failure.ts'
import { bytesOfText, printable } from './path-bytes.ts'

/** Writes a new file that only its owner reads. Throws a UsageError when it is there already or cannot be written. */
export function writeResultFile(argument: string, text: string): void {
  try {
    writeFileSync(bytesOfText(argument), text, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    const code = systemCode(error)
    if (code === '') throw error
    const why = code === 'EEXIST' ? 'is there already; name another file' : `cannot be written (${code})`
    throw new UsageError(`${printable(argument)} ${why}.`, 'usage/path')
  }
}
