import { parseArgs } from 'node:util'
import { DataDirectory } from '../../../server/src/data-directory.ts'
import { startNode } from '../../../server/src/node.ts'
import { systemPlatform } from '../../../server/src/platform.ts'
import { nameLate } from './late-names.ts'

/** Longer than a test takes from the first file counted to the kill. */
const LATE_MS = 60_000

const { values } = parseArgs({
  options: { data: { type: 'string', default: '' }, 'no-tcp': { type: 'boolean' } },
})
await startNode({
  platform: { ...systemPlatform, files: nameLate(systemPlatform.files, `${values.data}/vault`, LATE_MS) },
  directory: await DataDirectory.open(values.data),
  databaseUrl: null,
  keyCommand: null,
  doors: null,
  deskDirectory: null,
  report: () => undefined,
})
process.stdout.write('ready\n')
