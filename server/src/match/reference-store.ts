import type { ReferenceEntry } from '@homeward/core'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

type Reader = Kysely<Tables>

export interface ReferenceSetRecord {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly kind: Tables['reference_set']['kind']
  readonly unitId: string
  readonly distanceBits: number
  readonly enabled: boolean
  readonly entries: number
  readonly sourceSha256: Buffer
  readonly importedAt: Date
}

function setOf(row: Omit<Tables['reference_set'], 'enabled'> & { enabled: boolean }): ReferenceSetRecord {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    kind: row.kind,
    unitId: row.unit_id,
    distanceBits: row.distance_bits,
    enabled: row.enabled,
    entries: row.entries,
    sourceSha256: row.source_sha256,
    importedAt: row.imported_at,
  }
}

export async function listReferenceSets(db: Reader): Promise<ReferenceSetRecord[]> {
  const rows = await db.selectFrom('reference_set').selectAll().orderBy('code').execute()
  return rows.map((row) => setOf(row as never))
}

export async function referenceSetByCode(db: Reader, code: string): Promise<ReferenceSetRecord | null> {
  const row = await db.selectFrom('reference_set').selectAll().where('code', '=', code).executeTakeFirst()
  return row === undefined ? null : setOf(row as never)
}

export async function insertReferenceSet(
  db: Reader,
  set: Omit<ReferenceSetRecord, 'enabled'> & { databasePath: string | null },
): Promise<void> {
  await db
    .insertInto('reference_set')
    .values({
      id: set.id,
      code: set.code,
      name: set.name,
      kind: set.kind,
      unit_id: set.unitId,
      distance_bits: set.distanceBits,
      source_sha256: set.sourceSha256,
      database_path: set.databasePath,
      entries: set.entries,
      imported_at: set.importedAt,
    })
    .execute()
}

function bytesOf(hex: string | null): Buffer | null {
  return hex === null ? null : Buffer.from(hex, 'hex')
}

const CHUNK = 2000

/** Inserts entries, each with the identifier of the registry series that it belongs to. */
export async function insertReferenceEntries(
  db: Reader,
  setId: string,
  entries: readonly ReferenceEntry[],
  seriesOf: ReadonlyMap<string, string>,
): Promise<void> {
  for (let start = 0; start < entries.length; start += CHUNK) {
    await db
      .insertInto('reference_entry')
      .values(
        entries.slice(start, start + CHUNK).map((entry) => ({
          set_id: setId,
          md5: bytesOf(entry.md5),
          sha1: bytesOf(entry.sha1),
          sha256: bytesOf(entry.sha256),
          pdq_nn512: bytesOf(entry.pdq.nn512),
          pdq_full: bytesOf(entry.pdq.full),
          series_id: entry.series === null ? null : (seriesOf.get(entry.series) ?? null),
          victim_identified: entry.victimIdentified,
          distributed: entry.distributed,
        })),
      )
      .execute()
  }
}

export interface ReferenceHashes {
  readonly id: number
  readonly setId: string
  readonly nn512: Buffer | null
  readonly full: Buffer | null
}

/** Entries with a perceptual hash, of one set or of all, paged by identifier. */
export async function perceptualEntries(
  db: Reader,
  setId: string | null,
  after: number,
  limit: number,
): Promise<ReferenceHashes[]> {
  let query = db
    .selectFrom('reference_entry')
    .select(['id', 'set_id', 'pdq_nn512', 'pdq_full'])
    .where((eb) => eb.or([eb('pdq_nn512', 'is not', null), eb('pdq_full', 'is not', null)]))
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
  if (setId !== null) query = query.where('set_id', '=', setId)
  const rows = await query.execute()
  return rows.map((row) => ({ id: row.id, setId: row.set_id, nn512: row.pdq_nn512, full: row.pdq_full }))
}

export async function configureReferenceSet(
  db: Reader,
  code: string,
  settings: { enabled?: boolean; distanceBits?: number },
): Promise<void> {
  await db
    .updateTable('reference_set')
    .set({
      ...(settings.enabled === undefined ? {} : { enabled: settings.enabled }),
      ...(settings.distanceBits === undefined ? {} : { distance_bits: settings.distanceBits }),
    })
    .where('code', '=', code)
    .execute()
}

export async function knownGoodListed(
  db: Reader,
  digests: { readonly sha256: Buffer; readonly sha1: Buffer; readonly md5: Buffer },
): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select 1 from reference_entry e join reference_set s on s.id = e.set_id
      where s.kind = 'known-good' and s.enabled
        and (e.sha256 = ${digests.sha256} or e.sha1 = ${digests.sha1} or e.md5 = ${digests.md5})
    ) as found`.execute(db)
  return rows[0]?.found === true
}

/** Paths of the enabled known-good databases (NSRL RDSv3 files), which stay where they are. */
export async function knownGoodDatabases(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('reference_set')
    .select('database_path')
    .where('kind', '=', 'known-good')
    .where('enabled', '=', true)
    .where('database_path', 'is not', null)
    .execute()
  return rows.flatMap((row) => (row.database_path === null ? [] : [row.database_path]))
}

/** Series of a registry by their names there; missing ones are made. */
export async function registrySeries(
  db: Reader,
  unitId: string,
  names: readonly { name: string; identified: boolean }[],
  newId: () => string,
  at: Date,
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (let start = 0; start < names.length; start += CHUNK) {
    const part = names.slice(start, start + CHUNK)
    for (const [name, id] of await seriesPart(db, unitId, part, newId, at)) found.set(name, id)
  }
  return found
}

async function seriesPart(
  db: Reader,
  unitId: string,
  names: readonly { name: string; identified: boolean }[],
  newId: () => string,
  at: Date,
): Promise<[name: string, id: string][]> {
  await db
    .insertInto('series')
    .values(
      names.map((one) => ({
        id: newId(),
        edition_id: null,
        origin: 'registry' as const,
        unit_id: unitId,
        name: one.name,
        victim_identified: one.identified,
        redirect_to: null,
        created_at: at,
      })),
    )
    .onConflict((oc) =>
      oc
        .columns(['unit_id', 'name'])
        .where('origin', '=', 'registry')
        .doUpdateSet((eb) => ({ victim_identified: eb.ref('excluded.victim_identified') })),
    )
    .execute()
  const rows = await db
    .selectFrom('series')
    .select(['id', 'name'])
    .where('unit_id', '=', unitId)
    .where('origin', '=', 'registry')
    .where(
      'name',
      'in',
      names.map((one) => one.name),
    )
    .execute()
  return rows.map((row) => [row.name, row.id])
}
