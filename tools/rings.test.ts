import assert from 'node:assert/strict'
import test from 'node:test'
import { withTree } from './planted-tree.ts'
import type { Privilege } from './rings/privileges.ts'
import { checkRings } from './rings.ts'

const manifest = (name: string, dependencies: string[] = [], devDependencies: string[] = []): string =>
  JSON.stringify({
    name,
    dependencies: Object.fromEntries(dependencies.map((one) => [one, '1.0.0'])),
    devDependencies: Object.fromEntries(devDependencies.map((one) => [one, '1.0.0'])),
  })

const CLEAN: Readonly<Record<string, string>> = {
  'package.json': manifest('homeward-workspace', [], ['fast-check']),
  'tools/a.ts': "import '@homeward/scenes'\nexport const at = Date.now()",
  'kernels/pdq/package.json': manifest('@homeward/pdq'),
  'kernels/pdq/src/index.ts': "export * from './pdq.ts'",
  'kernels/pdq/src/pdq.ts': 'export const a = 1',
  'core/package.json': manifest('@homeward/core', ['@homeward/pdq']),
  'core/src/index.ts': "export * from './events.ts'\nexport type { A } from './media/media.ts'",
  'core/src/events.ts': "import type { A } from './media/media.ts'\nexport type B = A",
  'core/src/refusal.ts': 'export type Refusal = 1',
  'core/src/access/role.ts': "import '@homeward/pdq'\nexport const at = new Date(0)",
  'core/src/media/media.ts': "import '../access/role.ts'\nimport '../refusal.ts'\nexport type A = 1",
  'core/src/media/media.test.ts':
    "import fs from 'node:fs'\nimport fc from 'fast-check'\nvoid [fs, fc, Date.now()]",
  'decoder/client/package.json': manifest('@homeward/decoder', ['@homeward/pdq']),
  'decoder/client/src/index.ts': "import path from 'node:path'\nexport const a = path",
  'decoder/worker/package.json': manifest('@homeward/decoder-worker', ['@homeward/pdq', 'sharp']),
  'decoder/worker/src/index.ts': "import sharp from 'sharp'\nimport '@homeward/pdq'\nvoid sharp",
  'server/package.json': manifest('@homeward/server', ['@homeward/core', '@homeward/decoder', 'kysely']),
  'server/src/index.ts': "import '@homeward/core'\nimport '@homeward/decoder'\nimport 'kysely'",
  'server/src/platform.ts': 'export const nowMs = () => Date.now()',
  'server/src/media/media-store.ts': "db.selectFrom('media')",
  'server/src/media/media.test.ts': "import '@homeward/scenes'",
  'cli/package.json': manifest('homeward', ['@homeward/core']),
  'cli/src/main.ts': "import '@homeward/core'",
  'web/package.json': manifest('@homeward/web', ['@homeward/core']),
  'web/src/index.tsx': "import '@homeward/core'\nexport const a = <p>x</p>",
  'scenes/package.json': manifest('@homeward/scenes', ['sharp']),
  'scenes/src/index.ts': "import 'sharp'",
  'test/package.json': manifest('@homeward/test'),
  'test/journeys/a.test.ts': "import '@homeward/server'\nimport { b } from '../../cli/src/main.ts'\nvoid b",
}

async function codesOf(
  planted: Record<string, string>,
  privileges: readonly Privilege[] = [],
): Promise<string[]> {
  return withTree({ ...CLEAN, ...planted }, async (root) => {
    const report = await checkRings(root, privileges)
    return report.breaches.map(({ code, file }) => `${code} ${file}`)
  })
}

test('a clean tree has no breach, and was really read', async () => {
  await withTree(CLEAN, async (root) => {
    const report = await checkRings(root, [])
    assert.deepEqual(report.breaches, [])
    assert.equal(report.filesChecked, Object.keys(CLEAN).filter((file) => !file.endsWith('.json')).length)
    assert.equal(report.importsChecked, 22)
  })
})

