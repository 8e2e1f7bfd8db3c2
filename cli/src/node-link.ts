import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { exchange, type Incoming, isBroken, type Outgoing } from './exchange.ts'
import { CommandError } from './failure.ts'
import type { Platform } from './platform.ts'
import { type StartedNode, startNode } from './server-programs.ts'
import type { Terminal } from './terminal.ts'

const ATTEMPTS = 4
const BUSY_WITHIN_MS = 30_000
const BUSY_PAUSE_MS = 300
// The kernel cuts the path of a Unix socket at 108 bytes.
const SOCKET_PATH_LIMIT_BYTES = 100

/** The way to the node of one data directory: to the one that runs, else to one started for the duration. */
export class NodeLink {
  readonly #data: string
  readonly #terminal: Terminal
  readonly #platform: Platform
  #started: StartedNode | undefined
  #reached = false
  #losses = 0

  /** @param data the data directory, absolute */
  constructor(data: string, terminal: Terminal, platform: Platform) {
    this.#data = data
    this.#terminal = terminal
    this.#platform = platform
  }

  /**
   * Sends a request. When the connection breaks, the node is looked for or started again and the request is repeated:
   * a change carries an operation id, so that the node does it once.
   */
  async send(outgoing: Outgoing): Promise<Incoming> {
    for (let attempt = 1; ; attempt++) {
      if (!this.#reached) await this.#reach()
      try {
        return await exchange(this.#socketPath(), outgoing)
      } catch (error) {
        if (!isBroken(error) || attempt >= ATTEMPTS) throw error
        this.#reached = false
        this.#losses++
      }
    }
  }

  /** How often a node that had been reached was lost: what ran in it may have ended. */
  get losses(): number {
    return this.#losses
  }

  /** Ends a node that was started here, and waits until it has ended. */
  async close(): Promise<void> {
    await this.#started?.stop()
    this.#started = undefined
  }

  async #reach(): Promise<void> {
    const startMs = this.#platform.monotonicMs()
    while (!(await this.#listens())) {
      await this.#started?.stop()
      this.#started = undefined
      try {
        this.#terminal.progress('starting a node for this command')
        this.#started = await startNode(this.#data)
      } catch (error) {
        const busy = error instanceof CommandError && error.code === 'node/already-running'
        // Another node is on its way up or down: it will accept, or make room.
        if (!busy || this.#platform.monotonicMs() - startMs > BUSY_WITHIN_MS) throw error
        await pause(BUSY_PAUSE_MS)
      }
    }
    this.#terminal.clearProgress()
    this.#reached = true
  }

  async #listens(): Promise<boolean> {
    try {
      await exchange(this.#socketPath(), { method: 'GET', path: '/api/health', headers: {} })
      return true
    } catch (error) {
      if (isBroken(error)) return false
      throw error
    }
  }

  #socketPath(): string {
    const path = join(this.#data, 'run', 'node.sock')
    if (Buffer.byteLength(path) <= SOCKET_PATH_LIMIT_BYTES) return path
    try {
      return readFileSync(join(this.#data, 'run', 'socket-path'), 'utf8').trim()
    } catch {
      // No node has run here yet. This path is free of anything that listens.
      return join('/', 'nonexistent', 'node.sock')
    }
  }
}
