import {
  type DevicePlace,
  devicePlace,
  draftEvent,
  isRefusal,
  type Refusal,
  type VicsCase,
  type VicsMedia,
  vicsCase,
  vicsMedia,
  vicsModel,
} from '@homeward/core'
import type { VicsRow } from '@homeward/decoder'
import { newIdentifier } from '../identifier.ts'
import { contentById, wrapOf } from '../media/media-store.ts'
import {
  beginVicsFile,
  endVicsFile,
  insertDevicePlaces,
  insertVicsCases,
  insertVicsEntries,
  refuseVicsFile,
  type VicsDocument,
  vicsDocuments,
} from '../media/vics-store.ts'
import { openBlob } from '../vault/blob.ts'
import type { TakingIn } from './take-in.ts'

/** Rows kept in memory before they are written; a case has any number of them. */
const ROWS_IN_HAND_MAX = 5_000

/**
 * Reads every VICS document of the exhibit that was not read yet, from the bytes that were taken in. A document counts
 * whole or not at all: what a run that was cut short left is removed and read anew. Returns whether the exhibit
 * has any.
 */
export async function readVicsDocuments(taking: TakingIn): Promise<boolean> {
  const { context, exhibit, signal } = taking
  const documents = await vicsDocuments(context.database.read, exhibit.id)
  for (const document of documents) {
    const isRead = document.state === 'read' || document.state === 'refused'
    if (!isRead && !signal.aborted) await readDocument(taking, document)
  }
  return documents.length > 0
}

async function readDocument(taking: TakingIn, document: VicsDocument): Promise<void> {
  const { context, exhibit, worker, signal } = taking
  const id = newIdentifier(context.platform, 'vics')
  await context.database.write((tx) =>
    beginVicsFile(tx, { id, exhibitId: exhibit.id, occurrence: document.occurrence, earlier: document.id }),
  )
  const source = await documentBytes(taking, document.content)
  const rows = new RowsInHand(taking, id)
  for await (const part of worker.vics(source.bytes, source.sizeBytes)) {
    if (signal.aborted) return
    if ('rows' in part) {
      for (const row of part.rows) rows.add(row)
      await rows.writeSome()
    } else if (isRefusal(part)) {
      await refuseDocument(taking, id, document.occurrence, part)
    } else {
      await rows.write()
      await endDocument(taking, id, document.occurrence, part.model, rows)
    }
  }
}

async function documentBytes(
  { context, exhibit, exhibitKey }: TakingIn,
  contentId: string,
): Promise<{ bytes: AsyncIterable<Uint8Array>; sizeBytes: number }> {
  const { database, keys, vault } = context
  const content = await contentById(database.read, contentId)
  const wrap = await wrapOf(database.read, contentId, exhibit.id)
  if (content === null || wrap?.exhibitId !== exhibit.id)
    throw new Error('expected a content of this exhibit')
  const key = keys.unwrapDataKey(exhibit.id, exhibitKey, contentId, wrap.dataKeyWrapped)
  const bytes = openBlob(vault, content.storageId, { key, context: keys.blobContext('content', contentId) })
  return { bytes, sizeBytes: content.sizeBytes }
}

async function endDocument(
  { context, exhibit, actor }: TakingIn,
  id: string,
  occurrence: string,
  model: string,
  { cases, entries, places }: RowsInHand,
): Promise<void> {
  const { version, scheme } = vicsModel(model)
  await context.database.write(async (tx, record) => {
    await endVicsFile(tx, id, { version, scheme }, { cases, entries, places })
    await record(
      draftEvent('media/vics-read', {
        actor,
        objects: { exhibit: exhibit.id, file: occurrence, vics: id },
        facts: { cases, entries, places, problem: null },
      }),
    )
  })
}

async function refuseDocument(
  { context, exhibit, actor }: TakingIn,
  id: string,
  occurrence: string,
  problem: Refusal,
): Promise<void> {
  await context.database.write(async (tx, record) => {
    await refuseVicsFile(tx, id, problem)
    await record(
      draftEvent('media/vics-read', {
        actor,
        objects: { exhibit: exhibit.id, file: occurrence, vics: id },
        facts: { cases: 0, entries: 0, places: 0, problem: problem.code },
      }),
    )
  })
}

/** Rows of one document on their way into the database, numbered in its order. */
class RowsInHand {
  readonly #taking: TakingIn
  readonly #id: string
  #cases: (VicsCase & { position: number })[] = []
  #entries: (VicsMedia & { position: number; casePosition: number | null })[] = []
  #places: (DevicePlace & { entryPosition: number; position: number })[] = []
  #placesOfEntry = 0
  cases = 0
  entries = 0
  places = 0

  constructor(taking: TakingIn, id: string) {
    this.#taking = taking
    this.#id = id
  }

  add(row: VicsRow): void {
    switch (row.row) {
      case 'case':
        this.#cases.push({ ...vicsCase(row.fields), position: row.index })
        this.cases += 1
        return
      case 'media':
        this.#entries.push({
          ...vicsMedia(row.fields, row.exifs),
          position: this.entries,
          casePosition: row.caseIndex,
        })
        this.entries += 1
        this.#placesOfEntry = 0
        return
      case 'file':
        this.#places.push({
          ...devicePlace(row.fields),
          entryPosition: this.entries - 1,
          position: this.#placesOfEntry,
        })
        this.#placesOfEntry += 1
        this.places += 1
    }
  }

  async writeSome(): Promise<void> {
    if (this.#cases.length + this.#entries.length + this.#places.length >= ROWS_IN_HAND_MAX)
      await this.write()
  }

  /** Rows of a document that is still being read count for nothing, so that no event goes with them. */
  async write(): Promise<void> {
    const [cases, entries, places] = [this.#cases, this.#entries, this.#places]
    this.#cases = []
    this.#entries = []
    this.#places = []
    await this.#taking.context.database.write(async (tx) => {
      await insertVicsCases(tx, this.#id, cases)
      await insertVicsEntries(tx, this.#id, entries)
      await insertDevicePlaces(tx, this.#id, places)
    })
  }
}
