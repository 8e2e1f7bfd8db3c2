import { createHash } from 'node:crypto'
import { type CanonicalValue, canonicalJson, isRefusal, type Refusal, refuse } from '@homeward/core'
import type { Database, RecordEvent, Tx } from './database.ts'

/** A mutating call as the client named it. */
export interface Operation {
  readonly id: string
  readonly person: string | null
  readonly route: string
  /** Digest of everything that makes the request what it is. */
  readonly requestSha256: Buffer
}

/** Digest of a request's parts, for {@link Operation.requestSha256}. */
export function requestDigest(parts: readonly unknown[]): Buffer {
  // Numbers of a request may be fractions; their JSON text is exact enough to tell two requests apart.
  const text = JSON.stringify(parts, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isSafeInteger(value) ? String(value) : value,
  )
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(text) as CanonicalValue))
    .digest()
}

/** Carries a refusal out of a transaction, so that what was written before it is rolled back. */
class RefusedError extends Error {
  override name = 'RefusedError'
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.because)
    this.refusal = refusal
  }
}

/**
 * Runs a mutating call at most once: its effect and its answer are stored under the operation's identifier in one
 * transaction. Repeating it returns the stored answer; the same identifier for another request or another person is
 * refused with `operation/conflict`. A refusal of `work` rolls everything back and is not stored.
 */
export async function operateOnce<T>(
  database: Database,
  operation: Operation,
  at: Date,
  work: (tx: Tx, record: RecordEvent) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  return writeOrRefuse(database, async (tx, record) => {
    const claimed = await tx
      .insertInto('operation')
      .values({
        id: operation.id,
        person_id: operation.person,
        route: operation.route,
        request_sha256: operation.requestSha256,
        response: null,
        at,
      })
      .onConflict((oc) => oc.doNothing())
      .executeTakeFirst()
    if (claimed.numInsertedOrUpdatedRows === 0n) return storedAnswer<T>(tx, operation)
    const result = await work(tx, (draft) => record({ ...draft, operation: operation.id }))
    if (isRefusal(result)) return result
    await tx
      .updateTable('operation')
      .set({ response: JSON.stringify(result ?? {}) })
      .where('id', '=', operation.id)
      .execute()
    return result
  })
}

/** Runs a change that may refuse: a refusal rolls back everything that was written before it. */
export async function writeOrRefuse<T>(
  database: Database,
  work: (tx: Tx, record: RecordEvent) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  try {
    return await database.write(async (tx, record) => {
      const result = await work(tx, record)
      if (isRefusal(result)) throw new RefusedError(result)
      return result
    })
  } catch (error) {
    if (error instanceof RefusedError) return error.refusal
    throw error
  }
}

async function storedAnswer<T>(tx: Tx, operation: Operation): Promise<T | Refusal> {
  const row = await tx
    .selectFrom('operation')
    .selectAll()
    .where('id', '=', operation.id)
    .executeTakeFirstOrThrow()
  if (
    row.person_id !== operation.person ||
    row.route !== operation.route ||
    !row.request_sha256.equals(operation.requestSha256)
  ) {
    return refuse('operation/conflict', 'This operation identifier was already used for another request.')
  }
  return row.response as T
}
