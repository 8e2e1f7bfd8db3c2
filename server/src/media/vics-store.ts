import type { DevicePlace, Refusal, StatedTime, VicsCase, VicsMedia, VicsModel } from '@homeward/core'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

/** What the decoder calls a document of this shape. */
const VICS_KIND = 'application/vnd.projectvic+json'
/** Rows of one statement: a statement takes 65,535 values at most. */
const ROWS_A_STATEMENT = 2_000

/** A document of an exhibit, with the file that it is. */
export interface VicsDocument {
  readonly occurrence: string
  readonly place: Buffer
  readonly parent: string | null
  readonly path: Buffer
  readonly content: string
  /** Null until it was begun to be read. */
  readonly id: string | null
  readonly state: 'reading' | 'read' | 'refused' | null
}

/** The files of an exhibit that are VICS documents by their content, copies included, in the order of their paths. */
export async function vicsDocuments(db: Reader, exhibitId: string): Promise<VicsDocument[]> {
  return db
    .selectFrom('occurrence')
    .innerJoin('content', 'content.id', 'occurrence.content_id')
    .leftJoin('vics_file', 'vics_file.occurrence_id', 'occurrence.id')
    .select([
      'occurrence.id as occurrence',
      'occurrence.place',
      'occurrence.parent_id as parent',
      'occurrence.path',
      'content.id as content',
      'vics_file.id as id',
      'vics_file.state as state',
    ])
    .where('occurrence.exhibit_id', '=', exhibitId)
    .where('content.kind', '=', VICS_KIND)
    .orderBy('occurrence.path')
    .orderBy('occurrence.id')
    .execute()
}

/** Begins a document, or begins it anew: what an earlier run left half read is removed. */
export async function beginVicsFile(
  db: Reader,
  file: { id: string; exhibitId: string; occurrence: string; earlier: string | null },
): Promise<void> {
  if (file.earlier !== null) await db.deleteFrom('vics_file').where('id', '=', file.earlier).execute()
  await db
    .insertInto('vics_file')
    .values({
      id: file.id,
      exhibit_id: file.exhibitId,
      occurrence_id: file.occurrence,
      state: 'reading',
      problem_code: null,
      problem_because: null,
      version: null,
      scheme: null,
    })
    .execute()
}

export interface VicsRead {
  readonly cases: number
  readonly entries: number
  readonly places: number
}

export async function endVicsFile(db: Reader, id: string, model: VicsModel, read: VicsRead): Promise<void> {
  await db
    .updateTable('vics_file')
    .set({ state: 'read', ...model, ...read })
    .where('id', '=', id)
    .execute()
}

/** Refuses a document as a whole; the rows that were read of it are removed. */
export async function refuseVicsFile(db: Reader, id: string, problem: Refusal): Promise<void> {
  await db.deleteFrom('vics_entry').where('file_id', '=', id).execute()
  await db.deleteFrom('vics_case').where('file_id', '=', id).execute()
  await db
    .updateTable('vics_file')
    .set({ state: 'refused', problem_code: problem.code, problem_because: problem.because })
    .where('id', '=', id)
    .execute()
}

export async function insertVicsCases(
  db: Reader,
  fileId: string,
  cases: readonly (VicsCase & { position: number })[],
): Promise<void> {
  await inParts(cases, (part) =>
    db
      .insertInto('vics_case')
      .values(
        part.map((one) => ({
          file_id: fileId,
          position: one.position,
          stated_id: one.caseId,
          case_number: one.caseNumber,
          organisation: one.organisation,
          application: one.application,
          application_version: one.applicationVersion,
          seized_at: one.seizedAt,
        })),
      )
      .execute(),
  )
}

export async function insertVicsEntries(
  db: Reader,
  fileId: string,
  entries: readonly (VicsMedia & { position: number; casePosition: number | null })[],
): Promise<void> {
  await inParts(entries, (part) =>
    db
      .insertInto('vics_entry')
      .values(
        part.map((one) => ({
          file_id: fileId,
          position: one.position,
          case_position: one.casePosition,
          stated_number: one.number,
          md5: bytesOf(one.md5),
          sha1: bytesOf(one.sha1),
          size_bytes: one.sizeBytes,
          mime: one.mime,
          name: one.name,
          stored_at: one.storedAt,
          category_code: one.categoryCode,
          series: one.series,
          victim_identified: one.victimIdentified,
          offender_identified: one.offenderIdentified,
          distributed: one.distributed,
          suspected: one.suspected,
          self_generated: one.selfGenerated,
          tags: one.tags,
          updated_at: one.updatedAt,
          exif: one.exif === null ? null : JSON.stringify(one.exif),
          problem_code: one.problem?.code ?? null,
          problem_because: one.problem?.because ?? null,
        })),
      )
      .execute(),
  )
}

