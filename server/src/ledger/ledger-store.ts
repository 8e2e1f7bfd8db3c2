import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

export interface WaitingEvent {
  readonly lane: string
  readonly n: number
  readonly hash: Buffer
}

/** The size and the right edge of the tree. */
export async function storedTree(db: Reader): Promise<{ size: number; edge: Buffer }> {
  return db.selectFrom('tree').select(['size', 'edge']).executeTakeFirstOrThrow()
}

/** Takes the tree for this transaction: its size and right edge. */
export async function lockTree(db: Reader): Promise<{ size: number; edge: Buffer }> {
  return db.selectFrom('tree').select(['size', 'edge']).forUpdate().executeTakeFirstOrThrow()
}

/**
 * Events not yet in the tree, oldest first. Within a lane the order is that of the chain even where the clock went
 * back.
 */
export async function waitingEvents(db: Reader, limit: number): Promise<WaitingEvent[]> {
  const { rows } = await sql<WaitingEvent>`
    select lane, n, hash from (
      select lane, n, hash, max(at) over (partition by lane order by n) as since from event where leaf_index is null
    ) waiting order by since, lane, n limit ${limit}
  `.execute(db)
  return rows
}

/** Gives events their leaf indexes, from `first` on in the order given, and stores the grown tree. */
export async function integrate(
  db: Reader,
  events: readonly WaitingEvent[],
  first: number,
  tree: { size: number; edge: Uint8Array },
): Promise<void> {
  await sql`
    update event set leaf_index = given.leaf_index
    from unnest(${events.map((event) => event.lane)}::text[], ${events.map((event) => event.n)}::bigint[],
      ${events.map((_, index) => first + index)}::bigint[]) as given (lane, n, leaf_index)
    where event.lane = given.lane and event.n = given.n
  `.execute(db)
  await db
    .updateTable('tree')
    .set({ size: tree.size, edge: Buffer.from(tree.edge) })
    .execute()
}

/** Entries of the leaves `from` to `to - 1`: the hashes of their events. */
export async function leafEntries(db: Reader, from: number, to: number): Promise<Buffer[]> {
  const rows = await db
    .selectFrom('event')
    .select('hash')
    .where('leaf_index', '>=', from)
    .where('leaf_index', '<', to)
    .orderBy('leaf_index')
    .execute()
  return rows.map((row) => row.hash)
}

export interface EventRow {
  readonly leafIndex: number | null
  readonly lane: string
  readonly n: number
  readonly prev: Buffer
  readonly hash: Buffer
  readonly mac: Buffer
  readonly body: Buffer
}

/** A page of events in the tree, after a leaf index. */
export async function integratedEvents(db: Reader, after: number, limit: number): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select leaf_index as "leafIndex", lane, n, prev, hash, mac, body from event
    where leaf_index > ${after} order by leaf_index limit ${limit}
  `.execute(db)
  return rows
}

/** A page of events not yet in the tree, in lane order. */
export async function tailEvents(
  db: Reader,
  afterLane: string,
  afterN: number,
  limit: number,
): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select leaf_index as "leafIndex", lane, n, prev, hash, mac, body from event
    where leaf_index is null and (lane, n) > (${afterLane}, ${afterN}) order by lane, n limit ${limit}
  `.execute(db)
  return rows
}

/** One event of the tree by its leaf index or the hash of its text in hex; null when there is none. */
export async function eventRowBy(
  db: Reader,
  event: string,
): Promise<(EventRow & { readonly leafIndex: number }) | null> {
  const byHash = /^[0-9a-f]{64}$/.test(event)
  if (!byHash && !/^(0|[1-9][0-9]{0,14})$/.test(event)) return null
  const condition = byHash ? sql`hash = ${Buffer.from(event, 'hex')}` : sql`leaf_index = ${Number(event)}`
  const { rows } = await sql<EventRow & { leafIndex: number }>`
    select leaf_index as "leafIndex", lane, n, prev, hash, mac, body from event
    where ${condition} and leaf_index is not null limit 1
  `.execute(db)
  return rows[0] ?? null
}

export interface HistoryRow {
  readonly at: Date
  readonly body: Buffer
}

/** Changes that name all of these objects by kind, the newest first. Reading is no change. */
export async function changesAbout(
  db: Reader,
  objects: Readonly<Record<string, string>>,
  limit: number,
): Promise<HistoryRow[]> {
  const { rows } = await sql<HistoryRow>`
    select at, body from event
    where event_objects(body) @> ${JSON.stringify(objects)}::jsonb
      and convert_from(body, 'UTF8')::jsonb ->> 'verb' <> 'consultation'
    order by at desc, lane, n desc limit ${limit}
  `.execute(db)
  return rows
}

/** The hash of the event of this type that the running transaction recorded about an object. */
export async function justRecorded(
  db: Reader,
  type: string,
  objects: Readonly<Record<string, string>>,
): Promise<Buffer> {
  const { rows } = await sql<{ hash: Buffer }>`
    select hash from event where leaf_index is null and convert_from(body, 'UTF8')::jsonb ->> 'type' = ${type}
      and event_objects(body) @> ${JSON.stringify(objects)}::jsonb
    order by at desc, n desc limit 1`.execute(db)
  const found = rows[0]
  if (found === undefined) throw new Error(`expected an event ${type} in this transaction, there is none`)
  return found.hash
}

/** Number of leaves in the tree. */
export async function treeSize(db: Reader): Promise<number> {
  return (await db.selectFrom('tree').select('size').executeTakeFirstOrThrow()).size
}
