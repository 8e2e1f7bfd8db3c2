import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitOfAnswer, exitOfCode } from './exit-code.ts'

test('what was kept and is no longer so ends with 5, whoever says it', () => {
  assert.equal(exitOfCode('ledger/forked'), 5)
  assert.equal(exitOfCode('vault/damaged'), 5)
  assert.equal(exitOfAnswer(503, 'ledger/forked'), 5)
  assert.equal(exitOfCode('keys/missing'), 4)
  assert.equal(exitOfCode('node/already-running'), 4)
})

test('an answer of the node ends as its status says', () => {
  const cases: [number, string, number][] = [
    [400, 'request/invalid', 2],
    [401, 'session/absent', 3],
    [403, 'access/role', 3],
    [404, 'edition/unknown', 3],
    [409, 'operation/conflict', 3],
    [422, 'media/unreadable', 3],
    [503, 'ledger/unavailable', 4],
    [500, 'http/500', 4],
  ]
  for (const [status, code, exit] of cases) assert.equal(exitOfAnswer(status, code), exit, code)
})
