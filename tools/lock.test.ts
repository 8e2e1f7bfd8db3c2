import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import test from 'node:test'
import { checkLock, completeLock } from './lock.ts'
import { withTree } from './planted-tree.ts'

const CLEAN: Readonly<Record<string, Record<string, unknown>>> = {
  '': { name: 'homeward-workspace', dependencies: { lint: '1.0.0' } },
  'node_modules/lint': { version: '1.0.0', dev: true, dependencies: { deep: '^2.0.0' } },
  'node_modules/lint/node_modules/deep': { version: '2.0.0' },
}

const tree = (packages: object): Record<string, string> => ({
  'package-lock.json': JSON.stringify({ packages }),
})

test('a complete lock file has no problem, and was really read', async () => {
  await withTree(tree(CLEAN), async (root) => {
    assert.deepEqual(await checkLock(root), { packages: 3, edges: 2, problems: [] })
  })
})

test('goes red: a package that is asked for and not named', async () => {
  const { 'node_modules/lint/node_modules/deep': _, ...rest } = CLEAN
  await withTree(tree(rest), async (root) => {
    assert.deepEqual((await checkLock(root)).problems, [
      "package-lock.json: node_modules/lint asks for 'deep', which the file does not name",
    ])
    await completeLock(root)
    assert.equal((await checkLock(root)).problems.length, 1, 'only packages of other systems are added')
  })
})

test('goes red: nothing to check', async () => {
  await withTree(tree({ '': {} }), async (root) => {
    assert.deepEqual((await checkLock(root)).problems, ['package-lock.json: no package was found to check'])
  })
})

test('names the packages of other systems without touching the rest', async () => {
  const asked = {
    '@lint/linux-x64-musl': '1.0.0',
    '@lint/darwin-arm64': '1.0.0',
    '@lint/linux-arm-gnueabihf': '1.0.0',
  }
  const lint = { ...CLEAN['node_modules/lint'], optionalDependencies: asked }
  await withTree(tree({ ...CLEAN, 'node_modules/lint': lint }), async (root) => {
    assert.equal((await checkLock(root)).problems.length, 3)
    await completeLock(root)
    assert.deepEqual((await checkLock(root)).problems, [])
    const { packages } = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'))
    const common = { version: '1.0.0', dev: true, optional: true }
    assert.deepEqual(packages, {
      ...CLEAN,
      'node_modules/lint': lint,
      'node_modules/@lint/darwin-arm64': { ...common, os: ['darwin'], cpu: ['arm64'] },
      'node_modules/@lint/linux-arm-gnueabihf': { ...common, libc: ['glibc'], os: ['linux'], cpu: ['arm'] },
      'node_modules/@lint/linux-x64-musl': { ...common, libc: ['musl'], os: ['linux'], cpu: ['x64'] },
    })
  })
})
