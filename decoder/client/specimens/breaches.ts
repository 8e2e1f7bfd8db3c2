import { writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { programBinds, REPOSITORY, SYSTEM_PATH } from '../src/layout.ts'
import type { ProfileName } from '../src/profiles.ts'
import { type Identity, type Launch, NOBODY } from '../src/sandbox.ts'

/** A hole in the sandbox, and the probes of the self-test that must find it. */
export type Breach = {
  readonly name: string
  readonly notices: readonly string[]
  readonly alter: (start: Launch) => Launch
  /** `dropped` on a root's machine and `own` elsewhere, if not given. */
  readonly identity?: Identity
  readonly profile?: ProfileName
  /** Holes that only root can make. */
  readonly needsRoot?: boolean
}

type Edit = (args: string[]) => string[]

/** Takes options away, each with its values; a launch that does not have them cannot be weakened so. */
export function without(...options: readonly (readonly string[])[]): Edit {
  return (args) => options.reduce<string[]>((rest, option) => removed(rest, option), args)
}

function removed(args: readonly string[], option: readonly string[]): string[] {
  const at = args.findIndex((_, index) => option.every((part, offset) => args[index + offset] === part))
  if (at < 0) throw new Error(`the option ${option.join(' ')} expected in the launch, it is not there`)
  return args.toSpliced(at, option.length)
}

/** Adds options behind all mounts and before the root becomes read only. */
export function withMounts(...options: readonly string[]): Edit {
  return (args) => args.toSpliced(args.lastIndexOf('--remount-ro'), 0, ...options)
}

function withOptions(...options: readonly string[]): Edit {
  return (args) => args.toSpliced(args.indexOf('--new-session'), 0, ...options)
}

/** Leaves the step from root to nobody out. */
const keepUser: Edit = (args) => {
  const at = args.indexOf('--')
  return args[at + 1]?.endsWith('/setpriv') === true
    ? args.toSpliced(at + 1, args.indexOf('--', at + 1) - at)
    : args.map((arg, index) => (args[index - 1] === '--uid' || args[index - 1] === '--gid' ? '0' : arg))
}

/** An alteration of the arguments alone. */
export function edited(...edits: readonly Edit[]): (start: Launch) => Launch {
  return (start) => ({ ...start, args: edits.reduce((args, edit) => edit(args), [...start.args]) })
}

const FILTER = ['--seccomp', '3']
const FILTER_HEAD_BYTES = 6 * 8
const JUMP_EQUAL = 0x15
const RETURN = 0x06
const ALLOW = 0x7fff0000

/** Lets these system calls through the filter, whatever their arguments. */
function allowing(...calls: readonly number[]): (start: Launch) => Launch {
  return (start) => {
    const [filter, ...others] = start.descriptors
    if (filter === undefined) throw new Error('a filter expected in the launch')
    const passed = calls.flatMap((call) => [
      instruction(JUMP_EQUAL, 0, 1, call),
      instruction(RETURN, 0, 0, ALLOW),
    ])
    const widened = [filter.subarray(0, FILTER_HEAD_BYTES), ...passed, filter.subarray(FILTER_HEAD_BYTES)]
    return { ...start, descriptors: [Buffer.concat(widened), ...others] }
  }
}

function instruction(code: number, jumpTrue: number, jumpFalse: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(code, 0)
  bytes[2] = jumpTrue
  bytes[3] = jumpFalse
  bytes.writeUInt32LE(value, 4)
  return bytes
}

const all =
  (...steps: readonly ((start: Launch) => Launch)[]) =>
  (start: Launch): Launch =>
    steps.reduce((result, step) => step(result), start)

/** Root of a user namespace of its own, with every capability in it: only the filter is left to refuse. */
const namespaceRoot = edited(keepUser, withOptions('--cap-add', 'ALL'))

const folders = (...paths: readonly string[]): string[] => paths.flatMap((path) => ['--dir', path])

/** One hole for every class of thing that the sandbox denies. `scratch` is a folder that the caller removes. */
export function breaches(scratch: string, workerCopy: string): Breach[] {
  const hosts = join(scratch, 'hosts')
  writeFileSync(hosts, '192.0.2.7 example.org\n', { mode: 0o644 })
  const programs = ['/bin/sh', '/usr/bin/env']
  const programMounts = [...programBinds(programs), ...programs.map((path) => [path, path] as const)]
  const call = (name: string, number: number): Breach => ({
    name: `a filter that lets ${name} through`,
    alter: all(namespaceRoot, allowing(number)),
    identity: 'mapped',
    notices: [name],
  })
  return [
    {
      name: 'files and folders of the host in sight',
      alter: edited(
        withMounts(...folders('/etc', '/root', '/home', homedir(), REPOSITORY, '/var', '/sys')),
        withMounts('--ro-bind', '/etc/passwd', '/etc/passwd', '--ro-bind', '/etc/passwd', '/etc/shadow'),
      ),
      notices: [
        'read /etc/passwd',
        'read /etc/shadow',
        'list /root',
        'list /home',
        "list the home of the node's user",
        'list the repository',
        'list /var',
        'list /sys',
      ],
    },
    {
      name: 'the environment of the node handed on',
      alter: (start) => ({
        ...edited(without(['--clearenv']))(start),
        environment: { SECRET: 'x', PATH: SYSTEM_PATH },
      }),
      notices: ["read the node's environment"],
    },
    {
      name: 'the processes of the host in sight',
      alter: edited(without(['--unshare-pid'])),
      needsRoot: true,
      notices: ['share the pid namespace of the host', 'see processes of the host'],
    },
    {
      name: 'the processes of the host within reach of its root',
      alter: all(
        edited(
          without(['--unshare-pid']),
          keepUser,
          withOptions('--cap-add', 'CAP_SYS_PTRACE', '--cap-add', 'CAP_KILL'),
        ),
        allowing(62),
      ),
      needsRoot: true,
      notices: [
        'be user 0',
        'hold a capability',
        'signal the node',
        'kill process 1',
        'read the memory of process 1 or of another unconfined one',
      ],
    },
    ...['net', 'ipc', 'uts', 'cgroup'].map((name) => ({
      name: `the ${name} namespace of the host`,
      alter: edited(without([`--unshare-${name}`], ...(name === 'uts' ? [['--hostname', 'decoder']] : []))),
      notices: [`share the ${name} namespace of the host`],
    })),
    {
      name: 'the user namespace of the host',
      alter: edited(without(['--unshare-user', '--uid', String(NOBODY), '--gid', String(NOBODY)])),
      identity: 'mapped',
      needsRoot: true,
      notices: ['share the user namespace of the host', 'be user 0'],
    },
    {
      name: 'folders that can be written',
      alter: edited(
        keepUser,
        without(['--remount-ro', '/dev']),
        withMounts(...folders('/etc', '/usr'), '--bind', workerCopy, '/app/worker/src'),
        withMounts('--perms', '0777', '--tmpfs', '/tmp'),
        without(['--remount-ro', '/']),
      ),
      profile: 'stills',
      notices: ['/', '/app', '/app/worker/src', '/etc', '/usr', '/dev', '/tmp'].map(
        (path) => `write in ${path}`,
      ),
    },
    {
      name: 'programs of the host',
      alter: edited(
        withMounts(...folders('/bin', '/usr', '/usr/bin')),
        withMounts(...programMounts.flatMap(([from, to]) => ['--ro-bind', from, to])),
      ),
      notices: ['run /bin/sh', 'run /usr/bin/env'],
    },
    {
      name: 'a table of host names',
      alter: edited(withMounts(...folders('/etc'), '--ro-bind', hosts, '/etc/hosts')),
      notices: ['resolve a name'],
    },
    {
      name: 'no filter of system calls',
      alter: edited(without(FILTER)),
      notices: [
        'run without a system call filter',
        'TCP to 127.0.0.1',
        'UDP to 127.0.0.1',
        'socket of IPv4 streams',
        'socket of IPv4 datagrams',
        'socket of UNIX',
        'socket of netlink',
      ],
    },
    {
      name: 'no filter of system calls for the root of a namespace',
      alter: all(namespaceRoot, edited(without(FILTER))),
      identity: 'mapped',
      notices: [
        'ptrace',
        'mount',
        'unshare a user namespace',
        'kill process 1',
        'become user 0',
        'mknod',
        'chroot',
      ],
    },
    call('ptrace', 101),
    call('mount', 165),
    call('unshare a user namespace', 272),
    call('kill process 1', 62),
    call('execveat', 322),
    call('memfd_create', 319),
  ]
}
