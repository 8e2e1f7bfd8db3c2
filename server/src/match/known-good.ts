import { type KnownGood, openKnownGood } from '@homeward/decoder'
import type { NodeContext } from '../node-context.ts'
import { knownGoodDatabases, knownGoodListed } from './reference-store.ts'

/**
 * True when an enabled known-good set names the content: a list in the database, or an NSRL file that the sandbox reads.
 * Any one digest is enough.
 */
export async function isKnownGood(
  context: NodeContext,
  digests: { readonly sha256: Buffer; readonly sha1: Buffer; readonly md5: Buffer },
): Promise<boolean> {
  if (await knownGoodListed(context.database.read, digests)) return true
  for (const path of await knownGoodDatabases(context.database.read)) {
    const set = await context.knownGood.open(path)
    const [found] = await set.lookup([
      {
        sha256Hex: digests.sha256.toString('hex'),
        sha1Hex: digests.sha1.toString('hex'),
        md5Hex: digests.md5.toString('hex'),
      },
    ])
    if (found === true) return true
  }
  return false
}

/** The known-good databases in use, each opened once in a sandboxed process of its own. */
export class KnownGoodSets {
  readonly #open = new Map<string, Promise<KnownGood>>()

  open(path: string): Promise<KnownGood> {
    let set = this.#open.get(path)
    if (set === undefined) {
      set = openKnownGood(path)
      this.#open.set(path, set)
      // A set that could not be opened is tried again at the next file.
      set.catch(() => this.#open.delete(path))
    }
    return set
  }

  async close(): Promise<void> {
    for (const set of this.#open.values()) await (await set.catch(() => null))?.close()
    this.#open.clear()
  }
}
