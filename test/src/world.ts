import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isRefusal, type Role } from '@homeward/core'
import type { Decoder } from '@homeward/decoder'
import { DataDirectory, type MadeBy } from '../../server/src/data-directory.ts'
import type { Connection } from '../../server/src/db/connect.ts'
import { startEmbedded } from '../../server/src/db/embedded.ts'
import { doorsOf } from '../../server/src/doors.ts'
import { type HomewardNode, startNode } from '../../server/src/node.ts'
import { type Platform, systemPlatform, type VaultFiles } from '../../server/src/platform.ts'
import { setUp } from '../../server/src/setup.ts'
import type { IntakeStatus, Picture, PictureSet } from './answers.ts'
import { findViolations } from './check/find-violations.ts'
import { Client, codeOf, type Door } from './client.ts'
import { TestClock } from './clock.ts'

export interface WorldOptions {
  /** A data directory that is there already; a new one in a temporary folder where it is not given. */
  readonly data?: string
  /** What the new directory says made it; `quick` lets persons in without a credential. */
  readonly made?: MadeBy
  /** False leaves a new directory to the test to set up. */
  readonly administrators?: boolean
  readonly clock?: TestClock
  /** File operations of vault, keys and ledger, around the real ones. */
  readonly files?: (real: VaultFiles) => VaultFiles
  /** A decoder that lives longer than this world; its node opens its own otherwise. */
  readonly decoder?: Decoder
  /** Serves the built desk at the node's address on localhost. */
  readonly withDesk?: boolean
}

export interface Delivery {
  readonly paths: readonly (string | { readonly base64: string })[]
  readonly unit: string
  readonly edition: string
  readonly case: string
  readonly exhibit: string
  readonly purpose?: string
  /** Codes of the only persons who may learn of the exhibit. */
  readonly audience?: readonly string[]
}

const DESK = join(import.meta.dirname, '../../web/dist')
const POLL_MS = 40
const ADMINISTRATOR_PASSWORD = 'seven green ladders in March'

/**
 * A real node in this process, on the embedded PostgreSQL, in the real sandbox, asked over HTTP by persons who signed
 * in. `check` believes nothing that the node says and works every invariant out anew.
 */
export class World {
  readonly clock: TestClock
  readonly folder: string
  readonly #options: WorldOptions
  readonly #clients: Client[] = []
  /** Every password, session token and link token that was used: none may lie in the database. */
  readonly secrets: string[] = []
  /** Errors that the node reported about itself. */
  readonly faults: unknown[] = []
  /** What the node noted in its log. */
  readonly notes: Readonly<Record<string, string | number>>[] = []
  #node: HomewardNode | null = null
  #administrator: Client | null = null
  #second: Client | null = null

  private constructor(options: WorldOptions, folder: string) {
    this.#options = options
    this.clock = options.clock ?? new TestClock()
    this.folder = folder
  }

  /** Makes a directory, starts its node and, in a new one, signs the first administrator in. */
  static async open(options: WorldOptions = {}): Promise<World> {
    const world = new World(options, await mkdtemp(join(tmpdir(), 'homeward-world-')))
    try {
      await world.start()
      if (options.data === undefined && options.administrators !== false) await world.#enrolAdministrator()
      return world
    } catch (error) {
      await world.close()
      throw error
    }
  }

  get data(): string {
    return this.#options.data ?? join(this.folder, 'data')
  }

