import { readlinkSync } from 'node:fs'
import { arch, homedir, platform } from 'node:os'
import { DecoderError } from './errors.ts'
import { ask } from './job.ts'
import { REPOSITORY, worldReadable } from './layout.ts'
import { FORBIDDEN_CALLS } from './probe-calls.ts'
import { probeProgram } from './probe-program.ts'
import { SandboxProcess } from './process.ts'
import { type Profile, type ProfileName, profileOf } from './profiles.ts'
import { isRecord, plainText } from './reply.ts'
import { type Alteration, type Identity, type Launch, launch, type ProbeFiles, VARIABLES } from './sandbox.ts'
import { SourceReader } from './source.ts'
import type { DecodeLimits, Probe, ProbeReport } from './types.ts'

const FEWEST_PROBES = 14
const PROBE_TIME_MS = 20_000
const PROFILES: readonly ProfileName[] = ['stills', 'movies', 'archives', 'tables']
const NAMESPACES = ['net', 'pid', 'mnt', 'ipc', 'uts', 'cgroup'] as const

export type Sandbox = {
  readonly identity: Identity
  start(name: ProfileName): { profile: Profile; launch: Launch }
  selfTest(): Promise<ProbeReport>
}

const unaltered: Alteration = (start) => start

/** The sandbox of this machine, tested. Throws `decoder/sandbox` where it cannot be built or does not hold. */
export async function requireSandbox(limits: DecodeLimits, alter?: Alteration): Promise<Sandbox> {
  const sandbox = untestedSandbox(limits, alter)
  const report = await sandbox.selfTest()
  if (!report.holds) throw new DecoderError('decoder/sandbox', breachMessage(report))
  return sandbox
}

/** The sandbox of this machine, which nobody may use before its self-test has held; mutants of the tests begin here. */
export function untestedSandbox(limits: DecodeLimits, alter: Alteration = unaltered): Sandbox {
  if (platform() !== 'linux' || arch() !== 'x64') {
    throw new DecoderError('decoder/sandbox', `Linux on x86-64 expected, this is ${platform()} on ${arch()}`)
  }
  const profiles = new Map(PROFILES.map((name) => [name, profileOf(name, limits)]))
  const identity = identityFor([...profiles.values()])
  return {
    identity,
    start(name) {
      const profile = profiles.get(name) as Profile
      return { profile, launch: alter(launch(profile, identity), name) }
    },
    async selfTest() {
      const lists = await Promise.all(
        [...profiles.values()].map(async (profile) => ({
          profile: profile.name,
          probes: await runProbes(profile, identity, alter),
        })),
      )
      return {
        holds: lists.every(({ probes }) => probes.every(({ denied }) => denied)),
        identity,
        profiles: lists,
      }
    },
  }
}

/** How processes give up their identity here. */
export function identityFor(profiles: readonly Profile[]): Identity {
  if (process.getuid?.() !== 0) return 'own'
  return profiles.every((profile) => worldReadable(profile.binds)) ? 'dropped' : 'mapped'
}

/** Tries to break out of one profile. */
export async function runProbes(
  profile: Profile,
  identity: Identity,
  alter: Alteration = unaltered,
): Promise<Probe[]> {
  const start = alter(launch(profile, identity, probeFiles()), profile.name)
  const sandboxed = new SandboxProcess(start, profile.residentBytes)
  try {
    await sandboxed.ready()
    const host = hostFacts(profile, identity)
    const reader = await SourceReader.open(new Uint8Array(0), 0)
    const reply = await ask(sandboxed, { op: 'probe', host }, reader, PROBE_TIME_MS)
    if ('because' in reply)
      throw new DecoderError('decoder/sandbox', `the self-test expected to end, ${reply.because}`)
    return parseProbes(reply.body['probes'])
  } finally {
    sandboxed.kill('closed')
    await sandboxed.ended
  }
}

function probeFiles(): ProbeFiles {
  const names = FORBIDDEN_CALLS.map(({ name }) => name)
  return { calls: probeProgram(FORBIDDEN_CALLS), names: Buffer.from(JSON.stringify(names)) }
}

function hostFacts(profile: Profile, identity: Identity): object {
  const names = identity === 'dropped' ? NAMESPACES : [...NAMESPACES, 'user']
  return {
    pid: process.pid,
    variables: VARIABLES,
    namespaces: Object.fromEntries(names.map((name) => [name, readlinkSync(`/proc/self/ns/${name}`)])),
    repository: REPOSITORY,
    home: homedir(),
    writable: profile.temporaryBytes > 0 ? ['/tmp'] : [],
  }
}

// A self-test that ran too few probes has shown nothing.
function parseProbes(value: unknown): Probe[] {
  const list: unknown[] = Array.isArray(value) ? value : []
  const probes = list.filter(isRecord).map(({ name, denied, outcome }) => ({
    name: plainText(name, 100) ?? 'a probe without a name',
    denied: denied === true,
    outcome: plainText(outcome, 200) ?? 'no outcome',
  }))
  if (probes.length < FEWEST_PROBES + FORBIDDEN_CALLS.length) {
    throw new DecoderError('decoder/sandbox', `a whole self-test expected, ${probes.length} probes came`)
  }
  return probes
}

function breachMessage(report: ProbeReport): string {
  const breaches = report.profiles.flatMap(({ profile, probes }) =>
    probes.filter(({ denied }) => !denied).map(({ name, outcome }) => `${profile}: ${name} (${outcome})`),
  )
  return `a sandbox that denies everything expected, it let through: ${breaches.join('; ')}`
}
