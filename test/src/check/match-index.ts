import { PDQ_QUALITY_MIN } from '@homeward/core'
import type { NodeContext } from '../../../server/src/node-context.ts'
import { groupedBy, type Snapshot } from './snapshot.ts'

/** The index holds as many hashes as the database: none of what was erased, all of what is there. */
export function checkIndex(context: NodeContext, snapshot: Snapshot): string[] {
  const matched = new Set(snapshot.media.filter((row) => row.matched).map((row) => row.id))
  const good = snapshot.mediaHash.filter(
    (row) => row.algorithm === 'pdq' && row.quality >= PDQ_QUALITY_MIN && matched.has(row.media_id),
  )
  const media = (['full', 'nn512'] as const).map(
    (variant) => good.filter((row) => row.variant === variant).length,
  )
  let expected = Math.max(...media)
  for (const entries of groupedBy(snapshot.referenceEntry, (row) => row.set_id).values()) {
    const full = entries.filter((row) => row.pdq_full !== null).length
    const nn512 = entries.filter((row) => row.pdq_nn512 !== null).length
    expected += Math.max(full, nn512)
  }
  const { entries } = context.index.state()
  return entries === expected ? [] : [`index: ${entries} entries, expected ${expected}`]
}
