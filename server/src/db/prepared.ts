import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'

/** A text that was asked this often is worth a plan of its own. */
const ASKED_BEFORE_NAMED = 3
/** Statements that one connection keeps planned; texts with a list of any length in them would grow without end. */
const NAMED_MAX = 400
const COUNTED_MAX = 5000

/**
 * Names the statements that come again and again. PostgreSQL plans a named statement once a connection and an unnamed
 * one every time, and a join of twelve relations takes far longer to plan than to run.
 */
export class StatementNames {
  readonly #names = new Map<string, string>()
  #asked = new Map<string, number>()

  /** The name of a statement, or null for one that stays unnamed. */
  nameOf(text: string): string | null {
    const name = this.#names.get(text)
    if (name !== undefined) return name
    if (this.#names.size >= NAMED_MAX) return null
    const asked = (this.#asked.get(text) ?? 0) + 1
    if (asked < ASKED_BEFORE_NAMED) {
      if (this.#asked.size >= COUNTED_MAX) this.#asked = new Map()
      this.#asked.set(text, asked)
      return null
    }
    this.#asked.delete(text)
    const given = `s${this.#names.size}`
    this.#names.set(text, given)
    return given
  }
}

/** The pool, over whose connections statements with parameters are prepared. */
export function preparing(pool: pg.Pool): PostgresPool {
  const names = new StatementNames()
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect()
      const known = clients.get(client)
      if (known !== undefined) return known
      const made = preparingClient(client, names)
      clients.set(client, made)
      return made
    },
  }
}

function preparingClient(client: pg.PoolClient, names: StatementNames): PostgresPoolClient {
  const query = (text: string, values: readonly unknown[]): Promise<pg.QueryResult> => {
    // Without parameters a text may hold several statements, which cannot be prepared.
    const name = values.length === 0 ? null : names.nameOf(text)
    if (name === null) return client.query(text, [...values])
    return client.query({ name, text, values: [...values] })
  }
  // A cursor is the other thing that kysely may ask with; there is none here.
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
  }
}
