/** A value that has exactly one canonical text: no floats, because their spelling differs between writers. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue | undefined }

/** A value has no canonical text: it holds a number that is not a safe integer, or a lone surrogate. */
export class CanonicalJsonError extends Error {
  override name = 'CanonicalJsonError'
  readonly code = 'ledger/not-canonical'
}

/**
 * The canonical JSON text of a value: keys sorted by UTF-16 code units, no white space, `undefined` members left out
 * (the subset of RFC 8785 that has no floating-point numbers).
 *
 * @throws {CanonicalJsonError} for numbers that are not safe integers and for strings with lone surrogates.
 */
export function canonicalJson(value: CanonicalValue): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new CanonicalJsonError(`expected a safe integer, got ${value}`)
    return Object.is(value, -0) ? '0' : String(value)
  }
  if (typeof value === 'string') return canonicalString(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const member = value[key]
      return member === undefined ? [] : [`${canonicalString(key)}:${canonicalJson(member)}`]
    })
  return `{${members.join(',')}}`
}

function isList(value: object): value is readonly CanonicalValue[] {
  return Array.isArray(value)
}

function canonicalString(text: string): string {
  if (/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text)) {
    throw new CanonicalJsonError('expected well-formed text, got a lone surrogate')
  }
  return JSON.stringify(text)
}
