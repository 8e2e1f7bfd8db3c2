import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type SessionRecord, sessionState } from './session.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const START_MS = 1_700_000_000_000

function session(changes: Partial<SessionRecord> = {}): SessionRecord {
  return {
    startedAtMs: START_MS,
    lastSeenAtMs: START_MS,
    revokedAtMs: null,
    personDisabled: false,
    enrolled: true,
    ...changes,
  }
}

/** A live session whose last request was at the given time. */
function seenAt(lastSeenAtMs: number): SessionRecord {
  return session({ lastSeenAtMs })
}

describe('session state', () => {
  it('is absent without a session', () => {
    assert.equal(sessionState(null, START_MS), 'absent')
  })

  it('is live until 15 minutes have passed without a request', () => {
    const seen = seenAt(START_MS + HOUR_MS)
    assert.equal(sessionState(seen, START_MS + HOUR_MS), 'live')
    assert.equal(sessionState(seen, START_MS + HOUR_MS + 15 * MINUTE_MS - 1), 'live')
    assert.equal(sessionState(seen, START_MS + HOUR_MS + 15 * MINUTE_MS), 'idle')
  })

  it('ends 12 hours after it began, however busy', () => {
    const seen = seenAt(START_MS + 12 * HOUR_MS - 1)
    assert.equal(sessionState(seen, START_MS + 12 * HOUR_MS - 1), 'live')
    assert.equal(sessionState(seen, START_MS + 12 * HOUR_MS), 'expired')
  })

  it('is revoked with the session or the person, before anything else is asked', () => {
    assert.equal(sessionState(session({ revokedAtMs: START_MS }), START_MS), 'revoked')
    assert.equal(sessionState(session({ revokedAtMs: START_MS + HOUR_MS }), START_MS), 'revoked')
    assert.equal(sessionState(session({ personDisabled: true }), START_MS), 'revoked')
    assert.equal(sessionState(session({ personDisabled: true }), START_MS + 13 * HOUR_MS), 'revoked')
  })

  it('only enrols while the person has no credential, within the same limits', () => {
    const enrolling = session({ enrolled: false })
    assert.equal(sessionState(enrolling, START_MS), 'enrolling')
    assert.equal(sessionState(enrolling, START_MS + 15 * MINUTE_MS), 'idle')
    assert.equal(sessionState(enrolling, START_MS + 12 * HOUR_MS), 'expired')
  })

  it('ends when the clock jumped back by more than a minute, at its start or since the last request', () => {
    assert.equal(sessionState(session(), START_MS - MINUTE_MS), 'live')
    assert.equal(sessionState(session(), START_MS - MINUTE_MS - 1), 'expired')
    const seen = seenAt(START_MS + 8 * HOUR_MS)
    assert.equal(sessionState(seen, START_MS + 8 * HOUR_MS - MINUTE_MS), 'live')
    assert.equal(sessionState(seen, START_MS + 8 * HOUR_MS - MINUTE_MS - 1), 'expired')
    assert.equal(sessionState(seen, START_MS + 3 * HOUR_MS), 'expired')
  })

  it('never is usable outside its limits', () => {
    const timeMs = fc.integer({ min: -14 * HOUR_MS, max: 14 * HOUR_MS })
    fc.assert(
      fc.property(timeMs, timeMs, fc.boolean(), (seenMs, nowMs, enrolled) => {
        const record = session({ lastSeenAtMs: START_MS + seenMs, enrolled })
        const state = sessionState(record, START_MS + nowMs)
        if (state !== 'live' && state !== 'enrolling') return
        assert.equal(state, enrolled ? 'live' : 'enrolling')
        assert.ok(nowMs < 12 * HOUR_MS && nowMs >= -MINUTE_MS)
        assert.ok(nowMs - seenMs < 15 * MINUTE_MS && nowMs - seenMs >= -MINUTE_MS)
      }),
      { numRuns: 2000 },
    )
  })
})