export async function insertDevicePlaces(
  db: Reader,
  fileId: string,
  places: readonly (DevicePlace & { entryPosition: number; position: number })[],
): Promise<void> {
  await inParts(places, (part) =>
    db
      .insertInto('device_place')
      .values(
        part.map((one) => ({
          file_id: fileId,
          entry_position: one.entryPosition,
          position: one.position,
          file_name: one.fileName,
          file_path: one.filePath,
          folder: one.folder,
          name: one.name,
          ...timeColumns('created', one.created),
          ...timeColumns('written', one.written),
          ...timeColumns('accessed', one.accessed),
          unallocated: one.unallocated,
          deleted: one.deleted,
          parent_md5: bytesOf(one.parentMd5),
          parent_name: one.parentName,
          parent_path: one.parentPath,
          parent_physical_location: one.parentPhysicalLocation,
          physical_location: one.physicalLocation,
          source_id: one.sourceId,
        })),
      )
      .execute(),
  )
}

type TimeColumns<Name extends string> = Record<Name, string | null> & Record<`${Name}_at_ms`, number | null>

function timeColumns<Name extends string>(name: Name, time: StatedTime | null): TimeColumns<Name> {
  return { [name]: time?.text ?? null, [`${name}_at_ms`]: time?.atMs ?? null } as TimeColumns<Name>
}

async function inParts<T>(
  rows: readonly T[],
  insert: (part: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT)
    await insert(rows.slice(start, start + ROWS_A_STATEMENT))
}

function bytesOf(hex: string | null): Buffer | null {
  return hex === null ? null : Buffer.from(hex, 'hex')
}

/** A named media whose bytes are still looked for. */
export interface UnlinkedEntry {
  readonly position: number
  readonly md5: Buffer | null
  readonly sha1: Buffer | null
  readonly sizeBytes: number | null
  readonly storedAt: string | null
  readonly state: Tables['vics_entry']['state'] extends { readonly __select__: infer S } ? S : never
  readonly problem: Refusal | null
}

/** Entries of a document that have no file yet, in order: new ones, and those whose file may have come since. */
export async function unlinkedEntries(
  db: Reader,
  fileId: string,
  after: number,
  limit: number,
): Promise<UnlinkedEntry[]> {
  const rows = await db
    .selectFrom('vics_entry')
    .select([
      'position',
      'md5',
      'sha1',
      'size_bytes',
      'stored_at',
      'state',
      'problem_code',
      'problem_because',
    ])
    .where('file_id', '=', fileId)
    .where('state', 'in', ['named', 'absent', 'unstored'])
    .where('position', '>', after)
    .orderBy('position')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    position: row.position,
    md5: row.md5,
    sha1: row.sha1,
    sizeBytes: row.size_bytes,
    storedAt: row.stored_at,
    state: row.state,
    problem:
      row.problem_code === null ? null : { code: row.problem_code, because: row.problem_because ?? '' },
  }))
}

/** What became of one entry when its bytes were looked for. */
export interface LinkedEntry {
  readonly position: number
  readonly state: 'stored' | 'absent' | 'unstored' | 'refused'
  readonly occurrence: string | null
  readonly problem: Refusal | null
}

export async function linkEntries(db: Reader, fileId: string, links: readonly LinkedEntry[]): Promise<void> {
  await sql`
    update vics_entry e set state = v.state, occurrence_id = v.occurrence, problem_code = v.code,
      problem_because = v.because
    from unnest(${links.map((one) => one.position)}::int[], ${links.map((one) => one.state)}::text[],
      ${links.map((one) => one.occurrence)}::text[], ${links.map((one) => one.problem?.code ?? null)}::text[],
      ${links.map((one) => one.problem?.because ?? null)}::text[]) as v(position, state, occurrence, code, because)
    where e.file_id = ${fileId} and e.position = v.position`.execute(db)
}

/** A counted file with the digests of its bytes; null where it was not read. */
export interface CountedFile {
  readonly id: string
  readonly place: Buffer
  readonly md5: Buffer | null
  readonly sha1: Buffer | null
  readonly sizeBytes: number
}

/** The newest file at each of these places of an exhibit. */
export async function filesAtPlaces(
  db: Reader,
  exhibitId: string,
  places: readonly Buffer[],
): Promise<CountedFile[]> {
  if (places.length === 0) return []
  return db
    .selectFrom('occurrence')
    .select(['id', 'place', 'md5', 'sha1', 'size_bytes as sizeBytes'])
    .distinctOn('place')
    .where('exhibit_id', '=', exhibitId)
    .where('place', 'in', [...places])
    .orderBy('place')
    .orderBy('revision', 'desc')
    .execute()
}

/** One file of an exhibit for each of these digests, the first by its path. */
export async function filesByMd5(
  db: Reader,
  exhibitId: string,
  md5: readonly Buffer[],
): Promise<CountedFile[]> {
  if (md5.length === 0) return []
  return db
    .selectFrom('occurrence')
    .select(['id', 'place', 'md5', 'sha1', 'size_bytes as sizeBytes'])
    .distinctOn('md5')
    .where('exhibit_id', '=', exhibitId)
    .where('md5', 'in', [...md5])
    .where('outcome', '!=', 'quarantined')
    .orderBy('md5')
    .orderBy('path')
    .orderBy('id')
    .execute()
}

/** The members of an archive, by their whole paths. */
export async function membersOf(db: Reader, parentId: string): Promise<{ place: Buffer; path: Buffer }[]> {
  return db
    .selectFrom('occurrence')
    .select(['place', 'path'])
    .where('parent_id', '=', parentId)
    .orderBy('path')
    .execute()
}
