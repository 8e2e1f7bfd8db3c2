#!/usr/bin/env node
// The one way in, from a bare machine: plain JavaScript for Node 20 without dependencies, because it runs
// before any dependency is there. It brings what the verb needs and goes on under the project's own Node.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDesk } from './start/desk.mjs'
import { ensureModules } from './start/modules.mjs'
import { ensurePackages } from './start/packages.mjs'
import { goOn, SetupError, say } from './start/processes.mjs'

const VERBS = {
  demo: { script: 'tools/demo.ts', desk: true },
  node: { script: 'server/src/main.ts', desk: true },
  test: { script: 'tools/test.ts', desk: true },
  check: { script: 'tools/check.ts', desk: false },
  bench: { script: 'tools/bench.ts', desk: false },
}

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const [verbName = '', ...rest] = process.argv.slice(2)
const verb = Object.hasOwn(VERBS, verbName) ? VERBS[/** @type {keyof typeof VERBS} */ (verbName)] : null

if (verb === null) {
  say(`usage: node tools/start.mjs ${Object.keys(VERBS).join('|')} [arguments]`)
  process.exit(2)
}

try {
  await ensurePackages(verbName)
  const node = await ensureModules(root)
  if (verb.desk) await ensureDesk(root, node)
  process.exitCode = await goOn(root, node, path.join(root, verb.script), rest)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exitCode = error.exitCode
}
