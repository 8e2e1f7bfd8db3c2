import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'

const PROGRAMS = '/usr/lib/postgresql/15/bin'
const SUITES = [
  join(import.meta.dirname, 'database.test.ts'),
  join(import.meta.dirname, '../ledger/ledger.test.ts'),
]

it('database and ledger pass the same tests on PostgreSQL 15 of the distribution', async () => {
  assert.ok(existsSync(PROGRAMS), `expected PostgreSQL 15 in ${PROGRAMS}: apt-get install postgresql-15`)
  // The runner's own variable would make the inner run report into this one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(process.execPath, ['--test', ...SUITES], {
    env: { ...env, HOMEWARD_TEST_POSTGRES: PROGRAMS },
  })
  let output = ''
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString()
  })
  const [status] = (await once(child, 'close')) as [number | null]
  assert.equal(status, 0, output.slice(-3000))
  assert.match(output, /ℹ pass [1-9]/)
})
