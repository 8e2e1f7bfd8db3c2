import type { Role } from './role.ts'

/** What a unit is told by itself. */
export const NOTICE_KINDS = [
  'content-held',
  'late-match',
  'ledger-alarm',
  'caps-lifted',
  'approval-asked',
  'glass-broken',
  'review-due',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

const CASE_ROLES: readonly Role[] = ['contact-point', 'specialist', 'coordinator']
const READERS: Readonly<Record<NoticeKind, readonly Role[]>> = {
  'content-held': CASE_ROLES,
  'late-match': CASE_ROLES,
  'ledger-alarm': ['auditor', 'supervisor'],
  // A contact point reads it only where nobody else supervises, because its audience names the supervisors.
  'caps-lifted': ['supervisor', 'contact-point'],
  // Its audience names those who may approve.
  'approval-asked': ['administrator', 'supervisor', 'auditor', 'release-officer'],
  'glass-broken': ['supervisor', 'auditor'],
  'review-due': ['supervisor', 'coordinator', 'contact-point'],
}

/** The kinds of notices that somebody with these roles is shown: alarms go to oversight, hits to casework. */
export function noticeKindsFor(roles: readonly Role[]): NoticeKind[] {
  return NOTICE_KINDS.filter((kind) => roles.some((role) => READERS[kind].includes(role)))
}
