import {
  countErasure,
  decideErasure,
  draftEvent,
  type ErasureCounts,
  type ErasurePlan,
  isRefusal,
  planErasure,
  type Refusal,
  refuse,
} from '@homeward/core'
import { deleteNotices } from '../access/directory-store.ts'
import { endRevealsOf } from '../access/reveal-store.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import { justRecorded } from '../ledger/ledger-store.ts'
import { deleteMatches } from '../match/match-store.ts'
import {
  deleteHeld,
  type ErasableExhibit,
  erasableExhibit,
  holdingsOf,
  insertErasure,
  lockErasable,
  noteLeft,
} from '../media/erasure-store.ts'
import type { NodeContext } from '../node-context.ts'
import { clearEmptied, forgetReasons, takeOutOfPictures } from '../series/series-erasure-store.ts'
import { lockEdition } from '../series/series-store.ts'
import { groupMedia, proposeEditionSets } from './grouping.ts'

/** Why an exhibit is erased, and who answers for it. */
export type ErasureOrder =
  | {
      readonly cause: 'request'
      readonly actor: { readonly person: string; readonly unit: string }
      readonly askedBy: string
      /** A person, or an approver of another body. */
      readonly approvedBy: string
      readonly approval: string
      readonly because: string
    }
  /** The review date has passed under a rule that two persons of the unit set. */
  | { readonly cause: 'expiry' }
  /** A backup that was put back holds what was erased: nothing stands in the way of that. */
  | { readonly cause: 'restored' }

/** What the rows of an exhibit came to; its key and blobs are destroyed after the transaction by the `Eraser`. */
export interface ErasedRows extends ErasureCounts {
  readonly exhibit: string
}

/**
 * Erases everything that the database holds of an exhibit, in the transaction given: files, names, wraps, and with the
 * last wrap of a content its hashes, hits, links, thumbnails' rows and place in pictures. What another exhibit holds
 * stays. The exhibit's row stays without anything that names it, with the counts beside it.
 *
 * Once the transaction is committed the `Eraser` is told; a node that dies in between goes on at its next start. Refuses like {@link decideErasure}, and with `exhibit/unknown`.
 */
export async function eraseExhibit(
  context: NodeContext,
  tx: Tx,
  record: RecordEvent,
  exhibitId: string,
  order: ErasureOrder,
): Promise<ErasedRows | Refusal> {
  const known = await erasableExhibit(tx, exhibitId)
  if (known === null) return refuse('exhibit/unknown', 'There is no such exhibit.')
  await lockEdition(tx, known.editionId)
  const exhibit = (await lockErasable(tx, exhibitId)) ?? known
  const decided = decideErasure(order.cause === 'restored' ? { ...exhibit, held: false } : exhibit)
  if (isRefusal(decided)) return decided
  const holdings = await holdingsOf(tx, exhibitId, true)
  const plan = planErasure(holdings)
  const at = new Date(context.platform.clock.nowMs())
  await leavePictures(context, tx, exhibit, plan)
  await deleteMatches(tx, plan.go)
  await noteLeft(tx, exhibitId, plan.go)
  const ended = await endRevealsOf(tx, plan.go, at)
  await deleteNotices(tx, 'review-due', exhibitId)
  const files = await deleteHeld(tx, exhibitId, plan.go, at)
  await clearEmptied(tx, exhibit.editionId)
  await proposeEditionSets(context, tx, record, exhibit.editionId)
  if (ended.length > 0) {
    await record(
      draftEvent('access/reveal-ended', { actor: { system: 'erasure' }, objects: { reveal: ended } }),
    )
  }
  const counts = countErasure(files, holdings)
  await tell(context, tx, record, exhibit, order, counts, at)
  context.database.afterCommit(tx, () => context.erased.ring())
  return { exhibit: exhibitId, ...counts }
}

/** Takes what goes out of the edition's pictures, and groups what stays of them anew. */
async function leavePictures(
  context: NodeContext,
  tx: Tx,
  exhibit: ErasableExhibit,
  plan: ErasurePlan,
): Promise<void> {
  await forgetReasons(tx, exhibit.id)
  const stays = await takeOutOfPictures(tx, exhibit.editionId, plan.leaveEdition)
  if (stays.length > 0) await groupMedia(context, tx, exhibit.editionId, stays)
}

async function tell(
  { keys }: NodeContext,
  tx: Tx,
  record: RecordEvent,
  exhibit: ErasableExhibit,
  order: ErasureOrder,
  counts: ErasureCounts,
  at: Date,
): Promise<void> {
  const asked = order.cause === 'request' ? order : null
  await record(
    draftEvent('media/exhibit-erased', {
      actor: asked?.actor ?? { system: 'erasure' },
      objects: {
        exhibit: exhibit.id,
        edition: exhibit.editionId,
        unit: exhibit.unitId,
        ...(asked === null ? {} : { approval: asked.approval }),
      },
      facts: { cause: order.cause, ...counts },
      ...(asked === null ? {} : { justification: asked.because }),
    }),
  )
  await insertErasure(tx, {
    exhibit_id: exhibit.id,
    unit_id: exhibit.unitId,
    cause: order.cause,
    asked_by: asked?.askedBy ?? null,
    approved_by: asked?.approvedBy ?? null,
    erased_at: at,
    files: counts.files,
    contents: counts.contents,
    contents_kept: counts.contentsKept,
    key_fingerprint: keys.exhibits.fingerprint(exhibit.id) ?? '',
    event_sha256: await justRecorded(tx, 'media/exhibit-erased', { exhibit: exhibit.id }),
  })
}
