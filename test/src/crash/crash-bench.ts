import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { IntakeReport } from '@homeward/core'
import { type Decoder, openDecoder } from '@homeward/decoder'
import { DataDirectory } from '../../../server/src/data-directory.ts'
import type { Connection } from '../../../server/src/db/connect.ts'
import { type EmbeddedPostgres, startEmbedded } from '../../../server/src/db/embedded.ts'
import { asOwner } from '../../../server/src/db/test-database.ts'
import { type HomewardNode, startNode } from '../../../server/src/node.ts'
import { systemPlatform, type VaultFiles } from '../../../server/src/platform.ts'
import type { Loss } from '../../../server/src/vault/memory-files.test-support.ts'
import type { IntakeStatus } from '../answers.ts'
import { findViolations } from '../check/find-violations.ts'
import { Client } from '../client.ts'
import { World } from '../world.ts'
import { Crash } from './crash.ts'
import { crashFiles } from './crash-files.ts'
import { PostgresLine } from './postgres-line.ts'
import { PowerFiles } from './power-files.ts'

/** What is taken in, on top of what every directory of the bench holds already. */
export interface Taking {
  readonly paths: readonly string[]
  readonly exhibit: string
}

/** What is done into a crash, and once more after it. Its answer is the same however often it was cut short. */
export type Work = (node: HomewardNode, token: string) => Promise<string>

/** A wrong node: one whose crash the bench must see. */
export interface Mutant {
  readonly files?: (files: VaultFiles, crash: Crash, vault: string) => VaultFiles
  readonly node?: (node: HomewardNode) => void
  /** File operations of the node that takes up after the crash. */
  readonly filesLater?: (files: VaultFiles) => VaultFiles
}

export interface Trial {
  readonly work: Work
  /** The point of the crash. */
  readonly at: string
  /** What is lost with it: nothing for a kill, what was not durable for a power cut. */
  readonly loss: Loss | null
  readonly mutant?: Mutant
  /** What the work answers when nothing disturbs. */
  readonly answer: string
}

const UNIT = 'NL'
const EDITION = 'E1'
const OWNER = 'homeward'
/** Crashes tried at the same time: while one waits for PostgreSQL, another works. */
const AT_ONCE = 3

/**
 * Crashes, each in a data directory and a database of its own, copied from one in which a unit has taken in `held`. The node is the real one, with its real database, sandbox and disk; only the line to the database and the file
 * operations can end, as they do when the process dies.
 */
export class CrashBench {
  readonly #home: string
  readonly #world: World
  readonly #decoder: Decoder
  readonly #postgres: EmbeddedPostgres
  readonly #token: string
  #runs = 0

  private constructor(
    home: string,
    world: World,
    decoder: Decoder,
    postgres: EmbeddedPostgres,
    token: string,
  ) {
    this.#home = home
    this.#world = world
    this.#decoder = decoder
    this.#postgres = postgres
    this.#token = token
  }

  static async open(...held: readonly Taking[]): Promise<CrashBench> {
    const decoder = lasting(await openDecoder())
    const world = await World.open({ decoder })
    await world.unit(UNIT)
    await world.edition(EDITION, [UNIT])
    const specialist = await world.person('NL-specialist', UNIT, ['specialist'])
    for (const taking of held)
      await world.intake(specialist, { ...taking, unit: UNIT, edition: EDITION, case: '1' })
    await world.check()
    await world.stop()
    const { cluster, run } = await DataDirectory.open(world.data)
    const postgres = await startEmbedded({ directory: cluster, runDirectory: run, durable: false })
    const home = await mkdtemp(join(tmpdir(), 'homeward-crash-'))
    return new CrashBench(home, world, decoder, postgres, specialist.token ?? '')
  }

