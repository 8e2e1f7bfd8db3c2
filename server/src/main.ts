import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isRefusal } from '@homeward/core'
import { pino, stdTimeFunctions } from 'pino'
import { DataDirectory, DataDirectoryError, type MadeBy } from './data-directory.ts'
import { type Doors, doorsOf, UsageError } from './doors.ts'
import { type HomewardNode, startNode } from './node.ts'
import { systemPlatform } from './platform.ts'
import { type SoloSetup, setUp } from './setup.ts'

const OPTIONS = {
  data: { type: 'string', default: './homeward-data' },
  host: { type: 'string', default: 'localhost' },
  port: { type: 'string', default: '8420' },
  /** The desk's address in the browser, where it is not the host's own name and port. */
  origin: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'key-command': { type: 'string' },
  /** No desk: the Unix socket alone, for a command of the command line. */
  'no-tcp': { type: 'boolean', default: false },
  /** Ends by itself when the command that started it has gone. */
  'for-cli': { type: 'boolean', default: false },
  init: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  demo: { type: 'boolean', default: false },
  unit: { type: 'string' },
  edition: { type: 'string' },
  /** A unit of one; `approver` is the line of the public key by which its second approver signs. */
  solo: { type: 'boolean', default: false },
  approver: { type: 'string' },
  'approver-name': { type: 'string' },
  'approver-body': { type: 'string' },
} as const

const LINGER_MS = 2000
const EXIT = { usage: 2, environment: 4 }

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS })
  if (values.init) return initialise(values)
  const doors = values['no-tcp'] ? null : doorsOf(values)
  const directory = await directoryOf(values)
  const node = await start(values, directory, doors)
  const setup = directory.mark.made === 'quick' ? null : await setUp(node.context, null)
  if (setup !== null && !isRefusal(setup) && directory.mark.made === 'real' && node.origin !== null) {
    for (const { person, token } of setup.links)
      process.stderr.write(`One-time link of ${person}: ${node.origin}/sign-in#${token}\n`)
  }
  if (node.origin !== null)
    process.stderr.write(`Homeward is at ${node.origin} (data in ${directory.path})\n`)
  process.stdout.write('ready\n')
  await untilStopped(values['for-cli'])
  await node.stop()
}

/** `homeward init`: makes the directory, the keys, the database and the first administrator, then ends. */
async function initialise(values: Values): Promise<void> {
  const quick = quickOf(values)
  const solo = soloOf(values)
  const made: MadeBy = quick === null ? 'real' : 'quick'
  let directory = await DataDirectory.make(values.data, made)
  const node = await start(values, directory, null)
  try {
    const setup = await setUp(node.context, quick, solo)
    if (isRefusal(setup)) throw Object.assign(new Error(setup.because), { code: setup.code })
    if (setup.specialist !== null) directory = await directory.setDefaultPerson(setup.specialist)
    const { administrator, specialist } = setup
    const links = setup.links.map(({ person, token }) => ({
      person,
      link: `http://localhost:${values.port}/sign-in#${token}`,
    }))
    process.stdout.write(
      `${JSON.stringify({ data: directory.path, made, administrator, specialist, links })}\n`,
    )
  } finally {
    await node.stop()
  }
}

function quickOf(values: Values): { unit: string; edition: string } | null {
  if (!values.quick) return null
  if (values.unit === undefined || values.edition === undefined) {
    throw new UsageError('expected --unit CODE and --edition CODE with --quick')
  }
  return { unit: values.unit, edition: values.edition }
}

function soloOf(values: Values): SoloSetup | null {
  const { unit, approver, 'approver-name': name, 'approver-body': body } = values
  if (!values.solo) return null
  if (unit === undefined || approver === undefined || name === undefined || body === undefined) {
    throw new UsageError(
      'expected --unit CODE, --approver KEY, --approver-name TEXT and --approver-body TEXT with --solo',
    )
  }
  return { unit, approver: { name, body, publicKey: approver.trim() } }
}

async function directoryOf(values: Values): Promise<DataDirectory> {
  if (values['for-cli']) return DataDirectory.open(values.data)
  if (values.demo) return DataDirectory.make(values.data, 'demo')
  try {
    return await DataDirectory.open(values.data)
  } catch (error) {
    if (!(error instanceof DataDirectoryError) || error.code !== 'data/not-initialised') throw error
    return DataDirectory.make(values.data, 'real')
  }
}

function start(values: Values, directory: DataDirectory, doors: Doors | null): Promise<HomewardNode> {
  const log = pino(
    { level: 'info', base: null, timestamp: stdTimeFunctions.isoTime },
    pino.destination({ dest: join(directory.run, 'node.log'), mkdir: true, mode: 0o600, sync: true }),
  )
  const desk = join(import.meta.dirname, '../../web/dist')
  const { 'key-command': keyCommand } = values
  return startNode({
    platform: systemPlatform,
    directory,
    databaseUrl: process.env['DATABASE_URL'] ?? null,
    keyCommand: keyCommand === undefined ? null : keyCommand.split(' '),
    doors,
    deskDirectory: existsSync(join(desk, 'index.html')) ? desk : null,
    report: (error) => log.error(describe(error)),
    note: (what, facts) => log.info(facts, what),
  })
}

/** What the log may hold of an error: its name, code and where it was thrown; messages of libraries can quote values. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = 'code' in error ? String(error.code) : undefined
  const at = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
  return { error: error.name, code, at }
}

function untilStopped(forCommandLine: boolean): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
    if (!forCommandLine) return
    process.stdin.on('end', () => setTimeout(resolve, LINGER_MS))
    process.stdin.on('error', () => setTimeout(resolve, LINGER_MS))
    process.stdin.resume()
  })
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const { code, because, exit } = endOf(error)
    // A person reads a sentence; a program that started this one reads its last line.
    const line = process.stderr.isTTY
      ? `homeward: ${code}: ${because}`
      : JSON.stringify({ error: { code, because } })
    process.stderr.write(`${line}\n`)
    process.exit(exit)
  },
)

function endOf(error: unknown): { code: string; because: string; exit: number } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const because = error instanceof Error ? error.message : String(error)
  if (code.startsWith('ERR_PARSE_ARGS')) return { code: 'node/usage', because, exit: EXIT.usage }
  if (error instanceof UsageError) return { code, because, exit: EXIT.usage }
  return { code: code.includes('/') ? code : 'node/fault', because, exit: EXIT.environment }
}
