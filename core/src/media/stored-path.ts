import { type Refusal, refuse } from '../refusal.ts'

const PATH_CHARACTERS_MAX = 4095

/**
 * The parts of a path that a document gives relative to its own folder. Backslashes part as slashes do. Refuses with
 * `vics/unsafe-path` what could lead out of that folder (an absolute path, a drive, `..`) or is no path at all.
 */
export function storedPath(text: string): readonly string[] | Refusal {
  const no = (came: string): Refusal =>
    refuse('vics/unsafe-path', `Expected a path below the folder of the case file, got ${came}.`)
  if (text.length > PATH_CHARACTERS_MAX) return no(`one of ${text.length} characters`)
  if (/[\0\uFFFD]/u.test(text)) return no('one that is no text')
  if (/^[\\/]/u.test(text)) return no('an absolute one')
  if (/^[A-Za-z]:/u.test(text)) return no('one with a drive')
  const parts = text.split(/[\\/]+/u).filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) return no('one that leaves it')
  return parts.length === 0 ? no('an empty one') : parts
}
