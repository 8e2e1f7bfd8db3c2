import { personCodes } from '../access/access-store.ts'
import type { Actor } from '../access/actor.ts'
import { personNames } from '../access/person-names.ts'
import { type LinkRow, linksTouching } from '../match/match-store.ts'
import type { NodeContext } from '../node-context.ts'
import { revisionsOf, type SeriesRow, setsOfEdition, subjectsOf } from './series-store.ts'
import { type SetWithMembers, viewSets } from './set-view.ts'

/** A series in lists. */
export interface SeriesSummary {
  readonly series: string
  readonly name: string
  readonly origin: 'edition' | 'registry'
  readonly identified: boolean
  readonly unit: string
  readonly pictures: number
  readonly media: number
  readonly units: readonly string[]
  readonly sets: number
  readonly redirectTo: string | null
  readonly createdAt: string
  readonly revision: number
  /** True where only named persons may learn of it. */
  readonly restricted: boolean
}

/** Counts what the actor may see of each series in an edition. */
export async function summariesOf(
  context: NodeContext,
  actor: Actor,
  editionId: string,
  rows: readonly SeriesRow[],
): Promise<SeriesSummary[]> {
  const wanted = new Set(rows.map((row) => row.id))
  const sets = (await setsOfEdition(context.database.read, actor, editionId)).filter((set) =>
    wanted.has(set.seriesId ?? ''),
  )
  const views = await viewSets(context, actor, editionId, sets)
  const summaries: SeriesSummary[] = []
  for (const row of rows) {
    const revisions = await revisionsOf(context.database.read, row.id, editionId)
    summaries.push(
      summaryOf(
        row,
        views.filter((view) => view.series === row.id),
        revisions[0]?.number ?? 0,
      ),
    )
  }
  return summaries
}

function summaryOf(row: SeriesRow, sets: readonly SetWithMembers[], revision: number): SeriesSummary {
  const members = sets.flatMap((set) => set.members)
  return {
    series: row.id,
    name: row.name,
    origin: row.origin,
    identified: row.identified,
    unit: row.unit,
    pictures: members.length,
    media: new Set(members.flatMap((picture) => picture.members.map((member) => member.media))).size,
    units: [...new Set(sets.flatMap((set) => set.units))].sort(),
    sets: sets.length,
    redirectTo: row.redirectTo,
    createdAt: row.createdAt.toISOString(),
    revision,
    restricted: row.audience !== null,
  }
}

export interface LinkView {
  readonly link: string
  readonly mediaA: string
  readonly mediaB: string
  readonly verdict: 'near'
  readonly distanceBits: number
  readonly variant: string
  readonly transform: string
  readonly cut: boolean
}

export function linkView(link: LinkRow): LinkView {
  const { mediaA, mediaB, distanceBits, variant, transform, cut } = link
  return { link: link.id, mediaA, mediaB, verdict: 'near', distanceBits, variant, transform, cut }
}

/** A series with its sets, the links among its media with their evidence, subjects and revisions. */
export async function viewSeries(
  context: NodeContext,
  actor: Actor,
  editionId: string,
  row: SeriesRow,
): Promise<Record<string, unknown>> {
  const db = context.database.read
  const own = (await setsOfEdition(db, actor, editionId)).filter((set) => set.seriesId === row.id)
  const sets = await viewSets(context, actor, editionId, own)
  const media = [
    ...new Set(
      sets.flatMap((set) => set.members.flatMap((one) => one.members.map((member) => member.media))),
    ),
  ]
  const among = new Set(media)
  const links = (await linksTouching(db, media, editionId)).filter(
    (link) => among.has(link.mediaA) && among.has(link.mediaB),
  )
  const revisions = await revisionsOf(db, row.id, editionId)
  const names = await personNames(
    db,
    actor,
    editionId,
    revisions.map((one) => one.by),
  )
  return {
    ...summaryOf(row, sets, revisions[0]?.number ?? 0),
    sets,
    audience: await personCodes(db, row.audience),
    links: links.map(linkView),
    subjects: await subjectsOf(db, row.id),
    registry: row.origin === 'registry' ? { identifier: row.name, holder: row.unit } : null,
    revisions: revisions.map((one) => ({
      revision: one.number,
      operation: one.operation,
      by: names(one.by),
      at: one.at.toISOString(),
      because: one.because,
      undone: one.undone,
      summary: summaryOfRevision(one.operation, one.steps.length === 0 ? 0 : countMoved(one.steps)),
    })),
  }
}

function countMoved(
  steps: readonly { before: { sets: readonly string[] } | null; after: { sets: readonly string[] } }[],
): number {
  const moved = new Set<string>()
  for (const { before, after } of steps) {
    const earlier = new Set(before?.sets ?? [])
    for (const set of after.sets) if (!earlier.has(set)) moved.add(set)
  }
  return moved.size
}

function summaryOfRevision(operation: string, sets: number): string {
  const counted = `${sets} ${sets === 1 ? 'set' : 'sets'}`
  return (
    {
      create: `Made from ${counted}.`,
      add: `${counted} added.`,
      merge: `Another series merged in: ${counted}.`,
      split: `${counted} split off into a new series.`,
      undo: `The change before was taken back: ${counted} moved.`,
    }[operation] ?? operation
  )
}
