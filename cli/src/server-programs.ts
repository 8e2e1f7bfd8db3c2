import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { EXIT, exitOfCode } from './exit-code.ts'
import { CommandError } from './failure.ts'

// The command line never imports the server: it starts its programs and reads what they print.
const SERVER = fileURLToPath(new URL('../../server/src/', import.meta.url))
const NODE_PROGRAM = join(SERVER, 'main.ts')
const VERIFY_PROGRAM = join(SERVER, 'ledger', 'verify-main.ts')

const READY_WITHIN_MS = 180_000
const GONE_WITHIN_MS = 20_000
const LOG_LIMIT_BYTES = 16 * 1024 * 1024

/** A node that was started for the duration of one command. */
export interface StartedNode {
  /** Lets the node end and waits until it has. A node that others still use is left to them. */
  stop(): Promise<void>
}

/**
 * Starts a node on a data directory and waits until it accepts. Its messages go to `run/node.log`. Throws a
 * CommandError with the code that the node gave when it does not start.
 */
export async function startNode(data: string): Promise<StartedNode> {
  const run = join(data, 'run')
  mkdirSync(run, { recursive: true, mode: 0o700 })
  const logPath = join(run, 'node.log')
  if ((statSync(logPath, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) rmSync(logPath)
  const log = openSync(logPath, 'a', 0o600)
  const logStart = fstatSync(log).size
  // Of its own session, so that Ctrl-C reaches the command alone, which then asks the node to stop in order.
  const child = spawn(process.execPath, [NODE_PROGRAM, '--data', data, '--no-tcp', '--for-cli'], {
    detached: true,
    stdio: ['pipe', 'pipe', log],
  })
  closeSync(log)
  child.stdin?.on('error', () => {})
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS)
  try {
    await ready(child)
  } catch (error) {
    throw startFailure(readFileSync(logPath).subarray(logStart).toString('utf8'), logPath, error)
  } finally {
    clearTimeout(timer)
  }
  return { stop: () => stop(child) }
}

async function ready(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new TypeError('the output of the node is not connected')
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`it ended with ${signal ?? `exit code ${code}`}`)))
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.trim() === 'ready') resolve()
    })
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.stdin?.end()
  const timer = new AbortController()
  const late = new Promise((resolve) => {
    const handle = setTimeout(resolve, GONE_WITHIN_MS)
    timer.signal.addEventListener('abort', () => clearTimeout(handle))
  })
  await Promise.race([gone, late])
  timer.abort()
  child.stdout?.destroy()
  child.unref()
}

/** What a program of the server printed, and how it ended. */
export interface ProgramResult {
  readonly output: string
  readonly errors: string
  readonly exitCode: number | null
}

/** Makes a data directory. Returns the object that the server prints. */
export async function initialise(data: string, options: readonly string[]): Promise<Record<string, unknown>> {
  const result = await runProgram(NODE_PROGRAM, ['--init', ...options, '--data', data])
  const said = lastJson(result.output)
  if (result.exitCode !== 0 || said === undefined)
    throw programFailure(result, 'The data directory was not made')
  return said
}

/**
 * Checks the ledger without a node: the data directory, or the export or proof that `options` name. Returns the object
 * that the program prints.
 */
export async function verifyLedger(options: readonly string[]): Promise<Record<string, unknown>> {
  const result = await runProgram(VERIFY_PROGRAM, options)
  const said = lastJson(result.output)
  if (said === undefined || !('ok' in said)) throw programFailure(result, 'The ledger could not be read')
  return said
}

async function runProgram(program: string, options: readonly string[]): Promise<ProgramResult> {
  const child = spawn(process.execPath, [program, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const [exitCode] = (await once(child, 'close')) as [number | null]
  return { output, errors, exitCode }
}

function programFailure(result: ProgramResult, what: string): CommandError {
  const said = saidError(result.errors)
  if (said !== undefined) return said
  const last = lines(result.errors).at(-1) ?? `it ended with exit code ${result.exitCode} and said nothing`
  return new CommandError('cli/program', `${what}: ${last}.`, EXIT.environment)
}

function startFailure(log: string, logPath: string, cause: unknown): CommandError {
  const said = saidError(log)
  if (said !== undefined) return said
  const why = cause instanceof Error ? cause.message : String(cause)
  return new CommandError(
    'node/start',
    `The node did not start: ${why}; see ${logPath}.`,
    EXIT.environment,
    cause,
  )
}

/** The error that a program of the server names in its last line. */
function saidError(errors: string): CommandError | undefined {
  const said = lastJson(errors)?.error
  if (typeof said !== 'object' || said === null) return undefined
  const { code, because } = said as { code?: unknown; because?: unknown }
  if (typeof code !== 'string') return undefined
  return new CommandError(code, typeof because === 'string' ? because : code, exitOfCode(code))
}

function lastJson(text: string): Record<string, unknown> | undefined {
  const last = lines(text).at(-1)
  if (last === undefined) return undefined
  try {
    const value: unknown = JSON.parse(last)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}
