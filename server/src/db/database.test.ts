import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type EventDraft, isRefusal } from '@homeward/core'
import { sql } from 'kysely'
import { Database } from './database.ts'
import { operateOnce, requestDigest } from './operation.ts'
import { openTestDatabase, TEST_LANE_KEY, type TestDatabase } from './test-database.ts'

const DRAFT: EventDraft = {
  type: 'access/edition-created',
  verb: 'administration',
  actor: { system: 'test' },
  objects: { edition: 'edition-1' },
}

interface EventRow {
  lane: string
  n: string
  prev: Buffer
  hash: Buffer
  body: Buffer
}

let test: TestDatabase
before(async () => {
  test = await openTestDatabase()
})
after(() => test.close())

function events(): Promise<EventRow[]> {
  return test.sql('select * from event order by lane, n') as Promise<unknown> as Promise<EventRow[]>
}

describe('Database.write', () => {
  it('keeps a change and its event together', async () => {
    const earlier = (await events()).length
    await test.database.write(async (tx, record) => {
      await sql`insert into justification values ('j-1', '', '', 'kept')`.execute(tx)
      await record(DRAFT)
    })
    assert.equal((await events()).length, earlier + 1)
    assert.equal((await test.sql(`select 1 from justification where id = 'j-1'`)).length, 1)
  })

  it('rolls both back when the work throws, and goes on in the same lane', async () => {
    const earlier = await events()
    const boom = new Error('stop')
    for (let i = 0; i < 8; i += 1) {
      await assert.rejects(
        test.database.write(async (_tx, record) => {
          await record(DRAFT)
          throw boom
        }),
        boom,
      )
    }
    assert.deepEqual(await events(), earlier)
    for (let i = 0; i < 8; i += 1) await test.database.write((_tx, record) => record(DRAFT))
    assertChained(await events())
  })

  it('refuses to commit when a failed statement was caught', async () => {
    const earlier = await events()
    await assert.rejects(
      test.database.write(async (tx, record) => {
        await record(DRAFT)
        await sql`select 1 / 0`.execute(tx).catch(() => undefined)
      }),
      { code: '25P02' },
    )
    assert.deepEqual(await events(), earlier)
  })

  it('chains the events of many writers at once', async () => {
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        test.database.write(async (_tx, record) => {
          await record({ ...DRAFT, facts: { i } })
          await record({ ...DRAFT, facts: { i, second: true } })
        }),
      ),
    )
    const rows = await events()
    assertChained(rows)
    assert.equal(new Set(rows.map((row) => row.lane)).size, 4)
  })

  it('keeps a justification out of the event, behind a salted commitment', async () => {
    await test.database.write((_tx, record) => record({ ...DRAFT, justification: 'canary-text' }))
    const bodies = (await events()).map((row) => row.body.toString())
    assert.ok(!bodies.some((body) => body.includes('canary-text')))
    const [row] = await test.sql(`select * from justification where text = 'canary-text'`)
    const commitment = Buffer.from(row?.['commitment'] as Uint8Array).toString('hex')
    assert.ok(bodies.some((body) => body.includes(commitment)))
  })

  it('tells a conflict of two transactions, with nothing changed', async () => {
    await test.sql(`insert into justification values ('d-1', '', '', ''), ('d-2', '', '', '')`)
    const lock = (first: string, second: string, both: () => Promise<void>): Promise<void> =>
      test.database.write(async (tx) => {
        await sql`update justification set text = 'x' where id = ${first}`.execute(tx)
        await both()
        await sql`update justification set text = 'x' where id = ${second}`.execute(tx)
      })
    let arrived = 0
    let open: () => void = () => undefined
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    const both = (): Promise<void> => {
      arrived += 1
      if (arrived === 2) open()
      return opened
    }
    const results = await Promise.allSettled([lock('d-1', 'd-2', both), lock('d-2', 'd-1', both)])
    const rejected = results.filter((result) => result.status === 'rejected')
    assert.equal(rejected.length, 1)
    assert.equal(rejected[0]?.reason.code, 'database/conflict')
  })

  it('works on after every connection was lost, and says that nothing was changed', async () => {
    const earlier = await events()
    await assert.rejects(
      test.database.write(async (tx, record) => {
        await record(DRAFT)
        await sql`select 1`.execute(tx)
        await test.sql(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
           and state = 'idle in transaction'`,
        )
        await sql`select 1`.execute(tx)
      }),
      { code: 'database/unavailable' },
    )
    assert.deepEqual(await events(), earlier)
    for (let i = 0; i < 8; i += 1) await test.database.write((_tx, record) => record(DRAFT))
    assertChained(await events())
  })

  it('opens a new lane when the connection is lost during the commit', async () => {
    // A deferred trigger runs within the commit and ends its own connection there.
    await test.sql(`create table cut (id int)`)
    await test.sql(`grant all on cut to homeward_app`)
    await test.sql(
      `create function cut() returns trigger language plpgsql security definer as $$
       begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return null; end $$`,
    )
    await test.sql(
      `create constraint trigger cut after insert on cut deferrable initially deferred for each row execute function cut()`,
    )
    const lanes = async (): Promise<Set<string>> => new Set((await events()).map((row) => row.lane))
    const earlier = await lanes()
    await assert.rejects(
      test.database.write(async (tx, record) => {
        await record(DRAFT)
        await sql`insert into cut values (1)`.execute(tx)
      }),
      { code: 'database/outcome-unknown' },
    )
    for (let i = 0; i < 8; i += 1) await test.database.write((_tx, record) => record(DRAFT))
    const later = await lanes()
    assert.equal(later.size, earlier.size + 1)
    assertChained(await events())
  })
})

describe('event rows', () => {
  it('are refused every change and removal', async () => {
    for (const statement of [
      `update event set body = ''`,
      `update event set at = now()`,
      `update event set leaf_index = null`,
      'delete from event',
      'truncate event',
    ]) {
      await assert.rejects(test.sql(statement), /never changed or removed/, statement)
    }
    await test.sql(`update event set leaf_index = 0 where (lane, n) = (select lane, n from event limit 1)`)
    await assert.rejects(test.sql(`update event set leaf_index = 1 where leaf_index = 0`), /never changed/)
  })

  it('cannot even be tried by the role of the node', async () => {
    for (const statement of [
      `update event set body = ''`,
      'delete from event',
      'alter table event disable trigger all',
    ]) {
      await assert.rejects(sql.raw(statement).execute(test.database.read), { code: '42501' }, statement)
    }
  })
})

describe('Database.open', () => {
  it('refuses a second node', async () => {
    await assert.rejects(Database.open(test.platform, test.connection, TEST_LANE_KEY), {
      code: 'node/already-running',
    })
  })

  it('says when no database answers', async () => {
    const nowhere = { ...test.connection, host: test.directory }
    await assert.rejects(Database.open(test.platform, nowhere, TEST_LANE_KEY), {
      code: 'database/unavailable',
    })
  })
})

describe('operateOnce', () => {
  const operation = {
    id: 'operation-1',
    person: null,
    route: 'POST /x',
    requestSha256: requestDigest([{ a: 1 }]),
  }
  const at = new Date(0)

  it('runs a call once and repeats its answer', async () => {
    let runs = 0
    const call = (): Promise<unknown> =>
      operateOnce(test.database, operation, at, async (_tx, record) => {
        runs += 1
        await record(DRAFT)
        return { made: runs }
      })
    const answers = await Promise.all([call(), call(), call(), call()])
    assert.deepEqual(answers, Array(4).fill({ made: 1 }))
    assert.equal(runs, 1)
  })

  it('refuses the identifier for another request, person or route', async () => {
    for (const other of [
      { ...operation, requestSha256: requestDigest([{ a: 2 }]) },
      { ...operation, person: 'person-2' },
      { ...operation, route: 'POST /y' },
    ]) {
      const answer = await operateOnce(test.database, other, at, () => Promise.resolve({}))
      assert.ok(isRefusal(answer) && answer.code === 'operation/conflict')
    }
  })

  it('stores no refusal: the call may be tried again', async () => {
    const again = { ...operation, id: 'operation-2' }
    const refused = await operateOnce(test.database, again, at, () =>
      Promise.resolve({ code: 'x/no', because: 'No.' }),
    )
    assert.ok(isRefusal(refused))
    assert.deepEqual(await operateOnce(test.database, again, at, () => Promise.resolve({ fine: true })), {
      fine: true,
    })
  })
})

function assertChained(rows: readonly EventRow[]): void {
  const last = new Map<string, EventRow>()
  for (const row of rows) {
    const earlier = last.get(row.lane)
    assert.equal(Number(row.n), earlier === undefined ? 0 : Number(earlier.n) + 1)
    assert.equal(row.prev.toString('hex'), earlier?.hash.toString('hex') ?? '0'.repeat(64))
    last.set(row.lane, row)
  }
}
