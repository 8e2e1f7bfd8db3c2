import { createHash } from 'node:crypto'
import {
  type Checkpoint,
  leafHash,
  parseProof,
  verifyCheckpoint,
  verifyConsistency,
  verifyProof,
} from '@homeward/tlog'
import { verifyEd25519 } from './ed25519.ts'
import { sha256 } from './integrator.ts'
import type { LedgerVerdict } from './verify.ts'
import type { LedgerTrust } from './verify-export.ts'

/** What a proof says beside its verdict: which entry it is, and the event's text where the file holds it. */
export interface ProofVerdict extends LedgerVerdict {
  readonly index: number | null
  readonly event: string | null
}

const HASH_BYTES = 32

/** The extra data of a proof: the entry, which is the hash of the event, and the event's text where it may be seen. */
export function proofExtra(hash: Uint8Array, text: string | null): Uint8Array {
  return Buffer.concat([hash, Buffer.from(text ?? '')])
}

/**
 * Verifies the proof of one event by itself, with the ledger's key and the witnesses that must have cosigned. Every byte
 * of the file counts: the extra data is the entry, and a text has to have the entry as its hash.
 */
export function verifyEventProof(
  file: string,
  trust: LedgerTrust & { readonly key: NonNullable<LedgerTrust['key']> },
): ProofVerdict {
  const { key, witnesses, since } = trust
  const wrong = (index: number | null, code: string, because: string): ProofVerdict => ({
    ok: false,
    entries: 0,
    head: null,
    firstBad: { index: index ?? 0, code, because },
    index,
    event: null,
  })
  const proof = parseProof(file)
  if ('code' in proof) return wrong(null, proof.code, proof.because)
  const { index, extra } = proof
  if (extra === null || extra.length < HASH_BYTES) {
    return wrong(index, 'proof/form', 'The extra data does not begin with the hash of the event.')
  }
  const hash = extra.subarray(0, HASH_BYTES)
  const text = extra.length === HASH_BYTES ? null : Buffer.from(extra.subarray(HASH_BYTES))
  if (text !== null && !createHash('sha256').update(text).digest().equals(hash)) {
    return wrong(index, 'ledger/altered', 'The event does not have the hash that was proved.')
  }
  const policy = { origin: key.name, key, witnesses, quorum: witnesses.length }
  const verified = verifyProof(proof, leafHash(sha256, hash), policy, { sha256, verify: verifyEd25519 })
  if ('code' in verified) return wrong(index, verified.code, verified.because)
  const { checkpoint } = verified
  const earlier = since === null ? null : verifyCheckpoint(since, key.name, key, verifyEd25519)
  if (earlier !== null && !goesOn(earlier, checkpoint)) {
    return wrong(
      index,
      'ledger/rolled-back',
      'The proof is of a smaller or another ledger than the earlier checkpoint.',
    )
  }
  const head = { size: checkpoint.size, root: Buffer.from(checkpoint.root).toString('hex') }
  return { ok: true, entries: 1, head, firstBad: null, index, event: text?.toString('utf8') ?? null }
}

/** One proof holds no consistency proof: what it can show is that the ledger is no smaller, and the same at one size. */
function goesOn(earlier: ReturnType<typeof verifyCheckpoint>, now: Checkpoint): boolean {
  if ('code' in earlier || earlier.size > now.size) return false
  return earlier.size < now.size || verifyConsistency(sha256, now.size, now.size, earlier.root, now.root, [])
}
