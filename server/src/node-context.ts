import type { Decoder } from '@homeward/decoder'
import type { Bell } from './bell.ts'
import type { DataDirectory } from './data-directory.ts'
import type { Database } from './db/database.ts'
import type { KeyRing } from './keys/key-ring.ts'
import type { KnownGoodSets } from './match/known-good.ts'
import type { MatchIndex } from './match/match-index.ts'
import type { Platform } from './platform.ts'
import type { Vault } from './vault/vault.ts'

/** Everything a desk works with, put together once in `node.ts` and passed as an argument from there. */
export interface NodeContext {
  readonly platform: Platform
  readonly directory: DataDirectory
  readonly database: Database
  readonly keys: KeyRing
  readonly vault: Vault
  readonly decoder: Decoder
  readonly index: MatchIndex
  readonly knownGood: KnownGoodSets
  /** Rung once an erasure is committed, whose key and blobs have still to go. */
  readonly erased: Bell
  /** Origin of the desk's pages, such as `http://localhost:8420`; passkeys are bound to its host. */
  readonly origin: () => string
}
