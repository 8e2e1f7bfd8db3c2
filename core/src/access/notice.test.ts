import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NOTICE_KINDS, noticeKindsFor } from './notice.ts'
import { ROLES } from './role.ts'

describe('notices', () => {
  it('alarms go to oversight, hits to casework, nothing to anybody else', () => {
    for (const role of ROLES) {
      const expected = ['auditor', 'supervisor'].includes(role)
        ? ['ledger-alarm']
        : ['contact-point', 'specialist', 'coordinator'].includes(role)
          ? ['content-held', 'late-match']
          : []
      assert.deepEqual(noticeKindsFor([role]), expected, role)
    }
    assert.deepEqual(noticeKindsFor(['auditor', 'specialist']), [...NOTICE_KINDS])
  })
})
