import {
  certificateLines,
  type ErasureCertificate,
  type Refusal,
  readCertificate,
  refuse,
} from '@homeward/core'
import { verifyNote } from '@homeward/tlog'
import { verifyEd25519 } from '../ledger/ed25519.ts'
import { ledgerKey } from '../ledger/integrator.ts'
import { erasureOf } from '../media/erasure-store.ts'
import type { NodeContext } from '../node-context.ts'

/** A certificate as it is handed out: its facts, the same for people, and the signed note. */
export interface IssuedCertificate {
  readonly certificate: ErasureCertificate
  readonly lines: readonly (readonly [label: string, value: string])[]
  readonly note: string
}

/**
 * The certificate of an exhibit's erasure, read from what was signed. Refuses with `erasure/not-finished` and, when the
 * database holds something else than the node signed, `erasure/certificate`.
 */
export async function certificateOf(
  { database, keys }: Pick<NodeContext, 'database' | 'keys'>,
  exhibitId: string,
): Promise<IssuedCertificate | Refusal> {
  const note = (await erasureOf(database.read, exhibitId))?.certificate ?? null
  if (note === null) {
    return refuse(
      'erasure/not-finished',
      'There is no certificate: the exhibit is not erased, or not yet to the end.',
    )
  }
  const verified = verifyNote(note, ledgerKey(keys), verifyEd25519)
  const certificate = 'code' in verified ? null : readCertificate(verified.text)
  if (certificate === null) {
    return refuse('erasure/certificate', 'The certificate that is stored is not the one that was signed.')
  }
  return { certificate, lines: certificateLines(certificate), note }
}
