import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { open } from '@homeward/envelope'
import { envelopeCrypto } from '../../../server/src/keys/envelope-crypto.ts'
import type { NodeContext } from '../../../server/src/node-context.ts'
import { groupedBy, type Snapshot } from './snapshot.ts'

/**
 * Every content has its blob, which opens through the wrap of every exhibit that holds it to the bytes with its
 * digests; every derivative opens too; no file in the vault is without a row.
 */
export async function checkVault(context: NodeContext, snapshot: Snapshot): Promise<string[]> {
  const found: string[] = []
  const folder = context.directory.vault
  const named = new Set<string>()
  const wraps = groupedBy(snapshot.exhibitContent, (row) => row.content_id)
  const derivatives = groupedBy(snapshot.derivative, (row) => row.content_id)
  for (const content of snapshot.content) {
    const say = (what: string): void => void found.push(`content ${content.id}: ${what}`)
    named.add(content.storage_id.toString('hex'))
    const keys = (wraps.get(content.id) ?? []).map((wrap) => dataKey(context, snapshot, wrap))
    if (keys.length === 0) say('no exhibit has a key to it')
    if (new Set(keys.map((key) => key?.toString('hex'))).size > 1) say('its wraps hold different keys')
    for (const key of keys) {
      const plain =
        key === null ? null : opened(context, folder, content.storage_id, key, 'content', content.id)
      if (plain === null) say('its blob does not open')
      else if (!digest('sha256', plain).equals(content.sha256)) say('its blob is not what was taken in')
      else if (!digest('sha1', plain).equals(content.sha1) || !digest('md5', plain).equals(content.md5)) {
        say('its SHA-1 or MD5 is wrong')
      } else if (plain.length !== content.size_bytes) say('its size is wrong')
    }
    for (const derivative of derivatives.get(content.id) ?? []) {
      named.add(derivative.storage_id.toString('hex'))
      const key = keys[0]
      const plain =
        key == null ? null : opened(context, folder, derivative.storage_id, key, derivative.kind, content.id)
      if (plain?.length !== derivative.size_bytes) say(`its ${derivative.kind} does not open`)
    }
  }
  for (const row of snapshot.occurrence) {
    if (row.content_id === null) continue
    const held = (wraps.get(row.content_id) ?? []).some((wrap) => wrap.exhibit_id === row.exhibit_id)
    if (!held) found.push(`file ${row.id}: its exhibit has no key to its content`)
  }
  for (const file of filesOf(folder)) {
    if (!named.has(file)) found.push(`vault: ${file.slice(0, 12)}… has no row`)
  }
  return found
}

function digest(algorithm: string, bytes: Uint8Array): Buffer {
  return createHash(algorithm).update(bytes).digest()
}

function dataKey(
  { keys }: NodeContext,
  snapshot: Snapshot,
  wrap: Snapshot['exhibitContent'][number],
): Buffer | null {
  const exhibit = snapshot.exhibit.find((one) => one.id === wrap.exhibit_id)
  if (exhibit === undefined) return null
  try {
    const exhibitKey = keys.unwrapExhibitKey(exhibit.id, exhibit.key_wrapped)
    return Buffer.from(keys.unwrapDataKey(exhibit.id, exhibitKey, wrap.content_id, wrap.data_key_wrapped))
  } catch {
    return null
  }
}

function opened(
  { keys }: NodeContext,
  folder: string,
  storageId: Buffer,
  key: Buffer,
  kind: string,
  content: string,
): Uint8Array | null {
  const hex = storageId.toString('hex')
  try {
    const sealed = readFileSync(join(folder, hex.slice(0, 2), hex.slice(2, 4), hex))
    return open(envelopeCrypto, key, keys.blobContext(kind, content), sealed)
  } catch {
    return null
  }
}

/** Names of all files in the vault; an unfinished write counts, because none may be left at rest. */
function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
}
