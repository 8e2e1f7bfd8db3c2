import {
  type Audience,
  decideAdd,
  decideCreate,
  decideMerge,
  decideSplit,
  decideUndo,
  draftEvent,
  type EventType,
  isRefusal,
  type Refusal,
  refuse,
  type SeriesChange,
  type SeriesState,
  type SetHolder,
} from '@homeward/core'
import { type Actor, eventActor } from '../access/actor.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import { newIdentifier } from '../identifier.ts'
import type { NodeContext } from '../node-context.ts'
import {
  applySteps,
  insertRevision,
  insertSubject,
  lastChangeOf,
  lockEdition,
  type SeriesRow,
  seriesState,
  setsByIds,
  setUndone,
  standingSeries,
} from './series-store.ts'

/** One change to series: who makes it, in which edition, in which transaction. */
export interface SeriesWork {
  readonly context: NodeContext
  readonly actor: Actor
  readonly editionId: string
  readonly tx: Tx
  readonly record: RecordEvent
}

export interface ChangedSeries {
  readonly series: string
  readonly revision: number
}

const EVENT_OF: Readonly<Record<SeriesChange['operation'], EventType>> = {
  create: 'series/created',
  add: 'series/added-to',
  merge: 'series/merged',
  split: 'series/split',
  undo: 'series/undone',
}

/** Makes a series from sets of the edition. */
export async function createSeries(
  work: SeriesWork,
  sets: readonly string[],
  name: string | null,
  because: string | null,
): Promise<ChangedSeries | Refusal> {
  await lockEdition(work.tx, work.editionId)
  const holder = await holderOf(work, sets)
  if (isRefusal(holder)) return holder
  const series = newIdentifier(work.context.platform, 'series')
  return apply(work, series, decideCreate(series, sets, holder), name, because, null)
}

/** Adds sets of the edition to a series of it or of the registry. */
export async function addToSeries(
  work: SeriesWork,
  series: string,
  sets: readonly string[],
): Promise<ChangedSeries | Refusal> {
  await lockEdition(work.tx, work.editionId)
  const holder = await holderOf(work, sets)
  if (isRefusal(holder)) return holder
  const state = await stateOf(work, series)
  if (isRefusal(state)) return state
  return apply(work, state.series, decideAdd(state, sets, holder), null, null, null)
}

/** Merges another series into this one. */
export async function mergeSeries(
  work: SeriesWork,
  series: string,
  other: string,
  because: string | null,
): Promise<ChangedSeries | Refusal> {
  await lockEdition(work.tx, work.editionId)
  const survivor = await stateOf(work, series)
  if (isRefusal(survivor)) return survivor
  const merged = await stateOf(work, other)
  if (isRefusal(merged)) return merged
  return apply(work, survivor.series, decideMerge(survivor, merged), null, because, null)
}

/** Moves some sets of a series into a new one, which has the same audience, and names it. */
export async function splitSeries(
  work: SeriesWork,
  series: string,
  sets: readonly string[],
  because: string | null,
): Promise<ChangedSeries | Refusal> {
  await lockEdition(work.tx, work.editionId)
  const state = await stateOf(work, series)
  if (isRefusal(state)) return state
  const made = newIdentifier(work.context.platform, 'series')
  const changed = await apply(
    work,
    state.series,
    decideSplit(state, sets, made),
    null,
    because,
    state.audience,
  )
  return isRefusal(changed) ? changed : { series: made, revision: changed.revision }
}

/** Takes back the newest change that touched a series. Refuses with `series/nothing-to-undo` and `series/undo-conflict`. */
export async function undoSeries(
  work: SeriesWork,
  series: string,
): Promise<{ undone: number; series: string } | Refusal> {
  await lockEdition(work.tx, work.editionId)
  const last = await lastChangeOf(work.tx, series, work.editionId)
  if (last === null)
    return refuse('series/nothing-to-undo', 'There is no change of this series left to take back.')
  const states = new Map<string, SeriesState | null>()
  for (const step of last.steps)
    states.set(step.series, await seriesState(work.tx, work.actor, step.series, work.editionId))
  const change = decideUndo({ operation: last.operation, steps: last.steps }, (id) => states.get(id) ?? null)
  if (isRefusal(change)) return change
  const revision = newIdentifier(work.context.platform, 'revision')
  const done = await save(
    work,
    last.seriesId,
    change,
    { name: null, because: null, audience: null },
    revision,
  )
  await setUndone(work.tx, last.id, revision)
  return { undone: last.number, series: done.series }
}

