import { createHash } from 'node:crypto'
import {
  ACT_RULES,
  type Act,
  type ApprovalRequest,
  canonicalJson,
  decideApproving,
  decideAsking,
  decideRefusing,
  decideSigned,
  decideTaking,
  decideWithdrawing,
  draftEvent,
  hasVoice,
  isRefusal,
  type Refusal,
  type Role,
  refuse,
  type Voicer,
} from '@homeward/core'
import type { Kysely } from 'kysely'
import { type Actor, eventActor } from '../access/actor.ts'
import {
  type ApprovalDecision,
  type ApprovalRow,
  approvalById,
  decideApproval,
  finishApproval,
  insertApproval,
  listApprovals,
  personsWithRoles,
  withdrawApproval,
} from '../access/approval-store.ts'
import { raiseNotice } from '../access/directory-store.ts'
import { currentApprover } from '../access/outside-approver-store.ts'
import { isSignedBy, readPublicKey } from '../access/ssh-signature.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { newIdentifier } from '../identifier.ts'
import { ledgerKey } from '../ledger/integrator.ts'
import { officerPseudonym } from '../ledger/pseudonym.ts'
import type { NodeContext } from '../node-context.ts'
import { ACT_FORMS } from './act-forms.ts'

/** What `ssh-keygen -Y sign -n` has to be told, so that a signature made for something else approves nothing. */
export const SIGNATURE_NAMESPACE = 'homeward-approval'

/** One step of dual control, in its transaction. */
export interface Deciding {
  readonly context: NodeContext
  readonly actor: Actor
  readonly tx: Tx
  readonly record: RecordEvent
}

