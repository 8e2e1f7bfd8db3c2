import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sql } from 'kysely'
import { connect } from './connect.ts'
import { StatementNames } from './prepared.ts'
import { openTestDatabase } from './test-database.ts'

describe('a connection', () => {
  it('plans what is asked again once, whatever its parameters, and goes on after an error in it', async () => {
    const test = await openTestDatabase()
    const db = connect(test.connection, 1)
    const divided = async (by: number): Promise<number | undefined> =>
      (await sql<{ n: number }>`select (10 / ${by}::int)::int as n`.execute(db)).rows[0]?.n
    try {
      for (const by of [1, 2, 5, 10]) assert.equal(await divided(by), 10 / by)
      await assert.rejects(divided(0), /division by zero/)
      assert.equal(await divided(5), 2)
      const kept = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db)
      assert.equal(kept.rows.filter(({ statement }) => statement.includes('10 /')).length, 1)
    } finally {
      await db.destroy()
      await test.close()
    }
  })
})

describe('the names of statements', () => {
  it('are given to what comes again, each text its own', () => {
    const names = new StatementNames()
    assert.deepEqual([names.nameOf('a'), names.nameOf('a'), names.nameOf('b')], [null, null, null])
    const a = names.nameOf('a')
    assert.ok(a !== null)
    assert.equal(names.nameOf('a'), a)
    names.nameOf('b')
    assert.notEqual(names.nameOf('b'), a)
  })

  it('end where a connection keeps enough of them', () => {
    const names = new StatementNames()
    const given = new Set<string>()
    for (let n = 0; n < 2000; n += 1)
      for (let asked = 0; asked < 4; asked += 1) {
        const name = names.nameOf(`select ${n}`)
        if (name !== null) given.add(name)
      }
    assert.equal(given.size, 400)
  })
})
