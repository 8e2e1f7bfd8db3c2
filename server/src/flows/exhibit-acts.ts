import {
  countErasure,
  decideErasure,
  draftEvent,
  inAudience,
  isRefusal,
  type Refusal,
  refuse,
} from '@homeward/core'
import type { Kysely } from 'kysely'
import { Type } from 'typebox'
import { eventActor } from '../access/actor.ts'
import type { Tables } from '../db/tables.ts'
import { newIdentifier } from '../identifier.ts'
import {
  countFiles,
  type ErasableExhibit,
  erasableExhibit,
  holdingsOf,
  lockErasable,
} from '../media/erasure-store.ts'
import { exhibitById } from '../media/media-store.ts'
import { liftHold, placeHold, saveRule } from '../media/retention-store.ts'
import { type ActForm, actForm } from './act-form.ts'
import { eraseExhibit } from './erase.ts'

const Exhibit = Type.Object({ exhibit: Type.String({ minLength: 1, maxLength: 100 }) })

/** An exhibit of the unit that asks, as an act about it is written down. */
interface AskedExhibit extends ErasableExhibit {
  /** How people are told which it is: whoever approves may not be in its audience, and then reads its identifier alone. */
  readonly called: string
}

/** What does not exist, is another unit's, or is not for the person who asks is one answer. */
async function askedExhibit(
  db: Kysely<Tables>,
  id: string,
  asker: { readonly unit: string; readonly person: string },
): Promise<AskedExhibit | Refusal> {
  const exhibit = await exhibitById(db, id)
  const standing = await erasableExhibit(db, id)
  const isTheirs = exhibit?.unitId === asker.unit && inAudience(exhibit.audience, asker.person)
  if (exhibit === null || standing === null || !isTheirs)
    return refuse('exhibit/unknown', 'There is no such exhibit.')
  const called =
    exhibit.audience === null
      ? `exhibit ${exhibit.name} of case ${exhibit.caseNumber} (${id})`
      : `exhibit ${id}`
  return { ...standing, called }
}

const exhibitErase = actForm({
  act: 'exhibit.erase',
  subject: Exhibit,
  async content(db, { exhibit: id }, asker) {
    const exhibit = await askedExhibit(db, id, asker)
    if (isRefusal(exhibit)) return exhibit
    const decided = decideErasure(exhibit)
    if (isRefusal(decided)) return decided
    const counts = countErasure(await countFiles(db, id), await holdingsOf(db, id, false))
    return {
      unit: exhibit.unitId,
      content: { exhibit: id, unit: exhibit.unitId, ...counts },
      summary: `For good: ${exhibit.called} with ${counts.files} files and ${counts.contents} contents, of which another open exhibit of the unit keeps ${counts.contentsKept}.`,
    }
  },
  async carryOut({ context, tx, record, actor, approval, askedBy, approvedBy, because }, { exhibit }) {
    const erased = await eraseExhibit(context, tx, record, exhibit, {
      cause: 'request',
      actor: eventActor(actor),
      askedBy,
      approvedBy,
      approval,
      because,
    })
    return isRefusal(erased) ? erased : null
  },
})

const holdPlace = actForm({
  act: 'hold.place',
  subject: Exhibit,
  async content(db, { exhibit: id }, asker) {
    const exhibit = await askedExhibit(db, id, asker)
    if (isRefusal(exhibit)) return exhibit
    if (exhibit.erased) return refuse('erasure/erased', 'This exhibit was erased already.')
    if (exhibit.held) return refuse('hold/standing', 'A legal hold stands on this exhibit already.')
    return {
      unit: exhibit.unitId,
      content: { exhibit: id, unit: exhibit.unitId },
      summary: `Nothing of ${exhibit.called} is erased until two persons lift the hold.`,
    }
  },
  async carryOut({ context, tx, record, actor, approval, askedBy, approvedBy }, { exhibit: exhibitId }) {
    // An erasure that is going on is waited for, and then there is nothing left to hold.
    if ((await lockErasable(tx, exhibitId))?.erased !== false)
      return refuse('erasure/erased', 'This exhibit was erased already.')
    const id = newIdentifier(context.platform, 'hold')
    const at = new Date(context.platform.clock.nowMs())
    if (!(await placeHold(tx, { id, exhibitId, at, askedBy, approvedBy })))
      return refuse('hold/standing', 'A legal hold stands on this exhibit already.')
    const objects = { exhibit: exhibitId, hold: id, approval }
    await record(draftEvent('media/hold-placed', { actor: eventActor(actor), objects }))
    return null
  },
})

const holdLift = actForm({
  act: 'hold.lift',
  subject: Exhibit,
  async content(db, { exhibit: id }, asker) {
    const exhibit = await askedExhibit(db, id, asker)
    if (isRefusal(exhibit)) return exhibit
    if (!exhibit.held) return noHold()
    return {
      unit: exhibit.unitId,
      content: { exhibit: id, unit: exhibit.unitId },
      summary: `The legal hold on ${exhibit.called} ends: from then on it can be erased.`,
    }
  },
  async carryOut({ context, tx, record, actor, approval, askedBy, approvedBy }, { exhibit }) {
    const at = new Date(context.platform.clock.nowMs())
    const hold = await liftHold(tx, exhibit, { askedBy, approvedBy }, at)
    if (hold === null) return noHold()
    const objects = { exhibit, hold, approval }
    await record(draftEvent('media/hold-lifted', { actor: eventActor(actor), objects }))
    return null
  },
})

function noHold(): Refusal {
  return refuse('hold/missing', 'No legal hold stands on this exhibit.')
}

const retentionSet = actForm({
  act: 'retention.set',
  subject: Type.Object({
    legalBasis: Type.String({ minLength: 1, maxLength: 2000 }),
    keepDays: Type.Integer({ minimum: 1, maximum: 36_500 }),
    // Without it nothing is erased by itself.
    objectionDays: Type.Optional(Type.Integer({ minimum: 14, maximum: 365 })),
  }),
  async content(_db, { legalBasis, keepDays, objectionDays }, { unit, unitCode }) {
    const goes =
      objectionDays === undefined
        ? 'nothing is erased by itself'
        : `what nobody keeps is erased ${objectionDays} days later`
    return {
      unit,
      content: { unit, legalBasis, keepDays, objectionDays: objectionDays ?? null },
      summary: `Exhibits of ${unitCode} are looked at again ${keepDays} days after they were taken in; ${goes}. Legal basis: ${legalBasis}`,
    }
  },
  async carryOut(
    { context, tx, record, actor, approval, askedBy, approvedBy, unit },
    { legalBasis, keepDays, objectionDays = null },
  ) {
    const at = new Date(context.platform.clock.nowMs())
    await saveRule(tx, unit, { legalBasis, keepDays, objectionDays }, { askedBy, approvedBy }, at)
    await record(
      draftEvent('media/retention-set', {
        actor: eventActor(actor),
        objects: { unit, approval },
        facts: { keepDays, objectionDays },
      }),
    )
    return null
  },
})

/** The forms of the acts about how long exhibits are kept and how they go. */
export const EXHIBIT_ACTS: Readonly<
  Record<'exhibit.erase' | 'hold.place' | 'hold.lift' | 'retention.set', ActForm>
> = {
  'exhibit.erase': exhibitErase,
  'hold.place': holdPlace,
  'hold.lift': holdLift,
  'retention.set': retentionSet,
}
