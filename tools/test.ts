/**
 * Every test of the repository: the check first, then all that need a database, a sandbox or a browser. Ends
 * with `N passed, N failed`. With arguments, runs only the test files whose path contains one of them.
 */
import path from 'node:path'
import { check } from './check.ts'
import { endRunningTests } from './testing/run-test-file.ts'
import { addTallies, runTests, type Tally } from './testing/run-tests.ts'
import { findTests } from './testing/test-files.ts'

const LIMIT_MS = 15 * 60_000
// A test file may start a database, a sandbox and a browser; more than two at once starve each other.
const CONCURRENCY = 2

const root = path.dirname(import.meta.dirname)
const say = console.log
process.on('exit', endRunningTests)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

const wanted = process.argv.slice(2)
const found = await findTests(root)
const settings = { root, concurrency: CONCURRENCY, limitMs: LIMIT_MS, show: 'everything', say } as const
const tallies: Tally[] = []
const redSteps: string[] = []

if (wanted.length === 0) {
  const checked = await check(root, say)
  tallies.push(checked.tests)
  redSteps.push(...checked.redSteps.filter((step) => step !== 'unit tests'))
  tallies.push(await runTests({ ...settings, files: found.rest }))
} else {
  const files = [...found.unit, ...found.rest].filter((file) => wanted.some((part) => file.includes(part)))
  say(`only the ${files.length} files that were asked for; the check and the others are left out`)
  tallies.push(await runTests({ ...settings, files }))
}

const total = addTallies(tallies)
if (total.skipped.length > 0) say(`\nskipped:\n${total.skipped.map((one) => `  ${one}`).join('\n')}`)
const failures = [...redSteps.map((step) => `check: ${step}`), ...total.failures]
if (failures.length > 0) say(`\nfailed:\n${failures.map((one) => `  ${one}`).join('\n')}`)
say(`\n${total.passed} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1
