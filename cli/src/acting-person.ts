import type { DataDirectory } from './data-directory.ts'
import { signsInLocally } from './data-directory.ts'

/** What decides as whom a command acts. */
export interface Asked {
  /** `--as CODE`. */
  readonly as: string | undefined
  /** Who signed in last. */
  readonly current: string | undefined
  /** `--unit CODE`, where the command has it. */
  readonly unit: string | undefined
  /** The command sets the node up and reads no case. */
  readonly administrative: boolean
}

/**
 * The person as whom a command acts: the one named, else the one signed in, else, where persons sign in locally, the
 * administrator for set-up, the specialist of the unit, or the directory's own. Undefined when nobody can be told.
 */
export function actingPerson(directory: DataDirectory, asked: Asked): string | undefined {
  if (asked.as !== undefined) return asked.as
  if (asked.current !== undefined) return asked.current
  if (!signsInLocally(directory)) return undefined
  if (asked.administrative) return 'administrator'
  if (asked.unit !== undefined) return `${asked.unit}-specialist`
  return directory.defaultPerson
}
