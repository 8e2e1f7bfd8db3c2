import {
  BREAK_GLASS_REVIEW_MS,
  decideBreaking,
  decideGlassReview,
  draftEvent,
  inAudience,
  isRefusal,
  type Refusal,
  refuse,
} from '@homeward/core'
import type { RecordEvent, Tx } from '../db/database.ts'
import { newIdentifier } from '../identifier.ts'
import type { NodeContext } from '../node-context.ts'
import { type Actor, eventActor } from './actor.ts'
import { personsWithRoles } from './approval-store.ts'
import { type GlassObject, type GlassRow, insertGlass, reviewGlass } from './break-glass-store.ts'
import { raiseNotice } from './directory-store.ts'

/** One step in its transaction. */
export interface Breaking {
  readonly context: NodeContext
  readonly actor: Actor
  readonly tx: Tx
  readonly record: RecordEvent
}

/**
 * Opens an exhibit or a series to a person whom its audience does not name, for 60 minutes. The supervisors and auditors
 * of both units are told in the same transaction. Refuses like `decideBreaking`.
 */
export async function breakGlass(
  { context, actor, tx, record }: Breaking,
  object: GlassObject,
  asked: string,
): Promise<{ glass: string; endsAt: string } | Refusal> {
  const inSight = inAudience(object.audience, actor.person) || actor.opened.includes(object.id)
  const decided = decideBreaking({ inSight, because: asked })
  if (isRefusal(decided)) return decided
  const id = newIdentifier(context.platform, 'glass')
  const startsAt = new Date(context.platform.clock.nowMs())
  const endsAt = new Date(startsAt.getTime() + decided.lastsMs)
  await insertGlass(tx, {
    id,
    personId: actor.person,
    unitId: object.unitId,
    objectKind: object.kind,
    objectId: object.id,
    because: decided.because,
    startsAt,
    endsAt,
  })
  let told = 0
  for (const unitId of new Set([object.unitId, actor.unit])) {
    const overseers = await personsWithRoles(tx, ['supervisor', 'auditor'], unitId)
    const audience = overseers.filter((one) => one.human !== actor.human).map((one) => one.id)
    told += audience.length
    if (audience.length === 0) continue
    await raiseNotice(tx, {
      id: newIdentifier(context.platform, 'notice'),
      unitId,
      kind: 'glass-broken',
      subjectId: id,
      body: `${actor.personCode} of ${actor.unitCode} broke the glass of ${object.kind === 'series' ? 'a series' : 'an exhibit'} and sees it for 60 minutes. Review it within three days.`,
      audience,
      at: startsAt,
    })
  }
  await record(
    draftEvent('access/glass-broken', {
      actor: eventActor(actor),
      objects: { glass: id, [object.kind]: object.id, unit: object.unitId },
      facts: { told, minutes: decided.lastsMs / 60_000 },
      justification: decided.because,
    }),
  )
  return { glass: id, endsAt: endsAt.toISOString() }
}

/** Reviews broken glass. Refuses like `decideGlassReview`. */
export async function reviewBrokenGlass(
  { context, actor, tx, record }: Breaking,
  glass: GlassRow,
  asked: string,
): Promise<Record<string, never> | Refusal> {
  const state = { human: glass.human, reviewed: glass.reviewedAt !== null }
  const decided = decideGlassReview(state, { human: actor.human, finding: asked })
  if (isRefusal(decided)) return decided
  const at = new Date(context.platform.clock.nowMs())
  const { finding } = decided
  if (!(await reviewGlass(tx, glass.id, { by: actor.person, finding, at }))) {
    return refuse('glass/reviewed', 'This was reviewed before.')
  }
  await record(
    draftEvent('access/glass-reviewed', {
      actor: eventActor(actor),
      objects: { glass: glass.id, person: glass.personId },
      facts: { late: at.getTime() > glass.startsAt.getTime() + BREAK_GLASS_REVIEW_MS },
      justification: finding,
    }),
  )
  return {}
}
