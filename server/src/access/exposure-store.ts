import type { Curfew, ExposureFigures, ExposureLoad, Lift, OwnFigures } from '@homeward/core'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { FigureColumns } from './access-tables.ts'

type Reader = Kysely<Tables>

const NOTHING_FILLED = new Date(0)

/** What a unit has recorded: on which basis it meters its staff, and what bounds them. */
export interface UnitExposure {
  readonly unitId: string
  readonly legalBasis: string
  readonly timeZone: string
  readonly figures: ExposureFigures
  readonly setBy: string
  readonly setAt: Date
}

interface FiguresOf<Seconds> {
  readonly dailySeconds: Seconds
  readonly stretchSeconds: Seconds
  readonly breakSeconds: Seconds
  readonly curfew: Curfew | null
}

function columnsOf<Seconds>(figures: FiguresOf<Seconds>): FigureColumns<Seconds> {
  return {
    daily_seconds: figures.dailySeconds,
    stretch_seconds: figures.stretchSeconds,
    break_seconds: figures.breakSeconds,
    curfew_from_minute: figures.curfew?.fromMinute ?? null,
    curfew_to_minute: figures.curfew?.toMinute ?? null,
  }
}

function figuresOf<Seconds>(row: FigureColumns<Seconds>): FiguresOf<Seconds> {
  const { curfew_from_minute: fromMinute, curfew_to_minute: toMinute } = row
  return {
    dailySeconds: row.daily_seconds,
    stretchSeconds: row.stretch_seconds,
    breakSeconds: row.break_seconds,
    curfew: fromMinute === null || toMinute === null ? null : { fromMinute, toMinute },
  }
}

/** What the unit has recorded, or null while nothing of its staff is metered. */
export async function unitExposure(db: Reader, unitId: string): Promise<UnitExposure | null> {
  const row = await db
    .selectFrom('exposure_rule')
    .selectAll()
    .where('unit_id', '=', unitId)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    unitId: row.unit_id,
    legalBasis: row.legal_basis,
    timeZone: row.time_zone,
    figures: figuresOf(row),
    setBy: row.set_by,
    setAt: row.set_at,
  }
}

export async function setUnitExposure(db: Reader, rule: UnitExposure): Promise<void> {
  const values = {
    legal_basis: rule.legalBasis,
    time_zone: rule.timeZone,
    ...columnsOf(rule.figures),
    set_by: rule.setBy,
    set_at: rule.setAt,
  }
  await db
    .insertInto('exposure_rule')
    .values({ unit_id: rule.unitId, ...values })
    .onConflict((oc) => oc.column('unit_id').doUpdateSet(values))
    .execute()
}

/** Ends metering in a unit: what was counted of its persons is deleted with the basis. Returns how many days. */
export async function withdrawUnitExposure(db: Reader, unitId: string): Promise<number> {
  const persons = db.selectFrom('person').select('id').where('unit_id', '=', unitId)
  await db.deleteFrom('exposure_rule').where('unit_id', '=', unitId).execute()
  await db.deleteFrom('exposure_meter').where('person_id', 'in', persons).execute()
  const days = await db.deleteFrom('exposure_day').where('person_id', 'in', persons).executeTakeFirst()
  return Number(days.numDeletedRows)
}

export async function ownFigures(db: Reader, personId: string): Promise<OwnFigures | null> {
  const row = await db
    .selectFrom('exposure_choice')
    .selectAll()
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return row === undefined ? null : figuresOf(row)
}

export async function setOwnFigures(db: Reader, personId: string, figures: OwnFigures): Promise<void> {
  const values = columnsOf(figures)
  await db
    .insertInto('exposure_choice')
    .values({ person_id: personId, ...values })
    .onConflict((oc) => oc.column('person_id').doUpdateSet(values))
    .execute()
}

/** What was counted of a person; null before the first time. `day` is the day of the unit that it is. */
export async function exposureLoad(db: Reader, personId: string, day: string): Promise<ExposureLoad | null> {
  const row = await db
    .selectFrom('exposure_meter as m')
    .leftJoin('exposure_day as d', (join) =>
      join.onRef('d.person_id', '=', 'm.person_id').on('d.day', '=', day),
    )
    .select(['m.filled_until', 'm.since_break_ms', 'm.last_counted_at', 'd.counted_ms'])
    .where('m.person_id', '=', personId)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    day,
    todayMs: row.counted_ms ?? 0,
    sinceBreakMs: row.since_break_ms,
    lastCountedAtMs: row.last_counted_at?.getTime() ?? null,
    filledUntilMs: row.filled_until.getTime(),
  }
}

/** Keeps every other report and lift of the person waiting until the transaction ends. */
export async function lockExposure(tx: Reader, personId: string): Promise<void> {
  await tx
    .insertInto('exposure_meter')
    .values({ person_id: personId, filled_until: NOTHING_FILLED, last_counted_at: null })
    .onConflict((oc) => oc.column('person_id').doUpdateSet({ person_id: personId }))
    .execute()
}

/** Writes what was counted; the person must be locked with {@link lockExposure}. */
export async function saveLoad(tx: Reader, personId: string, load: ExposureLoad): Promise<void> {
  await tx
    .updateTable('exposure_meter')
    .set({
      filled_until: new Date(load.filledUntilMs),
      since_break_ms: load.sinceBreakMs,
      last_counted_at: load.lastCountedAtMs === null ? null : new Date(load.lastCountedAtMs),
    })
    .where('person_id', '=', personId)
    .execute()
  await tx
    .insertInto('exposure_day')
    .values({ person_id: personId, day: load.day, counted_ms: load.todayMs })
    .onConflict((oc) => oc.columns(['person_id', 'day']).doUpdateSet({ counted_ms: load.todayMs }))
    .execute()
}

