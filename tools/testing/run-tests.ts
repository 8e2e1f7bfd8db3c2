import { ALLOWED_SKIPS } from './allowed-skips.ts'
import { type FileResult, runTestFile } from './run-test-file.ts'

/** The sum over several test files. */
export type Tally = {
  passed: number
  failed: number
  /** Every skipped test with its reason, the allowed ones included. */
  skipped: string[]
  /** Every failure by name. */
  failures: string[]
}

/** How to run: `say` gets the report of each file as it ends, in full or of failures only. */
export type RunOptions = {
  root: string
  files: readonly string[]
  concurrency: number
  limitMs: number
  allowedSkips?: readonly string[]
  show: 'everything' | 'failures'
  say: (text: string) => void
}

/** Runs the test files, `concurrency` at a time, and adds up what they did. No test at all is a failure. */
export async function runTests(options: RunOptions): Promise<Tally> {
  const { root, files, concurrency, limitMs, allowedSkips = ALLOWED_SKIPS, show, say } = options
  const tally: Tally = { passed: 0, failed: 0, skipped: [], failures: [] }
  const waiting = [...files]
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await runTestFile(root, file, limitMs)
      const before = tally.failed
      count(tally, result, allowedSkips)
      const red = tally.failed > before
      if (red || show === 'everything') say(result.output.trimEnd())
      if (red || show === 'everything') say(summaryOf(result))
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work))
  if (tally.passed + tally.failed === 0) fail(tally, 'no test was found')
  return tally
}

/** The tallies of several runs as one. */
export function addTallies(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, one) => sum + one.passed, 0),
    failed: tallies.reduce((sum, one) => sum + one.failed, 0),
    skipped: tallies.flatMap((one) => one.skipped),
    failures: tallies.flatMap((one) => one.failures),
  }
}

function count(tally: Tally, result: FileResult, allowedSkips: readonly string[]): void {
  for (const { name, outcome, reason } of result.tests) {
    const title = `${result.file}: ${name}`
    if (outcome === 'passed') tally.passed += 1
    if (outcome === 'failed') fail(tally, title)
    if (outcome === 'skipped') tally.skipped.push(`${title} (${reason === '' ? 'no reason given' : reason})`)
    if (outcome === 'skipped' && !allowedSkips.includes(reason))
      fail(tally, `${title}: skipped without an allowed reason`)
    if (outcome === 'todo') fail(tally, `${title}: marked as not finished`)
  }
  if (result.problem !== null) fail(tally, `${result.file}: ${result.problem}`)
}

function fail(tally: Tally, title: string): void {
  tally.failed += 1
  tally.failures.push(title)
}

function summaryOf(result: FileResult): string {
  const seconds = (result.durationMs / 1000).toFixed(1)
  const problem = result.problem === null ? '' : `: ${result.problem}`
  return `${result.file}: ${result.tests.length} tests in ${seconds} s${problem}`
}
