import { checkHash } from './hash.ts'
import { type Refusal, type Verify, verifyNote } from './note.ts'
import type { NoteKey } from './note-key.ts'
import { fromBase64, toBase64 } from './text.ts'
import { checkSize, TlogError } from './tlog-error.ts'

/** The state of a log: who it is, how many leaves it has, and the root over them (32 bytes). */
export type Checkpoint = { origin: string; size: number; root: Uint8Array }

/**
 * Writes a checkpoint as the text of a note: origin, size, root in base64, a line each (C2SP tlog-checkpoint).
 * Throws `TlogError` 'tlog/checkpoint', 'tlog/size' or 'tlog/hash' for what cannot stand there.
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (origin === '' || /[\u0000-\u001f]/.test(origin)) {
    throw new TlogError('tlog/checkpoint', 'origin: expected one line of text that is not empty')
  }
  checkSize('size', size)
  checkHash(root)
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/**
 * Reads a checkpoint from the text of a note whose signature has been verified. Extension lines are allowed and
 * left out. Throws `TlogError` 'tlog/checkpoint' for any other text.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [, origin, digits, encoded] =
    /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*$/.exec(text) ?? []
  const root = encoded === undefined ? null : fromBase64(encoded)
  const size = Number(digits)
  if (origin === undefined || root === null || !Number.isSafeInteger(size)) {
    throw new TlogError('tlog/checkpoint', 'expected the lines origin, size and root')
  }
  return { origin, size, root }
}

/**
 * Returns the checkpoint in a signed note when `key` signed it and it is one of the log `origin`, otherwise why
 * not. It says nothing of earlier checkpoints: see `verifyConsistency`.
 */
export function verifyCheckpoint(
  note: string,
  origin: string,
  key: NoteKey,
  verify: Verify,
): Checkpoint | Refusal {
  const verified = verifyNote(note, key, verify)
  if ('code' in verified) return verified
  let checkpoint: Checkpoint
  try {
    checkpoint = parseCheckpoint(verified.text)
  } catch (error) {
    if (error instanceof TlogError)
      return { code: 'note/form', because: `This is no checkpoint: ${error.message}.` }
    throw error
  }
  if (checkpoint.origin !== origin) {
    return { code: 'note/origin', because: 'The checkpoint is one of another log.' }
  }
  return checkpoint
}
