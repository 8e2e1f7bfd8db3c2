import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT } from './exit-code.ts'
import { CommandError, systemCode } from './failure.ts'

/** What `homeward.json` of a data directory says. */
export interface DataDirectory {
  /** Absolute. */
  readonly path: string
  /** What made it: only a `demo` or `quick` one signs persons in without a password. */
  readonly made: 'demo' | 'quick' | 'real'
  readonly defaultPerson: string | undefined
}

/** Reads what a data directory is. Throws `data/not-initialised`, `data/unreadable` or `data/damaged`; writes nothing. */
export function openDataDirectory(path: string): DataDirectory {
  const file = join(path, 'homeward.json')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') throw missing(path)
    throw new CommandError('data/unreadable', `${file} cannot be read (${code}).`, EXIT.environment, error)
  }
  try {
    const said: unknown = JSON.parse(text)
    if (typeof said !== 'object' || said === null) throw new TypeError('not an object')
    const { made, defaultPerson } = said as { made?: unknown; defaultPerson?: unknown }
    return {
      path,
      made: made === 'demo' || made === 'quick' ? made : 'real',
      defaultPerson: typeof defaultPerson === 'string' ? defaultPerson : undefined,
    }
  } catch (error) {
    throw new CommandError(
      'data/damaged',
      `${file} is not the JSON that init writes.`,
      EXIT.environment,
      error,
    )
  }
}

/** True when persons of this directory sign in without a password: no real case belongs in it. */
export function signsInLocally(directory: DataDirectory): boolean {
  return directory.made !== 'real'
}

function missing(path: string): CommandError {
  const because = existsSync(path)
    ? `${path} is not a data directory of Homeward: run homeward init --data ${path}, or name another with --data.`
    : `There is no data directory ${path}: run homeward init --data ${path}, or name another with --data.`
  return new CommandError('data/not-initialised', because, EXIT.environment)
}
