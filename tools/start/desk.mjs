import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runToStderr, SetupError, say } from './processes.mjs'

const SOURCES = ['web', 'core', 'kernels', 'package-lock.json', 'tsconfig.base.json']
const NOT_SOURCES = new Set(['node_modules', 'dist'])
const STAMP = '.sources-sha256'

/**
 * Builds the desk where it has never been built or its sources have changed since.
 * @param {string} root
 * @param {string} node
 * @throws {SetupError} where the build fails
 */
export async function ensureDesk(root, node) {
  const web = path.join(root, 'web')
  if (!existsSync(path.join(web, 'vite.config.ts'))) return
  const stamp = path.join(web, 'dist', STAMP)
  const wanted = digestOfSources(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted) return
  say('building the desk')
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const code = await runToStderr(node, [vite, 'build', '--logLevel', 'warn'], { cwd: web })
  if (code !== 0) throw new SetupError(`the desk could not be built: vite ended with code ${code}`, 1)
  writeFileSync(stamp, `${wanted}\n`)
}

/**
 * @param {string} root
 * @returns {string}
 */
export function digestOfSources(root) {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap((source) => listFiles(path.join(root, source)))) {
    const bytes = readFileSync(file)
    hash.update(`${path.relative(root, file)}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

/**
 * @param {string} place
 * @returns {string[]}
 */
function listFiles(place) {
  if (!existsSync(place)) return []
  try {
    const entries = readdirSync(place, { withFileTypes: true }).filter(
      (entry) => !NOT_SOURCES.has(entry.name),
    )
    return entries.flatMap((entry) => listFiles(path.join(place, entry.name))).sort()
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return [place]
    throw error
  }
}