function voicerOf({ person, human, unit, roles }: Actor): Voicer {
  return { person, human, unit, roles }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * Asks for an act that needs a second person, and tells those who may approve it. Refuses like `decideAsking`, and like
 * the act's form where there is nothing to do.
 */
export async function askApproval(
  { context, actor, tx, record }: Deciding,
  asked: { readonly act: Act; readonly subject: unknown; readonly because: string },
): Promise<{ approval: string; contentSha256: string } | Refusal> {
  const form = ACT_FORMS[asked.act]
  const found = await form.content(tx, asked.subject, actor, context)
  if (isRefusal(found)) return found
  const may = decideAsking(asked.act, found.unit, {
    ...voicerOf(actor),
    byProvider: actor.byProvider,
  })
  if (isRefusal(may)) return may
  const because = asked.because.trim()
  if (because === '') return refuse('approval/because', 'Expected a reason, got an empty one.')
  const id = newIdentifier(context.platform, 'approval')
  const content = canonicalJson(found.content)
  const contentSha256 = digestOf(content)
  const at = new Date(context.platform.clock.nowMs())
  await insertApproval(tx, {
    id,
    act: asked.act,
    unitId: found.unit,
    subject: asked.subject,
    content,
    contentSha256,
    because,
    askedBy: actor.person,
    askedAt: at,
  })
  await record(
    draftEvent('access/approval-asked', {
      actor: eventActor(actor),
      objects: { approval: id, unit: found.unit },
      facts: { act: asked.act, content: contentSha256 },
      justification: because,
    }),
  )
  const sentence = `${actor.personCode} asks to ${ACT_RULES[asked.act].what}; a second person has to approve or refuse it.`
  await tellApprovers({ context, actor, tx, record }, id, asked.act, found.unit, sentence, at)
  // Not the summary: the answer is kept for a repeated call, and names would outlive what they name.
  return { approval: id, contentSha256 }
}

async function tellApprovers(
  { context, actor, tx }: Deciding,
  id: string,
  act: Act,
  unitId: string,
  body: string,
  at: Date,
): Promise<void> {
  const byUnit = new Map<string, string[]>()
  for (const { role, of } of ACT_RULES[act].approve)
    for (const one of await personsWithRoles(tx, [role], of === 'unit' ? unitId : null)) {
      if (one.human === actor.human) continue
      byUnit.set(one.unitId, [...new Set([...(byUnit.get(one.unitId) ?? []), one.id])])
    }
  for (const [unit, audience] of byUnit)
    await raiseNotice(tx, {
      id: newIdentifier(context.platform, 'notice'),
      unitId: unit,
      kind: 'approval-asked',
      subjectId: id,
      body,
      audience,
      at,
    })
}

/** A request as its reader may see it: the asker, whoever may approve it, and the oversight of the unit. */
export async function visibleApproval(
  db: Kysely<Tables>,
  actor: Actor,
  id: string,
): Promise<ApprovalRow | null> {
  const row = await approvalById(db, id)
  return row !== null && seesApproval(row, actor) ? row : null
}

/** The requests that the person may see, the newest first. */
export async function visibleApprovals(db: Kysely<Tables>, actor: Actor): Promise<ApprovalRow[]> {
  return (await listApprovals(db)).filter((row) => seesApproval(row, actor))
}

function seesApproval(row: ApprovalRequest, actor: Actor): boolean {
  const oversees = (['auditor', 'supervisor'] as Role[]).some((role) => actor.roles.includes(role))
  return (
    row.asker.person === actor.person ||
    hasVoice(ACT_RULES[row.act].approve, actor, row.unit) ||
    (oversees && (row.unit === actor.unit || row.asker.unit === actor.unit))
  )
}

/** The digest and the sentence of what the request would do now, null where that can no longer be done. */
async function currentContent(
  context: NodeContext,
  db: Kysely<Tables>,
  row: ApprovalRow,
): Promise<{ readonly sha256: string; readonly summary: string } | null> {
  const asker = { person: row.asker.person, unit: row.asker.unit, unitCode: row.askerUnitCode }
  const found = await ACT_FORMS[row.act].content(db, row.subject, asker, context)
  if (isRefusal(found)) return null
  return { sha256: digestOf(canonicalJson(found.content)), summary: found.summary }
}

/** What a request would do now, in one sentence; null where it can no longer be done, or would do something else. */
export async function summaryOf(
  context: NodeContext,
  db: Kysely<Tables>,
  row: ApprovalRow,
): Promise<string | null> {
  const current = await currentContent(context, db, row)
  return current !== null && current.sha256 === row.contentSha256 ? current.summary : null
}

/** Whether the person could approve this request now, and why not. */
export function standingFor(row: ApprovalRow, actor: Actor, nowMs: number): Refusal | null {
  const decided = decideRefusing(row, { ...voicerOf(actor), byOwnCredential: actor.byOwnCredential }, nowMs)
  return isRefusal(decided) ? decided : null
}

/**
 * Approves a request as the second person, who states the digest of what was shown; an act that happens with its
 * approval is carried out in the same transaction. Refuses like `decideApproving`.
 */
export async function approve(
  by: Deciding,
  id: string,
  statedSha256: string,
): Promise<{ state: 'approved' | 'done' } | Refusal> {
  const { context, actor, tx } = by
  const row = await approvalById(tx, id, true)
  if (row === null) return unknownApproval()
  const current = (await currentContent(context, tx, row))?.sha256 ?? null
  const nowMs = context.platform.clock.nowMs()
  const second = { ...voicerOf(actor), byOwnCredential: actor.byOwnCredential }
  const decided = decideApproving(row, second, statedSha256, current, nowMs)
  if (isRefusal(decided)) return decided
  return giveApproval(by, row, { person: actor.person })
}

/**
 * Approves a request of a unit of one by the signature of its approver outside the node, whoever brings it. Refuses
 * with `approval/not-solo`, `approval/signature` and like `decideSigned`.
 */
export async function approveBySignature(
  by: Deciding,
  id: string,
  signature: string,
): Promise<{ state: 'approved' | 'done' } | Refusal> {
  const { context, actor, tx } = by
  const row = await approvalById(tx, id, true)
  if (row === null || row.asker.person !== actor.person) return unknownApproval()
  const approver = await currentApprover(tx, row.asker.unit)
  if (approver === null) {
    return refuse('approval/not-solo', 'Only a unit of one has an approver outside this node.')
  }
  const current = (await currentContent(context, tx, row))?.sha256 ?? null
  const decided = decideSigned(row, row.contentSha256, current, context.platform.clock.nowMs())
  if (isRefusal(decided)) return decided
  const key = readPublicKey(approver.publicKey)
  const text = textToSign(context, row)
  if (key === null || !isSignedBy(key, SIGNATURE_NAMESPACE, Buffer.from(text), signature)) {
    return refuse(
      'approval/signature',
      `Expected a signature over this request by ${approver.name} (ssh-keygen -Y sign -n ${SIGNATURE_NAMESPACE}).`,
    )
  }
  return giveApproval(by, row, { outside: approver.id, signature })
}

async function giveApproval(
  { context, actor, tx, record }: Deciding,
  row: ApprovalRow,
  by: ApprovalDecision['by'],
): Promise<{ state: 'approved' | 'done' } | Refusal> {
  const { carryOut } = ACT_FORMS[row.act]
  const state = carryOut === null ? 'approved' : 'done'
  const at = new Date(context.platform.clock.nowMs())
  if (!(await decideApproval(tx, row.id, { state, by, because: null, at }))) return decidedMeanwhile()
  await record(
    draftEvent('access/approval-given', {
      actor: eventActor(actor),
      objects: {
        approval: row.id,
        unit: row.unit,
        ...('outside' in by ? { approver: by.outside } : {}),
      },
      facts: { act: row.act, content: row.contentSha256 },
    }),
  )
  const refused = await carryOut?.(
    {
      context,
      tx,
      record,
      actor,
      approval: row.id,
      askedBy: row.asker.person,
      approvedBy: 'person' in by ? by.person : by.outside,
      unit: row.unit,
      because: row.because ?? '',
    },
    row.subject,
  )
  return refused ?? { state }
}

/** Refuses a request with a reason. Refuses like `decideRefusing`. */
export async function refuseApproval(
  { context, actor, tx, record }: Deciding,
  id: string,
  because: string,
): Promise<{ state: 'refused' } | Refusal> {
  const row = await approvalById(tx, id, true)
  if (row === null) return unknownApproval()
  const at = new Date(context.platform.clock.nowMs())
  const refused = standingFor(row, actor, at.getTime())
  if (refused !== null) return refused
  const decision: ApprovalDecision = { state: 'refused', by: { person: actor.person }, because, at }
  if (!(await decideApproval(tx, id, decision))) return decidedMeanwhile()
  await record(
    draftEvent('access/approval-refused', {
      actor: eventActor(actor),
      objects: { approval: id, unit: row.unit },
      facts: { act: row.act },
      justification: because,
    }),
  )
  return { state: 'refused' }
}

/** Withdraws the own request. Refuses like `decideWithdrawing`. */
export async function withdraw(
  { actor, tx, record }: Deciding,
  id: string,
): Promise<{ state: 'withdrawn' } | Refusal> {
  const row = await approvalById(tx, id, true)
  if (row === null) return unknownApproval()
  const decided = decideWithdrawing(row, actor.person)
  if (isRefusal(decided)) return decided
  if (!(await withdrawApproval(tx, id))) return decidedMeanwhile()
  await record(
    draftEvent('access/approval-withdrawn', {
      actor: eventActor(actor),
      objects: { approval: id, unit: row.unit },
      facts: { act: row.act },
    }),
  )
  return { state: 'withdrawn' }
}

/**
 * Takes what was approved, once, in the transaction of the act itself; `subject` is what the caller is about to do.
 * Refuses with `approval/needed` where none is named or it is for something else, and like `decideTaking`.
 */
export async function takeApproval(
  { context, actor, tx }: Deciding,
  id: string | undefined,
  act: Act,
  subject: unknown,
): Promise<{ approval: string } | Refusal> {
  const row = id === undefined ? null : await approvalById(tx, id, true)
  const isForThis =
    row !== null &&
    row.act === act &&
    canonicalJson(row.subject as Record<string, string>) === canonicalJson(subject as Record<string, string>)
  if (!isForThis) {
    return refuse(
      'approval/needed',
      `To ${ACT_RULES[act].what} needs the approval of a second person: ask for it, and name it once it is given.`,
    )
  }
  const current = (await currentContent(context, tx, row))?.sha256 ?? null
  const decided = decideTaking(row, actor.person, current, context.platform.clock.nowMs())
  if (isRefusal(decided)) return decided
  return (await finishApproval(tx, row.id)) ? { approval: row.id } : decidedMeanwhile()
}

/**
 * What an approver outside the node signs, version 1: lines of UTF-8 that a person can read, the last of them the
 * canonical content whose digest is in the ledger.
 */
export function textToSign(context: NodeContext, row: ApprovalRow): string {
  const asker = officerPseudonym(context.keys.laneKey, row.asker.person)
  return [
    'homeward-approval/v1',
    `ledger ${ledgerKey(context.keys).name}`,
    `approval ${row.id}`,
    `act ${row.act}`,
    `unit ${row.unitCode}`,
    `asked by ${asker}`,
    `asked at ${new Date(row.askedAtMs).toISOString()}`,
    `content sha256 ${row.contentSha256}`,
    row.content,
    '',
  ].join('\n')
}

function unknownApproval(): Refusal {
  return refuse('approval/unknown', 'There is no such request.')
}

function decidedMeanwhile(): Refusal {
  return refuse('approval/over', 'This request was decided meanwhile.')
}