const BREACHES: readonly (readonly [name: string, code: string, file: string, text: string])[] = [
  ['core imports the server', 'direction', 'core/src/media/x.ts', "import '@homeward/server'"],
  [
    'a type import against the way',
    'direction',
    'core/src/x.ts',
    "import type { A } from '@homeward/server'",
  ],
  ['an import type expression', 'direction', 'core/src/x.ts', "export type A = import('@homeward/server').A"],
  ['an export from against the way', 'direction', 'core/src/x.ts', "export { a } from '@homeward/server'"],
  ['an export of everything', 'direction', 'core/src/x.ts', "export * from '@homeward/web'"],
  ['a dynamic import against the way', 'direction', 'core/src/x.ts', "await import('@homeward/server')"],
  ['a require against the way', 'direction', 'cli/src/x.ts', "require('@homeward/server')"],
  ['the command line imports the server', 'direction', 'cli/src/x.ts', "import '@homeward/server'"],
  ['the desk imports the decoder', 'direction', 'web/src/x.ts', "import '@homeward/decoder'"],
  ['the server imports the worker', 'direction', 'server/src/x.ts', "import '@homeward/decoder-worker'"],
  ['the server imports scenes', 'direction', 'server/src/x.ts', "import '@homeward/scenes'"],
  ['a test imports a leaf that is not scenes', 'direction', 'server/src/x.test.ts', "import 'homeward'"],
  ['a kernel imports core', 'direction', 'kernels/pdq/src/x.ts', "import '@homeward/core'"],
  ['a path into another room', 'reach-in', 'server/src/x.ts', "import '../../core/src/refusal.ts'"],
  ['a path into a leaf', 'direction', 'cli/src/x.ts', "import '../../server/src/platform.ts'"],
  ['a deep import of a room', 'reach-in', 'server/src/x.ts', "import '@homeward/core/src/refusal.ts'"],
  ['a path out of every room', 'outside', 'server/src/x.ts', "import '../../elsewhere/x.ts'"],
  ['a room that imports itself by name', 'self', 'core/src/x.ts', "import '@homeward/core'"],
  ['a feature to the right', 'feature-order', 'core/src/access/x.ts', "import '../media/media.ts'"],
  ['a feature imports the closed list', 'feature-order', 'core/src/media/x.ts', "import '../events.ts'"],
  ['a shared file imports a feature', 'feature-order', 'core/src/x.ts', "import './media/media.ts'"],
  ['an unknown feature', 'feature-order', 'core/src/helpers/x.ts', "import '../access/role.ts'"],
  ['an undeclared package', 'undeclared', 'server/src/x.ts', "import 'left-pad'"],
  ['an undeclared scoped package', 'undeclared', 'web/src/x.tsx', "import '@scope/pad/deep'"],
  ['an undeclared room', 'undeclared', 'cli/src/x.ts', "import '@homeward/decoder'"],
  ['a development package at run time', 'undeclared', 'server/src/x.ts', "import 'fast-check'"],
  ['a media package in the server', 'media-package', 'server/src/x.ts', "import 'sharp'"],
  ['a media package in a test', 'media-package', 'test/x.test.ts', "import 'yauzl'"],
  ['a media program outside the sandbox', 'media-program', 'server/src/x.ts', "run('/usr/bin/exiftool', [])"],
  ['files without a row', 'reach', 'server/src/x.ts', "import fs from 'node:fs'"],
  ['files by the bare name', 'reach', 'server/src/x.ts', "import { open } from 'fs/promises'"],
  ['a process without a row', 'reach', 'server/src/x.ts', "import { spawn } from 'node:child_process'"],
  ['a socket without a row', 'reach', 'cli/src/x.ts', "import net from 'node:net'"],
  ['fetch without a row', 'reach', 'web/src/x.ts', "fetch('/a')"],
  ['fetch through globalThis', 'reach', 'server/src/x.ts', "globalThis.fetch('/a')"],
  ['fetch under another name', 'reach', 'web/src/x.ts', 'const fetch = globalThis.fetch'],
  ['fetch as a value', 'reach', 'web/src/x.ts', 'export const a = { load: fetch }'],
  ['an event stream without a row', 'reach', 'web/src/x.ts', "new EventSource('/a')"],
  ['the platform in core', 'platform', 'core/src/x.ts', "import 'node:path'"],
  ['the platform in a kernel', 'platform', 'kernels/pdq/src/x.ts', "import 'node:crypto'"],
  ['Date.now', 'clock-or-randomness', 'server/src/x.ts', 'export const a = Date.now()'],
  ['Date.now, handed on', 'clock-or-randomness', 'core/src/x.ts', 'export const a = globalThis.Date.now'],
  ['Date.now, taken out', 'clock-or-randomness', 'core/src/x.ts', 'const { now } = Date'],
  ['new Date()', 'clock-or-randomness', 'server/src/x.ts', 'export const a = new Date()'],
  ['Date() as a function', 'clock-or-randomness', 'server/src/x.ts', 'export const a = Date()'],
  ['Math.random', 'clock-or-randomness', 'scenes/src/x.ts', 'export const a = Math.random()'],
  ['performance.now', 'clock-or-randomness', 'web/src/x.ts', 'export const a = performance.now()'],
  ['crypto.randomUUID', 'clock-or-randomness', 'server/src/x.ts', 'export const a = crypto.randomUUID()'],
  ['randomBytes', 'clock-or-randomness', 'server/src/x.ts', "import { randomBytes } from 'node:crypto'"],
  ['a query outside a store', 'sql', 'server/src/media/media-desk.ts', "db.selectFrom('media')"],
  ['a sql template outside a store', 'sql', 'server/src/media/media-desk.ts', 'sql`drop table media`'],
  ['a statement in a string', 'sql', 'server/src/media/x.ts', "db.query('DELETE FROM media')"],
  ['a computed import', 'computed-import', 'server/src/x.ts', 'await import(name)'],
  ['program text outside every room', 'outside', 'elsewhere/x.ts', 'export const a = 1'],
  ['text that does not parse', 'unreadable', 'server/src/x.ts', 'import {'],
  ['a package that is no room', 'unknown-room', 'attic/package.json', manifest('@homeward/attic')],
]

