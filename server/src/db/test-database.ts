import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import type { Platform } from '../platform.ts'
import { systemPlatform } from '../platform.ts'
import type { Connection } from './connect.ts'
import { Database } from './database.ts'
import { type EmbeddedPostgres, startEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'

/** A database of its own for one test file, on a PostgreSQL that is really there. */
export interface TestDatabase {
  readonly database: Database
  readonly connection: Connection
  readonly platform: Platform
  /** An empty folder that goes with the test process. */
  readonly directory: string
  /** Runs a statement as the owner of the database, past the node's role. */
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

/** The key of the lanes of every test database. */
export const TEST_LANE_KEY: Uint8Array = new Uint8Array(32).fill(7)

interface Server {
  readonly embedded: EmbeddedPostgres
  readonly directory: string
}

let running: Promise<Server> | null = null
let databases = 0

/**
 * Opens a new, migrated database. The first call of a process starts its PostgreSQL, without fsync; it ends with the
 * process's tests. HOMEWARD_TEST_POSTGRES names another folder of PostgreSQL programs, such as
 * `/usr/lib/postgresql/15/bin`.
 */
export async function openTestDatabase(
  options: { platform?: Platform; laneKey?: Uint8Array } = {},
): Promise<TestDatabase> {
  running ??= startServer()
  const { embedded, directory } = await running
  databases += 1
  const name = `test_${databases}`
  await asOwner(
    { ...embedded.connection, database: 'postgres' },
    `create database ${name} template template_test`,
  )
  const connection = { ...embedded.connection, database: name }
  const platform = options.platform ?? systemPlatform
  const folder = join(directory, name)
  await mkdir(folder)
  const database = await Database.open(platform, connection, options.laneKey ?? TEST_LANE_KEY)
  return {
    database,
    connection,
    platform,
    directory: folder,
    sql: (text, values) => asOwner(connection, text, values),
    close: () => database.close(),
  }
}

/** Runs one statement on a connection of its own. */
export async function asOwner(
  connection: Connection,
  text: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text, [...values])
    return rows
  } finally {
    await client.end()
  }
}

async function startServer(): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), 'homeward-database-'))
  const programs = process.env['HOMEWARD_TEST_POSTGRES']
  const embedded = await startEmbedded({
    directory: join(directory, 'postgres'),
    runDirectory: join(directory, 'run'),
    durable: false,
    ...(programs === undefined ? {} : { binDirectory: programs }),
  })
  await asOwner({ ...embedded.connection, database: 'postgres' }, 'create database template_test')
  const client = new pg.Client({ ...embedded.connection, database: 'template_test' })
  await client.connect()
  await migrate(client)
  await client.end()
  return { embedded, directory }
}

after(async () => {
  if (running === null) return
  const { embedded, directory } = await running
  await embedded.stop()
  await rm(directory, { recursive: true, force: true })
})
