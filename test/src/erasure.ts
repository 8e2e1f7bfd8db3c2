import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Refusal } from '@homeward/core'
import { open } from '@homeward/envelope'
import { writeOrRefuse } from '../../server/src/db/operation.ts'
import { type ErasedRows, eraseExhibit } from '../../server/src/flows/erase.ts'
import { envelopeCrypto } from '../../server/src/keys/envelope-crypto.ts'
import type { KeyRing } from '../../server/src/keys/key-ring.ts'
import type { NodeContext } from '../../server/src/node-context.ts'
import type { Snapshot } from './check/snapshot.ts'
import { type Client, codeOf } from './client.ts'

/** Erases an exhibit as two persons would have it erased who agreed, and leaves the rest to the node. */
export async function eraseRows(context: NodeContext, exhibit: string): Promise<ErasedRows | Refusal> {
  const [asked, approved] = await context.database.read
    .selectFrom('person')
    .select(['id', 'unit_id'])
    .orderBy('id')
    .limit(2)
    .execute()
  if (asked === undefined || approved === undefined) throw new Error('expected two persons')
  return writeOrRefuse(context.database, (tx, record) =>
    eraseExhibit(context, tx, record, exhibit, {
      cause: 'request',
      actor: { person: asked.id, unit: asked.unit_id },
      askedBy: asked.id,
      approvedBy: approved.id,
      approval: 'approval-of-the-tests',
      because: 'Order of the tests',
    }),
  )
}

/** Approves a request as this person; the state that it is in then, or why it is not approved. */
export async function approveIn(
  client: Client,
  asked: { readonly approval: string; readonly contentSha256: string },
): Promise<string> {
  const { approval, contentSha256 } = asked
  const answer = await client.send('POST', `/api/approvals/${approval}/approve`, { body: { contentSha256 } })
  return answer.status === 200 ? (answer.json as { state: string }).state : codeOf(answer)
}

/**
 * What somebody opens who has the rows of a database, a vault and keys, by every wrap and every way that keys were ever
 * wrapped: `KIND of CONTENT`, and `key of CONTENT` for every data key.
 */
export function recoverable(snapshot: Snapshot, keys: KeyRing, vault: string): Set<string> {
  const found = new Set<string>()
  const wrapped = new Map(snapshot.exhibit.map((row) => [row.id, row.key_wrapped]))
  for (const wrap of snapshot.exhibitContent) {
    const exhibit = wrap.exhibit_id
    const exhibitWrap = wrapped.get(exhibit) ?? Buffer.alloc(0)
    for (const unwrap of [
      () => keys.unwrapExhibitKey(exhibit, exhibitWrap),
      () => keys.unwrapExhibitKeyOfVersion1(exhibit, exhibitWrap),
    ]) {
      const exhibitKey = attempt(unwrap)
      if (exhibitKey === null) continue
      const key = attempt(() =>
        keys.unwrapDataKey(exhibit, exhibitKey, wrap.content_id, wrap.data_key_wrapped),
      )
      if (key === null) continue
      found.add(`key of ${wrap.content_id}`)
      for (const [kind, storageId] of blobsOf(snapshot, wrap.content_id)) {
        const path = storageId.toString('hex')
        const plain = attempt(() =>
          open(
            envelopeCrypto,
            key,
            keys.blobContext(kind, wrap.content_id),
            readFileSync(join(vault, path.slice(0, 2), path.slice(2, 4), path)),
          ),
        )
        if (plain !== null) found.add(`${kind} of ${wrap.content_id}`)
      }
    }
  }
  return found
}

function blobsOf(snapshot: Snapshot, content: string): [kind: string, storageId: Buffer][] {
  return [
    ...snapshot.content
      .filter((row) => row.id === content)
      .map((row) => ['content', row.storage_id] as const),
    ...snapshot.derivative
      .filter((row) => row.content_id === content)
      .map((row) => [row.kind, row.storage_id] as const),
  ].map(([kind, storageId]) => [kind, storageId])
}

function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}
