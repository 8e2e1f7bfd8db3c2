import type { Clarity } from '@homeward/core'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

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

/** Adds counted seconds if nobody else accounted for the same time meanwhile; returns whether it did. */
export async function addExposure(
  db: Reader,
  reveal: RevealRow,
  accountedMs: number,
  countedSeconds: number,
): Promise<boolean> {
  const result = await db
    .updateTable('reveal')
    .set((eb) => ({ accounted_ms: accountedMs, counted_seconds: eb('counted_seconds', '+', countedSeconds) }))
    .where('id', '=', reveal.id)
    .where('accounted_ms', '=', reveal.accountedMs)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** A person's own figures since a moment. */
export async function exposureToday(
  db: Reader,
  personId: string,
  since: Date,
): Promise<{ todaySeconds: number; reveals: number }> {
  const row = await db
    .selectFrom('reveal')
    .select((eb) => [
      eb.fn.sum<number>('counted_seconds').as('seconds'),
      eb.fn.countAll<number>().as('reveals'),
    ])
    .where('person_id', '=', personId)
    .where('started_at', '>=', since)
    .executeTakeFirstOrThrow()
  return { todaySeconds: Number(row.seconds ?? 0), reveals: Number(row.reveals) }
}
