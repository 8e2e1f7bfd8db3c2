import { type Audience, decideOutcome, draftEvent, isRefusal, type Outcome } from '@homeward/core'
import type { DecodeWorker, Description } from '@homeward/decoder'
import { raiseNotice } from '../access/directory-store.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import { newIdentifier } from '../identifier.ts'
import { isKnownGood } from '../match/known-good.ts'
import {
  type ContentRecord,
  contentBySha256,
  type ExhibitRecord,
  type Holder,
  holdersOf,
  insertContent,
  insertDerivative,
  insertMedia,
  insertOccurrence,
  insertWrap,
  keptContentBySha256,
  lockBlobs,
  seenInExhibit,
  wrapOf,
} from '../media/media-store.ts'
import type { ExifRow } from '../media/media-tables.ts'
import type { NodeContext } from '../node-context.ts'
import { sealBlob } from '../vault/blob.ts'
import { pathText, splitPath } from './place.ts'

/** One file or archive member, read and digested, ready to be counted and kept. */
export interface FileToTakeIn {
  readonly place: Buffer
  readonly revision: number
  readonly parent: string | null
  readonly path: Buffer
  readonly modifiedAtNs: string | null
  readonly sizeBytes: number
  /** Null when it could not be read; then `problem` says why. */
  readonly read: ReadContent | null
  readonly problem: { readonly code: string; readonly because: string } | null
}

/** What was read. `bytes` can be called again and gives the same bytes, or throws. */
export interface ReadContent {
  readonly sha256: Buffer
  readonly sha1: Buffer
  readonly md5: Buffer
  readonly storageId: Buffer
  readonly bytes: () => Uint8Array | AsyncIterable<Uint8Array>
}

/** The exhibit that is taken in, with its opened key and who does it for what. */
export interface TakingIn {
  readonly context: NodeContext
  readonly exhibit: ExhibitRecord
  readonly exhibitKey: Uint8Array
  readonly exhibitUnitCode: string
  readonly actor: { readonly person: string; readonly unit: string }
  readonly actorEditions: readonly string[]
  readonly worker: DecodeWorker
  readonly signal: AbortSignal
}

export interface TakenIn {
  readonly occurrence: string
  readonly outcome: Outcome
}

const DERIVATIVES = ['thumbnail', 'pixelated', 'text'] as const

type Opened = { readonly description: Description } | { readonly problem: { code: string; because: string } }

/**
 * Counts and keeps one file: opens it in the sandbox unless its content is already known, writes its blob, then one
 * transaction with occurrence, content, wrap, hashes and the event. A crash before the commit leaves at most a blob
 * that the next attempt replaces.
 */
export async function takeIn(taking: TakingIn, file: FileToTakeIn): Promise<TakenIn> {
  const { context } = taking
  const { read } = file
  if (read === null || file.sizeBytes === 0) {
    return context.database.write((tx, record) => count(taking, tx, record, file, null, false))
  }
  const knownGood = await isKnownGood(context, read)
  const known = await contentBySha256(context.database.read, read.sha256)
  const opened = known === null && !knownGood ? await openContent(taking, file.sizeBytes, read) : null
  const thumbnails = opened !== null && 'description' in opened ? opened.description : null
  return context.database.write(async (tx, record) => {
    if (knownGood) return count(taking, tx, record, file, null, true)
    await lockBlobs(tx, blobsOf(context, read.storageId))
    const content = await keptContentBySha256(tx, read.sha256)
    if (content !== null) {
      const counted = await count(taking, tx, record, file, content, false)
      await addWrap(taking, tx, content)
      return counted
    }
    // The content was there when it was looked for before and is gone: opened now, under the lock.
    const facts = opened ?? (await openContent(taking, file.sizeBytes, read))
    const kept = await keepContent(taking, tx, file, read, facts, thumbnails)
    return count(taking, tx, record, file, kept, false)
  })
}

/** Every blob that a content may have, its own first. */
function blobsOf({ keys }: NodeContext, storageId: Buffer): Buffer[] {
  return [storageId, ...DERIVATIVES.map((kind) => keys.derivedStorageId(storageId, kind))]
}

async function openContent(taking: TakingIn, sizeBytes: number, read: ReadContent): Promise<Opened> {
  const description = await taking.worker.describe(read.bytes(), sizeBytes)
  return isRefusal(description) ? { problem: description } : { description }
}

