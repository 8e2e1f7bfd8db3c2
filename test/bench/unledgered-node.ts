import { parseArgs } from 'node:util'
import { DataDirectory } from '../../server/src/data-directory.ts'
import { Database } from '../../server/src/db/database.ts'
import { startNode } from '../../server/src/node.ts'
import { systemPlatform } from '../../server/src/platform.ts'

/** The same node without its ledger, to measure against: every change is made, and no event of it is kept. */
const write = Database.prototype.write
Database.prototype.write = function <T>(work: Parameters<typeof write<T>>[0]): Promise<T> {
  return write.call(this, (tx) => work(tx, () => Promise.resolve())) as Promise<T>
}

const { values } = parseArgs({
  options: { data: { type: 'string', default: '' }, 'no-tcp': { type: 'boolean' } },
})
await startNode({
  platform: systemPlatform,
  directory: await DataDirectory.open(values.data),
  databaseUrl: null,
  keyCommand: null,
  doors: null,
  deskDirectory: null,
  report: (error) => console.error(error),
})
process.stdout.write('ready\n')
