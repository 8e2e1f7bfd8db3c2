import type { Sha256 } from './hash.ts'
import { fromBase64, toBase64, utf8 } from './text.ts'
import { TlogError } from './tlog-error.ts'

/** The signature types of C2SP that this package knows, by their identifier byte: a log's and a witness's. */
const types = { signature: 1, cosignature: 4 } as const
export type NoteKeyType = keyof typeof types

/**
 * A key that signs notes: what it makes, its name, its id (an unsigned 32-bit number) and the 32 bytes of its Ed25519
 * half.
 */
export type NoteKey = { type: NoteKeyType; name: string; keyId: number; publicKey: Uint8Array }

const publicKeyBytes = 32

/** Whether a name may stand in a signature line: not empty, no space of any kind, no plus, no control character. */
export function isKeyName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return name.length > 0 && !/[\s+\u0000-\u001f\u007f-\u009f]/.test(name) && utf8(name) !== null
}

/**
 * Makes the key of a log from its name and an Ed25519 public key of 32 bytes; the id is the start of
 * SHA-256(name 0x0A 0x01 public key), C2SP signed-note. Throws `TlogError` 'tlog/key'.
 */
export function noteKey(sha256: Sha256, name: string, publicKey: Uint8Array): NoteKey {
  return keyOfType(sha256, 'signature', name, publicKey)
}

/**
 * Makes the key of a witness; the id has 0x04 in place of 0x01 (C2SP tlog-cosignature). A signed message does not hold
 * the witness's name, so one public key must serve one name only. Throws `TlogError` 'tlog/key'.
 */
export function witnessKey(sha256: Sha256, name: string, publicKey: Uint8Array): NoteKey {
  return keyOfType(sha256, 'cosignature', name, publicKey)
}

function keyOfType(sha256: Sha256, type: NoteKeyType, name: string, publicKey: Uint8Array): NoteKey {
  const encoded = isKeyName(name) ? utf8(name) : null
  if (encoded === null) throw new TlogError('tlog/key', 'name: expected text without spaces and plus signs')
  if (publicKey.length !== publicKeyBytes) {
    throw new TlogError('tlog/key', `public key: expected ${publicKeyBytes} bytes, got ${publicKey.length}`)
  }
  const hash = sha256(Uint8Array.of(...encoded, 10, types[type], ...publicKey))
  return { type, name, keyId: readKeyId(hash), publicKey: publicKey.slice() }
}

/** Writes a key as one line, `name+id+base64`: the form in which verifiers are configured. */
export function encodeNoteKey(key: NoteKey): string {
  const id = key.keyId.toString(16).padStart(8, '0')
  return `${key.name}+${id}+${toBase64(Uint8Array.of(types[key.type], ...key.publicKey))}`
}

/**
 * Reads a key from its line; its type says whether it is a log's or a witness's. Throws `TlogError` 'tlog/key' unless
 * it is an Ed25519 key whose id belongs to its name and public key.
 */
export function parseNoteKey(sha256: Sha256, line: string): NoteKey {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(line) ?? []
  const bytes = encoded === undefined ? null : fromBase64(encoded)
  const type = (Object.keys(types) as NoteKeyType[]).find((one) => types[one] === bytes?.[0])
  if (name === undefined || id === undefined || bytes === null || type === undefined) {
    throw new TlogError('tlog/key', 'expected name+id+base64 of an Ed25519 key')
  }
  const key = keyOfType(sha256, type, name, bytes.subarray(1))
  if (key.keyId !== Number.parseInt(id, 16)) {
    throw new TlogError('tlog/key', 'the id does not belong to this name and public key')
  }
  return key
}

/** The first four bytes as an unsigned number, big-endian. */
export function readKeyId(bytes: Uint8Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
}
