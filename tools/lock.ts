/**
 * Whether the lock file names every package that its packages ask for. npm leaves out the optional packages of
 * other systems where a registry does not serve them, and `npm ci` then refuses the whole file. With `--write`,
 * adds them by name and version, so that they are known and never installed here.
 */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** What was looked at, and what is missing. Nothing looked at is itself a problem. */
export type LockReport = { packages: number; edges: number; problems: string[] }

type Entry = {
  version?: string
  resolved?: string
  link?: boolean
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}
type Lock = { packages: Record<string, Entry> }
type Missing = { at: string; parent: Entry; name: string; range: string; optional: boolean }

const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el']

/** Checks the lock file of the repository at `root`. */
export async function checkLock(root: string): Promise<LockReport> {
  const lock = await readLock(root)
  const { edges, missing } = follow(lock)
  const problems = missing.map(
    ({ at, name }) =>
      `package-lock.json: ${at || 'the root'} asks for '${name}', which the file does not name`,
  )
  if (edges === 0) problems.push('package-lock.json: no package was found to check')
  return { packages: Object.keys(lock.packages).length, edges, problems }
}

/** Adds the missing packages of other systems to the lock file; whatever else is missing stays missing. */
export async function completeLock(root: string): Promise<void> {
  const lock = await readLock(root)
  for (const { parent, name, range, optional } of follow(lock).missing) {
    const system = systemOf(name)
    if (!optional || system === null || !EXACT.test(range)) continue
    const dev = parent.dev === true ? { dev: true } : {}
    lock.packages[`node_modules/${name}`] = { version: range, ...dev, optional: true, ...system }
  }
  const [rootEntry, ...rest] = Object.entries(lock.packages)
  const sorted = rest.sort(([left], [right]) => left.localeCompare(right, 'en'))
  if (rootEntry !== undefined) lock.packages = Object.fromEntries([rootEntry, ...sorted])
  await writeFile(path.join(root, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`)
}

async function readLock(root: string): Promise<Lock> {
  return JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')) as Lock
}

function follow(lock: Lock): { edges: number; missing: Missing[] } {
  const missing: Missing[] = []
  let edges = 0
  for (const [at, parent] of Object.entries(lock.packages)) {
    const optional = parent.optionalDependencies ?? {}
    for (const [name, range] of Object.entries({ ...parent.dependencies, ...optional })) {
      edges += 1
      if (!isNamed(lock, at, name)) missing.push({ at, parent, name, range, optional: name in optional })
    }
  }
  return { edges, missing }
}

/** Whether the package is found as Node finds it: beside the one that asks, or in any folder above. */
function isNamed(lock: Lock, at: string, name: string): boolean {
  for (let folder = at; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lock.packages) return true
    if (folder === '') return false
  }
}

function systemOf(name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> | null {
  const words = name.replace(/^@/, '').split(/[/-]/)
  const os = SYSTEMS.find((one) => words.includes(one))
  const cpu = PROCESSORS.find((one) => words.includes(one))
  if (os === undefined || cpu === undefined) return null
  const musl = words.some((word) => word.startsWith('musl'))
  const libc = musl ? 'musl' : words.some((word) => word.startsWith('gnu')) ? 'glibc' : null
  return { ...(os === 'linux' && libc !== null ? { libc: [libc] } : {}), os: [os], cpu: [cpu] }
}

if (import.meta.main) {
  const root = path.dirname(import.meta.dirname)
  if (process.argv.includes('--write')) await completeLock(root)
  const { packages, edges, problems } = await checkLock(root)
  for (const problem of problems) console.log(problem)
  console.log(`lock: ${packages} packages, ${edges} edges, ${problems.length} problems`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
