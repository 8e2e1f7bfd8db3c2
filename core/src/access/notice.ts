import type { Role } from './role.ts'

/** What a unit is told by itself. */
export const NOTICE_KINDS = ['content-held', 'late-match', 'ledger-alarm'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

const CASE_ROLES: readonly Role[] = ['contact-point', 'specialist', 'coordinator']
const AUDIT_ROLES: readonly Role[] = ['auditor', 'supervisor']

/** The kinds of notices that somebody with these roles is shown: alarms go to oversight, hits to casework. */
export function noticeKindsFor(roles: readonly Role[]): NoticeKind[] {
  const audits = roles.some((role) => AUDIT_ROLES.includes(role))
  const works = roles.some((role) => CASE_ROLES.includes(role))
  return NOTICE_KINDS.filter((kind) => (kind === 'ledger-alarm' ? audits : works))
}
