/**
 * Shows the product: starts a node on a data directory of its own, takes in the demonstration edition (or a folder of
 * the person's), prints the edition report and one-time sign-in links, and goes on serving the desk.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { CommandError } from '../cli/src/failure.ts'
import { PLATFORM } from '../cli/src/platform.ts'
import { Terminal } from '../cli/src/terminal.ts'
import { takeInDemonstration, takeInFolder } from './demo/exhibits.ts'
import { DemoNode } from './demo/node.ts'
import { printLinks, printReport } from './demo/report.ts'
import { setUpEdition } from './demo/set-up.ts'

const root = path.dirname(import.meta.dirname)
const EXIT = { done: 0, usage: 2, refused: 3, environment: 4 } as const

const { values } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    media: { type: 'string' },
    data: { type: 'string', default: './homeward-data' },
    port: { type: 'string', default: '8420' },
  },
})
const data = path.resolve(values.data)
const terminal = new Terminal(process.stdout, process.stderr, PLATFORM)

async function main(): Promise<number> {
  const media = values.media === undefined ? null : path.resolve(values.media)
  if (media !== null && !(await stat(media).catch(() => null))?.isDirectory()) {
    terminal.message(`homeward: ${media} is not a folder.`)
    return EXIT.usage
  }
  const startedMs = PLATFORM.monotonicMs()
  const server = startServer()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill('SIGTERM'))
  try {
    const origin = await untilReady(server)
    if (origin === null) return server.exitCode ?? EXIT.environment
    const node = new DemoNode(data, terminal, PLATFORM)
    await setUpEdition(node)
    if (media === null) await takeInDemonstration(node, await demonstrationFolder(), terminal)
    else await takeInFolder(node, media, terminal)
    await printReport(node, terminal)
    await printLinks(node, terminal)
    const seconds = (PLATFORM.monotonicMs() - startedMs) / 1000
    terminal.message(`From node start to report: ${seconds.toFixed(1)} s.`)
    if (values.once) return EXIT.done
    terminal.message(
      `The desk is at ${origin}. Ctrl-C stops the node; the same command goes on where it was.`,
    )
    await ended(server)
    return EXIT.done
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    terminal.message(`homeward: ${error.code}: ${error.message}`)
    return EXIT.refused
  } finally {
    server.kill('SIGTERM')
    await ended(server)
  }
}

function startServer(): ChildProcess {
  const program = path.join(root, 'server/src/main.ts')
  return spawn(process.execPath, [program, '--demo', '--data', data, '--port', values.port], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Of its own session: Ctrl-C reaches this program, which then stops the node in order.
    detached: true,
  })
}

/** The desk's address once the node accepts; null when it did not start (its own sentence was printed). */
async function untilReady(server: ChildProcess): Promise<string | null> {
  let origin = ''
  createInterface({ input: server.stderr as NodeJS.ReadableStream }).on('line', (line) => {
    origin = /Homeward is at (\S+)/.exec(line)?.[1] ?? origin
    terminal.message(refusalOf(line) ?? line)
  })
  return new Promise((resolve) => {
    createInterface({ input: server.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (line === 'ready') resolve(origin)
    })
    server.once('exit', () => resolve(null))
  })
}

/** The node's last line when it refuses to start, as a person reads it. */
function refusalOf(line: string): string | null {
  try {
    const { error } = JSON.parse(line) as { error: { code: string; because: string } }
    return `homeward: ${error.code}: ${error.because}`
  } catch {
    return null
  }
}

async function demonstrationFolder(): Promise<string> {
  const folder = path.join(data, 'demonstration')
  await mkdir(folder, { recursive: true })
  return folder
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    terminal.message(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exit(EXIT.environment)
  },
)
