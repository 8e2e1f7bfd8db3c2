import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { type EventDraft, eventText, LANE_START } from '@homeward/core'
import { type Kysely, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { newIdentifier } from '../identifier.ts'
import { officerPseudonym } from '../ledger/pseudonym.ts'
import type { Platform } from '../platform.ts'
import { type Connection, connect, type DatabaseRole } from './connect.ts'
import { DatabaseError, databaseErrorOf } from './database-error.ts'
import { migrate } from './migrate.ts'
import type { Tables } from './tables.ts'

export type Tx = Transaction<Tables>

/** Records an event in the transaction of the change that it belongs to. */
export type RecordEvent = (draft: EventDraft) => Promise<void>

const WRITERS = 4
const READERS = 8
/** Key of the advisory lock that keeps two nodes from working on one database. */
const NODE_LOCK = 0x686f6d65

/** A writer connection with its lane: the chain of the events that it wrote. */
interface Writer {
  readonly db: Kysely<Tables>
  lane: string
  n: number
  prev: string
}

/**
 * The node's database. Reads go over a pool; changes over few writer connections, each of which chains its events in a
 * lane of its own, so that writers never wait for one another. A writer that starts again, or whose commit ended
 * unknown, opens a new lane.
 */
export class Database {
  readonly read: Kysely<Tables>
  readonly #platform: Platform
  /** A key object: node prepares a key given as bytes anew for each event, at six times the cost of its seal. */
  readonly #laneKey: KeyObject
  readonly #guard: pg.Client
  readonly #writers: Writer[] = []
  readonly #free: Writer[] = []
  readonly #waiting: ((writer: Writer) => void)[] = []
  #writesListener: (() => void) | null = null
  readonly #afterCommit = new WeakMap<Tx, (() => void)[]>()

  private constructor(
    platform: Platform,
    connection: Connection,
    laneKey: Uint8Array,
    guard: pg.Client,
    role: DatabaseRole,
  ) {
    this.#platform = platform
    this.#laneKey = createSecretKey(laneKey)
    this.#guard = guard
    this.read = connect(connection, READERS, role)
    for (let i = 0; i < WRITERS; i += 1) {
      const writer = { db: connect(connection, 1, role), ...this.#newLane() }
      this.#writers.push(writer)
      this.#free.push(writer)
    }
  }

  /**
   * Opens the database: takes the node's lock, migrates, makes the pools. `laneKey` (32 bytes) authenticates the tails
   * of lanes that are not yet in the tree.
   *
   * @throws {DatabaseError} `node/already-running` when another node holds the lock.
   */
  static async open(platform: Platform, connection: Connection, laneKey: Uint8Array): Promise<Database> {
    const guard = new pg.Client(connection)
    // A lost guard connection shows at the next query; without a listener it would end the process.
    guard.on('error', () => undefined)
    await guard.connect().catch((error: unknown) => {
      throw new DatabaseError('database/unavailable', 'expected a PostgreSQL to answer, none did', error)
    })
    try {
      const { rows } = await guard.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
        NODE_LOCK,
      ])
      if (rows[0]?.locked !== true) {
        throw new DatabaseError(
          'node/already-running',
          'Another node is running on this database; stop it first.',
        )
      }
      await migrate(guard)
      return new Database(platform, connection, laneKey, guard, await roleOf(guard))
    } catch (error) {
      await guard.end()
      throw error
    }
  }

  /** Calls `listener` after each committed change that recorded an event; the integrator waits on it. */
  onEvents(listener: () => void): void {
    this.#writesListener = listener
  }

  /**
   * Runs `work` in one transaction on a writer connection. What it records stands in the same transaction: either the
   * change and its events are there, or neither. Errors roll both back and are thrown on.
   *
   * @throws {DatabaseError} `database/conflict` when another transaction was in the way and trying again may help,
   *   `database/full`, `database/unavailable`, and `database/outcome-unknown` when the connection was lost during the
   *   commit: only an operation identifier can then tell whether it happened. A constraint's error is the driver's.
   */
  async write<T>(work: (tx: Tx, record: RecordEvent) => Promise<T>): Promise<T> {
    const writer = await this.#take()
    let { n, prev } = writer
    let committing = false
    try {
      const afterwards: (() => void)[] = []
      const result = await writer.db.transaction().execute(async (tx) => {
        this.#afterCommit.set(tx, afterwards)
        const record: RecordEvent = async (draft) => {
          prev = await this.#insertEvent(tx, draft, { lane: writer.lane, n, prev })
          n += 1
        }
        const result = await work(tx, record)
        // A statement that failed and was caught leaves a transaction whose commit silently rolls back.
        await sql`select 1`.execute(tx)
        committing = true
        return result
      })
      const recorded = n !== writer.n
      writer.n = n
      writer.prev = prev
      if (recorded) this.#writesListener?.()
      for (const work of afterwards) work()
      return result
    } catch (error) {
      const typed = databaseErrorOf(error, committing)
      if (typed instanceof DatabaseError && typed.code === 'database/outcome-unknown') {
        Object.assign(writer, this.#newLane())
      }
      throw typed
    } finally {
      this.#release(writer)
    }
  }

  /** Calls `work` once a transaction of `write` is committed, and never when it is not. It must not throw. */
  afterCommit(tx: Tx, work: () => void): void {
    this.#afterCommit.get(tx)?.push(work)
  }

  async close(): Promise<void> {
    await Promise.all([this.read.destroy(), ...this.#writers.map((writer) => writer.db.destroy())])
    await this.#guard.end().catch(() => undefined)
  }

  async #insertEvent(
    tx: Tx,
    draft: EventDraft,
    place: { lane: string; n: number; prev: string },
  ): Promise<string> {
    const at = new Date(this.#platform.clock.nowMs())
    const commitment = draft.justification === undefined ? null : await this.#commit(tx, draft.justification)
    const body = Buffer.from(
      eventText(this.#pseudonymous(draft), { ...place, at: at.toISOString() }, commitment),
    )
    const hash = createHash('sha256').update(body).digest()
    await tx
      .insertInto('event')
      .values({
        lane: place.lane,
        n: place.n,
        prev: Buffer.from(place.prev, 'hex'),
        hash,
        mac: createHmac('sha256', this.#laneKey).update(body).digest(),
        body,
        at,
        leaf_index: null,
      })
      .execute()
    return hash.toString('hex')
  }

  /** An event never names a person by the identifier that the rest of the database uses. */
  #pseudonymous(draft: EventDraft): EventDraft {
    const named = (person: string): string => officerPseudonym(this.#laneKey, person)
    const { person } = draft.objects
    return {
      ...draft,
      actor: 'person' in draft.actor ? { ...draft.actor, person: named(draft.actor.person) } : draft.actor,
      objects:
        person === undefined
          ? draft.objects
          : { ...draft.objects, person: typeof person === 'string' ? named(person) : person.map(named) },
    }
  }

  async #commit(tx: Tx, text: string): Promise<string> {
    const salt = Buffer.from(this.#platform.random.bytes(32))
    const commitment = createHash('sha256').update(salt).update(text).digest()
    await tx
      .insertInto('justification')
      .values({ id: newIdentifier(this.#platform, 'justification'), commitment, salt, text })
      .execute()
    return commitment.toString('hex')
  }

  #newLane(): { lane: string; n: number; prev: string } {
    return { lane: newIdentifier(this.#platform, 'lane'), n: 0, prev: LANE_START }
  }

  #take(): Promise<Writer> {
    const writer = this.#free.pop()
    if (writer !== undefined) return Promise.resolve(writer)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #release(writer: Writer): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free.push(writer)
    else next(writer)
  }
}

async function roleOf(guard: pg.Client): Promise<DatabaseRole> {
  const { rows } = await guard.query<{ rolname: string }>(
    `select rolname from pg_roles where rolname = 'homeward_app' and pg_has_role(current_user, oid, 'member')`,
  )
  return rows[0]?.rolname ?? null
}
