import type { ColumnType, Generated } from 'kysely'
import type { AccessTables } from '../access/access-tables.ts'
import type { ProviderTables } from '../access/provider-tables.ts'
import type { WitnessTables } from '../ledger/witness-tables.ts'
import type { MatchTables } from '../match/match-tables.ts'
import type { ErasureTables } from '../media/erasure-tables.ts'
import type { MediaTables } from '../media/media-tables.ts'
import type { VicsTables } from '../media/vics-tables.ts'
import type { SeriesTables } from '../series/series-tables.ts'

/** Rows of migration 0001: events, the tree's right edge, erasable justifications, operations. */
export interface LedgerTables {
  /** Written by `Database.write` only. A row is never changed, but for `leaf_index` once. */
  event: {
    lane: string
    n: number
    prev: Buffer
    hash: Buffer
    mac: Buffer
    body: Buffer
    at: Date
    leaf_index: ColumnType<number | null, null, number>
  }
  justification: { id: string; commitment: Buffer; salt: Buffer; text: string }
  /** One row: the right edge of the tree, one hash a complete subtree. */
  tree: { only_one: Generated<boolean>; size: number; edge: Buffer }
  operation: {
    id: string
    person_id: string | null
    route: string
    request_sha256: Buffer
    response: ColumnType<unknown, string | null, string>
    at: Date
  }
}

/** Every table of the database. A feature declares its tables in its own folder and is named here. */
export interface Tables
  extends LedgerTables,
    WitnessTables,
    AccessTables,
    ProviderTables,
    MediaTables,
    ErasureTables,
    VicsTables,
    MatchTables,
    SeriesTables {}
