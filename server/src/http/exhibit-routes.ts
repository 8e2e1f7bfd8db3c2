import {
  decideReview,
  draftEvent,
  expiryDay,
  inAudience,
  isRefusal,
  refuse,
  relationOf,
  reviewDay,
} from '@homeward/core'
import { Type } from 'typebox'
import { type Actor, eventActor } from '../access/actor.ts'
import { editionById } from '../access/directory-store.ts'
import { certificateOf } from '../flows/erasure-certificate.ts'
import { dayOf } from '../flows/retention.ts'
import { erasureOf } from '../media/erasure-store.ts'
import { type ExhibitRecord, exhibitById } from '../media/media-store.ts'
import { retainedExhibits, saveReview, standingHold } from '../media/retention-store.ts'
import type { NodeContext } from '../node-context.ts'
import { type Route, route, type Subject } from './route.ts'

/** An exhibit, for those in its audience; an erased one keeps its own. */
async function exhibitSubject({
  context,
  actor,
  params,
}: {
  readonly context: NodeContext
  readonly actor: Actor
  readonly params: Readonly<Record<string, string>>
}): Promise<Subject<ExhibitRecord> | null> {
  const exhibit = await exhibitById(context.database.read, params['id'] ?? '')
  if (exhibit === null || !inAudience(exhibit.audience, actor.person)) return null
  const edition = await editionById(context.database.read, exhibit.editionId)
  const members = edition?.units.map((one) => one.id) ?? []
  return { relation: relationOf(actor.unit, exhibit.unitId, members), value: exhibit }
}

/** How long an exhibit is kept and why; of an erased one, that and when it was. */
async function retentionOf({ database }: NodeContext, exhibitId: string): Promise<Record<string, unknown>> {
  const db = database.read
  const erasure = await erasureOf(db, exhibitId)
  const kept = (await retainedExhibits(db, exhibitId))[0]
  const hold = await standingHold(db, exhibitId)
  return {
    exhibit: exhibitId,
    name: kept?.name ?? null,
    reviewOn: kept === undefined ? null : reviewDay(kept),
    review: kept?.review ?? null,
    rule: kept?.rule ?? null,
    told: kept?.told ?? null,
    eraseOn: kept === undefined || kept.held ? null : expiryDay(kept, kept.told),
    hold: hold === null ? null : { hold: hold.id, placedAt: hold.placedAt.toISOString() },
    erased:
      erasure === null
        ? null
        : { at: erasure.erasedAt.toISOString(), isFinished: erasure.finishedAt !== null },
  }
}

/** How long exhibits are kept, what is decided at their review, and what is left of erased ones. */
export function exhibitRoutes(): Route[] {
  const ReviewBody = Type.Object({
    // Without a day the exhibit need not be kept.
    keepUntil: Type.Optional(Type.String({ maxLength: 20 })),
    because: Type.String({ minLength: 1, maxLength: 2000 }),
  })
  return [
    route('GET', '/api/exhibits/:id/retention', 'retention.read', {
      load: exhibitSubject,
      handle: ({ context }, exhibit) => retentionOf(context, exhibit.id),
    }),
    route('GET', '/api/exhibits/:id/certificate', 'retention.read', {
      load: exhibitSubject,
      handle: ({ context }, exhibit) => certificateOf(context, exhibit.id),
    }),
    route('POST', '/api/exhibits/:id/review', 'exhibit.review', {
      body: ReviewBody,
      load: exhibitSubject,
      handle: ({ context, actor, body, change }, exhibit) =>
        change(async (tx, record) => {
          const standing = (await retainedExhibits(tx, exhibit.id))[0]
          if (standing === undefined) return refuse('erasure/erased', 'This exhibit was erased already.')
          const at = new Date(context.platform.clock.nowMs())
          const review = decideReview(body.keepUntil ?? null, dayOf(at.getTime()))
          if (isRefusal(review)) return review
          await saveReview(tx, exhibit.id, review, { person: actor.person, at })
          await record(
            draftEvent('media/exhibit-reviewed', {
              actor: eventActor(actor),
              objects: { exhibit: exhibit.id },
              facts: { decision: review.decision, keepUntil: body.keepUntil ?? null },
              justification: body.because,
            }),
          )
          return { review }
        }),
    }),
  ]
}