/** Counted seconds of a day. */
export interface DayLoad {
  readonly day: string
  readonly seconds: number
}

/** The load of a person by day, after the day `after`. */
export async function loadOfPerson(db: Reader, personId: string, after: string): Promise<DayLoad[]> {
  const rows = await db
    .selectFrom('exposure_day')
    .select(['day', 'counted_ms'])
    .where('person_id', '=', personId)
    .where('day', '>', after)
    .orderBy('day')
    .execute()
  return rows.map((row) => ({ day: row.day, seconds: row.counted_ms / 1000 }))
}

/** The load of every caseworker of a unit by day: how long, never of what. */
export async function loadOfUnit(
  db: Reader,
  unitId: string,
  after: string,
): Promise<{ person: string; name: string; days: DayLoad[] }[]> {
  const { rows } = await sql<{ code: string; name: string; day: string | null; counted_ms: number }>`
    select p.code, p.name, d.day, d.counted_ms from person p
      left join exposure_day d on d.person_id = p.id and d.day > ${after}
    where p.unit_id = ${unitId} and (d.day is not null or (p.disabled_at is null and exists (
      select 1 from person_role r where r.person_id = p.id and r.role in ('specialist', 'central-analyst'))))
    order by p.code, d.day`.execute(db)
  const persons = new Map<string, { person: string; name: string; days: DayLoad[] }>()
  for (const { code, name, day, counted_ms } of rows) {
    const one = persons.get(code) ?? { person: code, name, days: [] }
    if (day !== null) one.days.push({ day, seconds: counted_ms / 1000 })
    persons.set(code, one)
  }
  return [...persons.values()]
}

/** Deletes load figures up to and including a day; returns how many days of persons. */
export async function deleteLoad(db: Reader, upTo: string): Promise<number> {
  const result = await db.deleteFrom('exposure_day').where('day', '<=', upTo).executeTakeFirst()
  return Number(result.numDeletedRows)
}

export interface LiftRow {
  readonly id: string
  readonly personId: string
  readonly unitId: string
  readonly kind: Lift['kind']
  readonly byPerson: string
  readonly because: string | null
  readonly startsAt: Date
  readonly endsAt: Date
}

export async function insertLift(db: Reader, lift: LiftRow): Promise<void> {
  await db
    .insertInto('exposure_lift')
    .values({
      id: lift.id,
      person_id: lift.personId,
      unit_id: lift.unitId,
      kind: lift.kind,
      by_person: lift.byPerson,
      because: lift.because,
      starts_at: lift.startsAt,
      ends_at: lift.endsAt,
      reviewed_by: null,
      reviewed_at: null,
      finding: null,
    })
    .execute()
}

/** The lift of a person that lasts longest from `at` on, of one kind or of any. */
export async function standingLift(
  db: Reader,
  personId: string,
  at: Date,
  kind?: Lift['kind'],
): Promise<Lift | null> {
  let query = db
    .selectFrom('exposure_lift')
    .select(['kind', 'ends_at'])
    .where('person_id', '=', personId)
    .where('starts_at', '<=', at)
    .where('ends_at', '>', at)
    .orderBy('ends_at', 'desc')
    .limit(1)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  const row = await query.executeTakeFirst()
  return row === undefined ? null : { kind: row.kind, endsAtMs: row.ends_at.getTime() }
}

export async function liftById(
  db: Reader,
  id: string,
): Promise<(LiftRow & { readonly reviewedAt: Date | null }) | null> {
  const row = await db.selectFrom('exposure_lift').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return null
  return {
    id: row.id,
    personId: row.person_id,
    unitId: row.unit_id,
    kind: row.kind,
    byPerson: row.by_person,
    because: row.because,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    reviewedAt: row.reviewed_at,
  }
}

/** Writes a review, once; returns whether it was the first. */
export async function reviewLift(
  db: Reader,
  id: string,
  by: string,
  finding: string,
  at: Date,
): Promise<boolean> {
  const result = await db
    .updateTable('exposure_lift')
    .set({ reviewed_by: by, reviewed_at: at, finding })
    .where('id', '=', id)
    .where('reviewed_at', 'is', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** A lift as the supervisor reads it, persons by their codes. */
export interface LiftEntry {
  readonly lift: string
  readonly kind: Lift['kind']
  readonly person: string
  readonly by: string
  readonly because: string | null
  readonly startsAt: Date
  readonly endsAt: Date
  readonly reviewedBy: string | null
  readonly finding: string | null
}

/** The lifts of a unit: those since a moment, and every one for danger that nobody has reviewed. */
export async function liftsOfUnit(db: Reader, unitId: string, since: Date): Promise<LiftEntry[]> {
  const rows = await db
    .selectFrom('exposure_lift as l')
    .innerJoin('person as p', 'p.id', 'l.person_id')
    .innerJoin('person as b', 'b.id', 'l.by_person')
    .leftJoin('person as r', 'r.id', 'l.reviewed_by')
    .select([
      'l.id as lift',
      'l.kind',
      'p.code as person',
      'b.code as by',
      'l.because',
      'l.starts_at as startsAt',
      'l.ends_at as endsAt',
      'r.code as reviewedBy',
      'l.finding',
    ])
    .where('l.unit_id', '=', unitId)
    .where((eb) =>
      eb.or([
        eb('l.starts_at', '>=', since),
        eb.and([eb('l.kind', '=', 'danger'), eb('l.reviewed_at', 'is', null)]),
      ]),
    )
    .orderBy('l.starts_at', 'desc')
    .execute()
  return rows
}