  get node(): HomewardNode {
    assert.ok(this.#node, 'the node of this world is not running')
    return this.#node
  }

  /** The first administrator, signed in by link and password. */
  get administrator(): Client {
    assert.ok(this.#administrator, 'this world has no administrator')
    return this.#administrator
  }

  /** Starts the node, again where it was stopped. */
  async start(): Promise<void> {
    const made = this.#options.made ?? 'quick'
    const directory =
      this.#options.data === undefined
        ? await DataDirectory.make(this.data, made)
        : await DataDirectory.open(this.data)
    const { files } = this.#options
    const platform: Platform = {
      clock: this.clock,
      random: systemPlatform.random,
      files: files === undefined ? systemPlatform.files : files(systemPlatform.files),
    }
    this.#node = await startNode({
      platform,
      directory,
      databaseUrl: null,
      keyCommand: null,
      doors: doorsOf({ host: 'localhost', port: '0' }),
      deskDirectory: this.#options.withDesk === true ? DESK : null,
      report: (error) => this.faults.push(error),
      note: (what, facts) => this.notes.push({ what, ...facts }),
      durable: false,
      ...(this.#options.decoder === undefined ? {} : { decoder: this.#options.decoder }),
    })
  }

  async stop(): Promise<void> {
    await this.#node?.stop()
    this.#node = null
  }

  /** Stops the node and removes what this world made. */
  async close(): Promise<void> {
    for (const client of this.#clients) client.close()
    await this.stop()
    await rm(this.folder, { recursive: true, force: true })
  }

  /** The Unix socket of the data directory. */
  readonly local = (): Door => ({ socketPath: this.node.socketPath })

  /** The desk's door on localhost. */
  readonly desk = (): Door => {
    assert.ok(this.node.origin !== null)
    return { origin: this.node.origin }
  }

  /** A client with a token or without, over the Unix socket unless another door is named. */
  client(token: string | null, door: () => Door = this.local): Client {
    const client = new Client(door, token)
    this.#clients.push(client)
    if (token !== null) this.secrets.push(token)
    return client
  }

  async unit(code: string): Promise<void> {
    await this.administrator.post('/api/units', { code })
  }

  async edition(code: string, units: readonly string[]): Promise<void> {
    await this.administrator.post('/api/editions', { code, units })
  }

  /** Adds a person and signs it in without a credential, which a `quick` directory allows. */
  async person(code: string, unit: string, roles: readonly Role[]): Promise<Client> {
    await this.invite(code, unit, roles)
    return this.signInLocally(code)
  }

  /** Makes the unit NL with an edition E1 of its own and signs their specialist in: the least that an intake needs. */
  async specialist(): Promise<Client> {
    await this.unit('NL')
    await this.edition('E1', ['NL'])
    return this.person('NL-specialist', 'NL', ['specialist'])
  }

  /** Adds a person, whose roles hold at once or by the second administrator; returns the token of the one-time link. */
  async invite(code: string, unit: string, roles: readonly Role[]): Promise<string> {
    const { link, approval } = await this.administrator.post<{ link: string; approval: string | null }>(
      '/api/persons',
      { code, unit, roles },
    )
    if (approval !== null) await this.#approve(approval)
    return this.#tokenOf(link)
  }

  /** A new one-time link of a person, by the second administrator where that is needed; returns its token. */
  async link(code: string): Promise<string> {
    const path = `/api/persons/${code}/link`
    const answer = await this.administrator.send('POST', path, { body: {} })
    if (codeOf(answer) !== 'approval/needed') return this.#tokenOf((answer.json as { link: string }).link)
    const asked = { act: 'credential.reset', subject: { person: code }, because: 'A test' }
    const { approval } = await this.administrator.post<{ approval: string }>('/api/approvals', asked)
    await this.#approve(approval)
    const { link } = await this.administrator.post<{ link: string }>(`${path}?approval=${approval}`)
    return this.#tokenOf(link)
  }

  /** Has both administrators of a directory for real use agree to an act. */
  async agree(act: string, subject: object): Promise<void> {
    const asked = { act, subject, because: 'A test' }
    const { approval } = await this.administrator.post<{ approval: string }>('/api/approvals', asked)
    await this.#approve(approval)
  }

  async #approve(approval: string): Promise<void> {
    const isLive = this.#second !== null && (await this.#second.send('GET', '/api/me')).status === 200
    if (!isLive) {
      const credential = { person: 'administrator-2', password: ADMINISTRATOR_PASSWORD }
      this.#second = await this.signIn('/api/sign-in/password', credential)
    }
    const second = this.#second
    assert.ok(second)
    const { contentSha256 } = await second.get<{ contentSha256: string }>(`/api/approvals/${approval}`)
    await second.post(`/api/approvals/${approval}/approve`, { contentSha256 })
  }

  #tokenOf(link: string): string {
    const token = link.split('#')[1] ?? ''
    this.secrets.push(token)
    return token
  }

