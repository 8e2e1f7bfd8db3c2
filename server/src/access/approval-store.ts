import type { Act, ApprovalRequest, ApprovalState, Voicer } from '@homeward/core'
import { isRole } from '@homeward/core'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

/** A request with what people are shown of it. */
export interface ApprovalRow extends ApprovalRequest {
  readonly id: string
  readonly unitCode: string
  /** What the act needs to be worked out anew; its form is the act's own. */
  readonly subject: unknown
  /** The canonical text that the digest is of. */
  readonly content: string
  /** Null once its time has ended. */
  readonly because: string | null
  readonly askerCode: string
  readonly askerUnitCode: string
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly decidedBecause: string | null
}

export async function insertApproval(
  db: Reader,
  row: {
    id: string
    act: Act
    unitId: string
    subject: unknown
    content: string
    contentSha256: string
    because: string
    askedBy: string
    askedAt: Date
  },
): Promise<void> {
  await db
    .insertInto('approval')
    .values({
      id: row.id,
      act: row.act,
      unit_id: row.unitId,
      subject: JSON.stringify(row.subject),
      content: row.content,
      content_sha256: Buffer.from(row.contentSha256, 'hex'),
      because: row.because,
      asked_by: row.askedBy,
      asked_at: row.askedAt,
      state: 'open',
      decided_by: null,
      decided_outside: null,
      decided_at: null,
      decided_because: null,
      signature: null,
    })
    .execute()
}

/** How a request was decided, by a person or by an approver outside the node. */
export interface ApprovalDecision {
  readonly state: ApprovalState
  readonly by: { readonly person: string } | { readonly outside: string; readonly signature: string }
  readonly because: string | null
  readonly at: Date
}

/** Decides an open request, once; false when it was decided meanwhile. */
export async function decideApproval(db: Reader, id: string, decision: ApprovalDecision): Promise<boolean> {
  const { by } = decision
  const result = await db
    .updateTable('approval')
    .set({
      state: decision.state,
      decided_at: decision.at,
      decided_because: decision.because,
      ...('person' in by
        ? { decided_by: by.person }
        : { decided_outside: by.outside, signature: by.signature }),
    })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Withdraws a request that is open or was approved, once; false when there is none any more. */
export async function withdrawApproval(db: Reader, id: string): Promise<boolean> {
  const result = await db
    .updateTable('approval')
    .set({ state: 'withdrawn' })
    .where('id', '=', id)
    .where('state', 'in', ['open', 'approved'])
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Takes what was approved, once; false when it was taken before. */
export async function finishApproval(db: Reader, id: string): Promise<boolean> {
  const result = await db
    .updateTable('approval')
    .set({ state: 'done' })
    .where('id', '=', id)
    .where('state', '=', 'approved')
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** One request; null when there is none. `locked` keeps it as it is until the end of the transaction. */
export async function approvalById(db: Reader, id: string, locked = false): Promise<ApprovalRow | null> {
  if (locked) await db.selectFrom('approval').select('id').where('id', '=', id).forUpdate().execute()
  return (await approvalsWhere(db, { id }))[0] ?? null
}

/** The newest requests, at most 200. Who may see which is the caller's to decide. */
export function listApprovals(db: Reader): Promise<ApprovalRow[]> {
  return approvalsWhere(db, {})
}

async function approvalsWhere(db: Reader, only: { id?: string }): Promise<ApprovalRow[]> {
  let query = db
    .selectFrom('approval as a')
    .innerJoin('unit as u', 'u.id', 'a.unit_id')
    .innerJoin('person as p', 'p.id', 'a.asked_by')
    .innerJoin('unit as pu', 'pu.id', 'p.unit_id')
    .leftJoin('person as d', 'd.id', 'a.decided_by')
    .leftJoin('outside_approver as o', 'o.id', 'a.decided_outside')
    .selectAll('a')
    .select([
      'u.code as unit_code',
      'p.code as asker_code',
      'p.unit_id as asker_unit',
      'p.human_id as asker_human',
      'p.disabled_at as asker_disabled',
      'pu.code as asker_unit_code',
      'd.code as decider_code',
      'o.name as outside_name',
      'o.body as outside_body',
    ])
    .orderBy('a.asked_at', 'desc')
    .orderBy('a.id')
    .limit(200)
  if (only.id !== undefined) query = query.where('a.id', '=', only.id)
  const rows = await query.execute()
  const roles = await rolesOf(db, [...new Set(rows.map((row) => row.asked_by))])
  return rows.map((row) => ({
    id: row.id,
    act: row.act,
    unit: row.unit_id,
    unitCode: row.unit_code,
    subject: row.subject,
    content: row.content,
    contentSha256: row.content_sha256.toString('hex'),
    because: row.because,
    asker: {
      person: row.asked_by,
      human: row.asker_human,
      unit: row.asker_unit,
      // Who has left asks for nothing any more.
      roles: row.asker_disabled === null ? (roles.get(row.asked_by) ?? []) : [],
    },
    askerCode: row.asker_code,
    askerUnitCode: row.asker_unit_code,
    askedAtMs: row.asked_at.getTime(),
    approvedAtMs: row.state === 'approved' ? (row.decided_at?.getTime() ?? null) : null,
    state: row.state,
    decidedBy:
      row.decider_code ?? (row.outside_name === null ? null : `${row.outside_name}, ${row.outside_body}`),
    decidedAt: row.decided_at,
    decidedBecause: row.decided_because,
  }))
}

async function rolesOf(db: Reader, persons: readonly string[]): Promise<Map<string, Voicer['roles']>> {
  if (persons.length === 0) return new Map()
  const rows = await db
    .selectFrom('person_role')
    .select(['person_id', 'role'])
    .where('person_id', 'in', [...persons])
    .execute()
  const found = new Map<string, Voicer['roles']>()
  for (const { person_id, role } of rows)
    if (isRole(role)) found.set(person_id, [...(found.get(person_id) ?? []), role])
  return found
}

/** Persons who could approve by these roles: of one unit, or of any. */
export async function personsWithRoles(
  db: Reader,
  roles: readonly string[],
  unitId: string | null,
): Promise<{ id: string; unitId: string; human: string }[]> {
  if (roles.length === 0) return []
  let query = db
    .selectFrom('person')
    .innerJoin('person_role', 'person_role.person_id', 'person.id')
    .select(['person.id', 'person.unit_id as unitId', 'person.human_id as human'])
    .distinct()
    .where('person.disabled_at', 'is', null)
    .where('person_role.role', 'in', [...roles])
  if (unitId !== null) query = query.where('person.unit_id', '=', unitId)
  return query.execute()
}

/** Erases the reasons of requests that a unit's persons asked for before a time. Returns how many. */
export async function eraseApprovalReasons(db: Reader, unit: string, before: Date): Promise<number> {
  const result = await db
    .updateTable('approval')
    .set({ because: null, decided_because: null })
    .where('asked_at', '<', before)
    .where('because', 'is not', null)
    .where('asked_by', 'in', (eb) => eb.selectFrom('person').select('id').where('unit_id', '=', unit))
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}
