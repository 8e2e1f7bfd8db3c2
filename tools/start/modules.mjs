import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runToStderr, SetupError, say, systemPath } from './processes.mjs'

const NODE_MAJOR = 24
const STAMP = '.homeward-stamp'

/**
 * Installs the locked packages where they differ from the lock file, and returns the path of a Node that is
 * new enough to run TypeScript: the locked one, or the machine's own.
 * @param {string} root
 * @returns {Promise<string>}
 * @throws {SetupError} where npm is missing or fails, or no such Node can be had
 */
export async function ensureModules(root) {
  const modules = path.join(root, 'node_modules')
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex')
  if (readStamp(path.join(modules, STAMP)) !== wanted || !existsSync(path.join(modules, '.bin'))) {
    await install(root)
    writeFileSync(path.join(modules, STAMP), `${wanted}\n`)
  }
  return findNode(path.join(modules, '.bin', 'node'))
}

/** @param {string} root */
async function install(root) {
  say('installing the locked npm packages (a minute or two)')
  // The repository's own Node lies in the folder that npm ci empties, so the machine's Node runs it.
  const env = { ...process.env, PATH: systemPath().join(path.delimiter) }
  // Warnings are about the machine's Node, which runs nothing of this but npm itself.
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional']
  const code = await runToStderr('npm', args, { cwd: root, env })
  if (code === 0) return
  const because = code === 127 ? 'npm is not on the PATH' : `npm ci ended with code ${code}`
  throw new SetupError(
    `cannot go on: ${because}. Needed: Node.js 20 or newer with npm (apt-get install nodejs npm, or nodejs.org), ` +
      `and a way to the npm registry. To see it fail by itself: cd '${root}' && npm ci`,
  )
}

/** @param {string} file */
function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
}

/**
 * @param {string} locked
 * @returns {string}
 */
function findNode(locked) {
  const onPath = systemPath().map((folder) => path.join(folder, 'node'))
  for (const candidate of [locked, process.execPath, ...onPath]) {
    if (majorOf(candidate) >= NODE_MAJOR) return candidate
  }
  throw new SetupError(
    `cannot go on: no Node.js ${NODE_MAJOR} or newer. The locked one is for Linux on x64; on another machine, ` +
      'install Node.js 24 from nodejs.org and put it on the PATH.',
  )
}

/** @param {string} program */
function majorOf(program) {
  try {
    accessSync(program, constants.X_OK)
    return Number.parseInt(execFileSync(program, ['--version'], { encoding: 'utf8' }).slice(1), 10)
  } catch {
    return 0
  }
}
