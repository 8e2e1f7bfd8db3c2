import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

export interface IntakeRow {
  readonly id: string
  readonly exhibitId: string
  readonly personId: string
  readonly sources: readonly Buffer[]
  readonly state: 'running' | 'finished' | 'stopped' | 'failed'
  readonly problem: { code: string; because: string } | null
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly wallMs: number
}

function intakeOf(row: Tables['intake'] & { wall_ms: unknown }): IntakeRow {
  return {
    id: row.id,
    exhibitId: row.exhibit_id,
    personId: row.person_id,
    sources: row.sources,
    state: row.state,
    problem:
      row.problem_code === null ? null : { code: row.problem_code, because: row.problem_because ?? '' },
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    wallMs: Number(row.wall_ms),
  }
}

export async function insertIntake(
  db: Reader,
  intake: { id: string; exhibitId: string; personId: string; sources: readonly Buffer[]; startedAt: Date },
): Promise<void> {
  await db
    .insertInto('intake')
    .values({
      id: intake.id,
      exhibit_id: intake.exhibitId,
      person_id: intake.personId,
      sources: [...intake.sources],
      state: 'running',
      problem_code: null,
      problem_because: null,
      started_at: intake.startedAt,
      finished_at: null,
    })
    .execute()
}

export async function intakeById(db: Reader, id: string): Promise<IntakeRow | null> {
  const row = await db.selectFrom('intake').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : intakeOf(row as never)
}

/** The newest intake of each exhibit of an edition. */
export async function intakesOfEdition(db: Reader, editionId: string): Promise<IntakeRow[]> {
  const rows = await db
    .selectFrom('intake')
    .innerJoin('exhibit', 'exhibit.id', 'intake.exhibit_id')
    .selectAll('intake')
    .distinctOn('intake.exhibit_id')
    .where('exhibit.edition_id', '=', editionId)
    .orderBy('intake.exhibit_id')
    .orderBy('intake.started_at', 'desc')
    .execute()
  return rows
    .map((row) => intakeOf(row as never))
    .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
}

export async function runningIntakeOf(db: Reader, exhibitId: string): Promise<IntakeRow | null> {
  const row = await db
    .selectFrom('intake')
    .selectAll()
    .where('exhibit_id', '=', exhibitId)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return row === undefined ? null : intakeOf(row as never)
}

export async function endIntake(
  db: Reader,
  id: string,
  end: {
    state: 'finished' | 'stopped' | 'failed'
    problem: { code: string; because: string } | null
    finishedAt: Date
    wallMs: number
  },
): Promise<void> {
  await db
    .updateTable('intake')
    .set({
      state: end.state,
      problem_code: end.problem?.code ?? null,
      problem_because: end.problem?.because ?? null,
      finished_at: end.finishedAt,
      wall_ms: end.wallMs,
    })
    .where('id', '=', id)
    .execute()
}

/** The sources of the intakes of an exhibit that were cut short. */
export async function unfinishedSources(db: Reader, exhibitId: string): Promise<Buffer[]> {
  const rows = await db
    .selectFrom('intake')
    .select('sources')
    .where('exhibit_id', '=', exhibitId)
    .where('state', 'in', ['stopped', 'failed'])
    .execute()
  return rows.flatMap((row) => row.sources)
}

/** Adds what an intake found to belong to it beside its sources; returns all of them, each once. */
export async function addIntakeSources(db: Reader, id: string, more: readonly Buffer[]): Promise<Buffer[]> {
  const { sources } = await db
    .selectFrom('intake')
    .select('sources')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const all = [...sources, ...more.filter((one) => !sources.some((known) => known.equals(one)))]
  await db.updateTable('intake').set({ sources: all }).where('id', '=', id).execute()
  return all
}

/** Keeps the time spent so far, so that a killed run's time is not lost from the exhibit's figures. */
export async function setIntakeWall(db: Reader, id: string, wallMs: number): Promise<void> {
  await db.updateTable('intake').set({ wall_ms: wallMs }).where('id', '=', id).execute()
}

/** Intakes that a killed node left running. Returns them, now marked as stopped. */
export async function stopAbandonedIntakes(db: Reader, at: Date): Promise<IntakeRow[]> {
  const rows = await db
    .updateTable('intake')
    .set({
      state: 'stopped',
      problem_code: 'intake/interrupted',
      problem_because: 'The node ended while this intake ran; the same command resumes it.',
      finished_at: at,
    })
    .where('state', '=', 'running')
    .returningAll()
    .execute()
  return rows.map((row) => intakeOf(row as never))
}
