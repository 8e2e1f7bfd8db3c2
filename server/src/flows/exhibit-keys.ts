import { KeyError } from '../keys/key-service.ts'
import { setExhibitKey, wrappedExhibitKeys } from '../media/erasure-store.ts'
import type { NodeContext } from '../node-context.ts'

/**
 * Gives exhibits of before exhibits had secrets one each, and wraps their keys under it. Killed at any point, the next
 * start goes on: a secret that wraps nothing yet is taken up, and a key that is wrapped already is left alone. Where the
 * secret of an exhibit was lost, nothing is changed: whoever opens the exhibit is told.
 */
export async function secureExhibitKeys({
  database,
  keys,
}: Pick<NodeContext, 'database' | 'keys'>): Promise<number> {
  let secured = 0
  for (const { id, wrapped } of await wrappedExhibitKeys(database.read)) {
    if (keys.exhibits.destroyed.includes(id) || opens(() => keys.unwrapExhibitKey(id, wrapped)) !== null)
      continue
    const key = opens(() => keys.unwrapExhibitKeyOfVersion1(id, wrapped))
    if (key === null) continue
    await keys.exhibits.create(id)
    await database.write((tx) => setExhibitKey(tx, id, keys.wrapExhibitKey(id, key)))
    secured += 1
  }
  return secured
}

function opens(unwrap: () => Uint8Array): Uint8Array | null {
  try {
    return unwrap()
  } catch (error) {
    if (error instanceof KeyError) return null
    throw error
  }
}
