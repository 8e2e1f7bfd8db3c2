import type { NoteKey } from '@homeward/tlog'
import type { LoadRetention } from '../access/load-retention.ts'
import type { Eraser } from '../flows/eraser.ts'
import type { IntakeRunner } from '../flows/intake.ts'
import type { Retention } from '../flows/retention.ts'
import type { VaultSweep } from '../flows/vault-sweep.ts'
import type { Cosigning } from '../ledger/cosigning.ts'
import type { Integrator } from '../ledger/integrator.ts'
import type { Matcher } from '../match/matcher.ts'

/** The node's work in the background, as routes reach it. */
export interface Runners {
  readonly intakes: IntakeRunner
  readonly matcher: Matcher
  readonly integrator: Integrator
  readonly sweep: VaultSweep
  readonly eraser: Eraser
  readonly reviews: Retention
  readonly cosigning: Cosigning
  /** Keys of the partners' ledgers that this node witnesses. */
  readonly witnessedLogs: readonly NoteKey[]
  readonly retention: LoadRetention
  /** Notes an error of the node's own in its log, without anything that it worked on. */
  report(error: unknown): void
  /** Notes something in the node's log, in codes and counts. */
  note(what: string, facts: Readonly<Record<string, string | number>>): void
}
