import { ACT_RULES, ACTS, APPROVAL_OPEN_MS, APPROVAL_TAKE_MS, hasVoice, type Refusal } from '@homeward/core'
import { Type } from 'typebox'
import type { ApprovalRow } from '../access/approval-store.ts'
import { currentApprover } from '../access/outside-approver-store.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import { ACT_FORMS } from '../flows/act-forms.ts'
import {
  approve,
  approveBySignature,
  askApproval,
  type Deciding,
  refuseApproval,
  SIGNATURE_NAMESPACE,
  standingFor,
  summaryOf,
  textToSign,
  visibleApproval,
  visibleApprovals,
  withdraw,
} from '../flows/approve.ts'
import { type Call, type Route, route } from './route.ts'

const Text = Type.String({ minLength: 1, maxLength: 2000 })
const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Asked = Type.Union(
  ACTS.map((act) => Type.Object({ act: Type.Literal(act), subject: ACT_FORMS[act].subject, because: Text })),
)

/** A request as everybody who may see it is told; whether it still stands is worked out for each reader. */
function approvalView(
  { context, actor }: Pick<Call<unknown, unknown>, 'context' | 'actor'>,
  row: ApprovalRow,
  summary: string | null,
): Record<string, unknown> {
  const nowMs = context.platform.clock.nowMs()
  const refused = standingFor(row, actor, nowMs)
  const endsMs =
    row.state === 'open'
      ? row.askedAtMs + APPROVAL_OPEN_MS
      : row.approvedAtMs === null
        ? null
        : row.approvedAtMs + APPROVAL_TAKE_MS
  return {
    approval: row.id,
    act: row.act,
    what: ACT_RULES[row.act].what,
    unit: row.unitCode,
    by: row.askerCode,
    byUnit: row.askerUnitCode,
    at: new Date(row.askedAtMs).toISOString(),
    because: row.because,
    state: endsMs !== null && nowMs >= endsMs ? 'lapsed' : row.state,
    endsAt: endsMs === null ? null : new Date(endsMs).toISOString(),
    summary,
    contentSha256: row.contentSha256,
    decidedBy: row.decidedBy,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decidedBecause: row.decidedBecause,
    mine: row.asker.person === actor.person,
    subject: row.subject,
    /** What is in the way of approving it, null for who may. */
    hindrance: refused === null ? null : { code: refused.code, because: refused.because },
  }
}

/** One step about one request that the person may see. */
function step(
  path: string,
  body: ReturnType<typeof Type.Object> | undefined,
  work: (by: Deciding, row: ApprovalRow, body: Record<string, string>) => Promise<unknown>,
): Route {
  return route('POST', `/api/approvals/:id/${path}`, 'approval.decide', {
    ...(body === undefined ? {} : { body }),
    load: async ({ context, actor, params }) => {
      const row = await visibleApproval(context.database.read, actor, params['id'] ?? '')
      return row === null ? null : { relation: 'own', value: row }
    },
    handle: (call, row: ApprovalRow) =>
      call.change<unknown>((tx: Tx, record: RecordEvent) =>
        work({ ...call, tx, record }, row, (call.body ?? {}) as Record<string, string>),
      ),
  })
}

export function approvalRoutes(): Route[] {
  return [
    route('GET', '/api/approvals', 'approval.read', {
      handle: async (call) => {
        const { context, actor } = call
        const db = context.database.read
        const rows = await visibleApprovals(db, actor)
        const approvals: unknown[] = []
        for (const row of rows) approvals.push(approvalView(call, row, await summaryOf(context, db, row)))
        return {
          approvals,
          acts: ACTS.filter((act) => hasVoice(ACT_RULES[act].ask, actor, actor.unit)),
        }
      },
    }),
    route('GET', '/api/approvals/:id', 'approval.read', {
      load: async ({ context, actor, params }) => {
        const row = await visibleApproval(context.database.read, actor, params['id'] ?? '')
        return row === null ? null : { relation: 'own', value: row }
      },
      handle: async (call, row: ApprovalRow) => {
        const { context } = call
        const db = context.database.read
        const outside = await currentApprover(db, row.asker.unit)
        return {
          ...approvalView(call, row, await summaryOf(context, db, row)),
          content: row.content,
          toSign:
            outside === null
              ? null
              : {
                  text: textToSign(context, row),
                  namespace: SIGNATURE_NAMESPACE,
                  by: `${outside.name}, ${outside.body}`,
                },
        }
      },
    }),
    route('POST', '/api/approvals', 'approval.ask', {
      body: Asked,
      handle: (call) =>
        call.change((tx, record): Promise<unknown> => askApproval({ ...call, tx, record }, call.body)),
    }),
    step('approve', Type.Object({ contentSha256: Digest }), (by, row, { contentSha256 = '' }) =>
      approve(by, row.id, contentSha256),
    ),
    step('refuse', Type.Object({ because: Text }), (by, row, { because = '' }) =>
      refuseApproval(by, row.id, because),
    ),
    step(
      'signature',
      Type.Object({ signature: Type.String({ maxLength: 8000 }) }),
      (by, row, { signature = '' }) => approveBySignature(by, row.id, signature),
    ),
    step('withdraw', undefined, (by, row): Promise<unknown | Refusal> => withdraw(by, row.id)),
  ]
}
