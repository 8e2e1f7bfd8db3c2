import { type Refusal, refuse } from '@homeward/core'
import { cosign, judgeCheckpoint, type NoteKey, parseAddCheckpoint, witnessKey } from '@homeward/tlog'
import type { KeyRing } from '../keys/key-ring.ts'
import type { NodeContext } from '../node-context.ts'
import { raiseAlarm } from './alarm.ts'
import { verifyEd25519 } from './ed25519.ts'
import { ledgerOrigin, sha256 } from './integrator.ts'
import { lockWitnessedLog, storeWitnessedLog } from './witness-store.ts'

/** The key under which this node cosigns partners' ledgers: of its own, because a message does not name its cosigner. */
export function ownWitnessKey(keys: KeyRing): NoteKey {
  return witnessKey(sha256, `${ledgerOrigin(keys.node)}/witness`, keys.witnessPublicKey)
}

/** Why a checkpoint was not cosigned; `size` is what was cosigned last, where the log has to be told. */
export interface CosigningRefusal extends Refusal {
  readonly size?: number
}

/**
 * Judges a partner's checkpoint and cosigns it (C2SP tlog-witness). The new state is committed before the cosignature
 * is made, and each log is judged by one transaction at a time. A checkpoint that contradicts what was cosigned raises
 * an alarm.
 */
export async function addCheckpoint(
  context: NodeContext,
  logs: readonly NoteKey[],
  body: string,
): Promise<{ readonly cosignature: string } | CosigningRefusal> {
  const request = parseAddCheckpoint(body)
  if ('code' in request) return request
  // The name is not believed: only its own keys can sign for it.
  const origin = request.note.split('\n', 1)[0] ?? ''
  const keys = logs.filter((key) => key.name === origin)
  if (keys.length === 0) return refuse('witness/origin', 'This node witnesses no log of that name.')
  const { platform } = context
  const at = new Date(platform.clock.nowMs())
  const refusal = await context.database.write(async (tx, record) => {
    const latest = await lockWitnessedLog(tx, origin)
    const judged = judgeCheckpoint(request, { origin, keys }, latest, { sha256, verify: verifyEd25519 })
    if (!('code' in judged)) {
      const root = Buffer.from(judged.root)
      await storeWitnessedLog(tx, { origin, size: judged.size, root, note: request.note, cosignedAt: at })
      return null
    }
    const { shown } = judged
    const stale =
      judged.code === 'witness/old-size' && shown !== undefined && shown.size < (latest?.size ?? 0)
    const forked = judged.code === 'witness/fork' || (judged.code === 'witness/proof' && latest !== null)
    if (latest !== null && shown !== undefined && (stale || forked)) {
      await raiseAlarm(platform, tx, record, {
        side: 'witness',
        party: origin,
        kind: stale ? 'rolled-back' : 'forked',
        cosigned_size: latest.size,
        shown_size: shown.size,
        shown_note: request.note,
        cosigned_note: latest.note,
      })
    }
    return judged
  })
  if (refusal !== null) return refusal
  const key = ownWitnessKey(context.keys)
  const seconds = Math.floor(at.getTime() / 1000)
  const sign = (message: Uint8Array): Uint8Array => context.keys.signCosignature(message)
  return { cosignature: cosign(request.note, key, seconds, sign) }
}
