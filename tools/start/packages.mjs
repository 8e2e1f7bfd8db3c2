import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { runQuietly, runToStderr, SetupError, say, systemPath } from './processes.mjs'

/**
 * One Debian package and the files that show that it is there: a bare name is looked up on the PATH and in
 * the system's folders, a path stands for itself.
 * @typedef {{ name: string, provides: string[] }} Package
 */

/** @type {Package[]} */
const FOR_A_NODE = [
  { name: 'bubblewrap', provides: ['bwrap'] },
  { name: 'ffmpeg', provides: ['ffmpeg', 'ffprobe'] },
  { name: 'libimage-exiftool-perl', provides: ['exiftool'] },
  { name: 'util-linux', provides: ['unshare', 'prlimit'] },
]

/** @type {Package[]} */
const FOR_THE_TESTS = [
  ...FOR_A_NODE,
  { name: 'chromium', provides: ['/usr/bin/chromium'] },
  { name: 'postgresql-15', provides: ['/usr/lib/postgresql/15/bin/postgres'] },
  { name: 'openssh-client', provides: ['ssh-keygen'] },
  { name: 'openssl', provides: ['openssl'] },
  { name: 'age', provides: ['age', 'age-keygen'] },
  { name: 'fonts-dejavu-core', provides: ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'] },
]

/** @type {Record<string, Package[]>} */
const NEEDS = { demo: FOR_A_NODE, node: FOR_A_NODE, test: FOR_THE_TESTS, check: [], bench: [] }

const SYSTEM_FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/sbin']

/**
 * The packages of the verb whose files are not all there.
 * @param {string} verb
 * @param {(file: string) => boolean} present
 * @returns {Package[]}
 */
export function missingPackages(verb, present = isPresent) {
  return (NEEDS[verb] ?? []).filter((wanted) => !wanted.provides.every(present))
}

/**
 * How commands are run as the administrator here, or why they cannot be.
 * @param {{ uid: number, apt: boolean, debian: boolean, sudo: 'free' | 'asks' | 'none' }} machine
 * @returns {{ prefix: string[] } | { because: string }}
 */
export function planPrivilege({ uid, apt, debian, sudo }) {
  if (!apt || !debian) return { because: 'this is not a Debian system, so nothing can be installed for you' }
  if (uid === 0) return { prefix: [] }
  if (sudo === 'free') return { prefix: ['sudo', '-n'] }
  if (sudo === 'asks') return { prefix: ['sudo'] }
  return { because: 'you are not root, and sudo is not there or may not ask for a password here' }
}

/**
 * Installs what the verb needs of Debian, or does nothing where it is all there.
 * @param {string} verb
 * @throws {SetupError} saying what is missing and the command to get it
 */
export async function ensurePackages(verb) {
  const missing = missingPackages(verb)
  if (missing.length === 0) return
  const names = missing.map((wanted) => wanted.name)
  const plan = planPrivilege(await machine())
  if ('because' in plan) throw new SetupError(explain(missing, plan.because))
  if (plan.prefix.length === 1 && (await runToStderr('sudo', ['-v'], { input: 'inherit' })) !== 0)
    throw new SetupError(explain(missing, 'sudo did not let you'))
  say(`installing the Debian packages ${names.join(', ')} (a minute or two)`)
  const problem = await install(plan.prefix, names)
  const left = missingPackages(verb)
  if (left.length > 0) throw new SetupError(explain(left, problem ?? 'the packages do not hold these files'))
}

/**
 * @param {string[]} prefix
 * @param {string[]} names
 * @returns {Promise<string | null>} what went wrong
 */
async function install(prefix, names) {
  /** @param {string[]} args */
  const asRoot = (...args) => {
    const line = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...args]
    return runQuietly(/** @type {string} */ (line[0]), line.slice(1))
  }
  /** @param {string[]} wanted */
  const get = (wanted) => asRoot('apt-get', 'install', '-y', '-q', '--no-install-recommends', ...wanted)

  const updated = (await asRoot('apt-get', 'update', '-q')) === 0
  const problem = updated ? 'apt-get install failed' : 'apt-get update failed: is there a network?'
  if (!names.includes('postgresql-15')) return (await get(names)) === 0 ? null : problem

  // The tests need PostgreSQL's programs, not the cluster that its installation makes and starts.
  if ((await get(['postgresql-common'])) !== 0) return problem
  const settings = '/etc/postgresql-common/createcluster.conf'
  await asRoot('cp', '-p', settings, `${settings}.homeward`)
  await asRoot(
    'sed',
    '-i',
    '-E',
    's/^#?[[:space:]]*create_main_cluster.*/create_main_cluster = false/',
    settings,
  )
  const installed = (await get(names)) === 0
  await asRoot('mv', '-f', `${settings}.homeward`, settings)
  return installed ? null : problem
}

/** @returns {Promise<Parameters<typeof planPrivilege>[0]>} */
async function machine() {
  const uid = process.getuid?.() ?? -1
  /** @type {'free' | 'asks' | 'none'} */
  let sudo = 'none'
  if (uid !== 0 && isPresent('sudo')) {
    const free = (await runToStderr('sh', ['-c', 'sudo -n true 2>/dev/null'])) === 0
    if (free) sudo = 'free'
    else if (process.stdin.isTTY) sudo = 'asks'
  }
  return { uid, apt: isPresent('apt-get'), debian: isDebian(), sudo }
}

function isDebian() {
  if (!existsSync('/etc/os-release')) return existsSync('/etc/debian_version')
  return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/** @param {string} file */
function isPresent(file) {
  if (path.isAbsolute(file)) return existsSync(file)
  return [...systemPath(), ...SYSTEM_FOLDERS].some((folder) => isProgram(path.join(folder, file)))
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/**
 * @param {Package[]} missing
 * @param {string} because
 */
function explain(missing, because) {
  const files = missing.flatMap((wanted) =>
    wanted.provides.filter((file) => !isPresent(file)).map((file) => `  ${file} (package ${wanted.name})`),
  )
  const names = missing.map((wanted) => wanted.name).join(' ')
  return [
    `cannot go on: ${because}. Missing:`,
    ...files,
    'To get it on Debian 12, as an administrator:',
    `  sudo apt-get update && sudo apt-get install --no-install-recommends ${names}`,
  ].join('\n')
}
