import { DecoderError } from './errors.ts'
import type { Refusal } from './types.ts'

const LONGEST_JSON_BYTES = 1024 * 1024
const REFUSAL_CODES = new Set([
  'media/unreadable',
  'media/unsupported',
  'media/limits',
  'media/memory',
  'archive/unreadable',
  'archive/limits',
  'archive/unsupported',
  'archive/unsafe-name',
  'archive/not-a-file',
  'archive/encrypted',
  'vics/unreadable',
  'vics/limits',
])

export type Reply = {
  readonly body: Readonly<Record<string, unknown>>
  readonly parts: ReadonlyMap<string, Buffer>
}

/** Takes a reply of a worker apart. A worker is not trusted: what has not the form of a reply throws `decoder/protocol`. */
export function parseReply(payload: Buffer): Reply {
  if (payload.length < 4) throw malformed('a length')
  const jsonBytes = payload.readUInt32LE(0)
  if (jsonBytes > LONGEST_JSON_BYTES || 4 + jsonBytes > payload.length)
    throw malformed('JSON of a fitting length')
  let body: unknown
  try {
    body = JSON.parse(payload.toString('utf8', 4, 4 + jsonBytes))
  } catch {
    throw malformed('JSON')
  }
  if (!isRecord(body)) throw malformed('a JSON object')
  const sizes = body['parts']
  if (!isRecord(sizes)) throw malformed('a list of parts')
  const parts = new Map<string, Buffer>()
  let at = 4 + jsonBytes
  for (const [name, size] of Object.entries(sizes)) {
    if (!isCount(size) || at + size > payload.length) throw malformed('parts of fitting sizes')
    // A copy, so that a small part does not keep the whole answer in memory.
    parts.set(name, Buffer.from(payload.subarray(at, at + size)))
    at += size
  }
  if (at !== payload.length) throw malformed('nothing after the parts')
  return { body, parts }
}

/** The refusal that a reply carries, or null. */
export function refusalIn(body: Readonly<Record<string, unknown>>): Refusal | null {
  const { refused, because } = body
  if (refused === undefined) return null
  if (typeof refused !== 'string' || !REFUSAL_CODES.has(refused)) throw malformed('a known refusal')
  return { code: refused, because: plainText(because, 400) ?? 'no reason was given' }
}

export function malformed(expected: string): DecoderError {
  return new DecoderError('decoder/protocol', `an answer with ${expected} expected, another came`)
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** Text without control characters, at most `longest` characters; null for what is no text. */
export function plainText(value: unknown, longest: number): string | null {
  if (typeof value !== 'string' || value.length > longest * 4) return null
  const text = value
    .replaceAll(/\p{Cs}/gu, '\uFFFD')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, longest)
  return text === '' ? null : text
}
