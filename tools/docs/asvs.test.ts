import assert from 'node:assert/strict'
import test from 'node:test'
import { withTree } from '../planted-tree.ts'
import { checkAsvs } from './asvs.ts'
import { ASVS_LEVELS } from './asvs-levels.ts'

const EVIDENCE = '"core/src/a.test.ts: one, two | STYLE.md#style"'
const ANSWER = `why,shown,${EVIDENCE},`
const TABLE = [
  'id,level,subject,state,evidence,reason',
  ...[...ASVS_LEVELS].map(([id, level]) => `${id},${level},${ANSWER}`),
  '',
].join('\n')
const TESTS = "it('one, two', () => 1)\nit.skip('skipped', () => 1)\ntest(`of any form`, () => 1)\n"
const PAGES = new Map([['STYLE.md', '# Style\n']])

/** What is wrong with the table once every `from` of a pair, which must be in it, is its `to`. */
function problemsWith(...changes: readonly (readonly [from: string, to: string])[]): Promise<string[]> {
  const table = changes.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), `${from} is in the table`)
    return text.replace(from, to)
  }, TABLE)
  return withTree({ 'docs/asvs.csv': table, 'core/src/a.test.ts': TESTS }, async (root) => {
    const { problems } = await checkAsvs(root, PAGES)
    return problems
  })
}

test('the standard has 70 requirements of level 1 and 183 of level 2', () => {
  const levels = [...ASVS_LEVELS.values()]
  assert.equal(levels.filter((level) => level === '1').length, 70)
  assert.equal(levels.filter((level) => level === '2').length, 183)
})

test('a table that answers everything has no problem, and is counted', async () => {
  assert.deepEqual(await problemsWith(), [])
  await withTree({ 'docs/asvs.csv': TABLE, 'core/src/a.test.ts': TESTS }, async (root) => {
    const { looked, counts } = await checkAsvs(root, PAGES)
    assert.equal(looked, 253)
    assert.deepEqual(counts, { shown: 253, documented: 0, open: 0, 'not applicable': 0 })
  })
})

test('each state is taken with what it needs', async () => {
  const found = await problemsWith(
    [ANSWER, 'why,documented,STYLE.md#style,'],
    [ANSWER, 'why,open,,"later, by others"'],
    [ANSWER, 'why,not applicable,,"there is no ""such"" thing"'],
    ['one, two', 'of any form'],
  )
  assert.deepEqual(found, [])
})

const BREACHES: readonly (readonly [name: string, from: string, to: string, problem: string])[] = [
  ['a requirement without a row', `1.1.1,2,${ANSWER}\n`, '', ': 1.1.1 has no row'],
  [
    'a requirement of level 3',
    '1.1.1,2,',
    '1.2.10,3,',
    ':2 1.2.10: the standard has no such requirement of level 1 or 2',
  ],
  ['another level', '1.1.1,2,', '1.1.1,1,', ":2 1.1.1: expected level 2, got '1'"],
  ['no subject', 'why', '', ':2 1.1.1: has no subject'],
  [
    'another state',
    'shown',
    'done',
    ":2 1.1.1: expected one of shown, documented, open, not applicable, got 'done'",
  ],
  ['a cell too many', `${ANSWER}\n`, `${ANSWER},\n`, ':2 1.1.1: expected 6 cells, got 7'],
  ['no reason for what is open', 'shown', 'open', ':2 1.1.1: does not say why'],
  ['no reason for what is not asked', 'shown', 'not applicable', ':2 1.1.1: does not say why'],
  ['shown by words alone', EVIDENCE, 'STYLE.md#style', ':2 1.1.1: is shown by no test'],
  [
    'documented by a test alone',
    `shown,${EVIDENCE}`,
    'documented,"core/src/a.test.ts: one, two"',
    ':2 1.1.1: is documented under no heading',
  ],
  ['a test that is gone', 'one, two', 'two', ":2 1.1.1: there is no test 'two' in core/src/a.test.ts"],
  [
    'a test that is skipped',
    'one, two',
    'skipped',
    ":2 1.1.1: there is no test 'skipped' in core/src/a.test.ts",
  ],
  ['a file of tests that is gone', 'a.test.ts', 'b.test.ts', ':2 1.1.1: there is no core/src/b.test.ts'],
  ['a page that is gone', 'STYLE.md', 'GONE.md', ':2 1.1.1: there is no page GONE.md'],
  ['a heading that is gone', '#style', '#gone', ":2 1.1.1: there is no heading 'gone' in STYLE.md"],
  [
    'evidence that names no place',
    'STYLE.md#style',
    'believe me',
    ":2 1.1.1: expected 'FILE.test.ts: NAME' or 'PAGE.md#HEADING', got 'believe me'",
  ],
  [
    'a program in place of a test',
    'STYLE.md#style',
    'core/src/a.ts: one',
    ":2 1.1.1: expected 'FILE.test.ts: NAME' or 'PAGE.md#HEADING', got 'core/src/a.ts: one'",
  ],
]

for (const [name, from, to, problem] of BREACHES) {
  test(`goes red: ${name}`, async () => {
    const problems = await problemsWith([from, to])
    assert.ok(problems.includes(`docs/asvs.csv${problem}`), problems.join('\n'))
  })
}

test('goes red: a row twice', async () => {
  assert.deepEqual(await problemsWith(['1.1.2,2,', '1.1.1,2,']), [
    'docs/asvs.csv:3 1.1.1: stands here twice',
    'docs/asvs.csv: 1.1.2 has no row',
  ])
})

test('goes red: no table', async () => {
  await withTree({ 'STYLE.md': '# Style\n' }, async (root) => {
    const { looked, problems } = await checkAsvs(root, PAGES)
    assert.equal(looked, 0)
    assert.equal(problems.length, 1)
  })
})