  async close(): Promise<void> {
    await this.#postgres.stop()
    await this.#decoder.close()
    await this.#world.close()
    await rm(this.#home, { recursive: true, force: true })
  }

  /** Works without a crash: the points that there are, and the answer. A wrong node may have other points. */
  async undisturbed(
    work: Work,
    wrong?: Mutant['node'],
  ): Promise<{ points: readonly string[]; answer: string }> {
    const place = await this.#place()
    const crash = new Crash()
    const line = await PostgresLine.open(this.#socketFolder, join(place.data, 'line'), crash)
    const files = crashFiles(crash, place.folders, systemPlatform.files)
    const node = await this.#start(place, line.url(place.database), files)
    try {
      await atRest(node)
      wrong?.(node)
      crash.listen(null)
      const answer = await work(node, this.#token)
      crash.ignore()
      const found = await this.#violations(node, place)
      if (found.length > 0) throw new Error(`expected work undisturbed, got ${found.join('; ')}`)
      return { points: crash.points, answer }
    } finally {
      await node.stop()
      await line.close()
      await this.#clear(place)
    }
  }

  /** What is wrong after one crash: found by the node that starts again, and once more when the work was done. */
  async violations(trial: Trial): Promise<string[]> {
    const place = await this.#place()
    const found = await this.#crash(trial, place)
    const files = trial.mutant?.filesLater?.(systemPlatform.files) ?? systemPlatform.files
    const node = await this.#start(place, this.#url(place.database), files)
    try {
      found.push(...(await this.#violations(node, place)).map((what) => `before it is resumed: ${what}`))
      const answer = await trial.work(node, this.#token)
      if (answer !== trial.answer) found.push(`the answer is ${answer}, expected ${trial.answer}`)
      found.push(...(await this.#violations(node, place)))
    } finally {
      await node.stop()
    }
    await this.#clear(place)
    return found
  }

  /** Works into the crash and leaves what that leaves. */
  async #crash({ work, at, loss, mutant }: Trial, place: Place): Promise<string[]> {
    const crash = new Crash()
    const line = await PostgresLine.open(this.#socketFolder, join(place.data, 'line'), crash)
    const vault = await PowerFiles.watch(place.folders.vault, systemPlatform.files)
    const keys = await PowerFiles.watch(place.folders.keys, vault.operations())
    const disk = mutant?.files?.(keys.operations(), crash, place.folders.vault) ?? keys.operations()
    const node = await this.#start(place, line.url(place.database), crashFiles(crash, place.folders, disk))
    await atRest(node)
    mutant?.node?.(node)
    const died = new Promise<void>((resolve) => crash.onDeath(resolve))
    crash.listen(at)
    const done = work(node, this.#token).then(
      () => undefined,
      () => undefined,
    )
    await Promise.race([died, done])
    const struck = crash.dead
    crash.die()
    await node.stop()
    await done
    await line.close()
    await this.#untilLeft(place.database)
    if (loss !== null) for (const power of [vault, keys]) await power.cutPower(loss)
    return struck ? [] : [`the crash at "${at}" did not strike`]
  }

  async #place(): Promise<Place> {
    this.#runs += 1
    const database = `crash_${this.#runs}`
    const data = join(this.#home, database)
    const template = this.#world.data
    const apart = ['postgres', 'run'].map((name) => join(template, name))
    await cp(template, data, { recursive: true, filter: (path) => !apart.includes(path) })
    await asOwner(this.#connection('postgres'), `create database ${database} template ${OWNER}`)
    return { data, database, folders: { vault: join(data, 'vault'), keys: join(data, 'keys') } }
  }

  async #clear({ data, database }: Place): Promise<void> {
    await asOwner(this.#connection('postgres'), `drop database ${database} with (force)`)
    await rm(data, { recursive: true, force: true })
  }

  async #start(place: Place, databaseUrl: string, files: VaultFiles): Promise<HomewardNode> {
    return startNode({
      platform: { ...systemPlatform, files },
      directory: await DataDirectory.open(place.data),
      databaseUrl,
      keyCommand: null,
      doors: null,
      deskDirectory: null,
      report: () => undefined,
      decoder: this.#decoder,
    })
  }

  async #violations(node: HomewardNode, place: Place): Promise<string[]> {
    await node.runners.sweep.atRest()
    await node.runners.matcher.drain()
    await node.runners.eraser.finish()
    await node.runners.integrator.integrateNow()
    return findViolations(node.context, this.#connection(place.database), this.#world.secrets)
  }

  /** Waits until PostgreSQL has noticed that the node is gone, as the node of the next start waits for its locks. */
  async #untilLeft(database: string): Promise<void> {
    for (;;) {
      const [row] = await asOwner(
        this.#connection('postgres'),
        'select count(*)::int as count from pg_stat_activity where datname = $1',
        [database],
      )
      if (row?.['count'] === 0) return
      await pause(5)
    }
  }

  get #socketFolder(): string {
    return this.#postgres.connection.host ?? ''
  }

  #connection(database: string): Connection {
    return { ...this.#postgres.connection, database }
  }

  #url(database: string): string {
    return `postgresql://${OWNER}@/${database}?host=${encodeURIComponent(this.#socketFolder)}&port=5432`
  }
}

interface Place {
  readonly data: string
  readonly database: string
  /** Folders whose changes are points of a crash, by the word that names their points. */
  readonly folders: { readonly vault: string; readonly keys: string }
}

/** Waits for what a node does by itself at its start, whose commits are no points of the intake. */
async function atRest({ runners }: HomewardNode): Promise<void> {
  await runners.sweep.atRest()
  await runners.retention.deleteOver()
  await runners.eraser.finish()
}

/** The work of an intake: its answer is its report. */
export function takingIn(taking: Taking): Work {
  return async (node, token) => {
    const client = new Client(() => ({ socketPath: node.socketPath }), token)
    try {
      const { intake } = await client.post<{ intake: string }>('/api/intakes', {
        ...taking,
        unit: UNIT,
        edition: EDITION,
        case: '1',
        purpose: 'Crashes',
      })
      while (node.runners.intakes.progress(intake) !== null) await pause(2)
      const { state, report } = await client.get<IntakeStatus>(`/api/intakes/${intake}`)
      return `${state}: ${without(report)}`
    } finally {
      client.close()
    }
  }
}

function without({ wallSeconds: _, ...report }: IntakeReport): string {
  return JSON.stringify(report)
}

/** A decoder whose one worker stays warm over all nodes and exhibits; that each has its own is tested elsewhere. */
function lasting(decoder: Decoder): Decoder {
  const worker = decoder.worker('crash bench')
  const kept: ReturnType<Decoder['worker']> = {
    describe: (source, sizeBytes) => worker.describe(source, sizeBytes),
    render: (source, sizeBytes, options) => worker.render(source, sizeBytes, options),
    members: (source, sizeBytes, limits) => worker.members(source, sizeBytes, limits),
    vics: (source, sizeBytes) => worker.vics(source, sizeBytes),
    close: () => Promise.resolve(),
  }
  return { worker: () => kept, selfTest: () => decoder.selfTest(), close: () => decoder.close() }
}

/** Does the work of all, a few at a time. */
export async function inTurns<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all]
  const one = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}
