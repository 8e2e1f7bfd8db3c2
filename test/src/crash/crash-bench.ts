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

/** A wrong node: one whose crash the bench must see. */
export interface Mutant {
  readonly files?: (files: VaultFiles, crash: Crash, vault: string) => VaultFiles
  readonly node?: (node: HomewardNode) => void
  /** File operations of the node that takes up after the crash. */
  readonly filesLater?: (files: VaultFiles) => VaultFiles
}

export interface Trial {
  readonly taking: Taking
  /** The point of the crash. */
  readonly at: string
  /** What is lost with it: nothing for a kill, what was not durable for a power cut. */
  readonly loss: Loss | null
  readonly mutant?: Mutant
  /** What the exhibit's report says when nothing disturbs. */
  readonly report: IntakeReport
}

const UNIT = 'NL'
const EDITION = 'E1'
const OWNER = 'homeward'

/**
 * Crashes of intakes, each in a data directory and a database of its own, copied from one in which a unit has taken in
 * `held`. The node is the real one, with its real database, sandbox and disk; only the line to the database and the file
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

  static async open(held: Taking): Promise<CrashBench> {
    const decoder = lasting(await openDecoder())
    const world = await World.open({ decoder })
    await world.unit(UNIT)
    await world.edition(EDITION, [UNIT])
    const specialist = await world.person('NL-specialist', UNIT, ['specialist'])
    await world.intake(specialist, { ...held, unit: UNIT, edition: EDITION, case: '1' })
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

  /** Takes in without a crash: the points that there are, and the report. A wrong node may have other points. */
  async undisturbed(
    taking: Taking,
    wrong?: Mutant['node'],
  ): Promise<{ points: readonly string[]; report: IntakeReport }> {
    const place = await this.#place()
    const crash = new Crash()
    const line = await PostgresLine.open(this.#socketFolder, join(place.data, 'line'), crash)
    const files = crashFiles(crash, place.vault, systemPlatform.files)
    const node = await this.#start(place, line.url(place.database), files)
    wrong?.(node)
    await atRest(node)
    crash.listen(null)
    const status = await this.#takeIn(node, taking)
    crash.ignore()
    const found = await this.#violations(node, place)
    await node.stop()
    await line.close()
    await this.#clear(place)
    if (status.state !== 'finished' || found.length > 0) {
      throw new Error(`expected an undisturbed intake, got ${status.state}: ${found.join('; ')}`)
    }
    return { points: crash.points, report: status.report }
  }

  /** What is wrong after one crash: found by the node that starts again, and once more when the intake was resumed. */
  async violations(trial: Trial): Promise<string[]> {
    const place = await this.#place()
    const found = await this.#crash(trial, place)
    const files = trial.mutant?.filesLater?.(systemPlatform.files) ?? systemPlatform.files
    const node = await this.#start(place, this.#url(place.database), files)
    try {
      found.push(...(await this.#violations(node, place)).map((what) => `before it is resumed: ${what}`))
      const { state, report } = await this.#takeIn(node, trial.taking)
      if (state !== 'finished') found.push(`the resumed intake is ${state}`)
      if (without(report) !== without(trial.report)) {
        found.push(`the report is ${without(report)}, expected ${without(trial.report)}`)
      }
      found.push(...(await this.#violations(node, place)))
    } finally {
      await node.stop()
    }
    await this.#clear(place)
    return found
  }

  /** Runs an intake into its crash and leaves what that leaves. */
  async #crash({ taking, at, loss, mutant }: Trial, place: Place): Promise<string[]> {
    const crash = new Crash()
    const line = await PostgresLine.open(this.#socketFolder, join(place.data, 'line'), crash)
    const power = await PowerFiles.watch(place.vault, systemPlatform.files)
    const disk = mutant?.files?.(power.operations(), crash, place.vault) ?? power.operations()
    const node = await this.#start(place, line.url(place.database), crashFiles(crash, place.vault, disk))
    mutant?.node?.(node)
    await atRest(node)
    const died = new Promise<void>((resolve) => crash.onDeath(resolve))
    crash.listen(at)
    const taken = this.#takeIn(node, taking).then(
      () => undefined,
      () => undefined,
    )
    await Promise.race([died, taken])
    const struck = crash.dead
    crash.die()
    await node.stop()
    await taken
    await line.close()
    await this.#untilLeft(place.database)
    if (loss !== null) await power.cutPower(loss)
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
    return { data, database, vault: join(data, 'vault') }
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

  async #takeIn(node: HomewardNode, taking: Taking): Promise<IntakeStatus> {
    const client = new Client(() => ({ socketPath: node.socketPath }), this.#token)
    try {
      const { intake } = await client.post<{ intake: string }>('/api/intakes', {
        ...taking,
        unit: UNIT,
        edition: EDITION,
        case: '1',
        purpose: 'Crashes',
      })
      while (node.runners.intakes.progress(intake) !== null) await pause(2)
      return await client.get<IntakeStatus>(`/api/intakes/${intake}`)
    } finally {
      client.close()
    }
  }

  async #violations(node: HomewardNode, place: Place): Promise<string[]> {
    await node.runners.sweep.atRest()
    await node.runners.matcher.drain()
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
  readonly vault: string
}

/** Waits for what a node does by itself at its start, whose commits are no points of the intake. */
async function atRest({ runners }: HomewardNode): Promise<void> {
  await runners.sweep.atRest()
  await runners.retention.deleteOver()
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
