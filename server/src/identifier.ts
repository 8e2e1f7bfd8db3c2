import type { Platform } from './platform.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const CHARACTERS = 26

/**
 * A new public identifier: a word for the kind of object and 130 random bits in base 32. Without order in time, so that
 * an identifier says nothing about what was taken in before or after.
 */
export function newIdentifier(platform: Platform, kind: string): string {
  const bytes = platform.random.bytes(CHARACTERS)
  let text = ''
  for (const byte of bytes) text += ALPHABET[byte & 31]
  return `${kind}-${text}`
}
