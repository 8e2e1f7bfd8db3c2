import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

/** The second approver of a unit of one: a person of another body, known by a public key alone. */
export interface OutsideApprover {
  readonly id: string
  readonly name: string
  readonly body: string
  /** One line of an OpenSSH public key. */
  readonly publicKey: string
}

/** The approver of a unit of one; null for every other unit. */
export async function currentApprover(db: Reader, unitId: string): Promise<OutsideApprover | null> {
  const row = await db
    .selectFrom('outside_approver')
    .selectAll()
    .where('unit_id', '=', unitId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? null : { id: row.id, name: row.name, body: row.body, publicKey: row.public_key }
}

/** Names the approver of a unit of one, in place of the one before. */
export async function registerApprover(
  db: Reader,
  approver: { id: string; unitId: string; name: string; body: string; publicKey: string; at: Date },
): Promise<void> {
  await db
    .updateTable('outside_approver')
    .set({ ended_at: approver.at })
    .where('unit_id', '=', approver.unitId)
    .where('ended_at', 'is', null)
    .execute()
  await db
    .insertInto('outside_approver')
    .values({
      id: approver.id,
      unit_id: approver.unitId,
      name: approver.name,
      body: approver.body,
      public_key: approver.publicKey,
      registered_at: approver.at,
      ended_at: null,
    })
    .execute()
}

/** Makes a unit one of a single person. */
export async function makeSolo(db: Reader, unitId: string): Promise<void> {
  await db.updateTable('unit').set({ solo: true }).where('id', '=', unitId).execute()
}
