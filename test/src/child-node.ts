import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Door } from './client.ts'

const PROGRAM = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))
/** A node that gives a blob its name too late, by which a harness shows that it would see one. */
export const WRONG_PROGRAM: string = fileURLToPath(new URL('./crash/wrong-node.ts', import.meta.url))

/** Where nodes of this test process keep their compiled programs: a node that starts forty times compiles once. */
const compiled = mkdtempSync(join(tmpdir(), 'homeward-compiled-'))
process.once('exit', () => rmSync(compiled, { recursive: true, force: true }))

/** A program of the node that ended: with which code, and the last line it said. */
export interface Ended {
  readonly status: number | null
  readonly output: string
  readonly errors: string
}

/** Runs `server/src/main.ts` to its end, as `homeward init` does. */
export async function runNodeProgram(...given: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, ...given], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, output, errors }
}

/** A node in a process of its own, which can be killed. */
export class ChildNode {
  readonly #child: ChildProcess
  readonly #data: string

  private constructor(child: ChildProcess, data: string) {
    this.#child = child
    this.#data = data
  }

  /** Starts a node on a data directory and waits until it accepts. */
  static async start(data: string, program: string = PROGRAM): Promise<ChildNode> {
    const child = spawn(process.execPath, [program, '--data', data, '--no-tcp'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    })
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text
    })
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (status) => reject(new Error(`the node ended with ${status}: ${errors}`)))
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line === 'ready') resolve()
      })
    })
    return new ChildNode(child, data)
  }

  readonly door = (): Door => ({
    socketPath: readFileSync(join(this.#data, 'run', 'socket-path'), 'utf8').trim(),
  })

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Ends it with SIGKILL; returns when it is gone. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }

  /** Lets it end in order. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await gone
  }
}
