import type { Database } from '../../../server/src/db/database.ts'
import type { Tables } from '../../../server/src/db/tables.ts'

type Reader = Database['read']

/** All rows of all tables as they stood at one moment. */
export interface Snapshot {
  readonly unit: readonly Row<'unit'>[]
  readonly exhibit: readonly Row<'exhibit'>[]
  readonly intake: readonly Row<'intake'>[]
  readonly content: readonly Row<'content'>[]
  readonly exhibitContent: readonly Row<'exhibit_content'>[]
  readonly derivative: readonly Row<'derivative'>[]
  readonly media: readonly Row<'media'>[]
  readonly mediaHash: readonly Row<'media_hash'>[]
  readonly occurrence: readonly Row<'occurrence'>[]
  readonly vicsFile: readonly Row<'vics_file'>[]
  readonly vicsCase: readonly Row<'vics_case'>[]
  readonly vicsEntry: readonly Row<'vics_entry'>[]
  readonly devicePlace: readonly Row<'device_place'>[]
  readonly referenceSet: readonly Row<'reference_set'>[]
  readonly referenceEntry: readonly Row<'reference_entry'>[]
  readonly hit: readonly Row<'hit'>[]
  readonly link: readonly Row<'link'>[]
  readonly linkCut: readonly Row<'link_cut'>[]
  readonly picture: readonly Row<'picture'>[]
  readonly pictureMember: readonly Row<'picture_member'>[]
  readonly pictureSet: readonly Row<'picture_set'>[]
  readonly setPicture: readonly Row<'set_picture'>[]
  readonly series: readonly Row<'series'>[]
  readonly seriesRevision: readonly Row<'series_revision'>[]
  readonly reveal: readonly Row<'reveal'>[]
  readonly erasure: readonly Row<'erasure'>[]
  readonly erasureLeft: readonly Row<'erasure_left'>[]
  readonly event: readonly Row<'event'>[]
  /** Every value of every table, the ones above included. */
  readonly everything: ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>
}

type Row<Name extends keyof Tables> = Awaited<ReturnType<typeof rowsOf<Name>>>[number]

async function rowsOf<Name extends keyof Tables>(
  db: Reader,
  name: Name,
): Promise<{ [Column in keyof Tables[Name]]: Selected<Tables[Name][Column]> }[]> {
  return (await db
    .selectFrom(name as keyof Tables)
    .selectAll()
    .execute()) as never
}

/** The type of a column as it is read. */
type Selected<Column> = Column extends { readonly __select__: infer Read } ? Read : Column

/** Tables that the node's role may not read: the numbers of the migrations, no business of the node at work. */
const UNREADABLE: readonly string[] = ['migration']

/** Reads the whole database in one REPEATABLE READ transaction: two statements would see two moments. */
export function takeSnapshot(db: Reader): Promise<Snapshot> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const everything = new Map<string, Record<string, unknown>[]>()
      for (const { name } of await tx.introspection.getTables()) {
        if (UNREADABLE.includes(name)) continue
        everything.set(
          name,
          await tx
            .selectFrom(name as never)
            .selectAll()
            .execute(),
        )
      }
      const rows = <Name extends keyof Tables>(name: Name): Row<Name>[] => {
        const found = everything.get(name)
        if (found === undefined) throw new Error(`expected a table ${name}, the database has none`)
        return found as never
      }
      return {
        unit: rows('unit'),
        exhibit: rows('exhibit'),
        intake: rows('intake'),
        content: rows('content'),
        exhibitContent: rows('exhibit_content'),
        derivative: rows('derivative'),
        media: rows('media'),
        mediaHash: rows('media_hash'),
        occurrence: rows('occurrence'),
        vicsFile: rows('vics_file'),
        vicsCase: rows('vics_case'),
        vicsEntry: rows('vics_entry'),
        devicePlace: rows('device_place'),
        referenceSet: rows('reference_set'),
        referenceEntry: rows('reference_entry'),
        hit: rows('hit'),
        link: rows('link'),
        linkCut: rows('link_cut'),
        picture: rows('picture'),
        pictureMember: rows('picture_member'),
        pictureSet: rows('picture_set'),
        setPicture: rows('set_picture'),
        series: rows('series'),
        seriesRevision: rows('series_revision'),
        reveal: rows('reveal'),
        erasure: rows('erasure'),
        erasureLeft: rows('erasure_left'),
        event: rows('event'),
        everything,
      }
    })
}

/** Rows by what `key` says of them. */
export function groupedBy<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group === undefined) groups.set(key(row), [row])
    else group.push(row)
  }
  return groups
}

/** The last intake that was started of an exhibit: whether it is finished says whether the exhibit is. */
export function newestIntakeOf(snapshot: Snapshot, exhibit: string): Snapshot['intake'][number] | undefined {
  return snapshot.intake
    .filter((row) => row.exhibit_id === exhibit)
    .sort((a, b) => b.started_at.getTime() - a.started_at.getTime())[0]
}
