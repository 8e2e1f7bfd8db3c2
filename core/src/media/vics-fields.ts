import { type Refusal, refuse } from '../refusal.ts'

export type VicsScalar = string | number | boolean | null
/** The fields of one object of a VICS document by their names there. */
export type VicsFields = ReadonlyMap<string, VicsScalar>
export type VicsPair = readonly [name: string, value: string]

/** Tells a value that could not be understood from one that is there or missing. */
export function isProblem(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null
}

/** The text of a field without the space around it; null where it is missing or empty. */
export function textOf(fields: VicsFields, name: string): string | null {
  const value = fields.get(name)
  if (value === undefined || value === null) return null
  const text = String(value).trim()
  return text === '' ? null : text
}

/** A hash in lower case; refuses with `vics/entry` what is none of this length. */
export function hexOf(fields: VicsFields, name: string, digits: number): string | null | Refusal {
  const text = textOf(fields, name)?.toLowerCase() ?? null
  if (text === null || (text.length === digits && /^[0-9a-f]+$/u.test(text))) return text
  return refuse('vics/entry', `Expected ${name} as ${digits} hex digits, got ${text.length} characters.`)
}

/** A size in bytes, whether written as a number or as text; refuses with `vics/entry` what is none. */
export function sizeOf(value: VicsScalar): number | null | Refusal {
  if (value === null || value === '') return null
  const size = typeof value === 'string' && /^\d{1,16}$/u.test(value.trim()) ? Number(value) : value
  if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size
  return refuse('vics/entry', 'Expected MediaSize as a whole number of bytes, got something else.')
}

/** Flags are booleans in some exports and words in others; anything else says nothing. */
export function flagOf(fields: VicsFields, name: string): boolean | null {
  const value = fields.get(name)
  if (typeof value === 'boolean') return value
  const word = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return word === 'true' ? true : word === 'false' ? false : null
}
