import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { DecoderError } from './errors.ts'
import { type Frame, FrameReader, frameHeader, requestFrame, TAG } from './frames.ts'
import type { Launch } from './sandbox.ts'

const WATCH_INTERVAL_MS = 50
const START_TIME_MS = 20_000
const PAGE_BYTES = 4096
const MESSAGE_BYTES = 2_000

/** Why a process was ended by its owner. */
export type Verdict = 'timeout' | 'memory' | 'protocol' | 'closed'

/**
 * One process in its sandbox, seen through its pipes. It is killed when it stays silent longer than a wait allows,
 * holds more memory than it may, or sends what is no frame.
 */
export class SandboxProcess {
  readonly #child: ChildProcess
  readonly #input: Writable
  readonly #reader = new FrameReader()
  readonly #frames: Frame[] = []
  readonly #residentBytes: number
  readonly #watch: NodeJS.Timeout
  readonly ended: Promise<void>
  #output: Readable
  #wake: (() => void) | null = null
  #hasEnded = false
  #verdict: Verdict | null = null
  #messages = ''
  #firstPid = 0

  constructor(start: Launch, residentBytes: number) {
    this.#residentBytes = residentBytes
    const pipes = start.descriptors.map(() => 'pipe' as const)
    this.#child = spawn(start.command, start.args, {
      stdio: ['pipe', 'pipe', 'pipe', ...pipes, 'pipe'],
      env: { ...start.environment },
    })
    this.#input = this.#child.stdin as Writable
    this.#output = this.#child.stdout as Readable
    for (const [index, bytes] of start.descriptors.entries()) {
      const pipe = this.#child.stdio[3 + index] as Writable
      pipe.on('error', ignore)
      pipe.end(bytes)
    }
    this.#readInfo(this.#child.stdio[3 + start.descriptors.length] as Readable)
    this.#input.on('error', ignore)
    this.#output.on('error', ignore)
    this.#output.on('data', (chunk: Buffer) => this.#receive(chunk))
    const errors = this.#child.stderr as Readable
    errors.on('data', (chunk: Buffer) => {
      this.#messages = (this.#messages + chunk.toString('latin1')).slice(-MESSAGE_BYTES)
    })
    this.#watch = setInterval(() => this.#weigh(), WATCH_INTERVAL_MS)
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        clearInterval(this.#watch)
        this.#hasEnded = true
        this.#wake?.()
        resolve()
      }
      this.#child.on('close', end)
      this.#child.on('error', (error) => {
        this.#messages = error.message
        end()
      })
    })
  }

  /** Waits until the process reads requests. Throws `decoder/sandbox` with what it wrote when it does not start. */
  async ready(): Promise<void> {
    const frame = await this.next(START_TIME_MS)
    if (frame !== null) return
    const said = this.#messages.trim().replaceAll(/\s+/g, ' ')
    throw new DecoderError(
      'decoder/sandbox',
      `a sandboxed process expected to start, it did not: ${said || this.#verdict}`,
    )
  }

  get alive(): boolean {
    return !this.#hasEnded && this.#verdict === null
  }

  /** Why it was killed, or null when it is alive or ended by itself. */
  get verdict(): Verdict | null {
    return this.#verdict
  }

  /** Whether it ended by itself for want of memory. */
  get ranOutOfMemory(): boolean {
    return /heap out of memory|allocation failed|cannot allocate|bad_alloc/i.test(this.#messages)
  }

  /** The first process of the sandbox as the host numbers it; 0 until known. */
  get firstPid(): number {
    return this.#firstPid
  }

  /** The next frame, or null when the process has ended or was killed for staying silent for `withinMs`. */
  async next(withinMs: number): Promise<Frame | null> {
    const timer = setTimeout(() => this.kill('timeout'), withinMs)
    try {
      while (this.#frames.length === 0 && this.alive)
        await new Promise<void>((resolve) => (this.#wake = resolve))
    } finally {
      clearTimeout(timer)
      this.#wake = null
    }
    const frame = this.alive || this.#verdict === null ? this.#frames.shift() : undefined
    // A process that does not listen is not read from either, so that it waits instead of filling our memory.
    if (this.#frames.length < 4) this.#output.resume()
    return frame ?? null
  }

  /** Whether an answer has come that nobody has taken yet. */
  get hasFrame(): boolean {
    return this.#frames.length > 0
  }

  /** Begins a request with the first bytes of its file. Like all sending, kills a process that does not read. */
  request(body: object, head: Uint8Array, withinMs: number): Promise<void> {
    return this.#write([requestFrame(body, head)], withinMs)
  }

  data(bytes: Uint8Array, withinMs: number): Promise<void> {
    return this.#write([frameHeader(TAG.data, bytes.length), bytes], withinMs)
  }

  end(withinMs: number): Promise<void> {
    return this.#write([frameHeader(TAG.end, 0)], withinMs)
  }

  kill(verdict: Verdict): void {
    if (!this.alive) return
    this.#verdict = verdict
    this.#child.kill('SIGKILL')
    this.#wake?.()
  }

  async #write(parts: readonly Uint8Array[], withinMs: number): Promise<void> {
    if (!this.alive) return
    let room = true
    for (const part of parts) room = this.#input.write(part)
    if (room) return
    const timer = setTimeout(() => this.kill('timeout'), withinMs)
    await new Promise<void>((resolve) => {
      const done = (): void => {
        for (const name of ['drain', 'close', 'error']) this.#input.removeListener(name, done)
        resolve()
      }
      for (const name of ['drain', 'close', 'error']) this.#input.once(name, done)
    })
    clearTimeout(timer)
  }

  #receive(chunk: Buffer): void {
    if (this.#verdict !== null) return
    try {
      this.#frames.push(...this.#reader.push(chunk))
    } catch {
      this.kill('protocol')
    }
    if (this.#frames.length >= 4) this.#output.pause()
    this.#wake?.()
  }

  #readInfo(pipe: Readable): void {
    let text = ''
    pipe.on('error', ignore)
    pipe.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('latin1')).slice(0, MESSAGE_BYTES)
      const pid = /"child-pid":\s*(\d+)/.exec(text)?.[1]
      if (pid !== undefined) this.#firstPid = Number(pid)
    })
  }

  #weigh(): void {
    if (this.#firstPid !== 0 && residentBytes(this.#firstPid) > this.#residentBytes) this.kill('memory')
  }
}

function ignore(): void {}

/** Resident memory of a process and all its descendants. */
function residentBytes(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1])
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean)
    return pages * PAGE_BYTES + children.reduce((sum, child) => sum + residentBytes(Number(child)), 0)
  } catch {
    // It has ended in the meantime.
    return 0
  }
}
