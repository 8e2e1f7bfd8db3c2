import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-error.ts'
import { copyOnce } from './postgres-programs.ts'
import { run } from './process.ts'

/** Where a cluster lies, and how its programs are run there by a user that PostgreSQL accepts. */
export interface Home {
  readonly cluster: string
  readonly programs: string
  /** Put before every program; empty when this process's own user will do. */
  readonly command: readonly string[]
  /** The user that owns the cluster when it is not this process's own. */
  readonly owner: number | null
  readonly socketDirectory: string
}

/** How PostgreSQL is kept from running as root; `detect` takes the first that works here. */
export type Isolation = 'detect' | 'own-user' | 'namespace' | 'nobody'

/** The longest socket directory that fits sockaddr_un with PostgreSQL's file name behind it. */
const SOCKET_DIRECTORY_BYTES_MAX: number = 107 - '/.s.PGSQL.5432'.length
const NOBODY = 65534
const NOBODY_BASE = '/var/lib/homeward'
/** In the cluster's place when the cluster itself had to be put elsewhere: the path of its folder. */
const ELSEWHERE = 'elsewhere'

/** Finds the home of a cluster. `programs` is the folder of initdb and postgres. */
export async function homeOf(
  cluster: string,
  runDirectory: string,
  programs: string,
  isolation: Isolation,
): Promise<Home> {
  const own = { cluster, programs, owner: null, socketDirectory: socketDirectoryOf(runDirectory, null) }
  if (isolation === 'own-user' || (isolation === 'detect' && process.getuid?.() !== 0))
    return { ...own, command: [] }
  // PostgreSQL looks its user up by name, and no other ordinary user is certain to be there.
  const mapped = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--']
  const reach = ['sh', '-c', 'test -x "$0" && test -w "$1"', join(programs, 'postgres'), runDirectory]
  if (isolation === 'namespace') return { ...own, command: mapped }
  if (isolation === 'detect' && !existsSync(join(cluster, ELSEWHERE))) {
    if ((await run([...mapped, ...reach])).status === 0) return { ...own, command: mapped }
  }
  return homeOfNobody(cluster, runDirectory, programs)
}

async function homeOfNobody(cluster: string, runDirectory: string, programs: string): Promise<Home> {
  const base = elsewhere(cluster)
  const copied = join(base, 'programs')
  await copyOnce(dirname(programs), copied)
  const moved = join(base, 'cluster')
  if (!existsSync(moved)) {
    mkdirSync(moved, { mode: 0o700 })
    chownSync(moved, NOBODY, NOBODY)
  }
  return {
    cluster: join(moved, 'data'),
    programs: join(copied, 'bin'),
    command: ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'],
    owner: NOBODY,
    socketDirectory: socketDirectoryOf(runDirectory, NOBODY),
  }
}

/** A folder that is made new for each cluster, so that a deleted data directory never meets its old cluster again. */
function elsewhere(cluster: string): string {
  const note = join(cluster, ELSEWHERE)
  if (existsSync(note)) return readFileSync(note, 'utf8').trim()
  mkdirSync(NOBODY_BASE, { recursive: true, mode: 0o755 })
  const base = mkdtempSync(join(NOBODY_BASE, 'node-'))
  // mkdtemp makes folders of mode 0700, but the other user must get through to its own.
  chmodSync(base, 0o755)
  mkdirSync(cluster, { recursive: true, mode: 0o700 })
  writeFileSync(note, `${base}\n`, { mode: 0o600 })
  return base
}

function socketDirectoryOf(runDirectory: string, owner: number | null): string {
  if (Buffer.byteLength(runDirectory) <= SOCKET_DIRECTORY_BYTES_MAX && owner === null) return runDirectory
  const name = createHash('sha256').update(runDirectory).digest('hex').slice(0, 24)
  const directory = join(tmpdir(), `homeward-${process.getuid?.() ?? 0}-${name}`)
  try {
    mkdirSync(directory, { mode: 0o700 })
    if (owner !== null) chownSync(directory, owner, owner)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  // The folder for temporary files belongs to everybody: what lies there under our name may be somebody else's.
  const found = lstatSync(directory)
  if (!found.isDirectory() || found.uid !== (owner ?? process.getuid?.()) || (found.mode & 0o077) !== 0) {
    throw new EmbeddedPostgresError(
      `expected ${directory} to be a folder of this user with mode 0700; remove it`,
    )
  }
  return directory
}
