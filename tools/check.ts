/** The developer's quick look: types, rings, lock file, lint and format, unit tests, docs. Under three minutes. */
import path from 'node:path'
import { runCommand } from './command.ts'
import { checkDocs } from './docs.ts'
import { checkLock } from './lock.ts'
import { checkRings } from './rings.ts'
import { endRunningTests } from './testing/run-test-file.ts'
import { runTests, type Tally } from './testing/run-tests.ts'
import { findTests } from './testing/test-files.ts'
import { checkTypes } from './types.ts'

/** What one step found: a line on what it looked at, and everything that is wrong. */
type Found = { looked: string; problems: string[] }

/** What the whole check found: the names of the red steps and the tally of the unit tests. */
export type CheckResult = { redSteps: string[]; tests: Tally }

const UNIT_TEST_LIMIT_MS = 120_000

/** Runs every step, whether or not an earlier one is red, with one line a step and its problems under it. */
export async function check(root: string, say: (text: string) => void): Promise<CheckResult> {
  const startedMs = performance.now()
  let tests: Tally = { passed: 0, failed: 0, skipped: [], failures: [] }
  const steps: Record<string, () => Promise<Found>> = {
    types: async () => {
      const { projects, filesChecked, complaints } = await checkTypes(root)
      return { looked: `${projects} projects, ${filesChecked} files`, problems: complaints }
    },
    rings: async () => {
      const { filesChecked, importsChecked, breaches } = await checkRings(root)
      const problems = breaches.map((one) => `${one.file}:${one.line} ${one.code}: ${one.because}`)
      return { looked: `${filesChecked} files, ${importsChecked} imports`, problems }
    },
    lock: async () => {
      const { packages, edges, problems } = await checkLock(root)
      return { looked: `${packages} packages, ${edges} edges`, problems }
    },
    'lint and format': () =>
      outside(root, 'biome', [
        'check',
        '--error-on-warnings',
        '--diagnostic-level=warn',
        '--max-diagnostics=40',
        '--colors=off',
        '.',
      ]),
    promises: () => outside(root, 'oxlint', ['--type-aware', '--deny-warnings']),
    'unit tests': async () => {
      const { unit } = await findTests(root)
      const settings = { concurrency: 2, limitMs: UNIT_TEST_LIMIT_MS, show: 'failures', say } as const
      tests = await runTests({ root, files: unit, ...settings })
      return { looked: `${unit.length} files, ${tests.passed} tests passed`, problems: tests.failures }
    },
    docs: async () => {
      const { looked, problems } = await checkDocs(root)
      return { looked, problems }
    },
  }

  const redSteps: string[] = []
  for (const [name, step] of Object.entries(steps)) {
    const stepMs = performance.now()
    const { looked, problems } = await step()
    const seconds = ((performance.now() - stepMs) / 1000).toFixed(1)
    if (problems.length > 0) redSteps.push(name)
    say(`${problems.length === 0 ? 'ok ' : 'RED'}  ${name.padEnd(16)} ${seconds.padStart(5)} s  ${looked}`)
    for (const problem of problems) say(`     ${problem}`)
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  const verdict = redSteps.length === 0 ? 'everything is in order' : `red: ${redSteps.join(', ')}`
  say(`check: ${verdict} (${seconds} s)`)
  return { redSteps, tests }
}

async function outside(root: string, program: string, args: string[]): Promise<Found> {
  const { code, output } = await runCommand(root, path.join(root, 'node_modules', '.bin', program), args)
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const counted = /(\d+) files/.exec(output)?.[1] ?? '0'
  if (code === 0 && counted === '0') return { looked: '0 files', problems: [`${program} looked at nothing`] }
  return { looked: `${counted} files`, problems: code === 0 ? [] : lines }
}

if (import.meta.main) {
  process.on('exit', endRunningTests)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))
  const { redSteps } = await check(path.dirname(import.meta.dirname), console.log)
  process.exitCode = redSteps.length === 0 ? 0 : 1
}