for (const [name, code, file, text] of BREACHES) {
  test(`goes red: ${name}`, async () => {
    assert.deepEqual([...new Set(await codesOf({ [file]: text }))], [`rings/${code} ${file}`])
  })
}

test('a parameter that has the name of a global is not the global', async () => {
  assert.deepEqual(await codesOf({ 'core/src/x.ts': 'export const a = (fetch: () => void) => fetch()' }), [])
  assert.deepEqual(
    await codesOf({ 'core/src/x.ts': 'export type A = { fetch: typeof fetch; at: WebSocket }' }),
    [],
  )
  assert.deepEqual(await codesOf({ 'server/src/x.ts': 'export const a = client.fetch({ fetch: 1 })' }), [])
})

test('a row lets one file in, for one reach only', async () => {
  const row: Privilege = { at: 'server/src/x.ts', may: ['files'], because: 'planted' }
  assert.deepEqual(await codesOf({ 'server/src/x.ts': "import 'node:fs'" }, [row]), [])
  assert.deepEqual(await codesOf({ 'server/src/x.ts': "import 'node:net'" }, [row]), [
    'rings/reach server/src/x.ts',
  ])
})

test('goes red: a row whose file is gone', async () => {
  const row: Privilege = { at: 'server/src/gone.ts', may: ['files'], because: 'planted' }
  assert.deepEqual(await codesOf({}, [row]), ['rings/stale-row tools/rings/privileges.ts'])
})

test('goes red: a room without program text', async () => {
  await withTree({ ...CLEAN, 'kernels/empty/package.json': manifest('@homeward/empty') }, async (root) => {
    const { breaches } = await checkRings(root, [])
    assert.deepEqual(
      breaches.map((one) => `${one.code} ${one.file}`),
      ['rings/nothing-checked kernels/empty'],
    )
  })
})

test('goes red: nothing to check', async () => {
  await withTree({ 'package.json': manifest('homeward-workspace') }, async (root) => {
    const { breaches } = await checkRings(root, [])
    assert.deepEqual(
      breaches.map((one) => `${one.code} ${one.file}`),
      ['rings/nothing-checked tools', 'rings/nothing-checked .'],
    )
  })
})
