import { isKeyName, type NoteKey, readKeyId } from './note-key.ts'
import { fromBase64, toBase64, utf8 } from './text.ts'
import { TlogError } from './tlog-error.ts'

/** Why a note is not accepted: a stable code and a sentence. */
export type Refusal = {
  code: 'note/form' | 'note/unsigned' | 'note/signature' | 'note/origin' | 'note/time'
  because: string
}

/** Signs bytes with an Ed25519 private key: 64 bytes. */
export type Sign = (message: Uint8Array) => Uint8Array

/** Whether `signature` is the Ed25519 signature of `message` by `publicKey` (32 bytes). */
export type Verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

// A bound on work: each line of a note can cost one signature check.
const mostSignatures = 100
const mostNoteLength = 1_000_000

/**
 * Signs a text, which ends in a newline, and returns the note: text, blank line, signature line (C2SP
 * signed-note). `keyId` is the one of `noteKey`. Throws `TlogError` 'tlog/note' for a text or name that a note
 * cannot hold.
 */
export function signNote(text: string, name: string, keyId: number, sign: Sign): string {
  const message = messageOf(text)
  if (message === null) {
    throw new TlogError('tlog/note', 'text: expected lines without control characters, ending in a newline')
  }
  return `${text}\n${signatureLine(name, keyId, sign(message))}`
}

/** Adds another signature to a signed note. Throws `TlogError` 'tlog/note' when it is not a note. */
export function addSignature(note: string, name: string, keyId: number, sign: Sign): string {
  const parts = parseNote(note)
  if ('code' in parts) throw new TlogError('tlog/note', parts.because)
  return note + signatureLine(name, keyId, sign(parts.message))
}

/**
 * Returns the text of a note when it carries a valid signature by `key`, otherwise why not.
 *
 * Signatures by other keys are passed over, as the specification demands. The text is not to be used for
 * anything before this function has returned it.
 */
export function verifyNote(note: string, key: NoteKey, verify: Verify): { text: string } | Refusal {
  const parts = parseNote(note)
  if ('code' in parts) return parts
  let found = false
  for (const { name, keyId, signature } of parts.signatures) {
    if (name !== key.name || keyId !== key.keyId) continue
    found = true
    if (!verify(key.publicKey, parts.message, signature)) {
      return { code: 'note/signature', because: `The signature by ${key.name} does not fit the text.` }
    }
  }
  if (!found) return { code: 'note/unsigned', because: `There is no signature by ${key.name}.` }
  return { text: parts.text }
}

/** One signature line of a note, taken apart but not verified. */
export type Signature = { name: string; keyId: number; signature: Uint8Array; line: string }

/** A note taken apart; nothing in it is verified. */
export type NoteParts = { text: string; message: Uint8Array; signatures: Signature[] }

/** Takes a note apart without believing it, or says what its form lacks. */
export function parseNote(note: string): NoteParts | Refusal {
  const malformed = (because: string): Refusal => ({ code: 'note/form', because })
  if (note.length > mostNoteLength) return malformed(`The note is longer than ${mostNoteLength} characters.`)
  const blank = note.lastIndexOf('\n\n')
  if (blank < 0 || !note.endsWith('\n')) return malformed('There is no blank line before the signatures.')
  const text = note.slice(0, blank + 1)
  const message = messageOf(text)
  if (message === null) return malformed('The text has control characters or is not Unicode.')
  const lines = note
    .slice(blank + 2)
    .split('\n')
    .slice(0, -1)
  if (lines.length === 0) return malformed('There is no signature line.')
  if (lines.length > mostSignatures) return malformed(`There are more than ${mostSignatures} signatures.`)
  const signatures: Signature[] = []
  for (const line of lines) {
    const [, name, encoded] = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line) ?? []
    const bytes = encoded === undefined ? null : fromBase64(encoded)
    if (name === undefined || !isKeyName(name) || bytes === null || bytes.length < 5) {
      return malformed('A signature line has another form than dash, name, base64.')
    }
    signatures.push({ name, keyId: readKeyId(bytes), signature: bytes.subarray(4), line: `${line}\n` })
  }
  return { text, message, signatures }
}

/** The UTF-8 bytes of a text that a note can hold, otherwise null. */
export function messageOf(text: string): Uint8Array | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (!text.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/.test(text)) return null
  return utf8(text)
}

/** Writes a signature line. Throws `TlogError` 'tlog/note' for a name or id that none can hold. */
export function signatureLine(name: string, keyId: number, signature: Uint8Array): string {
  if (!isKeyName(name)) throw new TlogError('tlog/note', 'name: expected text without spaces and plus signs')
  if (!Number.isInteger(keyId) || keyId < 0 || keyId > 0xffffffff) {
    throw new TlogError('tlog/note', `keyId: expected an unsigned 32-bit number, got ${keyId}`)
  }
  const id = [keyId >>> 24, (keyId >>> 16) & 255, (keyId >>> 8) & 255, keyId & 255]
  return `\u2014 ${name} ${toBase64(Uint8Array.of(...id, ...signature))}\n`
}
