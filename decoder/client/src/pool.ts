import { DecoderError } from './errors.ts'
import { SandboxProcess } from './process.ts'
import type { Profile, ProfileName } from './profiles.ts'
import type { Launch } from './sandbox.ts'

/** A process is given up after this many files or this long, so that what one file left behind does not last. */
const MOST_FILES = 200
const LONGEST_LIFE_MS = 60_000
/**
 * Processes that may wait for each slot. Two intakes at once, each with pictures and now and then a film, an archive or
 * a table, would otherwise drive each other's processes out with nearly every file that is no picture.
 */
const WAITING_A_SLOT = 3

export type Starter = (profile: ProfileName) => { profile: Profile; launch: Launch }

/** A process while it belongs to one scope; it is never given to another. */
export type Lease = {
  readonly process: SandboxProcess
  readonly scope: string
  readonly profile: ProfileName
}

type Held = Lease & { files: number; expired: boolean; timer: NodeJS.Timeout }

/** Sandboxed processes, at most `slots` of them at work and thrice as many waiting for their scope's next file. */
export class Pool {
  readonly #slots: number
  readonly #start: Starter
  readonly #idle: Held[] = []
  readonly #busy = new Set<Held>()
  readonly #waiting: (() => void)[] = []
  #taken = 0
  #closed = false

  constructor(slots: number, start: Starter) {
    this.#slots = slots
    this.#start = start
  }

  /** Runs one job on a process of this scope and profile, as soon as a slot is free. */
  async use<T>(
    scope: string,
    profile: ProfileName,
    job: (process: SandboxProcess) => Promise<T>,
  ): Promise<T> {
    await this.#takeSlot()
    try {
      const held = this.#reuse(scope, profile) ?? (await this.#open(scope, profile))
      this.#busy.add(held)
      try {
        return await job(held.process)
      } finally {
        this.#busy.delete(held)
        this.#giveBack(held)
      }
    } finally {
      this.#taken--
      this.#waiting.shift()?.()
    }
  }

  /** A process for one long job outside the slots, for streams that live as long as their reader likes. */
  async alone(scope: string, profile: ProfileName): Promise<Lease & { end: () => void }> {
    const held = await this.#open(scope, profile)
    this.#busy.add(held)
    return { ...held, end: () => this.#drop(held) }
  }

  /** The numbers of the processes that a scope holds now, as the host counts them. */
  pidsOf(scope: string): number[] {
    return [...this.#idle, ...this.#busy]
      .filter((held) => held.scope === scope)
      .map((held) => held.process.firstPid)
  }

  async closeScope(scope: string): Promise<void> {
    await this.#closeWhere((held) => held.scope === scope)
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const wake of this.#waiting.splice(0)) wake()
    await this.#closeWhere(() => true)
  }

  async #closeWhere(which: (held: Held) => boolean): Promise<void> {
    const ending = [...this.#idle, ...this.#busy].filter(which)
    for (const held of ending) this.#drop(held)
    await Promise.all(ending.map((held) => held.process.ended))
  }

  async #takeSlot(): Promise<void> {
    while (!this.#closed && this.#taken >= this.#slots) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    if (this.#closed)
      throw new DecoderError('decoder/closed', 'an open decoder expected, this one has been closed')
    this.#taken++
  }

  #reuse(scope: string, profile: ProfileName): Held | null {
    const index = this.#idle.findIndex(
      (held) => held.scope === scope && held.profile === profile && held.process.alive,
    )
    return index < 0 ? null : (this.#idle.splice(index, 1)[0] ?? null)
  }

  async #open(scope: string, profile: ProfileName): Promise<Held> {
    while (this.#idle.length >= this.#slots * WAITING_A_SLOT) this.#drop(this.#idle[0] as Held)
    const { profile: settings, launch } = this.#start(profile)
    const process = new SandboxProcess(launch, settings.residentBytes)
    const held: Held = {
      process,
      scope,
      profile,
      files: 0,
      expired: false,
      timer: setTimeout(() => expire(), LONGEST_LIFE_MS),
    }
    const expire = (): void => {
      held.expired = true
      if (this.#idle.includes(held)) this.#drop(held)
    }
    held.timer.unref()
    this.#busy.add(held)
    try {
      await process.ready()
    } catch (error) {
      this.#drop(held)
      throw error
    } finally {
      this.#busy.delete(held)
    }
    return held
  }

  #giveBack(held: Held): void {
    held.files++
    if (held.expired || held.files >= MOST_FILES || !held.process.alive || this.#closed) this.#drop(held)
    else this.#idle.push(held)
  }

  #drop(held: Held): void {
    clearTimeout(held.timer)
    this.#busy.delete(held)
    const index = this.#idle.indexOf(held)
    if (index >= 0) this.#idle.splice(index, 1)
    held.process.kill('closed')
  }
}
