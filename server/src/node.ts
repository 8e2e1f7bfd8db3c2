import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Decoder, openDecoder } from '@homeward/decoder'
import { encodeNoteKey } from '@homeward/tlog'
import type { FastifyInstance } from 'fastify'
import { LoadRetention } from './access/load-retention.ts'
import { Bell } from './bell.ts'
import type { DataDirectory } from './data-directory.ts'
import type { Connection } from './db/connect.ts'
import { Database } from './db/database.ts'
import { DatabaseError } from './db/database-error.ts'
import { connectionOf } from './db/database-url.ts'
import { startEmbedded } from './db/embedded.ts'
import { DoorError, type Doors } from './doors.ts'
import { Eraser } from './flows/eraser.ts'
import { secureExhibitKeys } from './flows/exhibit-keys.ts'
import { groupEdition } from './flows/grouping.ts'
import { endAbandonedIntakes, IntakeRunner } from './flows/intake.ts'
import { Retention } from './flows/retention.ts'
import { VaultSweep } from './flows/vault-sweep.ts'
import { buildApp } from './http/app.ts'
import { allRoutes } from './http/routes.ts'
import type { Runners } from './http/runners.ts'
import { KeyRing } from './keys/key-ring.ts'
import { Cosigning } from './ledger/cosigning.ts'
import { Integrator, sha256 } from './ledger/integrator.ts'
import { TileFiles } from './ledger/tile-files.ts'
import { NO_WITNESSING, parseWitnessing, type Witnessing } from './ledger/witness-config.ts'
import { ownWitnessKey } from './ledger/witness-desk.ts'
import { KnownGoodSets } from './match/known-good.ts'
import { MatchIndex } from './match/match-index.ts'
import { matchedMedia } from './match/match-store.ts'
import { Matcher } from './match/matcher.ts'
import { indexReference } from './match/reference-import.ts'
import type { NodeContext } from './node-context.ts'
import type { Platform } from './platform.ts'
import { Vault } from './vault/vault.ts'

export interface NodeOptions {
  readonly platform: Platform
  readonly directory: DataDirectory
  /** A PostgreSQL of the distribution; the embedded one when null. */
  readonly databaseUrl: string | null
  /** Command of an external key service; the key file of the laptop shape when null. */
  readonly keyCommand: readonly string[] | null
  /** Where the desk is served, or null for the Unix socket alone. */
  readonly doors: Doors | null
  readonly deskDirectory: string | null
  readonly report: (error: unknown) => void
  /** Notes in the node's log what it did by itself and what it refused, in codes and counts. */
  readonly note?: (what: string, facts: Readonly<Record<string, string | number>>) => void
  /** Off only for tests of what needs no durability. */
  readonly durable?: boolean
  /** Files opened at the same time, each in its own sandboxed process. */
  readonly decoders?: number
  /** A decoder that the caller opened and closes, for several nodes in one process; the node opens its own otherwise. */
  readonly decoder?: Decoder
}

const PAGE = 5000
const SOCKET_PATH_BYTES_MAX = 100

/** A running node. */
export interface HomewardNode {
  readonly context: NodeContext
  readonly runners: Runners
  readonly tiles: TileFiles
  /** Address of the desk, or null. */
  readonly origin: string | null
  readonly socketPath: string
  stop(): Promise<void>
}

/**
 * Starts a node on a data directory: keys first (nothing is written when they do not fit), then database, sandbox,
 * vault and index, the doors last. What was started is stopped again when something after it fails.
 *
 * @throws the typed error of the part that could not start.
 */
export async function startNode(options: NodeOptions): Promise<HomewardNode> {
  const { platform, directory } = options
  const undo: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step().catch(options.report)
  }
  try {
    const keys = await openKeys(options)
    const socketPath = await claimSocket(directory)
    // The sandbox is tried out while PostgreSQL starts: both take a second or two and neither needs the other.
    const [decoder, database] = await bothOrThrow(
      openOwnDecoder(options, undo),
      openDatabase(options, keys, undo),
    )
    const knownGood = new KnownGoodSets()
    undo.push(() => knownGood.close())
    let origin: string | null = null
    const context: NodeContext = {
      platform,
      directory,
      database,
      keys,
      vault: await Vault.open(platform, directory.vault),
      decoder,
      index: new MatchIndex(platform.clock),
      knownGood,
      erased: new Bell(),
      origin: () => origin ?? 'http://localhost',
    }
    const tiles = new TileFiles(platform, directory.ledger)
    const runners = await startRunners(context, tiles, options, undo)
    const routes = allRoutes(runners, tiles)
    const local = await buildApp(context, runners, routes, { local: true, tls: null, deskDirectory: null })
    undo.push(() => local.close())
    await local.listen({ path: socketPath })
    await chmod(socketPath, 0o600)
    if (options.doors !== null) {
      const app = await buildApp(context, runners, routes, {
        local: false,
        tls: options.doors.tls,
        deskDirectory: options.deskDirectory,
      })
      undo.push(() => app.close())
      origin = await listen(app, options.doors)
    }
    return { context, runners, tiles, origin, socketPath, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function openKeys({ platform, directory, keyCommand }: NodeOptions): Promise<KeyRing> {
  // Keys are made only where there is nothing yet that other keys could have sealed.
  const fresh = !KeyRing.exists(directory.keys) && !existsSync(join(directory.cluster, 'PG_VERSION'))
  return fresh
    ? KeyRing.create(platform, directory.keys, keyCommand)
    : KeyRing.open(platform, directory.keys, keyCommand)
}

/** Waits for both to end before it throws what one of them threw: what was opened meanwhile has to be in `undo`. */
async function bothOrThrow<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second])
  return Promise.all([first, second])
}

