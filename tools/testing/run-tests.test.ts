import assert from 'node:assert/strict'
import test from 'node:test'
import { withTree } from '../planted-tree.ts'
import { runTests, type Tally } from './run-tests.ts'

async function tallyOf(
  files: Record<string, string>,
  limitMs = 20_000,
  allowedSkips: string[] = [],
): Promise<Tally> {
  return withTree(files, (root) =>
    runTests({
      root,
      files: Object.keys(files),
      concurrency: 2,
      limitMs,
      allowedSkips,
      show: 'failures',
      say: () => undefined,
    }),
  )
}

const TEST = "import test from 'node:test'\n"

test('counts what passed over several files', async () => {
  const tally = await tallyOf({
    'a.test.ts': `${TEST}test('one', () => {})\ntest.suite('s', () => { test('two', () => {}) })`,
    'b.test.ts': `${TEST}test('three', () => {})`,
  })
  assert.deepEqual(tally, { passed: 3, failed: 0, skipped: [], failures: [] })
})

const FAILURES: readonly (readonly [name: string, text: string, passed: number, failure: string])[] = [
  ['a failing test', `${TEST}test('one', () => { throw new Error('x') })`, 0, 'a.test.ts: one'],
  ['a file without a test', 'export {}', 0, 'a.test.ts: ran no test (exit code 0)'],
  ['a file that does not load', "import './gone.ts'", 0, 'a.test.ts: ran no test (exit code 1)'],
  [
    'a process that ends itself after its tests',
    `${TEST}test('one', () => {})\ntest.after(() => process.on('exit', () => { process.exitCode = 3 }))`,
    1,
    'a.test.ts: ended with exit code 3 though no test failed',
  ],
  [
    'a skipped test',
    `${TEST}test.skip('one', () => {})`,
    0,
    'a.test.ts: one: skipped without an allowed reason',
  ],
  [
    'a skipped test with a reason of its own',
    `${TEST}test('one', { skip: 'not today' }, () => {})`,
    0,
    'a.test.ts: one: skipped without an allowed reason',
  ],
  ['an unfinished test', `${TEST}test.todo('one')`, 0, 'a.test.ts: one: marked as not finished'],
]

for (const [name, text, passed, failure] of FAILURES) {
  test(`counts as failed: ${name}`, async () => {
    const tally = await tallyOf({ 'a.test.ts': text })
    assert.deepEqual([tally.passed, tally.failed, tally.failures], [passed, 1, [failure]])
  })
}

test('a skip with an allowed reason is listed and not failed', async () => {
  const text = `${TEST}test('one', { skip: 'no such machine' }, () => {})\ntest('two', () => {})`
  const tally = await tallyOf({ 'a.test.ts': text }, 20_000, ['no such machine'])
  assert.deepEqual(tally, {
    passed: 1,
    failed: 0,
    skipped: ['a.test.ts: one (no such machine)'],
    failures: [],
  })
})

test('counts as failed: no test file at all', async () => {
  assert.deepEqual((await tallyOf({})).failures, ['no test was found'])
})

test('a file that hangs is ended in time, with the processes that it started', async () => {
  const text = `${TEST}import { spawn } from 'node:child_process'
test('one', () => {})
test('two', async () => {
  spawn('sleep', ['600'], { stdio: 'inherit' })
  await new Promise((resolve) => setTimeout(resolve, 600_000))
})`
  const startedMs = performance.now()
  const tally = await tallyOf({ 'a.test.ts': text }, 1_500)
  assert.ok(performance.now() - startedMs < 15_000)
  assert.deepEqual(tally.failures, ['a.test.ts: did not end within 1.5 s'])
})
