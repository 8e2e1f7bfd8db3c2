import { type Checkpoint, verifyCheckpoint } from './checkpoint.ts'
import { verifyConsistency } from './consistency.ts'
import { hashBytes, type Sha256, sameBytes } from './hash.ts'
import type { Refusal, Verify } from './note.ts'
import type { NoteKey } from './note-key.ts'
import { fromBase64, toBase64 } from './text.ts'
import { checkSize, TlogError } from './tlog-error.ts'

/**
 * What a log sends to a witness: the size of the checkpoint that the witness cosigned last, the consistency proof from
 * there (hashes of 32 bytes), and the new checkpoint as a signed note.
 */
export type AddCheckpoint = { oldSize: number; proof: readonly Uint8Array[]; note: string }

/**
 * Why a witness does not cosign. `size` is what it cosigned last, where the specification has it answered; `shown` is
 * the checkpoint of the request once its signature has been verified.
 */
export type WitnessRefusal = {
  code: 'witness/form' | 'witness/signature' | 'witness/old-size' | 'witness/proof' | 'witness/fork'
  because: string
  size?: number
  shown?: Checkpoint
}

const mostProofLines = 63

/**
 * Writes the body of an add-checkpoint request (C2SP tlog-witness). Throws `TlogError` 'tlog/size', 'tlog/hash' or
 * 'tlog/note' for what it cannot hold.
 */
export function formatAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): string {
  checkSize('oldSize', oldSize)
  if (proof.length > mostProofLines || proof.some((hash) => hash.length !== hashBytes)) {
    throw new TlogError('tlog/hash', `expected at most ${mostProofLines} hashes of ${hashBytes} bytes`)
  }
  if (!note.endsWith('\n')) throw new TlogError('tlog/note', 'expected a note that ends in a newline')
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`
}

/** Reads the body of an add-checkpoint request. The note in it is not verified: see `judgeCheckpoint`. */
export function parseAddCheckpoint(body: string): AddCheckpoint | WitnessRefusal {
  const end = body.indexOf('\n\n')
  const [first = '', ...lines] = end < 0 ? [] : body.slice(0, end).split('\n')
  const oldSize = sizeOf(/^old (0|[1-9][0-9]{0,15})$/.exec(first)?.[1])
  if (oldSize === null)
    return malformed('Expected a first line "old" with a size, and an empty line before the note.')
  if (lines.length > mostProofLines) return malformed(`Expected at most ${mostProofLines} proof lines.`)
  const proof: Uint8Array[] = []
  for (const line of lines) {
    const hash = fromBase64(line)
    if (hash?.length !== hashBytes)
      return malformed('Expected a hash of 32 bytes in base64 in each proof line.')
    proof.push(hash)
  }
  return { oldSize, proof, note: body.slice(end + 2) }
}

/**
 * Judges a checkpoint as a witness must: whether it is of the log `origin` and signed by one of its `keys`, and grows
 * from `latest`, the checkpoint that the witness cosigned last (null before the first). Returns the checkpoint to be
 * stored and cosigned, or why not. Storing it and reading `latest` must be one atomic step.
 */
export function judgeCheckpoint(
  request: AddCheckpoint,
  log: { readonly origin: string; readonly keys: readonly NoteKey[] },
  latest: { readonly size: number; readonly root: Uint8Array } | null,
  platform: { readonly sha256: Sha256; readonly verify: Verify },
): Checkpoint | WitnessRefusal {
  const checkpoint = signedByAny(request.note, log, platform.verify)
  if ('code' in checkpoint) {
    if (checkpoint.code === 'note/form') return malformed(checkpoint.because)
    return { code: 'witness/signature', because: checkpoint.because }
  }
  const { size, root } = checkpoint
  if (request.oldSize > size) return malformed('The old size is above the size of the checkpoint.')
  const lastSize = latest?.size ?? 0
  if (request.oldSize !== lastSize) {
    return {
      code: 'witness/old-size',
      because: `Expected the old size ${lastSize}, got ${request.oldSize}.`,
      size: lastSize,
      shown: checkpoint,
    }
  }
  if (latest !== null && latest.size === size && !sameBytes(latest.root, root)) {
    return {
      code: 'witness/fork',
      because: `Another root was cosigned for the size ${size}: the log was forked.`,
      size: lastSize,
      shown: checkpoint,
    }
  }
  // Without an earlier checkpoint there is nothing to be consistent with, and the proof must be empty.
  const consistent =
    latest === null || latest.size === 0
      ? request.proof.length === 0
      : verifyConsistency(platform.sha256, latest.size, size, latest.root, root, request.proof)
  if (consistent) return checkpoint
  return {
    code: 'witness/proof',
    because: `The proof does not lead from size ${lastSize} to ${size}.`,
    shown: checkpoint,
  }
}

function signedByAny(
  note: string,
  log: { readonly origin: string; readonly keys: readonly NoteKey[] },
  verify: Verify,
): Checkpoint | Refusal {
  let refusal: Refusal = { code: 'note/unsigned', because: 'No key of this log is known.' }
  for (const key of log.keys) {
    const checkpoint = verifyCheckpoint(note, log.origin, key, verify)
    if (!('code' in checkpoint)) return checkpoint
    refusal = checkpoint
  }
  return refusal
}

function malformed(because: string): WitnessRefusal {
  return { code: 'witness/form', because }
}

function sizeOf(digits: string | undefined): number | null {
  const size = Number(digits)
  return digits !== undefined && Number.isSafeInteger(size) ? size : null
}
