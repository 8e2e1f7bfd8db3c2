import {
  type Allowance,
  countOnce,
  DANGER_MS,
  decideOwnFigures,
  draftEvent,
  type ExposureLoad,
  type ExposureRules,
  isRefusal,
  mayReveal,
  NO_LOAD,
  NO_OWN_FIGURES,
  type OwnFigures,
  type Refusal,
  type RefusedUntil,
  refuse,
  strictestRules,
  unitTime,
} from '@homeward/core'
import type { Kysely } from 'kysely'
import type { RecordEvent, Tx } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { newIdentifier } from '../identifier.ts'
import type { NodeContext } from '../node-context.ts'
import { type Actor, eventActor } from './actor.ts'
import { personsOfRole, raiseNotice } from './directory-store.ts'
import {
  exposureLoad,
  insertLift,
  lockExposure,
  ownFigures,
  saveLoad,
  setOwnFigures,
  standingLift,
  unitExposure,
} from './exposure-store.ts'
import { endOpenReveals } from './reveal-store.ts'

/** What holds for a person now, and what the caps say to it. */
export interface Standing {
  readonly rules: ExposureRules
  readonly load: ExposureLoad
  readonly decided: Allowance | RefusedUntil
}

/** What is decided of a person at a moment; null while the person's unit meters nobody. */
export async function exposureStanding(
  db: Kysely<Tables>,
  actor: Pick<Actor, 'person' | 'unit'>,
  nowMs: number,
): Promise<Standing | null> {
  const unit = await unitExposure(db, actor.unit)
  if (unit === null) return null
  const own = await ownFigures(db, actor.person)
  const rules = strictestRules(unit.timeZone, unit.figures, own ?? NO_OWN_FIGURES)
  const { day } = unitTime(nowMs, rules.timeZone)
  const load = (await exposureLoad(db, actor.person, day)) ?? NO_LOAD
  const lift = await standingLift(db, actor.person, new Date(nowMs))
  return { rules, load, decided: mayReveal(rules, load, lift, nowMs) }
}

/** A standing as the desk shows it: how much is left, or since when and until when not. */
export function standingView(standing: Standing | null): Record<string, unknown> | null {
  if (standing === null) return null
  const { decided } = standing
  if (isRefusal(decided)) {
    return {
      allowed: false,
      code: decided.code,
      because: decided.because,
      againAt: new Date(decided.againAtMs).toISOString(),
    }
  }
  const { leftTodaySeconds, untilBreakSeconds, curfewAtMs, lift } = decided
  return {
    allowed: true,
    leftTodaySeconds: Math.floor(leftTodaySeconds),
    untilBreakSeconds: Math.floor(untilBreakSeconds),
    curfewAt: curfewAtMs === null ? null : new Date(curfewAtMs).toISOString(),
    lift: lift === null ? null : { kind: lift.kind, endsAt: new Date(lift.endsAtMs).toISOString() },
  }
}

/**
 * What the policy owes with `meter`, asked before anything is shown: the cap that is reached, if one is. It ends every
 * open reveal of the person, in whichever window.
 */
export async function refusedByCap(context: NodeContext, actor: Actor): Promise<Refusal | null> {
  const nowMs = context.platform.clock.nowMs()
  const standing = await exposureStanding(context.database.read, actor, nowMs)
  if (standing === null || !isRefusal(standing.decided)) return null
  const refused = standing.decided
  await context.database.write((tx, record) => stopAtCap(tx, record, actor, refused, nowMs))
  return refused
}

async function stopAtCap(
  tx: Tx,
  record: RecordEvent,
  actor: Actor,
  refused: Refusal,
  nowMs: number,
): Promise<void> {
  for (const reveal of await endOpenReveals(tx, actor.person, new Date(nowMs))) {
    await record(
      draftEvent('access/reveal-ended', {
        actor: eventActor(actor),
        objects: { reveal },
        facts: { cap: refused.code },
      }),
    )
  }
}

