import {
  type Curfew,
  EXPOSURE_DEFAULTS,
  type ExposureFigures,
  type OwnFigures,
  unitTime,
} from '@homeward/core'
import { type Static, Type } from 'typebox'
import { personByCode } from '../access/access-store.ts'
import { chooseFigures, declareDanger, exposureStanding, standingView } from '../access/exposure-desk.ts'
import { liftById, loadOfPerson, ownFigures, unitExposure } from '../access/exposure-store.ts'
import {
  lastDayOver,
  overrideCaps,
  recordUnitExposure,
  reviewDanger,
  superviseUnit,
  withdrawBasis,
} from '../access/exposure-supervision.ts'
import { revealsSince } from '../access/reveal-store.ts'
import type { NodeContext } from '../node-context.ts'
import { type Route, route } from './route.ts'

const Text = Type.String({ minLength: 1, maxLength: 2000 })
const Time = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })
const Night = Type.Object({ from: Time, to: Time })
const Minutes = Type.Integer({ minimum: 0, maximum: 1440 })
/** A figure that is left out is the unit's, or the design's where the unit sets its own. */
const Figures = Type.Object({
  dailyMinutes: Type.Optional(Minutes),
  stretchMinutes: Type.Optional(Minutes),
  breakMinutes: Type.Optional(Minutes),
  curfew: Type.Optional(Type.Union([Night, Type.Null()])),
})
const Rules = Type.Object({ legalBasis: Text, timeZone: Text, ...Figures.properties })

/** Longer than any day of any unit. */
const DAY_AND_MORE_MS = 26 * 3600_000

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}

function timeOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

function curfewOf(night: Static<typeof Night> | null | undefined): Curfew | null {
  return night == null ? null : { fromMinute: minuteOf(night.from), toMinute: minuteOf(night.to) }
}

function nightOf(curfew: Curfew | null): Static<typeof Night> | null {
  return curfew === null ? null : { from: timeOf(curfew.fromMinute), to: timeOf(curfew.toMinute) }
}

function ownFiguresOf(asked: Static<typeof Figures>): OwnFigures {
  const seconds = (minutes: number | undefined): number | null =>
    minutes === undefined ? null : minutes * 60
  return {
    dailySeconds: seconds(asked.dailyMinutes),
    stretchSeconds: seconds(asked.stretchMinutes),
    breakSeconds: seconds(asked.breakMinutes),
    curfew: curfewOf(asked.curfew),
  }
}

/** A unit's figures; what is not given is the design's, and a curfew is taken away only by name. */
function unitFiguresOf(asked: Static<typeof Figures>): ExposureFigures {
  const given = ownFiguresOf(asked)
  return {
    dailySeconds: given.dailySeconds ?? EXPOSURE_DEFAULTS.dailySeconds,
    stretchSeconds: given.stretchSeconds ?? EXPOSURE_DEFAULTS.stretchSeconds,
    breakSeconds: given.breakSeconds ?? EXPOSURE_DEFAULTS.breakSeconds,
    curfew: asked.curfew === undefined ? EXPOSURE_DEFAULTS.curfew : given.curfew,
  }
}

function figuresView(figures: OwnFigures): {
  dailyMinutes: number | null
  stretchMinutes: number | null
  breakMinutes: number | null
  curfew: Static<typeof Night> | null
} {
  const minutes = (seconds: number | null): number | null => (seconds === null ? null : seconds / 60)
  return {
    dailyMinutes: minutes(figures.dailySeconds),
    stretchMinutes: minutes(figures.stretchSeconds),
    breakMinutes: minutes(figures.breakSeconds),
    curfew: nightOf(figures.curfew),
  }
}