/** Adds a placeholder for a victim or an offender; who that is never enters here. */
export async function addSubject(
  work: SeriesWork,
  series: string,
  kind: 'victim' | 'offender',
): Promise<{ subject: string } | Refusal> {
  const state = await stateOf(work, series)
  if (isRefusal(state)) return state
  const { platform } = work.context
  const id = newIdentifier(platform, 'subject')
  const at = new Date(platform.clock.nowMs())
  await insertSubject(work.tx, { id, kind, personId: work.actor.person, at }, state.series)
  await work.record(
    draftEvent('series/subject-added', {
      actor: eventActor(work.actor),
      objects: { series: state.series, subject: id, edition: work.editionId },
      facts: { kind },
    }),
  )
  return { subject: id }
}

async function stateOf(work: SeriesWork, id: string): Promise<SeriesState | Refusal> {
  const unknown = refuse('series/unknown', `There is no series ${id} that you may change in this edition.`)
  const row = await standingSeries(work.tx, work.actor, id)
  if (row === null || !belongs(row, work.editionId)) return unknown
  return (await seriesState(work.tx, work.actor, row.id, work.editionId)) ?? unknown
}

/** Registry series can be added to from any edition; others belong to one. */
function belongs(row: SeriesRow, editionId: string): boolean {
  return row.origin === 'registry' || row.editionId === editionId
}

async function holderOf(work: SeriesWork, sets: readonly string[]): Promise<SetHolder | Refusal> {
  const rows = await setsByIds(work.tx, work.actor, sets)
  const stranger = sets.find((id) => !rows.some((row) => row.id === id && row.editionId === work.editionId))
  if (stranger !== undefined) return refuse('set/unknown', `There is no set ${stranger} in this edition.`)
  return (set) => rows.find((row) => row.id === set)?.seriesId ?? null
}

async function apply(
  work: SeriesWork,
  series: string,
  change: SeriesChange | Refusal,
  name: string | null,
  because: string | null,
  audience: Audience,
): Promise<ChangedSeries | Refusal> {
  if (isRefusal(change)) return change
  const revision = newIdentifier(work.context.platform, 'revision')
  return save(work, series, change, { name, because, audience }, revision)
}

async function save(
  work: SeriesWork,
  series: string,
  change: SeriesChange,
  {
    name,
    because,
    audience,
  }: { name: string | null; because: string | null /** Of a series that is made. */; audience: Audience },
  revisionId: string,
): Promise<ChangedSeries> {
  const { tx, actor, editionId, context } = work
  const at = new Date(context.platform.clock.nowMs())
  const made = change.steps.find((step) => step.before === null)?.series ?? series
  await applySteps(tx, change.steps, {
    editionId,
    unitId: actor.unit,
    name: name ?? defaultName(made),
    at,
    audience,
  })
  const revision = await insertRevision(tx, {
    id: revisionId,
    seriesId: series,
    editionId,
    operation: change.operation,
    steps: change.steps,
    because,
    personId: actor.person,
    at,
  })
  await work.record(
    draftEvent(EVENT_OF[change.operation], {
      actor: eventActor(actor),
      objects: {
        series,
        edition: editionId,
        others: change.steps.map((step) => step.series).filter((id) => id !== series),
        sets: [
          ...new Set(change.steps.flatMap((step) => [...(step.before?.sets ?? []), ...step.after.sets])),
        ],
      },
      facts: { revision },
      ...(because === null ? {} : { justification: because }),
    }),
  )
  return { series, revision }
}

/** A short working name that people can say; the identifier stays the reference. */
function defaultName(series: string): string {
  return `S-${series.slice(series.indexOf('-') + 1, series.indexOf('-') + 7).toUpperCase()}`
}
