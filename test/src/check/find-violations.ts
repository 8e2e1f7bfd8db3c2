import type { Connection } from '../../../server/src/db/connect.ts'
import { verifyLedger } from '../../../server/src/ledger/verify.ts'
import type { NodeContext } from '../../../server/src/node-context.ts'
import { checkErasures } from './erasures.ts'
import { checkEvents } from './events.ts'
import { checkFiles } from './files.ts'
import { checkGrouping } from './grouping.ts'
import { checkIndex } from './match-index.ts'
import { checkMatches } from './matches.ts'
import { checkSecrets } from './secrets.ts'
import { takeSnapshot } from './snapshot.ts'
import { checkVault } from './vault.ts'
import { checkVics } from './vics.ts'

/**
 * Everything that is wrong with what a node holds, worked out from one snapshot of its database, the bytes in its vault
 * and the files that it took in; nothing that the node says of itself is believed. The node must be at rest.
 *
 * @param secrets passwords and tokens, none of which may stand in the database
 */
export async function findViolations(
  context: NodeContext,
  connection: Connection,
  secrets: readonly string[],
): Promise<string[]> {
  const snapshot = await takeSnapshot(context.database.read)
  const ledger = await verifyLedger(context.directory, connection)
  return [
    ...checkFiles(snapshot),
    ...(await checkVault(context, snapshot)),
    ...checkEvents(snapshot),
    ...checkErasures(context, snapshot),
    ...checkMatches(snapshot),
    ...checkIndex(context, snapshot),
    ...checkGrouping(snapshot),
    ...checkVics(snapshot),
    ...checkSecrets(snapshot, secrets),
    ...(ledger.ok ? [] : [`ledger: ${JSON.stringify(ledger.firstBad)}`]),
    ...(ledger.entries === snapshot.event.length
      ? []
      : [`ledger: ${ledger.entries} entries verified of ${snapshot.event.length} events`]),
  ]
}
