import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  draftEvent,
  isRefusal,
  NEAR_DISTANCE_BITS,
  type ReferenceEntry,
  type Refusal,
  readReferenceList,
  refuse,
} from '@homeward/core'
import { type Actor, eventActor } from '../access/actor.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { newIdentifier } from '../identifier.ts'
import type { NodeContext } from '../node-context.ts'
import { nearestOf } from './evidence.ts'
import type { QueryHashes } from './match-index.ts'
import { exactMediaOfSet, insertHits, keepMedia, matchedMedia } from './match-store.ts'
import {
  insertReferenceEntries,
  insertReferenceSet,
  perceptualEntries,
  type ReferenceHashes,
  referenceSetByCode,
  registrySeries,
} from './reference-store.ts'
import { readVicsReference } from './vics-reference-file.ts'

/** A list larger than this is meant for a database; NSRL comes as SQLite and is read by query. */
const LIST_BYTES_MAX = 512 * 1024 * 1024
const SQLITE_MAGIC = 'SQLite format 3\0'
/** Behind a byte order mark or none, of UTF-8 or UTF-16: no list of hashes begins with a brace. */
const JSON_START = /^(?:\xef\xbb\xbf|\xff\xfe)?\s*\{/
const PAGE = 5000

export interface ReferenceRequest {
  readonly path: string
  readonly kind: Tables['reference_set']['kind']
  readonly code?: string
  readonly name?: string
  readonly distanceBits?: number
}

export interface ImportedReference {
  readonly code: string
  readonly entries: number
  readonly dropped: number
  readonly hits: { readonly exact: number; readonly near: number }
}

/** What was read of a reference file before the transaction. */
export interface LoadedReference {
  readonly code: string
  readonly sha256: Buffer
  readonly entries: readonly ReferenceEntry[]
  readonly dropped: number
  readonly databasePath: string | null
}

/**
 * Reads a reference file of this machine. Refuses with `reference/file`, `reference/too-large`, `reference/line`, `reference/vics`,
 * `reference/empty`, `reference/distance` and `reference/kind`.
 */
export async function loadReference(
  context: NodeContext,
  request: ReferenceRequest,
): Promise<LoadedReference | Refusal> {
  const distance = request.distanceBits ?? NEAR_DISTANCE_BITS
  if (!Number.isInteger(distance) || distance < 0 || distance > NEAR_DISTANCE_BITS) {
    return refuse(
      'reference/distance',
      `Expected a distance of 0 to ${NEAR_DISTANCE_BITS} bits, got ${distance}.`,
    )
  }
  const code = request.code ?? basename(request.path).replace(/[^A-Za-z0-9._-]+/g, '-')
  const start = await firstBytes(request.path)
  if (isRefusal(start)) return start
  if (start.magic === SQLITE_MAGIC) {
    if (request.kind !== 'known-good') {
      return refuse('reference/kind', 'An SQLite file can only be a known-good set (NSRL RDSv3).')
    }
    const set = await context.knownGood.open(request.path).catch(() => null)
    if (set === null)
      return refuse('reference/file', 'The SQLite file is not an NSRL RDSv3 set: it has no FILE table.')
    return { code, sha256: start.sha256, entries: [], dropped: 0, databasePath: request.path }
  }
  if (start.sizeBytes > LIST_BYTES_MAX) {
    return refuse(
      'reference/too-large',
      `Expected a list of at most ${LIST_BYTES_MAX} bytes, got ${start.sizeBytes}.`,
    )
  }
  if (start.isJson) {
    const vics = await readVicsReference(context, bytesOfFile(request.path), start.sizeBytes)
    return isRefusal(vics) ? vics : { code, ...vics, databasePath: null }
  }
  const bytes = await readFile(request.path)
  const list = readReferenceList(bytes.toString('utf8'))
  if (isRefusal(list)) return list
  return {
    code,
    sha256: createHash('sha256').update(bytes).digest(),
    entries: list.entries,
    dropped: list.droppedEmptyFile,
    databasePath: null,
  }
}

async function* bytesOfFile(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    for await (const chunk of handle.createReadStream({ autoClose: false })) yield chunk as Uint8Array
  } finally {
    await handle.close()
  }
}

async function firstBytes(
  path: string,
): Promise<{ magic: string; isJson: boolean; sizeBytes: number; sha256: Buffer } | Refusal> {
  try {
    const handle = await open(path, 'r')
    try {
      const { size } = await handle.stat()
      const start = Buffer.alloc(4096)
      const { bytesRead } = await handle.read(start, 0, start.length, 0)
      // A reference database can have a hundred gigabytes: its first page and size name it well enough.
      const sha256 = createHash('sha256').update(start.subarray(0, bytesRead)).update(String(size)).digest()
      const magic = start.subarray(0, SQLITE_MAGIC.length).toString('latin1')
      return { magic, isJson: JSON_START.test(magic), sizeBytes: size, sha256 }
    } finally {
      await handle.close()
    }
  } catch {
    return refuse('reference/file', 'The reference file could not be read.')
  }
}

/**
 * Imports what was loaded, within the caller's transaction, and matches it against everything held (matching is
 * retroactive). Refuses with `reference/exists` when the code is taken by another list; the same list again changes
 * nothing.
 */
