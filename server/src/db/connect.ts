import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { preparing } from './prepared.ts'
import type { Tables } from './tables.ts'

pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

/** How to reach PostgreSQL: a socket directory as `host`, or a URL. */
export interface Connection {
  readonly host?: string
  readonly port?: number
  readonly user?: string
  readonly database?: string
  readonly connectionString?: string
}

/** The role under which the node works, so that it cannot lift the ledger's triggers by mistake; null when not to be had. */
export type DatabaseRole = string | null

/** A pool of at most `max` connections; nothing that PostgreSQL does to one of them ends the process. */
export function connect(connection: Connection, max: number, role: DatabaseRole = null): Kysely<Tables> {
  const pool = new pg.Pool({ ...connection, max, ...(role === null ? {} : { options: `-c role=${role}` }) })
  // Idle connections that PostgreSQL drops are replaced by the pool; the error shows at the query that needed one.
  // A pool that has ended may still hear of a server that stops, for its connections close after it.
  pool.on('error', () => undefined)
  // A connection that breaks while in use would otherwise end the process; its query fails all the same.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparing(pool) }) })
}
