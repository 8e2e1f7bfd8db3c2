import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Connection } from './connect.ts'
import { EmbeddedPostgresError } from './embedded-error.ts'
import { type Home, homeOf, type Isolation } from './postgres-home.ts'
import { packagedPrograms } from './postgres-programs.ts'
import { PROGRAM_ENVIRONMENT, run } from './process.ts'

export interface EmbeddedOptions {
  /** Folder of the database cluster; made when it is not there. */
  readonly directory: string
  /** Folder for the log and, when its path is short enough, the socket. */
  readonly runDirectory: string
  /** Folder of `initdb` and `postgres`; the npm package's by default. */
  readonly binDirectory?: string
  /** Off only for tests, where a power cut loses nothing of value. */
  readonly durable?: boolean
  /** Whether `stop` also ends a PostgreSQL that was already running: a node's is an orphan, a verifier's is in use. */
  readonly stopJoined?: boolean
  /** How to keep PostgreSQL from running as root; found out by default. */
  readonly isolation?: Isolation
}

export interface EmbeddedPostgres {
  readonly connection: Connection
  /** False when a PostgreSQL that somebody else started was joined: `stop` leaves that one alone. */
  readonly started: boolean
  /** The process of a PostgreSQL that was started here. */
  readonly pid: number | null
  stop(): Promise<void>
}

const PORT = 5432
const USER = 'homeward'
const DATABASE = 'homeward'
/** Recovery after a crash replays up to a gigabyte of log; a PostgreSQL that fails ends by itself before this. */
const START_TIMEOUT_MS = 300_000
const POLL_MS = 25

/**
 * Starts PostgreSQL on a folder, reachable only over a Unix socket in a folder of mode 0700, or joins the one that
 * already runs there. When this process dies, however it dies, its PostgreSQL shuts down by itself; the next start
 * waits for the end of that.
 *
 * PostgreSQL refuses to run as root: then it runs in a user namespace that maps root to an ordinary user, which works in
 * any folder; where namespaces are refused, as nobody under /var/lib/homeward with a copy of the programs.
 *
 * @throws {EmbeddedPostgresError}
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.runDirectory, { recursive: true, mode: 0o700 })
  const programs = options.binDirectory ?? (await packagedPrograms(options.runDirectory))
  const home = await homeOf(options.directory, options.runDirectory, programs, options.isolation ?? 'detect')
  const connection: Connection = { host: home.socketDirectory, port: PORT, user: USER, database: DATABASE }
  const durable = options.durable ?? true
  if (!existsSync(join(home.cluster, 'PG_VERSION'))) await initialise(home, durable)
  if (await joinRunning(home.cluster, connection)) {
    return { connection, started: false, pid: null, stop: () => Promise.resolve() }
  }
  // Left by a power cut; where its number now belongs to some other process, PostgreSQL would take that for its own.
  await rm(join(home.cluster, 'postmaster.pid'), { force: true })
  const log = join(options.runDirectory, 'postgres.log')
  const child = launch(home, log, durable)
  await untilReady(child, connection, log)
  await ensureDatabase(connection)
  return { connection, started: true, pid: child.pid ?? null, stop: () => stopChild(child) }
}

/** Makes the cluster beside its place first: an initdb that was cut short leaves nothing that looks like a cluster. */
async function initialise(home: Home, durable: boolean): Promise<void> {
  const unfinished = `${home.cluster}.new`
  await rm(unfinished, { recursive: true, force: true })
  const initdb = [
    join(home.programs, 'initdb'),
    ...[
      '--pgdata',
      unfinished,
      '--username',
      USER,
      '--encoding',
      'UTF8',
      '--locale',
      'C',
      '--data-checksums',
    ],
    ...['--auth-local', 'trust', '--auth-host', 'reject'],
    ...(durable ? [] : ['--no-sync']),
  ]
  const { status, output } = await run([...home.command, ...initdb])
  if (status !== 0) throw new EmbeddedPostgresError(`initdb ended with ${status}: ${output.slice(-500)}`)
  await rename(unfinished, home.cluster)
  const parent = await open(dirname(home.cluster), 'r')
  try {
    await parent.sync()
  } finally {
    await parent.close()
  }
}

function launch(home: Home, log: string, durable: boolean): ChildProcess {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: home.socketDirectory,
    unix_socket_permissions: '0700',
    port: String(PORT),
    max_connections: '60',
    shared_buffers: '128MB',
    // Messages about failed statements quote protected values: the node gets them, the log does not.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const command = [
    ...home.command,
    ...['setpriv', '--pdeathsig', 'INT', '--', join(home.programs, 'postgres'), '-D', home.cluster],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const output = openSync(log, 'a', 0o600)
  const [program, ...args] = command
  return spawn(program ?? '', args, {
    stdio: ['ignore', output, output],
    cwd: '/',
    // Its own process group: an interrupt typed at the terminal must reach the node first, which stops it in order.
    detached: true,
    env: PROGRAM_ENVIRONMENT,
  })
}

async function untilReady(child: ChildProcess, connection: Connection, log: string): Promise<void> {
  let ended: string | null = null
  child.on('exit', (code, signal) => {
    ended = signal ?? `status ${code}`
  })
  child.on('error', (error) => {
    ended = error.message
  })
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += POLL_MS) {
    if (ended !== null) break
    if (await accepts(connection)) return
    await sleep(POLL_MS)
  }
  await stopChild(child)
  const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3).join(' | ')
  throw new EmbeddedPostgresError(
    `PostgreSQL did not start (${ended ?? 'timed out'}); its log ${log} ends: ${tail}`,
  )
}

/** Waits while another PostgreSQL of this folder ends, or joins it when it stays. */
async function joinRunning(cluster: string, connection: Connection): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += POLL_MS) {
    if (!isRunning(cluster)) return false
    if (await accepts(connection)) return true
    await sleep(POLL_MS)
  }
  throw new EmbeddedPostgresError(`a PostgreSQL holds ${cluster} and does not answer`)
}

/** Whether the process that the cluster's pid file names is a PostgreSQL at work in this cluster; files go stale. */
function isRunning(cluster: string): boolean {
  try {
    const pid = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0])
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    return false
  }
}

async function accepts(connection: Connection): Promise<boolean> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

async function ensureDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGINT')
  await ended
}