export async function importReference(
  context: NodeContext,
  tx: Tx,
  record: RecordEvent,
  actor: Actor,
  request: ReferenceRequest,
  loaded: LoadedReference,
): Promise<ImportedReference | Refusal> {
  const existing = await referenceSetByCode(tx, loaded.code)
  if (existing !== null) {
    if (existing.sourceSha256.equals(loaded.sha256) && existing.kind === request.kind) {
      return {
        code: existing.code,
        entries: existing.entries,
        dropped: loaded.dropped,
        hits: { exact: 0, near: 0 },
      }
    }
    return refuse(
      'reference/exists',
      `A reference set ${loaded.code} already exists; give this one another code.`,
    )
  }
  const { platform } = context
  const at = new Date(platform.clock.nowMs())
  const id = newIdentifier(platform, 'reference')
  await insertReferenceSet(tx, {
    id,
    code: loaded.code,
    name: request.name ?? loaded.code,
    kind: request.kind,
    unitId: actor.unit,
    distanceBits: request.distanceBits ?? NEAR_DISTANCE_BITS,
    entries: loaded.entries.length,
    sourceSha256: loaded.sha256,
    databasePath: loaded.databasePath,
    importedAt: at,
  })
  const series =
    request.kind === 'registry'
      ? await registrySeries(
          tx,
          actor.unit,
          seriesOf(loaded.entries),
          () => newIdentifier(platform, 'series'),
          at,
        )
      : new Map<string, string>()
  await insertReferenceEntries(tx, id, loaded.entries, series)
  const hits = request.kind === 'known-good' ? { exact: 0, near: 0 } : await matchHeld(context, tx, id, at)
  await record(
    draftEvent('match/reference-imported', {
      actor: eventActor(actor),
      objects: { reference: id },
      facts: { kind: request.kind, entries: loaded.entries.length, exact: hits.exact, near: hits.near },
    }),
  )
  return { code: loaded.code, entries: loaded.entries.length, dropped: loaded.dropped, hits }
}

function seriesOf(entries: readonly ReferenceEntry[]): { name: string; identified: boolean }[] {
  const identified = new Map<string, boolean>()
  for (const entry of entries) {
    if (entry.series === null) continue
    identified.set(entry.series, (identified.get(entry.series) ?? false) || entry.victimIdentified)
  }
  return [...identified].map(([name, is]) => ({ name, identified: is }))
}

async function matchHeld(
  context: NodeContext,
  tx: Tx,
  setId: string,
  at: Date,
): Promise<{ exact: number; near: number }> {
  const known = await exactMediaOfSet(tx, setId)
  const held = await keepMedia(
    tx,
    known.map((one) => one.media),
  )
  const exact = known.filter((one) => held.has(one.media))
  const exactHits = await insertHits(
    tx,
    exact.map(({ media, entry }) => ({
      media_id: media,
      entry_id: entry,
      verdict: 'exact' as const,
      distance_bits: 0,
      variant: null,
      transform: null,
      found_at: at,
    })),
  )
  const entries: ReferenceHashes[] = []
  for (let after = 0; ; ) {
    const page = await perceptualEntries(tx, setId, after, PAGE)
    entries.push(...page)
    after = page.at(-1)?.id ?? 0
    if (page.length < PAGE) break
  }
  let near = 0
  for (let after = ''; entries.length > 0; ) {
    const page = await matchedMedia(context.database.read, after, PAGE)
    const kept = await keepMedia(
      tx,
      page.map((one) => one.media),
    )
    for (const one of page) {
      if (kept.has(one.media)) near += await insertHits(tx, nearHits(one.media, one.hashes, entries, at))
    }
    after = page.at(-1)?.media ?? ''
    if (page.length < PAGE) break
  }
  return { exact: exactHits, near }
}

function nearHits(
  media: string,
  hashes: QueryHashes,
  entries: readonly ReferenceHashes[],
  at: Date,
): Tables['hit'][] {
  return entries.flatMap((entry) => {
    const evidence = nearestOf(hashes, entryHashes(entry), NEAR_DISTANCE_BITS)
    if (evidence === null) return []
    return {
      media_id: media,
      entry_id: entry.id,
      verdict: 'near' as const,
      distance_bits: evidence.distanceBits,
      variant: evidence.variant,
      transform: evidence.transform,
      found_at: at,
    }
  })
}

/** An entry's hashes in the form of the index; each variant is compared only with the same variant. */
export function entryHashes(entry: ReferenceHashes): QueryHashes {
  return {
    ...(entry.nn512 === null ? {} : { nn512: entry.nn512 }),
    ...(entry.full === null ? {} : { full: entry.full }),
  }
}

/** Adds the entries of a set that was just imported to the index, after its transaction. */
export async function indexReference(context: NodeContext, setId: string | null): Promise<void> {
  for (let after = 0; ; ) {
    const page = await perceptualEntries(context.database.read, setId, after, PAGE)
    for (const entry of page) context.index.addReference(entry.setId, entry.id, entryHashes(entry))
    after = page.at(-1)?.id ?? 0
    if (page.length < PAGE) return
  }
}
