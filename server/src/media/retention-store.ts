import type { Audience, KeptExhibit, Review, ToldReview } from '@homeward/core'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

/** An exhibit that stands, with everything that says how long it is kept. */
export interface RetainedExhibit extends KeptExhibit {
  readonly id: string
  readonly unitId: string
  readonly name: string
  readonly audience: Audience
  readonly told: ToldReview | null
  readonly held: boolean
}

interface Row {
  readonly id: string
  readonly unitId: string
  readonly name: string
  readonly audience: Audience
  readonly takenInOn: string
  readonly editionEndsOn: string | null
  readonly keepDays: number | null
  readonly objectionDays: number | null
  readonly decision: 'keep' | 'erase' | null
  readonly keepUntil: string | null
  readonly reviewOn: string | null
  readonly toldOn: string | null
  readonly held: boolean
}

function retainedOf(row: Row): RetainedExhibit {
  const { keepDays, objectionDays, decision, keepUntil, reviewOn, toldOn, ...rest } = row
  const kept = keepUntil === null ? null : ({ decision: 'keep', keepUntil } as const)
  return {
    ...rest,
    rule: keepDays === null ? null : { keepDays, objectionDays },
    review: decision === 'erase' ? { decision } : kept,
    told: reviewOn === null || toldOn === null ? null : { reviewOn, toldOn },
  }
}

/** Every exhibit that stands, or one of them. */
export async function retainedExhibits(db: Reader, exhibitId: string | null): Promise<RetainedExhibit[]> {
  const { rows } = await sql<Row>`
    select e.id, e.unit_id as "unitId", e.name, e.audience, (e.created_at at time zone 'UTC')::date as "takenInOn",
      ed.ends_on as "editionEndsOn", r.keep_days as "keepDays", r.objection_days as "objectionDays",
      v.decision, v.keep_until as "keepUntil", n.review_on as "reviewOn",
      (n.told_at at time zone 'UTC')::date as "toldOn",
      exists (select from legal_hold h where h.exhibit_id = e.id and h.lifted_at is null) as held
    from exhibit e join edition ed on ed.id = e.edition_id left join retention_rule r on r.unit_id = e.unit_id
      left join exhibit_review v on v.exhibit_id = e.id left join review_notice n on n.exhibit_id = e.id
    where e.erased_at is null and (${exhibitId}::text is null or e.id = ${exhibitId}) order by e.id`.execute(
    db,
  )
  return rows.map(retainedOf)
}

/** Notes that the unit was told of a review. */
export async function noteTold(db: Reader, exhibitId: string, reviewOn: string, at: Date): Promise<void> {
  const told = { review_on: reviewOn, told_at: at }
  await db
    .insertInto('review_notice')
    .values({ exhibit_id: exhibitId, ...told })
    .onConflict((oc) => oc.column('exhibit_id').doUpdateSet(told))
    .execute()
}

/** Keeps what was decided at a review in place of what was decided before. */
export async function saveReview(
  db: Reader,
  exhibitId: string,
  review: Review,
  by: { readonly person: string; readonly at: Date },
): Promise<void> {
  const decided = {
    decision: review.decision,
    keep_until: review.decision === 'keep' ? review.keepUntil : null,
    decided_by: by.person,
    decided_at: by.at,
  }
  await db
    .insertInto('exhibit_review')
    .values({ exhibit_id: exhibitId, ...decided })
    .onConflict((oc) => oc.column('exhibit_id').doUpdateSet(decided))
    .execute()
}

/** Two persons who agreed: who asked, and who approved (a person, or an approver of another body). */
export interface TwoPersons {
  readonly askedBy: string
  readonly approvedBy: string
}

export async function saveRule(
  db: Reader,
  unitId: string,
  rule: { readonly legalBasis: string; readonly keepDays: number; readonly objectionDays: number | null },
  by: TwoPersons,
  at: Date,
): Promise<void> {
  const set = {
    legal_basis: rule.legalBasis,
    keep_days: rule.keepDays,
    objection_days: rule.objectionDays,
    set_by: by.askedBy,
    approved_by: by.approvedBy,
    set_at: at,
  }
  await db
    .insertInto('retention_rule')
    .values({ unit_id: unitId, ...set })
    .onConflict((oc) => oc.column('unit_id').doUpdateSet(set))
    .execute()
}

/** The rule of a unit as it was set; null where it has none. */
export async function ruleOf(
  db: Reader,
  unitId: string,
): Promise<{ legalBasis: string; keepDays: number; objectionDays: number | null; setAt: Date } | null> {
  const row = await db
    .selectFrom('retention_rule')
    .selectAll()
    .where('unit_id', '=', unitId)
    .executeTakeFirst()
  return row === undefined
    ? null
    : {
        legalBasis: row.legal_basis,
        keepDays: row.keep_days,
        objectionDays: row.objection_days,
        setAt: row.set_at,
      }
}

/** Places a hold; false when one stands already. */
export async function placeHold(
  db: Reader,
  hold: { readonly id: string; readonly exhibitId: string; readonly at: Date } & TwoPersons,
): Promise<boolean> {
  const result = await db
    .insertInto('legal_hold')
    .values({
      id: hold.id,
      exhibit_id: hold.exhibitId,
      asked_by: hold.askedBy,
      approved_by: hold.approvedBy,
      placed_at: hold.at,
    })
    .onConflict((oc) => oc.column('exhibit_id').where('lifted_at', 'is', null).doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0
}

/** Lifts the hold that stands; its identifier, or null when none does. */
export async function liftHold(
  db: Reader,
  exhibitId: string,
  by: TwoPersons,
  at: Date,
): Promise<string | null> {
  const row = await db
    .updateTable('legal_hold')
    .set({ lift_asked_by: by.askedBy, lift_approved_by: by.approvedBy, lifted_at: at })
    .where('exhibit_id', '=', exhibitId)
    .where('lifted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

/** The hold that stands on an exhibit. */
export async function standingHold(
  db: Reader,
  exhibitId: string,
): Promise<{ id: string; placedAt: Date } | null> {
  const row = await db
    .selectFrom('legal_hold')
    .select(['id', 'placed_at as placedAt'])
    .where('exhibit_id', '=', exhibitId)
    .where('lifted_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}
