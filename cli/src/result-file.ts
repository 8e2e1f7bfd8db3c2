import { rmSync, writeFileSync } from 'node:fs'
import { systemCode, UsageError } from './failure.ts'
import { bytesOfText, printable } from './path-bytes.ts'

/**
 * Makes a new file that only its owner reads, does the work and writes what it returns. Where the work fails, the file
 * goes again. Throws a UsageError, before the work, when the file is there already or cannot be written.
 */
export async function writeWorkResult(argument: string, work: () => Promise<string>): Promise<void> {
  writeResultFile(argument, '')
  try {
    writeFileSync(bytesOfText(argument), await work())
  } catch (error) {
    rmSync(bytesOfText(argument), { force: true })
    throw error
  }
}

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