/**
 * Counts a report of the time from `fromMs` to `untilMs`, together with what other windows of the person report of it,
 * and ends the person's reveals where it reached a cap. Nothing is counted while the unit meters nobody.
 */
export async function countExposureOnce(
  context: NodeContext,
  tx: Tx,
  record: RecordEvent,
  actor: Actor,
  report: { readonly countedSeconds: number; readonly fromMs: number; readonly untilMs: number },
): Promise<{ countedSeconds: number; standing: Record<string, unknown> | null }> {
  const nowMs = context.platform.clock.nowMs()
  await lockExposure(tx, actor.person)
  const before = await exposureStanding(tx, actor, report.untilMs)
  if (before === null) return { countedSeconds: 0, standing: null }
  const { addedMs, load } = countOnce(
    before.rules,
    before.load,
    report.countedSeconds * 1000,
    report.fromMs,
    report.untilMs,
  )
  if (addedMs > 0) await saveLoad(tx, actor.person, load)
  const after = await exposureStanding(tx, actor, nowMs)
  if (after !== null && isRefusal(after.decided)) await stopAtCap(tx, record, actor, after.decided, nowMs)
  return { countedSeconds: addedMs / 1000, standing: standingView(after) }
}

/** Sets a person's own figures. Refuses with `exposure/not-metered` and like {@link decideOwnFigures}. */
export async function chooseFigures(
  tx: Tx,
  record: RecordEvent,
  actor: Actor,
  own: OwnFigures,
): Promise<Record<string, never> | Refusal> {
  const unit = await unitExposure(tx, actor.unit)
  if (unit === null) return notMetered()
  const decided = decideOwnFigures(unit.figures, own)
  if (isRefusal(decided)) return decided
  await setOwnFigures(tx, actor.person, decided.figures)
  await record(
    draftEvent('access/exposure-chosen', { actor: eventActor(actor), objects: { person: actor.person } }),
  )
  return {}
}

/**
 * Lifts every cap of the person for 60 minutes because a child is in immediate danger; the supervisors of the unit are
 * told in the same transaction. While it lasts, asking again changes nothing. Refuses with `exposure/not-metered`.
 */
export async function declareDanger(
  context: NodeContext,
  tx: Tx,
  record: RecordEvent,
  actor: Actor,
): Promise<{ endsAt: string } | Refusal> {
  if ((await unitExposure(tx, actor.unit)) === null) return notMetered()
  await lockExposure(tx, actor.person)
  const startsAt = new Date(context.platform.clock.nowMs())
  const standing = await standingLift(tx, actor.person, startsAt, 'danger')
  if (standing !== null) return { endsAt: new Date(standing.endsAtMs).toISOString() }
  const id = newIdentifier(context.platform, 'lift')
  const endsAt = new Date(startsAt.getTime() + DANGER_MS)
  await insertLift(tx, {
    id,
    personId: actor.person,
    unitId: actor.unit,
    kind: 'danger',
    byPerson: actor.person,
    because: null,
    startsAt,
    endsAt,
  })
  const told = (await personsOfRole(tx, actor.unit, 'supervisor')).filter((one) => one !== actor.person)
  await raiseNotice(tx, {
    id: newIdentifier(context.platform, 'notice'),
    unitId: actor.unit,
    kind: 'caps-lifted',
    subjectId: id,
    body: `${actor.personCode} has lifted the own caps for 60 minutes: immediate danger to a child. It is yours to review.`,
    // Where nobody else supervises, everybody who reads the unit's notices has to know.
    audience: told.length === 0 ? null : told,
    at: startsAt,
  })
  await record(
    draftEvent('access/danger-declared', {
      actor: eventActor(actor),
      objects: { lift: id, person: actor.person },
      facts: { told: told.length },
    }),
  )
  return { endsAt: endsAt.toISOString() }
}

/** The refusal of whatever makes sense only where a unit meters. */
export function notMetered(): Refusal {
  return refuse(
    'exposure/not-metered',
    'The unit has recorded no legal basis for metering its staff, so no cap holds and nothing is counted.',
  )
}
