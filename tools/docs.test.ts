import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import test from 'node:test'
import { ACTIONS } from '@homeward/core'
import { ASVS_LEVELS } from './docs/asvs-levels.ts'
import { writePolicyPage } from './docs/policy-page.ts'
import { checkDocs, writeDocs } from './docs.ts'
import { withTree } from './planted-tree.ts'

const STYLE = '# Style\n\n| Package | Why |\n|---|---|\n| `kysely` | typed SQL |\n'
const ERRORS = `# Errors

| Code | File | Because |
|---|---|---|
| \`claim/closed\` | \`core/src/claim/claim.ts\` | The claim is over. |
| \`claim/overlap\` | \`core/src/claim/claim.ts\` | Two units work it. |
| \`vault/full\` | \`server/src/vault/vault-error.ts\` | The disk is full. |
`

const ASVS = [...ASVS_LEVELS].map(([id, level]) => `${id},${level},why,documented,STYLE.md#style,\n`)

const CLEAN: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'homeward-workspace' }),
  'server/package.json': JSON.stringify({ name: '@homeward/server', dependencies: { kysely: '0.29.9' } }),
  'README.md': '# Read me\n\n[style](STYLE.md#style), [here](#read-me)\n\n`[not](a-link.md)`\n',
  'STYLE.md': STYLE,
  'docs/asvs.csv': `id,level,subject,state,evidence,reason\n${ASVS.join('')}`,
  'docs/errors.md': ERRORS,
  'docs/policy.md': writePolicyPage(),
  'core/src/claim/claim.ts':
    "export const no = { code: 'claim/overlap', because: 'Two.' }\nexport type ClaimCode = 'claim/closed'",
  'server/src/vault/vault-error.ts': "export class VaultError extends Error { readonly code = 'vault/full' }",
}

async function problemsOf(planted: Record<string, string>): Promise<string[]> {
  return withTree({ ...CLEAN, ...planted }, async (root) => (await checkDocs(root)).problems)
}

test('a clean tree has no problem, and was really read', async () => {
  await withTree(CLEAN, async (root) => {
    assert.deepEqual(await checkDocs(root), {
      looked:
        `4 pages, 2 links, 3 error codes, ${ACTIONS.length} policy actions, 1 dependencies, 253 ASVS requirements, ` +
        '0 marked code blocks; of the ASVS 0 shown, 253 documented, 0 open, 0 not applicable',
      problems: [],
    })
  })
})

const snippet = (shown: string, mark = 'file: server/src/a.ts region: one'): string =>
  `${CLEAN['README.md']}\n<!-- ${mark} -->\n\`\`\`ts\n${shown}\n\`\`\`\n`
const SOURCE = '  // region: one\n  const a = 1\n    const b = 2\n  // endregion\n'

test('a marked code block that is word for word its source is taken', async () => {
  assert.deepEqual(
    await problemsOf({ 'README.md': snippet('const a = 1\n  const b = 2'), 'server/src/a.ts': SOURCE }),
    [],
  )
})

