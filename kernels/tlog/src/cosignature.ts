import { type NoteParts, parseNote, type Refusal, type Sign, signatureLine, type Verify } from './note.ts'
import type { NoteKey } from './note-key.ts'
import { utf8 } from './text.ts'
import { checkSize, TlogError } from './tlog-error.ts'

/** A verified cosignature: who gave it, when (seconds since 1970), and its line as it stands in the note. */
export type Cosignature = { key: NoteKey; timeSeconds: number; line: string }

const timeBytes = 8
const ed25519Bytes = 64

/**
 * Cosigns a checkpoint (C2SP tlog-cosignature, `cosignature/v1`): states that at `timeSeconds` it was the largest
 * consistent one that the witness had seen of this log. Returns the signature line, to be added to the note.
 *
 * What it states must have been stored before. Throws `TlogError` 'tlog/key' for a log's key, 'tlog/note' when it is
 * not a note and 'tlog/size' for a time that is none.
 */
export function cosign(note: string, key: NoteKey, timeSeconds: number, sign: Sign): string {
  if (key.type !== 'cosignature')
    throw new TlogError('tlog/key', "expected the key of a witness, got a log's")
  checkSize('timeSeconds', timeSeconds)
  const parts = parseNote(note)
  if ('code' in parts) throw new TlogError('tlog/note', parts.because)
  const signature = sign(cosignedMessage(parts.text, timeSeconds))
  const stamp = new Uint8Array(timeBytes + ed25519Bytes)
  new DataView(stamp.buffer).setBigUint64(0, BigInt(timeSeconds))
  stamp.set(signature, timeBytes)
  return signatureLine(key.name, key.keyId, stamp)
}

/**
 * The cosignatures of a note by the witnesses with `keys`, in the order of the keys; lines of others are passed over.
 * Where a witness has several lines the latest counts. Refuses the whole note when a line of a known key does not
 * verify, also when a time is later than `latestSeconds`.
 */
export function verifyCosignatures(
  note: string,
  keys: readonly NoteKey[],
  verify: Verify,
  latestSeconds: number = Number.MAX_SAFE_INTEGER,
): Cosignature[] | Refusal {
  const parts = parseNote(note)
  if ('code' in parts) return parts
  const found: Cosignature[] = []
  for (const key of keys) {
    const own = cosignaturesOf(parts, key, verify)
    if ('code' in own) return own
    const latest = own.reduce<Cosignature | null>(
      (a, b) => (a === null || b.timeSeconds > a.timeSeconds ? b : a),
      null,
    )
    if (latest === null) continue
    if (latest.timeSeconds > latestSeconds) {
      return {
        code: 'note/time',
        because: `The cosignature by ${key.name} is of a time that is still to come.`,
      }
    }
    found.push(latest)
  }
  return found
}

/** The cosignature of a note by one witness, otherwise why there is none. */
export function verifyCosignature(note: string, key: NoteKey, verify: Verify): Cosignature | Refusal {
  const found = verifyCosignatures(note, [key], verify)
  if ('code' in found) return found
  return found[0] ?? { code: 'note/unsigned', because: `There is no cosignature by ${key.name}.` }
}

function cosignaturesOf(parts: NoteParts, key: NoteKey, verify: Verify): Cosignature[] | Refusal {
  const refused: Refusal = {
    code: 'note/signature',
    because: `The cosignature by ${key.name} does not fit the text.`,
  }
  if (key.type !== 'cosignature') return refused
  const found: Cosignature[] = []
  for (const { name, keyId, signature, line } of parts.signatures) {
    if (name !== key.name || keyId !== key.keyId) continue
    if (signature.length !== timeBytes + ed25519Bytes) return refused
    const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0)
    if (time > BigInt(Number.MAX_SAFE_INTEGER)) return refused
    const timeSeconds = Number(time)
    if (!verify(key.publicKey, cosignedMessage(parts.text, timeSeconds), signature.subarray(timeBytes)))
      return refused
    found.push({ key, timeSeconds, line })
  }
  return found
}

function cosignedMessage(text: string, timeSeconds: number): Uint8Array {
  // The text was read from a note, so it has UTF-8.
  return utf8(`cosignature/v1\ntime ${timeSeconds}\n${text}`) ?? new Uint8Array(0)
}