async function openOwnDecoder(options: NodeOptions, undo: (() => Promise<unknown>)[]): Promise<Decoder> {
  if (options.decoder !== undefined) return options.decoder
  const decoder = await openDecoder({ processes: options.decoders ?? 2 })
  undo.push(() => decoder.close())
  return decoder
}

async function openDatabase(
  options: NodeOptions,
  keys: KeyRing,
  undo: (() => Promise<unknown>)[],
): Promise<Database> {
  const connection = await openConnection(options, undo)
  const database = await Database.open(options.platform, connection, keys.laneKey)
  undo.push(() => database.close())
  return database
}

async function openConnection(options: NodeOptions, undo: (() => Promise<unknown>)[]): Promise<Connection> {
  if (options.databaseUrl !== null) return connectionOf(options.databaseUrl)
  const embedded = await startEmbedded({
    directory: options.directory.cluster,
    runDirectory: options.directory.run,
    durable: options.durable ?? true,
    stopJoined: true,
  })
  undo.push(() => embedded.stop())
  return embedded.connection
}

async function startRunners(
  context: NodeContext,
  tiles: TileFiles,
  options: NodeOptions,
  undo: (() => Promise<unknown>)[],
): Promise<Runners> {
  const { database, keys, index, platform } = context
  const integrator = new Integrator(database, keys, tiles)
  await integrator.start()
  undo.push(() => integrator.stop())
  await tiles.write('witness-vkey', Buffer.from(`${encodeNoteKey(ownWitnessKey(keys))}\n`))
  const witnessing = await readWitnessing(options.directory)
  const cosigning = new Cosigning({ platform, database, tiles, report: options.report }, witnessing)
  cosigning.start()
  undo.push(() => cosigning.stop())
  await endAbandonedIntakes(context)
  await secureExhibitKeys(context)
  const matcher = new Matcher(context)
  const eraser = new Eraser(context, matcher, options.report)
  context.erased.listen(() => eraser.wake())
  undo.push(() => eraser.stop())
  // Before the index is built: what a backup that was put back holds of erased exhibits never gets into it.
  await eraser.start()
  for (let after = ''; ; ) {
    const page = await matchedMedia(database.read, after, PAGE)
    for (const one of page) index.addMedia(one.media, one.hashes)
    after = page.at(-1)?.media ?? ''
    if (page.length < PAGE) break
  }
  await indexReference(context, null)
  matcher.wake()
  const intakes = new IntakeRunner(context, {
    match: () => matcher.drain(),
    group: (editionId, anew) => groupEdition(context, editionId, anew),
  })
  undo.push(() => intakes.stopAll())
  const sweep = new VaultSweep(context, {
    removed: (swept) => options.note?.('vault swept', { ...swept }),
    failed: options.report,
  })
  sweep.start()
  undo.push(() => sweep.stop())
  const reviews = new Retention(context, options.report)
  reviews.start()
  undo.push(() => reviews.stop())
  const retention = new LoadRetention(context, options.report)
  retention.start()
  undo.push(() => retention.stop())
  return {
    intakes,
    matcher,
    integrator,
    sweep,
    eraser,
    reviews,
    retention,
    cosigning,
    witnessedLogs: witnessing.logs,
    report: options.report,
    note: (what, facts) => options.note?.(what, facts),
  }
}

async function readWitnessing(directory: DataDirectory): Promise<Witnessing> {
  if (!existsSync(directory.witnessing)) return NO_WITNESSING
  return parseWitnessing(sha256, await readFile(directory.witnessing, 'utf8'))
}

/** The path of the node's Unix socket; refuses when another node answers on it. */
async function claimSocket(directory: DataDirectory): Promise<string> {
  await mkdir(directory.run, { recursive: true, mode: 0o700 })
  const wanted = join(directory.run, 'node.sock')
  let path = wanted
  if (Buffer.byteLength(wanted) > SOCKET_PATH_BYTES_MAX) {
    const folder = join(
      tmpdir(),
      `homeward-${createHash('sha256').update(directory.path).digest('hex').slice(0, 24)}`,
    )
    await mkdir(folder, { recursive: true, mode: 0o700 })
    path = join(folder, 'node.sock')
  }
  if (await answers(path)) {
    throw new DatabaseError(
      'node/already-running',
      `Another node is running on ${directory.path}; stop it first.`,
    )
  }
  await unlink(path).catch(() => undefined)
  await writeFile(join(directory.run, 'socket-path'), path, { mode: 0o600 })
  return path
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

async function listen(app: FastifyInstance, { host, port, origin }: Doors): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new DoorError(
      `cannot serve on ${host}, port ${port} (${code}); name another with --port, 0 takes any`,
    )
  }
  const address = app.server.address()
  return origin(typeof address === 'object' && address !== null ? address.port : port)
}
