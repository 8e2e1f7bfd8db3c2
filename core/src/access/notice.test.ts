import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NOTICE_KINDS, noticeKindsFor } from './notice.ts'
import { ROLES, type Role } from './role.ts'

describe('notices', () => {
  it('alarms go to oversight, hits to casework, lifted caps and reviews to who supervises, nothing to anybody else', () => {
    const expected: Readonly<Partial<Record<Role, readonly string[]>>> = {
      auditor: ['ledger-alarm', 'approval-asked', 'glass-broken'],
      administrator: ['approval-asked'],
      'release-officer': ['approval-asked'],
      supervisor: ['ledger-alarm', 'caps-lifted', 'approval-asked', 'glass-broken', 'review-due'],
      'contact-point': ['content-held', 'late-match', 'caps-lifted', 'review-due'],
      specialist: ['content-held', 'late-match'],
      coordinator: ['content-held', 'late-match', 'review-due'],
    }
    for (const role of ROLES) assert.deepEqual(noticeKindsFor([role]), expected[role] ?? [], role)
    assert.deepEqual(noticeKindsFor(['supervisor', 'specialist']), [...NOTICE_KINDS])
  })
})
