import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import test from 'node:test'
import { withTree } from '../planted-tree.ts'
import { digestOfSources } from './desk.mjs'
import { missingPackages, planPrivilege } from './packages.mjs'

const TOOLS = path.dirname(import.meta.dirname)

const missing = (verb: string, absent: string[]): string[] =>
  missingPackages(verb, (file: string) => !absent.includes(file)).map((one: { name: string }) => one.name)

test('each verb asks only for what it needs', () => {
  assert.deepEqual(missing('demo', ['bwrap', '/usr/bin/chromium']), ['bubblewrap'])
  assert.deepEqual(missing('node', ['ffprobe', 'age']), ['ffmpeg'])
  assert.deepEqual(missing('test', ['age', '/usr/bin/chromium']), ['chromium', 'age'])
  assert.deepEqual(missing('test', ['/usr/lib/postgresql/15/bin/postgres']), ['postgresql-15'])
  assert.deepEqual(missing('check', ['bwrap', 'age']), [])
  assert.deepEqual(missing('test', []), [])
})

test('the administrator is reached directly, through sudo, or not at all, with the reason', () => {
  const debian = { apt: true, debian: true, sudo: 'none' } as const
  assert.deepEqual(planPrivilege({ ...debian, uid: 0 }), { prefix: [] })
  assert.deepEqual(planPrivilege({ ...debian, uid: 1000, sudo: 'free' }), { prefix: ['sudo', '-n'] })
  assert.deepEqual(planPrivilege({ ...debian, uid: 1000, sudo: 'asks' }), { prefix: ['sudo'] })
  assert.match((planPrivilege({ ...debian, uid: 1000 }) as { because: string }).because, /not root/)
  const elsewhere = planPrivilege({ uid: 0, apt: false, debian: false, sudo: 'none' })
  assert.match((elsewhere as { because: string }).because, /not a Debian system/)
})

test('the digest of the sources follows their bytes and leaves out what was built', async () => {
  await withTree({ 'web/src/a.ts': 'a', 'core/src/b.ts': 'b' }, async (root) => {
    const before = digestOfSources(root)
    await mkdir(path.join(root, 'web/dist'))
    await writeFile(path.join(root, 'web/dist/a.js'), 'built')
    assert.equal(digestOfSources(root), before)
    await writeFile(path.join(root, 'core/src/b.ts'), 'c')
    assert.notEqual(digestOfSources(root), before)
  })
})

/** A small repository in a folder with a space, with an npm that only says that it was called. */
async function withRepository(use: (root: string, run: Run) => Promise<void>): Promise<void> {
  const check = `
    process.on('SIGTERM', () => process.exit(7))
    console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd() }))
    if (process.argv[2] === 'wait') setTimeout(() => {}, 60_000)
    else process.exit(Number(process.argv[2]))`
  const npm = '#!/bin/sh\necho "$@" >> npm-calls\nmkdir -p node_modules/.bin\n'
  await withTree({ 'package-lock.json': '{}', 'tools/check.ts': check, 'bin/npm': npm }, async (root) => {
    await cp(path.join(TOOLS, 'start.mjs'), path.join(root, 'tools/start.mjs'))
    await cp(path.join(TOOLS, 'start'), path.join(root, 'tools/start'), { recursive: true })
    await chmod(path.join(root, 'bin/npm'), 0o755)
    await symlink(process.execPath, path.join(root, 'bin/node'))
    const env = { ...process.env, PATH: `${path.join(root, 'bin')}:/usr/bin:/bin` }
    await use(root, { file: path.join(root, 'tools/start.mjs'), env })
  })
}

type Run = { file: string; env: NodeJS.ProcessEnv }

function runStart(
  { file, env }: Run,
  args: string[],
  cwd = '/',
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [file, ...args], { env, cwd, encoding: 'utf8' })
}

test('installs once a lock file, from any folder, and hands on arguments and exit code', async () => {
  await withRepository(async (root, run) => {
    const first = runStart(run, ['check', '5', '--port', '0', 'a b'])
    assert.equal(first.status, 5, first.stderr)
    assert.deepEqual(JSON.parse(first.stdout), { args: ['5', '--port', '0', 'a b'], cwd: '/' })
    assert.match(first.stderr, /installing the locked npm packages/)
    assert.equal(runStart(run, ['check', '0']).status, 0)
    const calls = (): Promise<string> => readFile(path.join(root, 'npm-calls'), 'utf8')
    assert.equal(await calls(), 'ci --no-audit --no-fund --loglevel=error --include=dev --include=optional\n')
    await writeFile(path.join(root, 'package-lock.json'), '{"changed": true}')
    assert.equal(runStart(run, ['check', '0']).status, 0)
    assert.equal((await calls()).split('\n').length - 1, 2)
  })
})

test('says what is missing and ends with 4 where npm fails, and leaves no stamp', async () => {
  await withRepository(async (root, run) => {
    await writeFile(path.join(root, 'bin/npm'), '#!/bin/sh\nmkdir -p node_modules/.bin\nexit 3\n')
    for (const _ of [1, 2]) {
      const { status, stderr, stdout } = runStart(run, ['check', '0'])
      assert.deepEqual([status, stdout], [4, ''])
      assert.match(stderr, /npm ci ended with code 3/)
    }
  })
})

test('hands on the signal that ends it', async () => {
  await withRepository(async (_root, run) => {
    const child = spawn(process.execPath, [run.file, 'check', 'wait'], {
      env: run.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill('SIGTERM')
    const code = await new Promise((resolve) => child.on('exit', resolve))
    assert.equal(code, 7)
  })
})

test('an unknown verb is a usage error', async () => {
  await withRepository(async (_root, run) => {
    assert.equal(runStart(run, ['fly']).status, 2)
    assert.equal(runStart(run, []).status, 2)
    assert.equal(runStart(run, ['toString']).status, 2)
  })
})