const BREACHES: readonly (readonly [name: string, problem: string, planted: Record<string, string>])[] = [
  [
    'a link to no file',
    "README.md:1 the link 'gone.md' leads nowhere",
    { 'README.md': '[a](gone.md) [b](STYLE.md)' },
  ],
  ['a picture that is gone', "README.md:1 the link 'a.png' leads nowhere", { 'README.md': '![a](a.png)' }],
  ['a reference to no file', "README.md:1 the link 'gone.md' leads nowhere", { 'README.md': '[a]: gone.md' }],
  ['a link out of the repository', "README.md:1 the link '../x' leads nowhere", { 'README.md': '[a](../x)' }],
  ['a link from the root', "README.md:1 the link '/tmp' leads nowhere", { 'README.md': '[a](/tmp)' }],
  [
    'a link to no heading',
    "README.md:1 the link 'STYLE.md#gone' leads to no heading of STYLE.md",
    { 'README.md': '[a](STYLE.md#gone)' },
  ],
  [
    'a link to no heading of its own page',
    "README.md:1 the link '#gone' leads to no heading of README.md",
    { 'README.md': '[a](#gone)' },
  ],
  [
    'a code without a row',
    'docs/errors.md: clue/unknown, declared in core/src/clue/clue.ts, is missing',
    { 'core/src/clue/clue.ts': "export const no = refusal('clue/unknown', 'x')" },
  ],
  [
    'an error class without a row',
    'docs/errors.md: keys/lost, declared in server/src/a.ts, is missing',
    { 'server/src/a.ts': "throw new KeyError('keys/lost', 'x')" },
  ],
  ...[
    "function no(code = 'clue/gone') {}",
    "const code = bad ? other : 'clue/gone'",
    "export const no = { problem_code: 'clue/gone' }",
    "type No = { code: 'clue/gone' | 'claim/closed' }",
    "throw new Refused('x', 'clue/gone')",
    "export class E extends Error { code: 'clue/gone' }",
  ].map(
    (text) =>
      [
        `a code declared as: ${text}`,
        'docs/errors.md: clue/gone, declared in core/src/clue/clue.ts, is missing',
        { 'core/src/clue/clue.ts': text },
      ] as const,
  ),
  [
    'a row without a code',
    'docs/errors.md: vault/full is listed and declared nowhere',
    { 'server/src/vault/vault-error.ts': '' },
  ],
  [
    'a row with another file',
    'docs/errors.md: vault/full is declared in server/src/vault/vault-error.ts',
    { 'docs/errors.md': ERRORS.replace('vault-error.ts', 'vault.ts') },
  ],
  [
    'a row without an explanation',
    'docs/errors.md: vault/full has no explanation',
    { 'docs/errors.md': ERRORS.replace('The disk is full.', '') },
  ],
  [
    'a row twice',
    'docs/errors.md: vault/full is listed twice',
    { 'docs/errors.md': `${ERRORS}${ERRORS.trimEnd().split('\n').at(-1)}\n` },
  ],
  [
    'a policy page that says otherwise',
    'docs/policy.md differs from the policy in core/src/access/policy-table.ts: run npm run docs',
    { 'docs/policy.md': writePolicyPage().replace('specialist', 'auditor') },
  ],
  [
    'a table of answers to the ASVS of another form',
    'docs/asvs.csv: expected a table with the columns id, level, subject, state, evidence, reason',
    { 'docs/asvs.csv': 'id,level\n' },
  ],
  ['no error list', 'docs/errors.md: there is no table Code, File, Because', { 'docs/errors.md': '' }],
  [
    'a code block that has drifted',
    'README.md:7 the code block differs from server/src/a.ts',
    { 'README.md': snippet('const a = 3'), 'server/src/a.ts': SOURCE },
  ],
  [
    'a code block of no region',
    'README.md:7 there is no server/src/a.ts with a region two',
    { 'README.md': snippet('const a = 1', 'file: server/src/a.ts region: two'), 'server/src/a.ts': SOURCE },
  ],
  [
    'a mark without a code block',
    'README.md:7 no code block follows the mark',
    { 'README.md': `${CLEAN['README.md']}\n<!-- file: STYLE.md -->\nwords\n` },
  ],
  [
    'a dependency without a line',
    "STYLE.md: 'pg' has no line that says why it is here",
    { 'cli/package.json': JSON.stringify({ name: 'homeward', devDependencies: { pg: '8.0.0' } }) },
  ],
  [
    'a line without a dependency',
    "STYLE.md: 'left-pad' has a line and no package.json names it",
    { 'STYLE.md': `${STYLE}| \`left-pad\` | pads |\n` },
  ],
  [
    'a line without a reason',
    "STYLE.md: the line of 'kysely' does not say why",
    { 'STYLE.md': STYLE.replace('typed SQL', '') },
  ],
  ['no table of dependencies', 'STYLE.md: there is no table Package, Why', { 'STYLE.md': '# Style\n' }],
  ...['^0.29.9', '~0.29.9', 'latest', '*', '0.29', '>=1.0.0'].map(
    (version) =>
      [
        `the version ${version}`,
        `server/package.json: 'kysely' is at '${version}', which is no exact version`,
        {
          'server/package.json': JSON.stringify({
            name: '@homeward/server',
            dependencies: { kysely: version },
          }),
        },
      ] as const,
  ),
]

for (const [name, problem, planted] of BREACHES) {
  test(`goes red: ${name}`, async () => {
    const problems = await problemsOf(planted)
    assert.deepEqual(
      problems.filter((one) => !one.startsWith('no ')),
      [problem],
    )
  })
}

test('goes red: nothing to check', async () => {
  await withTree({ 'package.json': '{"name": "homeward-workspace"}' }, async (root) => {
    const { problems } = await checkDocs(root)
    for (const what of ['pages', 'links', 'error codes', 'dependencies', 'ASVS requirements']) {
      assert.ok(problems.includes(`no ${what} were found to check`), what)
    }
  })
})

test('writing the error list keeps explanations, drops what is gone and takes new ones from the text', async () => {
  const planted = {
    'server/src/vault/vault-error.ts': '',
    'core/src/clue/clue.ts': `export const no = { code: 'clue/unknown', because: \`No clue \${id} | here.\` }`,
  }
  await withTree({ ...CLEAN, ...planted }, async (root) => {
    await writeDocs(root)
    assert.deepEqual((await checkDocs(root)).problems, [])
    const text = await readFile(path.join(root, 'docs/errors.md'), 'utf8')
    assert.match(text, /\| `claim\/overlap` \| `core\/src\/claim\/claim\.ts` \| Two units work it\. \|/)
    assert.match(text, /\| `clue\/unknown` \| `core\/src\/clue\/clue\.ts` \| No clue … \\\| here\. \|/)
    assert.doesNotMatch(text, /vault\/full/)
  })
})