async function keepContent(
  taking: TakingIn,
  tx: Tx,
  file: FileToTakeIn,
  read: ReadContent,
  opened: Opened,
  described: Description | null,
): Promise<ContentRecord> {
  const { context, exhibit } = taking
  const { keys, vault, platform } = context
  const id = newIdentifier(platform, 'media')
  const key = keys.newKey()
  const source = read.bytes()
  const plaintext = source instanceof Uint8Array ? [source] : source
  await vault.put(
    read.storageId,
    sealBlob(platform.random, { key, context: keys.blobContext('content', id) }, plaintext),
  )
  const problem = 'problem' in opened ? opened.problem : null
  const family = described?.family ?? 'unknown'
  await insertContent(tx, {
    id,
    storage_id: read.storageId,
    sha256: read.sha256,
    sha1: read.sha1,
    md5: read.md5,
    size_bytes: file.sizeBytes,
    kind: described?.kind ?? 'application/octet-stream',
    family,
    problem_code: problem?.code ?? null,
    problem_because: problem?.because ?? null,
    created_at: new Date(platform.clock.nowMs()),
  })
  await insertWrap(tx, exhibit.id, id, keys.wrapDataKey(exhibit.id, taking.exhibitKey, id, key))
  if (described !== null) {
    await keepDerivatives(taking, tx, id, key, read.storageId, described)
    if (isMedia(described.family)) await keepMedia(tx, id, described)
  }
  return {
    id,
    storageId: read.storageId,
    kind: described?.kind ?? 'application/octet-stream',
    family,
    problem,
  }
}

/** Thumbnails and extracted text are evidence too: sealed under the content's data key, each in its own context. */
async function keepDerivatives(
  { context }: TakingIn,
  tx: Tx,
  content: string,
  key: Uint8Array,
  storageId: Buffer,
  described: Description,
): Promise<void> {
  const { keys, vault, platform } = context
  const derived = {
    thumbnail: described.thumbnail,
    pixelated: described.pixelated,
    text: described.text === null ? null : Buffer.from(described.text),
  }
  for (const kind of DERIVATIVES) {
    const bytes = derived[kind]
    if (bytes === null || bytes.length === 0) continue
    const derivedId = keys.derivedStorageId(storageId, kind)
    await vault.put(
      derivedId,
      sealBlob(platform.random, { key, context: keys.blobContext(kind, content) }, [bytes]),
    )
    await insertDerivative(tx, { content_id: content, kind, storage_id: derivedId, size_bytes: bytes.length })
  }
}

function isMedia(family: string): boolean {
  return family === 'image' || family === 'video' || family === 'audio'
}

async function keepMedia(tx: Tx, id: string, described: Description): Promise<void> {
  const { exif, pdq } = described
  const camera = exif === null ? null : cameraOf(exif)
  await insertMedia(tx, {
    id,
    widthPx: described.widthPx,
    heightPx: described.heightPx,
    frames: described.frames,
    durationMs: described.durationMs === null ? null : Math.round(described.durationMs),
    exif: exif === null ? null : exifRow(exif),
    container: described.container === null ? null : { ...described.container },
    camera,
    takenAtMs: exif?.takenAtMs ?? null,
    hashes:
      pdq === null
        ? []
        : (['nn512', 'full'] as const).map((variant) => ({
            variant,
            bits: Buffer.from(pdq[variant].bits),
            quality: pdq[variant].quality,
            dihedral: Buffer.from(pdq[variant].dihedral),
          })),
  })
}

function exifRow(exif: NonNullable<Description['exif']>): ExifRow {
  const { make, model, serial, lens, takenAt, gps, orientation, software } = exif
  return { make, model, serial, lens, takenAt, gps, orientation, software }
}

/** Make, model and serial number in one line: what makes two files of one camera alike. */
function cameraOf(exif: NonNullable<Description['exif']>): string | null {
  const parts = [exif.make, exif.model].filter((part) => part !== null)
  if (parts.length === 0) return null
  const name = exif.model?.startsWith(exif.make ?? '\0') === true ? exif.model : parts.join(' ')
  return exif.serial === null ? name : `${name}, serial ${exif.serial}`
}

