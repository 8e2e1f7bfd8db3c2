import { Socket } from 'node:net'
import { EXIT } from './exit-code.ts'
import { textOfBytes } from './path-bytes.ts'
import { PLATFORM } from './platform.ts'
import { run } from './run.ts'
import { Terminal } from './terminal.ts'

const encoding = process.env.HOMEWARD_ARGUMENTS
const lifeline = process.env.HOMEWARD_LIFELINE
// Both concern this process alone, not the node that it may start.
delete process.env.HOMEWARD_ARGUMENTS
delete process.env.HOMEWARD_LIFELINE

if (lifeline !== undefined) {
  const end = () => process.exit(EXIT.someFailed)
  new Socket({ fd: Number(lifeline), readable: true }).on('error', end).on('close', end).resume().unref()
}

// A reader that leaves early, such as `head`, ends the command: nobody would see the rest.
process.stdout.on('error', () => process.exit(EXIT.someFailed))

const given = process.argv.slice(2)
const texts = encoding === 'base64' ? given.map((each) => textOfBytes(Buffer.from(each, 'base64'))) : given
process.exitCode = await run(texts, new Terminal(process.stdout, process.stderr, PLATFORM), PLATFORM)
