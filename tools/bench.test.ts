import assert from 'node:assert/strict'
import path from 'node:path'
import test from 'node:test'
import { findBenchmarks, linesOf, runBenchmark } from './bench.ts'
import { withTree } from './planted-tree.ts'

const ROOT = path.dirname(import.meta.dirname)
const FILE = 'kernels/a/bench/a.bench.ts'

test('every benchmark of the repository runs at a tiny size, and each of ours has a peer', async () => {
  const files = await findBenchmarks(ROOT)
  assert.ok(files.length >= 2)
  for (const file of files) {
    for (const [title, least] of await runBenchmark(ROOT, file, true))
      assert.ok(least.size >= 2, `${file}: "${title}" is compared with nothing`)
  }
})

test('a peer that answers otherwise is refused, and so is a file that measures nothing', async () => {
  const planted = (contenders: string): Record<string, string> => ({
    [FILE]: `export const benchmarks = () => (${contenders})`,
  })
  await withTree(planted('{ t: { ours: () => [1], theirs: () => [2] } }'), async (root) => {
    assert.deepEqual(await findBenchmarks(root), [FILE])
    await assert.rejects(runBenchmark(root, FILE, true), /answer differently/)
  })
  await withTree(planted('{}'), (root) => assert.rejects(runBenchmark(root, FILE, true), /measured nothing/))
})

test('the ratio is printed for every contender but the first', () => {
  const figures = new Map([
    [
      'one query',
      new Map([
        ['ours', 2],
        ['theirs', 9],
      ]),
    ],
  ])
  const [title, ours, theirs] = linesOf(figures)
  assert.equal(title, 'one query')
  assert.match(ours ?? '', /ours +2\.00 ms$/)
  assert.match(theirs ?? '', /theirs +9\.00 ms +4\.5 times the first$/)
})