/** Makes the content readable under this exhibit's key too: its data key, wrapped once more. */
async function addWrap(
  { context, exhibit, exhibitKey }: TakingIn,
  tx: Tx,
  content: ContentRecord,
): Promise<void> {
  const wrap = await wrapOf(tx, content.id, exhibit.id)
  if (wrap === null || wrap.exhibitId === exhibit.id) return
  const { keys } = context
  const holderKey = keys.unwrapExhibitKey(wrap.exhibitId, wrap.exhibitKeyWrapped)
  const dataKey = keys.unwrapDataKey(wrap.exhibitId, holderKey, content.id, wrap.dataKeyWrapped)
  await insertWrap(tx, exhibit.id, content.id, keys.wrapDataKey(exhibit.id, exhibitKey, content.id, dataKey))
}

async function count(
  taking: TakingIn,
  tx: Tx,
  record: RecordEvent,
  file: FileToTakeIn,
  content: ContentRecord | null,
  knownGood: boolean,
): Promise<TakenIn> {
  const { context, exhibit, actor } = taking
  const viewer = { ...actor, editions: taking.actorEditions, opened: [] }
  const holders = content === null ? [] : await holdersOf(tx, viewer, content.id, exhibit.id)
  const outcome = decideOutcome({
    problem: file.problem ?? content?.problem ?? null,
    sizeBytes: file.sizeBytes,
    knownGood,
    seenInExhibit: file.read !== null && (await seenInExhibit(tx, exhibit.id, file.read.sha256)),
    family: content === null || content.family === 'unknown' ? 'context' : content.family,
    heldVisibly: holders.some((holder) => holder.visible),
  })
  const occurrence = newIdentifier(context.platform, 'file')
  const path = pathText(file.path)
  const problem = outcome === 'quarantined' ? (file.problem ?? content?.problem ?? null) : null
  await insertOccurrence(tx, {
    id: occurrence,
    exhibit_id: exhibit.id,
    place: file.place,
    revision: file.revision,
    parent_id: file.parent,
    path: file.path,
    ...splitPath(path),
    outcome,
    code: problem?.code ?? null,
    because: problem?.because ?? null,
    content_id: content?.id ?? null,
    sha256: file.read?.sha256 ?? null,
    md5: file.read?.md5 ?? null,
    sha1: file.read?.sha1 ?? null,
    size_bytes: file.sizeBytes,
    modified_at_ns: file.modifiedAtNs,
    deleted: false,
    members_done: outcome !== 'archives',
    seen_at: new Date(context.platform.clock.nowMs()),
  })
  await record(
    draftEvent('media/file-taken-in', {
      actor,
      objects: { exhibit: exhibit.id, file: occurrence, ...(content === null ? {} : { media: content.id }) },
      facts: { outcome, sizeBytes: file.sizeBytes },
    }),
  )
  if (outcome === 'mediaNew' && holders.length > 0) await tellHolders(taking, tx, record, holders)
  return { occurrence, outcome }
}

/** Content held only where the actor may not see it counts as new; its holders' contact points learn of the other unit. */
async function tellHolders(
  taking: TakingIn,
  tx: Tx,
  record: RecordEvent,
  holders: readonly Holder[],
): Promise<void> {
  const { context, exhibit, actor, exhibitUnitCode } = taking
  for (const unitId of new Set(holders.map((holder) => holder.unitId))) {
    await raiseNotice(tx, {
      id: newIdentifier(context.platform, 'notice'),
      unitId,
      kind: 'content-held',
      subjectId: exhibit.id,
      audience: audienceOf(holders.filter((holder) => holder.unitId === unitId)),
      body: `Unit ${exhibitUnitCode} has taken in media that your unit holds too. Ask its contact point.`,
      at: new Date(context.platform.clock.nowMs()),
    })
    await record(
      draftEvent('media/holder-notified', {
        actor: { system: 'intake' },
        objects: { unit: unitId, byUnit: actor.unit },
      }),
    )
  }
}

/** A unit whose holdings all have an audience is told through the persons named there alone. */
function audienceOf(holders: readonly Holder[]): Audience {
  const named = holders.map((holder) => holder.audience)
  return named.includes(null) ? null : [...new Set(named.flatMap((audience) => audience ?? []))]
}
