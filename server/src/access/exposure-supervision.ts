import {
  decideDangerReview,
  decideOverride,
  decideUnitFigures,
  draftEvent,
  type ExposureFigures,
  isRefusal,
  LOAD_DAYS,
  type Refusal,
  refuse,
  unitTime,
} from '@homeward/core'
import type { RecordEvent, Tx } from '../db/database.ts'
import { newIdentifier } from '../identifier.ts'
import type { NodeContext } from '../node-context.ts'
import { type PersonRecord, personById } from './access-store.ts'
import { type Actor, eventActor } from './actor.ts'
import { notMetered } from './exposure-desk.ts'
import {
  insertLift,
  type LiftEntry,
  type LiftRow,
  liftsOfUnit,
  loadOfUnit,
  reviewLift,
  setUnitExposure,
  type UnitExposure,
  unitExposure,
  withdrawUnitExposure,
} from './exposure-store.ts'

/** One act of a supervisor, in its transaction. */
export interface Supervising {
  readonly context: NodeContext
  readonly actor: Actor
  readonly tx: Tx
  readonly record: RecordEvent
}

const DAY_MS = 24 * 3600_000

/** The last day whose load figures are over: 90 days are kept, today among them. */
export function lastDayOver(nowMs: number, timeZone: string): string {
  return unitTime(nowMs - LOAD_DAYS * DAY_MS, timeZone).day
}

/**
 * Records the legal basis on which the unit meters its staff, with the figures that bound everybody in it; from then on
 * they hold. Refuses with `exposure/legal-basis` and like {@link decideUnitFigures}.
 */
export async function recordUnitExposure(
  { context, actor, tx, record }: Supervising,
  asked: { readonly legalBasis: string; readonly timeZone: string; readonly figures: ExposureFigures },
): Promise<Record<string, never> | Refusal> {
  const legalBasis = asked.legalBasis.trim()
  if (legalBasis === '') {
    return refuse('exposure/legal-basis', 'Expected the legal basis for metering staff, got an empty text.')
  }
  const decided = decideUnitFigures(asked.timeZone, asked.figures)
  if (isRefusal(decided)) return decided
  const { dailySeconds, stretchSeconds, breakSeconds, curfew } = decided.figures
  await setUnitExposure(tx, {
    unitId: actor.unit,
    legalBasis,
    ...decided,
    setBy: actor.person,
    setAt: new Date(context.platform.clock.nowMs()),
  })
  await record(
    draftEvent('access/exposure-rules-set', {
      actor: eventActor(actor),
      objects: { unit: actor.unit },
      facts: {
        timeZone: decided.timeZone,
        dailySeconds,
        stretchSeconds,
        breakSeconds,
        curfewFromMinute: curfew?.fromMinute ?? null,
        curfewToMinute: curfew?.toMinute ?? null,
      },
      justification: legalBasis,
    }),
  )
  return {}
}

/** Withdraws the legal basis: metering ends, and the load figures of the unit are deleted. Refuses with `exposure/not-metered`. */
export async function withdrawBasis(
  { actor, tx, record }: Supervising,
  because: string,
): Promise<Record<string, never> | Refusal> {
  if ((await unitExposure(tx, actor.unit)) === null) return notMetered()
  const days = await withdrawUnitExposure(tx, actor.unit)
  await record(
    draftEvent('access/exposure-rules-withdrawn', {
      actor: eventActor(actor),
      objects: { unit: actor.unit },
      facts: { days },
      justification: because,
    }),
  )
  return {}
}

/** Lifts the caps of another person of the unit. Refuses with `exposure/not-metered` and like {@link decideOverride}. */
export async function overrideCaps(
  { context, actor, tx, record }: Supervising,
  person: PersonRecord,
  asked: { readonly minutes: number; readonly because: string },
): Promise<{ endsAt: string } | Refusal> {
  if ((await unitExposure(tx, actor.unit)) === null) return notMetered()
  const decided = decideOverride({ by: actor.person, person: person.id, ...asked })
  if (isRefusal(decided)) return decided
  const id = newIdentifier(context.platform, 'lift')
  const startsAt = new Date(context.platform.clock.nowMs())
  const endsAt = new Date(startsAt.getTime() + decided.lastsMs)
  await insertLift(tx, {
    id,
    personId: person.id,
    unitId: actor.unit,
    kind: 'override',
    byPerson: actor.person,
    because: decided.because,
    startsAt,
    endsAt,
  })
  await record(
    draftEvent('access/caps-overridden', {
      actor: eventActor(actor),
      objects: { lift: id, person: person.id },
      facts: { minutes: asked.minutes },
      justification: decided.because,
    }),
  )
  return { endsAt: endsAt.toISOString() }
}

/** Reviews a lift for danger. Refuses with `exposure/reviewed` and like {@link decideDangerReview}. */
export async function reviewDanger(
  { context, actor, tx, record }: Supervising,
  lift: LiftRow & { readonly reviewedAt: Date | null },
  asked: string,
): Promise<Record<string, never> | Refusal> {
  const nowMs = context.platform.clock.nowMs()
  const state = {
    person: lift.personId,
    endsAtMs: lift.endsAt.getTime(),
    reviewed: lift.reviewedAt !== null,
  }
  const decided = decideDangerReview(state, { by: actor.person, finding: asked }, nowMs)
  if (isRefusal(decided)) return decided
  const { finding } = decided
  if (!(await reviewLift(tx, lift.id, actor.person, finding, new Date(nowMs)))) {
    return refuse('exposure/reviewed', 'This was reviewed before.')
  }
  await record(
    draftEvent('access/danger-reviewed', {
      actor: eventActor(actor),
      objects: { lift: lift.id, person: lift.personId },
      justification: finding,
    }),
  )
  return {}
}

export interface Supervision {
  readonly rule: UnitExposure | null
  readonly setBy: string | null
  readonly persons: Awaited<ReturnType<typeof loadOfUnit>>
  readonly lifts: readonly LiftEntry[]
}

/** What the supervisor sees: how long each person looked on which day, and who lifted caps. Recorded before it is told. */
export async function superviseUnit(context: NodeContext, actor: Actor): Promise<Supervision> {
  return context.database.write(async (tx, record) => {
    const nowMs = context.platform.clock.nowMs()
    const rule = await unitExposure(tx, actor.unit)
    await record(draftEvent('access/load-read', { actor: eventActor(actor), objects: { unit: actor.unit } }))
    return {
      rule,
      setBy: rule === null ? null : ((await personById(tx, rule.setBy))?.code ?? null),
      persons: rule === null ? [] : await loadOfUnit(tx, actor.unit, lastDayOver(nowMs, rule.timeZone)),
      lifts: await liftsOfUnit(tx, actor.unit, new Date(nowMs - LOAD_DAYS * DAY_MS)),
    }
  })
}
