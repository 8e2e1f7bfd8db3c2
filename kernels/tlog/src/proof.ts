import { type Checkpoint, verifyCheckpoint } from './checkpoint.ts'
import { type Cosignature, verifyCosignatures } from './cosignature.ts'
import { hashBytes, type Sha256 } from './hash.ts'
import { verifyInclusion } from './inclusion.ts'
import type { Refusal, Verify } from './note.ts'
import type { NoteKey } from './note-key.ts'
import { fromBase64, toBase64 } from './text.ts'
import { checkSize, TlogError } from './tlog-error.ts'

/**
 * The proof of one entry as a file (C2SP tlog-proof): its index, the inclusion proof, the signed checkpoint, and
 * optional data of the application, which nothing authenticates but the application itself.
 */
export type LogProof = { index: number; proof: readonly Uint8Array[]; note: string; extra: Uint8Array | null }

/** Whom a verifier trusts: the log, and the witnesses of whom `quorum` must have cosigned. */
export type LogPolicy = {
  origin: string
  key: NoteKey
  witnesses: readonly NoteKey[]
  quorum: number
  latestSeconds?: number
}

/** Why a proof is not accepted. */
export type ProofRefusal = {
  code: Refusal['code'] | 'proof/form' | 'proof/inclusion' | 'proof/quorum'
  because: string
}

const header = 'c2sp.org/tlog-proof@v1'
const mostProofLines = 63

/** Writes a proof. Throws `TlogError` 'tlog/size', 'tlog/hash' or 'tlog/note' for what it cannot hold. */
export function formatProof({ index, proof, note, extra }: LogProof): string {
  checkSize('index', index)
  if (proof.length > mostProofLines || proof.some((hash) => hash.length !== hashBytes)) {
    throw new TlogError('tlog/hash', `expected at most ${mostProofLines} hashes of ${hashBytes} bytes`)
  }
  if (!note.endsWith('\n')) throw new TlogError('tlog/note', 'expected a note that ends in a newline')
  const lines = [header, ...(extra === null ? [] : [`extra ${toBase64(extra)}`]), `index ${index}`]
  return `${[...lines, ...proof.map(toBase64)].join('\n')}\n\n${note}`
}

/** Takes a proof apart; nothing in it is verified. */
export function parseProof(text: string): LogProof | ProofRefusal {
  const malformed = (because: string): ProofRefusal => ({ code: 'proof/form', because })
  const end = text.indexOf('\n\n')
  const lines = end < 0 ? [] : text.slice(0, end).split('\n')
  if (lines.shift() !== header)
    return malformed(`Expected a first line "${header}" and an empty line before the note.`)
  let extra: Uint8Array | null = null
  if (lines[0]?.startsWith('extra ')) {
    extra = fromBase64(lines.shift()?.slice('extra '.length) ?? '')
    if (extra === null) return malformed('Expected base64 after "extra".')
  }
  const digits = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? '')?.[1]
  const index = Number(digits)
  if (digits === undefined || !Number.isSafeInteger(index))
    return malformed('Expected a line "index" with a number.')
  if (lines.length > mostProofLines) return malformed(`Expected at most ${mostProofLines} hashes.`)
  const proof: Uint8Array[] = []
  for (const line of lines) {
    const hash = fromBase64(line)
    if (hash?.length !== hashBytes) return malformed('Expected a hash of 32 bytes in base64 in each line.')
    proof.push(hash)
  }
  return { index, proof, note: text.slice(end + 2), extra }
}

/**
 * Whether a proof shows that the leaf with `leaf` (see `leafHash`) is in the log: the checkpoint is the log's, enough
 * witnesses cosigned it, and the inclusion proof leads to its root. Otherwise why not. It says nothing of `extra`.
 */
export function verifyProof(
  { index, proof, note }: LogProof,
  leaf: Uint8Array,
  policy: LogPolicy,
  platform: { readonly sha256: Sha256; readonly verify: Verify },
): { checkpoint: Checkpoint; cosignatures: readonly Cosignature[] } | ProofRefusal {
  const checkpoint = verifyCheckpoint(note, policy.origin, policy.key, platform.verify)
  if ('code' in checkpoint) return checkpoint
  const cosignatures = verifyCosignatures(note, policy.witnesses, platform.verify, policy.latestSeconds)
  if ('code' in cosignatures) return cosignatures
  if (cosignatures.length < policy.quorum) {
    const because = `Expected ${policy.quorum} witnesses to have cosigned, got ${cosignatures.length}.`
    return { code: 'proof/quorum', because }
  }
  if (!verifyInclusion(platform.sha256, index, checkpoint.size, leaf, proof, checkpoint.root)) {
    return { code: 'proof/inclusion', because: 'The proof does not lead from this entry to the signed root.' }
  }
  return { checkpoint, cosignatures }
}
