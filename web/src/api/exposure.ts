import { get, part, post } from './request.ts'

export interface Night {
  readonly from: string
  readonly to: string
}

/** Figures that bound exposure; null is the unit's, or no curfew. */
export interface Figures {
  readonly dailyMinutes: number | null
  readonly stretchMinutes: number | null
  readonly breakMinutes: number | null
  readonly curfew: Night | null
}

export type CapCode = 'exposure/day-cap' | 'exposure/break' | 'exposure/curfew'

/** Where the caps stand: what is left, or why nothing is shown and until when. */
export type Standing =
  | {
      readonly allowed: true
      readonly leftTodaySeconds: number
      readonly untilBreakSeconds: number
      readonly curfewAt: string | null
      readonly lift: { readonly kind: 'danger' | 'override'; readonly endsAt: string } | null
    }
  | { readonly allowed: false; readonly code: CapCode; readonly because: string; readonly againAt: string }

export interface DayLoad {
  readonly day: string
  readonly seconds: number
}

/** The own exposure; `standing` and `unit` are null while the unit meters nobody. */
export interface Exposure {
  readonly day: string
  readonly todaySeconds: number
  readonly reveals: number
  readonly standing: Standing | null
  readonly unit: { readonly legalBasis: string; readonly timeZone: string; readonly figures: Figures } | null
  readonly own: Figures | null
  readonly days: readonly DayLoad[]
}

export interface Lift {
  readonly lift: string
  readonly kind: 'danger' | 'override'
  readonly person: string
  readonly by: string
  readonly because: string | null
  readonly startsAt: string
  readonly endsAt: string
  readonly reviewedBy: string | null
  readonly finding: string | null
}

/** What a supervisor sees of the unit. */
export interface UnitExposure {
  readonly unit:
    | (NonNullable<Exposure['unit']> & { readonly setBy: string | null; readonly setAt: string })
    | null
  readonly defaults: Figures
  readonly day: string
  readonly persons: readonly {
    readonly person: string
    readonly name: string
    readonly days: readonly DayLoad[]
  }[]
  readonly lifts: readonly Lift[]
}

export function getExposure(signal?: AbortSignal): Promise<Exposure> {
  return get('/api/exposure', signal)
}

/** Figures as they are sent: one that is not set is left out. */
function sent({ curfew, ...minutes }: Figures): object {
  return { ...Object.fromEntries(Object.entries(minutes).filter(([, value]) => value !== null)), curfew }
}

export function chooseFigures(figures: Figures): Promise<object> {
  return post('/api/exposure/own', sent(figures))
}

export function declareDanger(): Promise<{ endsAt: string }> {
  return post('/api/exposure/danger')
}

export function getUnitExposure(signal?: AbortSignal): Promise<UnitExposure> {
  return get('/api/unit/exposure', signal)
}

export function recordUnitExposure(legalBasis: string, timeZone: string, figures: Figures): Promise<object> {
  return post('/api/unit/exposure', { legalBasis, timeZone, ...sent(figures) })
}

export function withdrawBasis(because: string): Promise<object> {
  return post('/api/unit/exposure/withdraw', { because })
}

export function overrideCaps(person: string, minutes: number, because: string): Promise<{ endsAt: string }> {
  return post(`/api/persons/${part(person)}/exposure/override`, { minutes, because })
}

export function reviewDanger(lift: string, finding: string): Promise<object> {
  return post(`/api/unit/exposure/lifts/${part(lift)}/review`, { finding })
}
