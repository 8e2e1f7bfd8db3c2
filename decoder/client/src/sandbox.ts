import { type Bind, PDQ_FOLDER, programBinds, programPath } from './layout.ts'
import { NODE_PATH, type Profile, type ProfileName } from './profiles.ts'
import { seccompFilter } from './seccomp.ts'

/** The user and group `nobody` and `nogroup` of Debian, which own nothing. */
export const NOBODY = 65_534

/**
 * How a sandboxed process gives up its identity.
 *
 * `dropped`: root builds the sandbox and the process becomes `nobody` on the host, which needs files that everybody
 * may read. `mapped`: root again, with a user namespace, for installations that only root may read. `own`: an
 * ordinary user with a user namespace.
 */
export type Identity = 'dropped' | 'mapped' | 'own'

export type Launch = {
  readonly command: string
  readonly args: readonly string[]
  /** Bytes for the descriptors from 3 on, in order; the one after them reports the first process of the sandbox. */
  readonly descriptors: readonly Buffer[]
  readonly environment: Readonly<Record<string, string>>
}

export type ProbeFiles = { readonly calls: Buffer; readonly names: Buffer }

const FILTER_FD = 3
const PDQ_LINK = '/app/node_modules/@homeward/pdq'
const CPU_SECONDS = 600
const OPEN_FILES = 128
const MIB = 1024 * 1024
/** What JavaScript may hold of a process's memory. It collects its rubbish when it nears that, not earlier. */
const HEAP_PART = 3 / 8

/** Changes a launch before it is used; tests plant breaches with it and count the processes that are started. */
export type Alteration = (start: Launch, profile: ProfileName) => Launch

/** The command that starts one process of a profile inside its sandbox. */
export function launch(profile: Profile, identity: Identity, probe?: ProbeFiles): Launch {
  const dropping = identity === 'dropped'
  const descriptors = [seccompFilter(dropping ? { dropTo: NOBODY } : {})]
  const probeArgs: string[] = []
  if (probe !== undefined) {
    descriptors.push(probe.calls, probe.names)
    probeArgs.push('--perms', '0555', '--ro-bind-data', String(FILTER_FD + 1), '/app/probe/calls')
    probeArgs.push('--perms', '0444', '--ro-bind-data', String(FILTER_FD + 2), '/app/probe/names.json')
  }
  const infoFd = FILTER_FD + descriptors.length
  // The probe's files are copied into the sandbox by bubblewrap, which is under the same limit.
  const fileBytes = Math.max(profile.temporaryBytes, probe === undefined ? 0 : 65_536)
  const args = [
    `--as=${profile.addressBytes}`,
    `--fsize=${fileBytes}`,
    `--nofile=${OPEN_FILES}`,
    `--cpu=${CPU_SECONDS}`,
    '--core=0',
    programPath('bwrap', 'bubblewrap'),
    ...namespaces(identity),
    ...capabilities(dropping),
    '--new-session',
    '--die-with-parent',
    '--hostname',
    'decoder',
    '--info-fd',
    String(infoFd),
    '--seccomp',
    String(FILTER_FD),
    ...fileSystem(profile, dropping),
    ...probeArgs,
    '--remount-ro',
    '/',
    '--chdir',
    '/app',
    ...environment(),
    '--',
    ...(dropping ? dropCommand() : []),
    NODE_PATH,
    `--max-old-space-size=${Math.floor((profile.residentBytes * HEAP_PART) / MIB)}`,
    // Guard regions of WebAssembly reserve more address space than the process may have.
    '--disable-wasm-trap-handler',
    '--v8-pool-size=1',
    '--no-warnings',
    '/app/worker/src/index.ts',
    profile.name,
  ]
  return {
    command: programPath('prlimit', 'util-linux'),
    args,
    descriptors,
    // The first process of the sandbox keeps it, and an ordinary user's sandbox may read it there.
    environment: {},
  }
}

function namespaces(identity: Identity): string[] {
  const args = ['--unshare-ipc', '--unshare-uts', '--unshare-cgroup', '--unshare-net', '--unshare-pid']
  if (identity === 'dropped') return args
  return [...args, '--unshare-user', '--uid', String(NOBODY), '--gid', String(NOBODY)]
}

function capabilities(dropping: boolean): string[] {
  // Needed for the one step from root to nobody, and gone with it.
  const kept = dropping ? ['--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID'] : []
  return ['--cap-drop', 'ALL', ...kept]
}

function dropCommand(): string[] {
  return [
    programPath('setpriv', 'util-linux'),
    `--reuid=${NOBODY}`,
    `--regid=${NOBODY}`,
    '--clear-groups',
    '--',
  ]
}

function fileSystem(profile: Profile, dropping: boolean): string[] {
  const binds = [...profile.binds, ...(dropping ? setprivBinds() : [])]
  const temporary = profile.temporaryBytes === 0 ? [] : temporaryFolder(profile.temporaryBytes)
  return [
    ...foldersTo([...binds.map(([, to]) => to), PDQ_LINK, '/app/probe/calls']).flatMap((path) => [
      '--dir',
      path,
    ]),
    ...binds.flatMap(([from, to]) => ['--ro-bind', from, to]),
    '--symlink',
    PDQ_FOLDER,
    PDQ_LINK,
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '--remount-ro',
    '/dev',
    ...temporary,
  ]
}

/** The folders above these paths, parents first. Those that bubblewrap makes by itself are closed to others. */
function foldersTo(paths: readonly string[]): string[] {
  const folders = new Set<string>()
  for (const path of paths) {
    for (let end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1))
      folders.add(path.slice(0, end))
  }
  return [...folders].sort()
}

// Listed once: the listing starts a program of its own.
let setprivList: readonly Bind[] | null = null
function setprivBinds(): readonly Bind[] {
  const path = programPath('setpriv', 'util-linux')
  setprivList ??= [...programBinds([path]), [path, path]]
  return setprivList
}

function temporaryFolder(sizeBytes: number): string[] {
  return ['--perms', '1777', '--size', String(sizeBytes), '--tmpfs', '/tmp']
}

const ENVIRONMENT = {
  UV_THREADPOOL_SIZE: '2',
  UV_USE_IO_URING: '0',
  MALLOC_ARENA_MAX: '2',
  VIPS_CONCURRENCY: '1',
  LANG: 'C.UTF-8',
}

/** Every variable that a process in the sandbox may find, `PWD` being bubblewrap's own. */
export const VARIABLES: readonly string[] = [...Object.keys(ENVIRONMENT), 'PWD']

function environment(): string[] {
  const values = Object.entries(ENVIRONMENT)
  return ['--clearenv', ...values.flatMap(([name, value]) => ['--setenv', name, value])]
}
