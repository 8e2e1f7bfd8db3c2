import type { Clarity } from '@homeward/core'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

/** Why somebody looks: for the assignment, or because the law requires the examiner's own view. */
export type RevealReason = 'assignment' | 'evidential-view'

export interface RevealRow {
  readonly id: string
  readonly personId: string
  readonly editionId: string
  readonly clarity: Clarity
  readonly media: readonly string[]
  readonly startedAt: Date
  readonly endsAt: Date
  readonly endedAt: Date | null
  readonly lastsMs: number
  readonly accountedMs: number
  readonly reason: RevealReason
}

export async function insertReveal(
  db: Reader,
  reveal: Omit<RevealRow, 'endedAt' | 'accountedMs'> & { purpose: string },
): Promise<void> {
  await db
    .insertInto('reveal')
    .values({
      id: reveal.id,
      person_id: reveal.personId,
      edition_id: reveal.editionId,
      clarity: reveal.clarity,
      purpose: reveal.purpose,
      media_ids: [...reveal.media],
      started_at: reveal.startedAt,
      ends_at: reveal.endsAt,
      ended_at: null,
      lasts_ms: reveal.lastsMs,
      reason: reveal.reason,
    })
    .execute()
}

export async function revealById(db: Reader, id: string): Promise<RevealRow | null> {
  const row = await db.selectFrom('reveal').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return null
  return {
    id: row.id,
    personId: row.person_id,
    editionId: row.edition_id,
    clarity: row.clarity,
    media: row.media_ids,
    startedAt: row.started_at,
    endsAt: row.ends_at,
    endedAt: row.ended_at,
    lastsMs: row.lasts_ms,
    accountedMs: row.accounted_ms,
    reason: row.reason,
  }
}

export async function setRevealEnd(
  db: Reader,
  id: string,
  endsAt: Date,
  endedAt: Date | null,
): Promise<void> {
  await db.updateTable('reveal').set({ ends_at: endsAt, ended_at: endedAt }).where('id', '=', id).execute()
}

/** Accounts for the time up to `accountedMs` if nobody else did meanwhile; returns whether it did. */
export async function accountFor(db: Reader, reveal: RevealRow, accountedMs: number): Promise<boolean> {
  const result = await db
    .updateTable('reveal')
    .set({ accounted_ms: accountedMs })
    .where('id', '=', reveal.id)
    .where('accounted_ms', '=', reveal.accountedMs)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Ends every reveal of a person that still shows something; returns which. */
export async function endOpenReveals(db: Reader, personId: string, at: Date): Promise<string[]> {
  const rows = await db
    .updateTable('reveal')
    .set({ ended_at: at })
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .where('ends_at', '>', at)
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/** Ends every reveal that still shows one of some media; returns which. */
export async function endRevealsOf(db: Reader, media: readonly string[], at: Date): Promise<string[]> {
  const rows = await db
    .updateTable('reveal')
    .set({ ended_at: at })
    .where('ended_at', 'is', null)
    .where('ends_at', '>', at)
    .where(sql<boolean>`media_ids && ${media}::text[]`)
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/** When a person's reveals since a moment began. */
export async function revealsSince(db: Reader, personId: string, since: Date): Promise<Date[]> {
  const rows = await db
    .selectFrom('reveal')
    .select('started_at')
    .where('person_id', '=', personId)
    .where('started_at', '>=', since)
    .execute()
  return rows.map((row) => row.started_at)
}