  signInLocally(code: string): Promise<Client> {
    return this.signIn('/api/sign-in/local', { person: code })
  }

  /** Signs in at one of the doors and keeps the token. */
  async signIn(path: string, body: Readonly<Record<string, string>>): Promise<Client> {
    const answer = await this.client(null).send('POST', path, {
      body,
      headers: { 'x-homeward-client': 'cli' },
    })
    assert.equal(answer.status, 200, `${path}: ${answer.text}`)
    if (body['password'] !== undefined) this.secrets.push(body['password'])
    return this.client((answer.json as { token: string }).token)
  }

  async #enrolAdministrator(): Promise<void> {
    const made = await setUp(this.node.context, null)
    assert.ok(!isRefusal(made))
    this.secrets.push(ADMINISTRATOR_PASSWORD)
    for (const { token } of made.links) {
      this.secrets.push(token)
      const client = await this.signIn('/api/sign-in/link', { token })
      await client.post('/api/me/password', { password: ADMINISTRATOR_PASSWORD })
      this.#administrator ??= client
    }
  }

  /** Signs the administrator in again, whose session ends like everybody's when the clock moves on. */
  async renewAdministrator(): Promise<void> {
    this.#administrator = await this.signIn('/api/sign-in/password', {
      person: 'administrator',
      password: ADMINISTRATOR_PASSWORD,
    })
  }

  /** Records a basis for metering the supervisor's unit, with the usual figures at any hour unless others are given. */
  async meter(supervisor: Client, figures: object = {}): Promise<void> {
    const basis = { legalBasis: 'Order of the tests', timeZone: 'UTC', curfew: null }
    await supervisor.post('/api/unit/exposure', { ...basis, ...figures })
  }

  /** Starts an intake and returns its identifier. */
  async startIntake(client: Client, delivery: Delivery): Promise<string> {
    const { purpose = 'Journey of the tests', ...rest } = delivery
    const { intake } = await client.post<{ intake: string }>('/api/intakes', { ...rest, purpose })
    return intake
  }

  /** Takes files in and waits for the end, however it ends. */
  async intake(client: Client, delivery: Delivery): Promise<IntakeStatus> {
    return this.ended(client, await this.startIntake(client, delivery))
  }

  /** Waits until an intake has ended. */
  async ended(client: Client, intake: string): Promise<IntakeStatus> {
    for (;;) {
      const status = await client.get<IntakeStatus>(`/api/intakes/${intake}`)
      if (status.state !== 'running') return status
      await pause(POLL_MS)
    }
  }

  /** Every picture of an edition that the person sees. */
  async pictures(client: Client, edition: string): Promise<Picture[]> {
    const pictures: Picture[] = []
    for (let after = ''; ; ) {
      const query = after === '' ? '' : `&after=${after}`
      const page = await client.get<{ pictures: Picture[]; next: string | null }>(
        `/api/editions/${edition}/pictures?limit=100${query}`,
      )
      pictures.push(...page.pictures)
      if (page.next === null) return pictures
      after = page.next
    }
  }

  async sets(client: Client, edition: string, state: 'open' | 'all' = 'all'): Promise<PictureSet[]> {
    const { sets } = await client.get<{ sets: PictureSet[] }>(`/api/editions/${edition}/sets?state=${state}`)
    return sets
  }

  /** How the database is reached besides the node. */
  async connection(): Promise<Connection> {
    const { cluster, run } = this.node.context.directory
    const joined = await startEmbedded({ directory: cluster, runDirectory: run })
    assert.equal(joined.started, false, 'the database of the node was not running')
    return joined.connection
  }

  /** Everything that is wrong with what the node holds; see `findViolations`. */
  async violations(): Promise<string[]> {
    const { matcher, integrator, sweep, eraser } = this.node.runners
    await sweep.atRest()
    await matcher.drain()
    await eraser.finish()
    await integrator.integrateNow()
    return findViolations(this.node.context, await this.connection(), this.secrets)
  }

  /** Works out every invariant anew and fails with what is wrong. */
  async check(): Promise<void> {
    assert.deepEqual(await this.violations(), [])
    assert.deepEqual(this.faults, [], 'the node reported errors of its own')
  }
}
