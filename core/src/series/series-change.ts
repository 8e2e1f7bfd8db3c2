import { type Audience, sameAudience } from '../access/audience.ts'
import { type Refusal, refuse } from '../refusal.ts'

/** What a series holds at one moment. `redirectTo` is set when it was merged into another. */
export interface SeriesState {
  readonly series: string
  readonly origin: 'edition' | 'registry'
  readonly sets: readonly string[]
  readonly redirectTo: string | null
  readonly audience: Audience
}

export type SeriesOperation = 'create' | 'add' | 'merge' | 'split' | 'undo'

/** The content of one series before and after a change; `before` is null for a series that the change makes. */
export interface SeriesStep {
  readonly series: string
  readonly before: SeriesContent | null
  readonly after: SeriesContent
}

export interface SeriesContent {
  readonly sets: readonly string[]
  readonly redirectTo: string | null
}

/** One reversible change: what a revision stores. */
export interface SeriesChange {
  readonly operation: SeriesOperation
  readonly steps: readonly SeriesStep[]
}

/** Which series holds a set now; a set is in one series at most. */
export type SetHolder = (set: string) => string | null

/** Makes a series from sets. Refuses with `series/no-sets` and `series/set-taken`. */
export function decideCreate(
  series: string,
  sets: readonly string[],
  holderOf: SetHolder,
): SeriesChange | Refusal {
  const problem = checkFree(sets, holderOf)
  if (problem !== null) return problem
  return {
    operation: 'create',
    steps: [{ series, before: null, after: { sets: distinct(sets), redirectTo: null } }],
  }
}

/** Adds sets to a series. Refuses like {@link decideCreate}, and with `series/merged` for one that was merged away. */
export function decideAdd(
  state: SeriesState,
  sets: readonly string[],
  holderOf: SetHolder,
): SeriesChange | Refusal {
  const problem = checkStanding(state) ?? checkFree(sets, holderOf)
  if (problem !== null) return problem
  return {
    operation: 'add',
    steps: [step(state, { sets: [...state.sets, ...distinct(sets)], redirectTo: null })],
  }
}

/**
 * Merges `other` into `survivor`: its sets move, its identifier redirects. Refuses with `series/same`, `series/merged`,
 * `series/registry-survives` (an identifier of the external registry is never given up for one of ours) and
 * `series/audience-differs` (whoever may not learn of one must not learn of it through the other).
 */
export function decideMerge(survivor: SeriesState, other: SeriesState): SeriesChange | Refusal {
  if (survivor.series === other.series) return refuse('series/same', 'A series cannot be merged into itself.')
  const problem = checkStanding(survivor) ?? checkStanding(other)
  if (problem !== null) return problem
  if (other.origin === 'registry') {
    return refuse(
      'series/registry-survives',
      'A series of the registry keeps its identifier: merge the other way round.',
    )
  }
  if (!sameAudience(survivor.audience, other.audience)) {
    return refuse(
      'series/audience-differs',
      'The two series have different audiences: give both the same one before they are merged.',
    )
  }
  return {
    operation: 'merge',
    steps: [
      step(survivor, { sets: [...survivor.sets, ...other.sets], redirectTo: null }),
      step(other, { sets: [], redirectTo: survivor.series }),
    ],
  }
}

/** Moves some sets of a series into a new one. Refuses with `series/no-sets`, `series/not-in-series`, `series/split-all`. */
export function decideSplit(
  state: SeriesState,
  sets: readonly string[],
  newSeries: string,
): SeriesChange | Refusal {
  const problem = checkStanding(state)
  if (problem !== null) return problem
  const moving = distinct(sets)
  if (moving.length === 0) return refuse('series/no-sets', 'Name at least one set.')
  const stranger = moving.find((set) => !state.sets.includes(set))
  if (stranger !== undefined) return refuse('series/not-in-series', `Set ${stranger} is not in this series.`)
  if (moving.length === state.sets.length) {
    return refuse('series/split-all', 'At least one set has to stay in the series.')
  }
  return {
    operation: 'split',
    steps: [
      step(state, { sets: state.sets.filter((set) => !moving.includes(set)), redirectTo: null }),
      { series: newSeries, before: null, after: { sets: moving, redirectTo: null } },
    ],
  }
}

/**
 * Takes back a change. Refuses with `series/undo-conflict` when a series has changed since: undoing must never throw
 * away work that came after. An undo itself is refused too, because its sets may be in another series by now.
 */
export function decideUndo(
  change: SeriesChange,
  current: (series: string) => SeriesState | null,
): SeriesChange | Refusal {
  if (change.operation === 'undo') {
    return refuse('series/undo-conflict', 'An undo is not taken back: make the change again.')
  }
  const steps: SeriesStep[] = []
  for (const done of change.steps) {
    const state = current(done.series)
    if (state === null || !sameContent(state, done.after)) {
      return refuse(
        'series/undo-conflict',
        `Series ${done.series} has changed since; undo the later change first.`,
      )
    }
    steps.push(step(state, done.before ?? { sets: [], redirectTo: null }))
  }
  return { operation: 'undo', steps }
}

function step(state: SeriesState, after: SeriesContent): SeriesStep {
  return { series: state.series, before: { sets: state.sets, redirectTo: state.redirectTo }, after }
}

function checkStanding(state: SeriesState): Refusal | null {
  if (state.redirectTo === null) return null
  return refuse('series/merged', `Series ${state.series} was merged into ${state.redirectTo}.`)
}

function checkFree(sets: readonly string[], holderOf: SetHolder): Refusal | null {
  if (sets.length === 0) return refuse('series/no-sets', 'Name at least one set.')
  for (const set of sets) {
    const holder = holderOf(set)
    if (holder !== null) return refuse('series/set-taken', `Set ${set} is already in series ${holder}.`)
  }
  return null
}

function sameContent(a: SeriesContent, b: SeriesContent): boolean {
  if (a.redirectTo !== b.redirectTo || a.sets.length !== b.sets.length) return false
  const sets = new Set(a.sets)
  return b.sets.every((set) => sets.has(set))
}

function distinct(sets: readonly string[]): string[] {
  return [...new Set(sets)]
}
