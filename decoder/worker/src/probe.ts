import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns'
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { Answer } from './answer.ts'

/** What the client knows of the host, for the probes to look for from inside. */
export type Host = {
  pid: number
  /** Names of the only variables that the environment of a process in the sandbox may hold. */
  variables: string[]
  namespaces: Record<string, string>
  repository: string
  home: string
  writable: string[]
}

type Outcome = { name: string; denied: boolean; outcome: string }

/** The sandbox's first process, this one, and what it may have started. */
const OWN_PROCESSES = 4
/** EPERM and ENOSYS. Any other error means that the call got through to the kernel. */
const REFUSALS = new Set([1, 38])

/** Tries what the sandbox must deny. Each probe that gets through is a breach; what it got is not reported. */
export async function probe(host: Host): Promise<Answer> {
  const outcomes = [
    attempt('read /etc/passwd', () => readFileSync('/etc/passwd')),
    attempt('read /etc/shadow', () => readFileSync('/etc/shadow')),
    attempt('list /root', () => readdirSync('/root')),
    attempt('list /home', () => readdirSync('/home')),
    attempt("list the home of the node's user", () => readdirSync(host.home)),
    attempt('list the repository', () => readdirSync(host.repository)),
    attempt('list /var', () => readdirSync('/var')),
    attempt('list /sys', () => readdirSync('/sys')),
    question("read the node's environment", () => variables().some((name) => !host.variables.includes(name))),
    question('read the memory of process 1 or of another unconfined one', () => processes().some(isOpen)),
    question('see processes of the host', () => processes().length > OWN_PROCESSES),
    question('be user 0', () => [process.getuid?.(), process.geteuid?.(), process.getgid?.()].includes(0)),
    question('hold a capability', () => !/^CapEff:\s+0+$/m.test(ownStatus())),
    question('gain privileges by exec', () => !/^NoNewPrivs:\s+1$/m.test(ownStatus())),
    question('run without a system call filter', () => !/^Seccomp:\s+2$/m.test(ownStatus())),
    ...Object.entries(host.namespaces).map(([name, inode]) =>
      question(
        `share the ${name} namespace of the host`,
        () => readlinkSync(`/proc/self/ns/${name}`) === inode,
      ),
    ),
    question('see a network device', () => networkDevices().some((device) => device !== 'lo')),
    ...['/', '/app', '/app/worker/src', '/etc', '/usr', '/dev', '/proc'].map((folder) =>
      attempt(`write in ${folder}`, () => writeFileSync(`${folder}/written`, 'x')),
    ),
    ...(host.writable.includes('/tmp')
      ? []
      : [attempt('write in /tmp', () => writeFileSync('/tmp/written', 'x'))]),
    attempt('run /bin/sh', () => started('/bin/sh', ['-c', 'exit 0'])),
    attempt('run /usr/bin/env', () => started('/usr/bin/env', [])),
    attempt('signal the node', () => process.kill(host.pid, 0)),
    await connecting('TCP to 127.0.0.1', '127.0.0.1', host.pid),
    await connecting('TCP to 192.0.2.1', '192.0.2.1', host.pid),
    await sending('UDP to 127.0.0.1', '127.0.0.1'),
    await sending('UDP to 192.0.2.1', '192.0.2.1'),
    await resolving(),
    ...systemCalls(),
  ]
  return { body: { probes: outcomes } }
}

function attempt(name: string, act: () => unknown): Outcome {
  try {
    act()
    return { name, denied: false, outcome: 'it succeeded' }
  } catch (error) {
    return { name, denied: true, outcome: codeOf(error) }
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'refused'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}

/** A breach is a yes, and also what could not be told. */
function question(name: string, isBreach: () => boolean): Outcome {
  try {
    return isBreach()
      ? { name, denied: false, outcome: 'it is so' }
      : { name, denied: true, outcome: 'not so' }
  } catch (error) {
    return { name, denied: false, outcome: `it could not be told: ${codeOf(error)}` }
  }
}

function ownStatus(): string {
  return readFileSync('/proc/self/status', 'utf8')
}

function processes(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
}

/** Names of the variables that every process whose environment may be read was started with, this one's among them. */
function variables(): string[] {
  const own = readFileSync('/proc/self/environ', 'utf8')
  const blocks = [own, ...processes().map((pid) => readOr(`/proc/${pid}/environ`))].join('\0').split('\0')
  return blocks.filter((line) => line !== '').map((line) => line.split('=', 1)[0] as string)
}

/**
 * Whether the memory of a process may be opened though that process is freer than the sandbox allows. The first
 * process of the sandbox, under the same filter and without a capability, has nothing to give.
 */
function isOpen(pid: string): boolean {
  try {
    closeSync(openSync(`/proc/${pid}/mem`, 'r'))
  } catch {
    return false
  }
  return !isConfined(readFileSync(`/proc/${pid}/status`, 'utf8'))
}

function isConfined(status: string): boolean {
  return /^CapEff:\s+0+$/m.test(status) && /^Seccomp:\s+2$/m.test(status)
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function networkDevices(): string[] {
  return readFileSync('/proc/net/dev', 'utf8')
    .split('\n')
    .slice(2)
    .map((line) => (line.split(':')[0] as string).trim())
    .filter((name) => name !== '')
}

function started(path: string, args: string[]): void {
  const { error } = spawnSync(path, args)
  if (error !== undefined) throw error
}

function connecting(name: string, address: string, port: number): Promise<Outcome> {
  return settled(name, (done) => {
    const socket = connect({ host: address, port: 1024 + (port % 60_000) })
    // A refusal by the peer would mean that the packet got out.
    socket.on('error', (error) =>
      done(error, codeOf(error) === 'ECONNREFUSED' || codeOf(error) === 'ETIMEDOUT'),
    )
    socket.on('connect', () => done(null, true))
  })
}

function sending(name: string, address: string): Promise<Outcome> {
  return settled(name, (done) => {
    const socket = createSocket('udp4')
    socket.on('error', (error) => done(error, false))
    socket.send('x', 53, address, (error) => done(error, error === null))
  })
}

function resolving(): Promise<Outcome> {
  return settled('resolve a name', (done) => {
    lookup('example.org', (error) => done(error, error === null))
  })
}

function settled(
  name: string,
  start: (done: (error: Error | null, breach: boolean) => void) => void,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const done = (error: Error | null, breach: boolean): void => {
      clearTimeout(timer)
      resolve({ name, denied: !breach, outcome: error === null ? 'it succeeded' : codeOf(error) })
    }
    // No answer is no denial: the packet may be under way.
    const timer = setTimeout(() => resolve({ name, denied: false, outcome: 'no refusal came' }), 1_000)
    try {
      start(done)
    } catch (error) {
      done(error instanceof Error ? error : null, false)
    }
  })
}

/** Runs the program that the client assembled: one system call after the other, one result of 8 bytes each. */
function systemCalls(): Outcome[] {
  const names = JSON.parse(readFileSync('/app/probe/names.json', 'utf8')) as string[]
  const { stdout, error, signal } = spawnSync('/app/probe/calls', [], { timeout: 5_000 })
  return names.map((name, index) => {
    if (error !== undefined || signal !== null || stdout.length !== names.length * 8) {
      return {
        name,
        denied: false,
        outcome: `the probe program did not run: ${error?.message ?? signal ?? 'short'}`,
      }
    }
    const result = Number(stdout.readBigInt64LE(index * 8))
    const refused = REFUSALS.has(-result)
    return { name, denied: refused, outcome: result < 0 ? `errno ${-result}` : 'it succeeded' }
  })
}
