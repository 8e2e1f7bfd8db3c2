import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Finished } from './event-reporter.ts'

/** What one test file did. `problem` says why the file as a whole failed, apart from its tests. */
export type FileResult = {
  file: string
  tests: Finished[]
  problem: string | null
  output: string
  durationMs: number
}

const running = new Set<ChildProcess>()

/**
 * Runs one test file in a process group of its own and ends the whole group with it: a test that leaves a
 * server or a browser behind cannot disturb the next one. A file that runs no test, ends with a code of its
 * own or takes longer than `limitMs` has a `problem`.
 */
export async function runTestFile(root: string, file: string, limitMs: number): Promise<FileResult> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'homeward-test-'))
  const startedMs = performance.now()
  try {
    const events = path.join(folder, 'events')
    const reporter = new URL('event-reporter.ts', import.meta.url).href
    const args = [
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${events}`,
      path.join(root, file),
    ]
    const { code, output, overdue } = await runInGroup(root, args, limitMs)
    const tests = await readEvents(events)
    const problem = problemOf(tests, code, overdue, limitMs)
    return { file, tests, problem, output, durationMs: performance.now() - startedMs }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Ends every test process that still runs; for an interrupt from the terminal. */
export function endRunningTests(): void {
  for (const child of running) endGroup(child)
}

function problemOf(
  tests: readonly Finished[],
  code: number | null,
  overdue: boolean,
  limitMs: number,
): string | null {
  if (overdue) return `did not end within ${limitMs / 1000} s`
  if (tests.length === 0) return `ran no test (exit code ${code})`
  const failed = tests.some((one) => one.outcome === 'failed')
  if (code !== 0 && !failed) return `ended with exit code ${code} though no test failed`
  return null
}

function runInGroup(
  root: string,
  args: string[],
  limitMs: number,
): Promise<{ code: number | null; output: string; overdue: boolean }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined }
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    const chunks: Buffer[] = []
    let overdue = false
    const timer = setTimeout(() => {
      overdue = true
      endGroup(child)
    }, limitMs)
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    }
    child.on('error', reject)
    // The end of the process counts, not of its output: a process left behind may hold that open.
    child.on('exit', (code) => {
      clearTimeout(timer)
      endGroup(child)
      running.delete(child)
      setTimeout(() => {
        child.stdout.destroy()
        child.stderr.destroy()
        resolve({ code, output: Buffer.concat(chunks).toString(), overdue })
      }, 20)
    })
  })
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function readEvents(file: string): Promise<Finished[]> {
  try {
    const lines = (await readFile(file, 'utf8')).split('\n')
    // The last piece is empty, or a line that the process did not live to finish.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Finished)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
