import { draftEvent } from '@homeward/core'
import { raiseNotice } from '../access/directory-store.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import { newIdentifier } from '../identifier.ts'
import type { Platform } from '../platform.ts'
import { type AlarmRow, auditingUnits, insertAlarm } from './witness-store.ts'

/** Two checkpoints that contradict each other, as one party found them. */
export type Contradiction = Omit<AlarmRow, 'id' | 'at'>

/**
 * Raises an alarm in the transaction at hand: keeps both checkpoints as evidence, records the event and tells the
 * auditors. The same contradiction is told once, however often it is shown.
 */
export async function raiseAlarm(
  platform: Platform,
  tx: Tx,
  record: RecordEvent,
  found: Contradiction,
): Promise<void> {
  const at = new Date(platform.clock.nowMs())
  const id = newIdentifier(platform, 'alarm')
  if (!(await insertAlarm(tx, { ...found, id, at }))) return
  await record(
    draftEvent('ledger/alarm-raised', {
      actor: { system: 'witness' },
      objects: { alarm: id },
      facts: {
        side: found.side,
        party: found.party,
        kind: found.kind,
        cosigned: found.cosigned_size,
        shown: found.shown_size,
      },
    }),
  )
  for (const unitId of await auditingUnits(tx)) {
    await raiseNotice(tx, {
      id: newIdentifier(platform, 'notice'),
      unitId,
      kind: 'ledger-alarm',
      subjectId: id,
      body: alarmSentence(found),
      audience: null,
      at,
    })
  }
}

/** What an alarm says, exactly as far as it is known. */
export function alarmSentence({
  side,
  party,
  kind,
  cosigned_size: cosigned,
  shown_size: shown,
}: Contradiction): string {
  if (side === 'witness') {
    return kind === 'rolled-back'
      ? `The ledger ${party} showed a signed checkpoint of ${shown} entries after one of ${cosigned} had been cosigned: an older copy was put back, or an old checkpoint was sent again.`
      : `The ledger ${party} showed a signed checkpoint of ${shown} entries that does not continue the ${cosigned} cosigned: its history was rewritten, or somebody else sent the checkpoint without its proof.`
  }
  return kind === 'rolled-back'
    ? `The witness ${party} cosigned ${cosigned} entries of this ledger, which has ${shown} now: an older copy was put back here.`
    : `The witness ${party} cosigned ${cosigned} entries that are not the beginning of the ${shown} of this ledger: the history was rewritten here or shown differently there.`
}
