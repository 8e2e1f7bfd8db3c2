import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

/** A checkpoint as it was cosigned. */
export interface CosignedLog {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
  readonly note: string
  readonly cosignedAt: Date
}

/** Takes a partner's log for this transaction, also one that was never cosigned, so that two requests cannot race. */
export async function lockWitnessedLog(db: Reader, origin: string): Promise<CosignedLog | null> {
  // The lock stands for the row also where there is none yet.
  await db
    .selectNoFrom((eb) =>
      eb.fn('pg_advisory_xact_lock', [eb.fn('hashtext', [eb.val(`witnessed|${origin}`)])]).as('locked'),
    )
    .execute()
  return (await witnessedLogs(db)).find((one) => one.origin === origin) ?? null
}

/** What this node cosigned of partners' ledgers, by their names. */
export async function witnessedLogs(db: Reader): Promise<CosignedLog[]> {
  const rows = await db.selectFrom('witnessed_log').selectAll().orderBy('origin').execute()
  return rows.map(({ cosigned_at: cosignedAt, ...row }) => ({ ...row, cosignedAt }))
}

/** Stores the checkpoint that is about to be cosigned. */
export async function storeWitnessedLog(db: Reader, log: CosignedLog): Promise<void> {
  const row = { size: log.size, root: log.root, note: log.note, cosigned_at: log.cosignedAt }
  await db
    .insertInto('witnessed_log')
    .values({ origin: log.origin, ...row })
    .onConflict((oc) => oc.column('origin').doUpdateSet(row))
    .execute()
}

/** The last exchange with a witness of this node's ledger. */
export interface WitnessStanding {
  readonly name: string
  /** Leaves of the checkpoint that it cosigned last. */
  readonly size: number
  readonly note: string | null
  readonly cosignature: string | null
  readonly cosignedAt: Date | null
  readonly triedAt: Date
  readonly failure: { readonly code: string; readonly because: string } | null
}

export async function witnessStandings(db: Reader): Promise<WitnessStanding[]> {
  const rows = await db.selectFrom('ledger_witness').selectAll().orderBy('name').execute()
  return rows.map((row) => ({
    name: row.name,
    size: row.size,
    note: row.note,
    cosignature: row.cosignature,
    cosignedAt: row.cosigned_at,
    triedAt: row.tried_at,
    failure: row.failed_code === null ? null : { code: row.failed_code, because: row.failed_because ?? '' },
  }))
}

/** Keeps a cosignature with the checkpoint that it is on. */
export async function storeCosignature(
  db: Reader,
  given: { name: string; size: number; note: string; cosignature: string; at: Date },
): Promise<void> {
  const row = {
    size: given.size,
    note: given.note,
    cosignature: given.cosignature,
    cosigned_at: given.at,
    tried_at: given.at,
    failed_code: null,
    failed_because: null,
  }
  await db
    .insertInto('ledger_witness')
    .values({ name: given.name, ...row })
    .onConflict((oc) => oc.column('name').doUpdateSet(row))
    .execute()
}

/** Notes that an exchange failed; the cosignature of an earlier one stays. */
export async function storeWitnessFailure(
  db: Reader,
  failed: { name: string; code: string; because: string; at: Date },
): Promise<void> {
  const row = { tried_at: failed.at, failed_code: failed.code, failed_because: failed.because }
  await db
    .insertInto('ledger_witness')
    .values({ name: failed.name, note: null, cosignature: null, cosigned_at: null, ...row })
    .onConflict((oc) => oc.column('name').doUpdateSet(row))
    .execute()
}

export type AlarmRow = Tables['ledger_alarm']

/** Keeps an alarm unless the same one stands already; false when it does. */
export async function insertAlarm(db: Reader, alarm: AlarmRow): Promise<boolean> {
  const result = await db
    .insertInto('ledger_alarm')
    .values(alarm)
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Alarms, the newest first. */
export function listAlarms(db: Reader): Promise<AlarmRow[]> {
  return db.selectFrom('ledger_alarm').selectAll().orderBy('at', 'desc').orderBy('id').limit(500).execute()
}

/** Units in which somebody audits; alarms are told to them. */
export async function auditingUnits(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('person')
    .innerJoin('person_role', 'person_role.person_id', 'person.id')
    .select('person.unit_id')
    .distinct()
    .where('person_role.role', 'in', ['auditor', 'supervisor'])
    .where('person.disabled_at', 'is', null)
    .execute()
  return rows.map((row) => row.unit_id)
}