/** What a person learns of the own exposure: where the caps stand, which they are, and the load day by day. */
async function ownExposure(
  { platform, database }: NodeContext,
  actor: { person: string; unit: string },
): Promise<Record<string, unknown>> {
  const nowMs = platform.clock.nowMs()
  const db = database.read
  const unit = await unitExposure(db, actor.unit)
  const timeZone = unit?.timeZone ?? 'UTC'
  const { day } = unitTime(nowMs, timeZone)
  const began = await revealsSince(db, actor.person, new Date(nowMs - DAY_AND_MORE_MS))
  const reveals = began.filter((at) => unitTime(at.getTime(), timeZone).day === day).length
  const days = unit === null ? [] : await loadOfPerson(db, actor.person, lastDayOver(nowMs, timeZone))
  const own = await ownFigures(db, actor.person)
  return {
    day,
    todaySeconds: days.find((one) => one.day === day)?.seconds ?? 0,
    reveals,
    standing: standingView(await exposureStanding(db, actor, nowMs)),
    unit:
      unit === null ? null : { legalBasis: unit.legalBasis, timeZone, figures: figuresView(unit.figures) },
    own: own === null ? null : figuresView(own),
    days,
  }
}

function supervisorRoutes(): Route[] {
  return [
    route('GET', '/api/unit/exposure', 'exposure.supervise', {
      handle: async ({ context, actor }) => {
        const { rule, setBy, persons, lifts } = await superviseUnit(context, actor)
        return {
          unit:
            rule === null
              ? null
              : {
                  legalBasis: rule.legalBasis,
                  timeZone: rule.timeZone,
                  figures: figuresView(rule.figures),
                  setBy,
                  setAt: rule.setAt.toISOString(),
                },
          defaults: figuresView(EXPOSURE_DEFAULTS),
          day: unitTime(context.platform.clock.nowMs(), rule?.timeZone ?? 'UTC').day,
          persons,
          lifts: lifts.map((lift) => ({
            ...lift,
            startsAt: lift.startsAt.toISOString(),
            endsAt: lift.endsAt.toISOString(),
          })),
        }
      },
    }),
    route('POST', '/api/unit/exposure', 'exposure.configure', {
      body: Rules,
      handle: (call) => {
        const { legalBasis, timeZone } = call.body
        const asked = { legalBasis, timeZone, figures: unitFiguresOf(call.body) }
        return call.change((tx, record) => recordUnitExposure({ ...call, tx, record }, asked))
      },
    }),
    route('POST', '/api/unit/exposure/withdraw', 'exposure.configure', {
      body: Type.Object({ because: Text }),
      handle: (call) =>
        call.change((tx, record) => withdrawBasis({ ...call, tx, record }, call.body.because)),
    }),
    route('POST', '/api/persons/:code/exposure/override', 'exposure.override', {
      body: Type.Object({ minutes: Minutes, because: Text }),
      load: async ({ context, actor, params }) => {
        const person = await personByCode(context.database.read, params['code'] ?? '')
        if (person === null) return null
        return { relation: person.unitId === actor.unit ? 'own' : 'none', value: person }
      },
      handle: (call, person) =>
        call.change((tx, record) => overrideCaps({ ...call, tx, record }, person, call.body)),
    }),
    route('POST', '/api/unit/exposure/lifts/:id/review', 'exposure.override', {
      body: Type.Object({ finding: Text }),
      load: async ({ context, actor, params }) => {
        const lift = await liftById(context.database.read, params['id'] ?? '')
        // An override was decided by a supervisor already: only lifts for danger are there to be reviewed.
        if (lift === null || lift.kind !== 'danger') return null
        return { relation: lift.unitId === actor.unit ? 'own' : 'none', value: lift }
      },
      handle: (call, lift) =>
        call.change((tx, record) => reviewDanger({ ...call, tx, record }, lift, call.body.finding)),
    }),
  ]
}

export function exposureRoutes(): Route[] {
  return [
    route('GET', '/api/exposure', 'exposure.read', {
      handle: ({ context, actor }) => ownExposure(context, actor),
    }),
    route('POST', '/api/exposure/own', 'exposure.choose', {
      body: Figures,
      handle: (call) =>
        call.change((tx, record) => chooseFigures(tx, record, call.actor, ownFiguresOf(call.body))),
    }),
    route('POST', '/api/exposure/danger', 'exposure.danger', {
      handle: (call) => call.change((tx, record) => declareDanger(call.context, tx, record, call.actor)),
    }),
    ...supervisorRoutes(),
  ]
}
