import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { UsageError } from './failure.ts'
import { Sessions } from './sessions.ts'

let data: string

before(() => {
  data = mkdtempSync(join(tmpdir(), 'homeward-sessions-'))
})
after(() => rmSync(data, { recursive: true }))

test('a session is readable by its owner only, also in a folder that others could read', () => {
  const folder = join(data, 'run', 'sessions')
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  const sessions = new Sessions(data)
  sessions.keep('NL-specialist', 'first')
  sessions.keep('NL-specialist', 'second')
  sessions.makeCurrent('NL-specialist')

  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(statSync(join(folder, 'NL-specialist.json')).mode & 0o777, 0o600)
  assert.equal(statSync(join(folder, 'current')).mode & 0o777, 0o600)
  assert.deepEqual(JSON.parse(readFileSync(join(folder, 'NL-specialist.json'), 'utf8')), {
    token: 'second',
    person: 'NL-specialist',
  })
  assert.deepEqual(readdirSync(folder).sort(), ['NL-specialist.json', 'current'])
  assert.equal(sessions.token('NL-specialist'), 'second')
  assert.equal(sessions.current(), 'NL-specialist')
})

test('nobody is signed in where nobody signed in', () => {
  const sessions = new Sessions(join(data, 'elsewhere'))
  assert.equal(sessions.current(), undefined)
  assert.equal(sessions.token('nobody'), undefined)
})

test('a person code cannot name another file', () => {
  const sessions = new Sessions(data)
  for (const code of ['../keys/root', '', '.hidden', 'a/b', 'x'.repeat(65)]) {
    assert.throws(() => sessions.token(code), UsageError, code)
  }
})
