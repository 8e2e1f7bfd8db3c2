import type { IncomingHttpHeaders } from 'node:http'
import { type Refusal, refuse } from '@homeward/core'

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const CHARACTERS_MAX = 2000

/**
 * Reads why something is asked where the body is the bytes of a file: the header `purpose`, the base64 of UTF-8 text. It
 * is no part of the address, because addresses are kept where nobody looks after them. Refuses with `request/purpose`.
 */
export function purposeOf(headers: IncomingHttpHeaders): string | Refusal {
  const sent = headers['purpose']
  const text = typeof sent === 'string' && BASE64.test(sent) ? decoded(sent) : null
  if (text !== null && text.trim() !== '' && text.length <= CHARACTERS_MAX) return text
  return refuse(
    'request/purpose',
    `Expected a header purpose with 1 to ${CHARACTERS_MAX} characters as the base64 of UTF-8 text.`,
  )
}

function decoded(base64: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'))
  } catch {
    return null
  }
}
