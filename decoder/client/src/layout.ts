import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DecoderError } from './errors.ts'

/** A file or folder of the host and the place where the sandbox sees it, read only. */
export type Bind = readonly [from: string, to: string]

const HERE = dirname(fileURLToPath(import.meta.url))
const WORKER = realpathSync(join(HERE, '../../worker'))

/** The folder that holds the worker's sources and, as a rule, the whole repository. */
export const REPOSITORY: string = dirname(dirname(WORKER))

/** Where the sandbox sees the hash kernel: outside `node_modules`, because Node strips no types inside it. */
export const PDQ_FOLDER = '/app/kernels/pdq'

/** The worker's own sources and the kernel that it hashes with, at the same distance from each other as on the host. */
export function workerBinds(): Bind[] {
  const pdq = realpathSync(packageFolder('@homeward/pdq'))
  return [
    [join(WORKER, 'package.json'), '/app/worker/package.json'],
    [join(WORKER, 'src'), '/app/worker/src'],
    [join(pdq, 'package.json'), `${PDQ_FOLDER}/package.json`],
    [join(pdq, 'src'), `${PDQ_FOLDER}/src`],
  ]
}

/** Installed packages, each where the worker's imports find it. */
export function packageBinds(names: readonly string[]): Bind[] {
  return names.map((name) => [packageFolder(name), `/app/node_modules/${name}`])
}

function packageFolder(name: string): string {
  for (let folder = WORKER; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(candidate)) return realpathSync(candidate)
    if (folder === dirname(folder)) {
      throw new DecoderError(
        'decoder/sandbox',
        `the package ${name} expected beside the worker, it is not installed: run npm ci`,
      )
    }
  }
}

/** Programs with the shared libraries and the loader that they need, each at its own path. */
export function programBinds(programs: readonly string[]): Bind[] {
  const paths = new Set<string>()
  for (const program of programs) {
    for (const path of libraries(program)) paths.add(path)
  }
  return [...paths].map((path) => [realpathSync(path), path])
}

function libraries(program: string): string[] {
  let listing: string
  try {
    listing = execFileSync('ldd', [program], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: SYSTEM_PATH },
    })
  } catch (cause) {
    throw new DecoderError('decoder/sandbox', `ldd could not list the libraries of ${program}`, { cause })
  }
  return [...listing.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map((match) => match[1] as string)
}

export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Where a Debian program lies, or a `DecoderError` that says how to get it. */
export function programPath(name: string, debianPackage: string): string {
  for (const folder of SYSTEM_PATH.split(':')) {
    if (existsSync(join(folder, name))) return join(folder, name)
  }
  throw new DecoderError(
    'decoder/sandbox',
    `the program ${name} expected, it is not installed: apt-get install ${debianPackage}`,
  )
}

/** Whether a stranger to the host could read every file of these binds, folders on the way to them left aside. */
export function worldReadable(binds: readonly Bind[]): boolean {
  return binds.every(([from]) => {
    const { mode } = statSync(from)
    if (!statSync(from).isDirectory()) return (mode & 0o004) !== 0
    if ((mode & 0o005) !== 0o005) return false
    return readdirSync(from, { recursive: true, withFileTypes: true }).every((entry) => {
      if (entry.isSymbolicLink()) return true
      const bits = statSync(join(entry.parentPath, entry.name)).mode
      return entry.isDirectory() ? (bits & 0o005) === 0o005 : (bits & 0o004) !== 0
    })
  })
}
