import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Breach, breaches } from '../specimens/breaches.ts'
import { programPath, REPOSITORY } from './layout.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { FORBIDDEN_CALLS } from './probe-calls.ts'
import { type ProfileName, profileOf } from './profiles.ts'
import type { Identity } from './sandbox.ts'
import { identityFor, requireSandbox, runProbes, type untestedSandbox } from './self-test.ts'

const FEWEST_PROBES = 14
const PROFILES: readonly ProfileName[] = ['stills', 'movies', 'archives', 'tables']
/** Calls that a kernel may refuse to everybody (switched off, or for the host's root alone): with or without the filter. */
const FEWEST_CALLS_NOTICED = 30

/** Probes that no hole made here lets through, and why they stay. */
const NEVER_THROUGH: Readonly<Record<string, string>> = {
  'gain privileges by exec': 'bubblewrap always sets the flag; the probe reads whether it did',
  'share the mnt namespace of the host': 'bubblewrap always makes one',
  'write in /proc': 'nobody can make a file there',
  'see a network device': 'the machine of the test may have none',
  'TCP to 192.0.2.1': 'the machine of the test may have no route; 127.0.0.1 shows the same',
  'UDP to 192.0.2.1': 'the machine of the test may have no route; 127.0.0.1 shows the same',
}

describe('the self-test of the sandbox', () => {
  const isRoot = process.getuid?.() === 0
  const identity = identityFor([profileOf('tables', DEFAULT_LIMITS)])
  const tried = new Set<string>()
  const noticed = new Set<string>()
  let scratch: string
  let planted: Breach[]

  before(() => {
    scratch = mkdtempSync(join(tmpdir(), 'breaches-'))
    chmodSync(scratch, 0o755)
    const workerCopy = join(scratch, 'worker')
    cpSync(join(REPOSITORY, 'decoder/worker/src'), workerCopy, { recursive: true })
    planted = breaches(scratch, workerCopy).filter((breach) => isRoot || breach.needsRoot !== true)
  })
  after(() => rmSync(scratch, { recursive: true, force: true }))

  const identities: Identity[] = isRoot ? ['dropped', 'mapped'] : ['own']
  for (const as of identities) {
    it(`is denied everything in every profile, as a process whose identity is ${as}`, async () => {
      for (const probes of await Promise.all(
        PROFILES.map((name) => runProbes(profileOf(name, DEFAULT_LIMITS), as)),
      )) {
        assert.ok(probes.length >= FEWEST_PROBES + FORBIDDEN_CALLS.length)
        for (const { name } of probes) tried.add(name)
        assert.equal(new Set(probes.map((probe) => probe.name)).size, probes.length, 'each has its name')
        assert.deepEqual(
          probes.filter(({ denied }) => !denied),
          [],
        )
      }
    })
  }

  it('holds for an ordinary user of the machine', { timeout: 120_000 }, (t) => {
    if (!isRoot) return t.diagnostic('this is one; shown above')
    // A user without a name, who owns nothing.
    const program = `import { untestedSandbox } from './decoder/client/src/self-test.ts'
import { DEFAULT_LIMITS } from './decoder/client/src/limits.ts'
const report = await untestedSandbox(DEFAULT_LIMITS).selfTest()
process.stdout.write(JSON.stringify(report))`
    const asStranger = ['--reuid=54321', '--regid=54321', '--clear-groups', '--']
    const readable = spawnSync(programPath('setpriv', 'util-linux'), [
      ...asStranger,
      'test',
      '-r',
      join(REPOSITORY, 'package.json'),
    ])
    if (readable.status !== 0) return t.diagnostic('the repository lies where only root may read it')
    const { stdout, stderr } = spawnSync(
      programPath('setpriv', 'util-linux'),
      [...asStranger, process.execPath, '--input-type=module', '-e', program],
      { cwd: REPOSITORY, env: { HOME: '/home/stranger' }, encoding: 'utf8' },
    )
    assert.ok(stdout.startsWith('{'), stderr)
    const report = JSON.parse(stdout) as Awaited<ReturnType<ReturnType<typeof untestedSandbox>['selfTest']>>
    assert.equal(report.identity, 'own')
    assert.deepEqual(
      report.profiles.flatMap(({ probes }) => probes.filter(({ denied }) => !denied)),
      [],
    )
    assert.equal(report.holds, true)
  })

  it('notices every hole that is made in it', { timeout: 300_000 }, async () => {
    assert.ok(planted.length >= (isRoot ? 20 : 10), `${planted.length} holes`)
    const missed: string[] = []
    for (const breach of planted) {
      const profile = profileOf(breach.profile ?? 'tables', DEFAULT_LIMITS)
      const probes = await runProbes(profile, isRoot ? (breach.identity ?? identity) : 'own', breach.alter)
      const through = probes.filter(({ denied }) => !denied).map(({ name }) => name)
      for (const name of through) noticed.add(name)
      missed.push(
        ...breach.notices.filter((name) => !through.includes(name)).map((name) => `${breach.name}: ${name}`),
      )
    }
    assert.deepEqual(missed, [])
  })

  it('has no probe that could never be let through', (t) => {
    if (!isRoot) return t.diagnostic('some holes can be made by root alone')
    const calls = new Set(FORBIDDEN_CALLS.map(({ name }) => name))
    const silent = [...tried].filter((name) => !noticed.has(name))
    const unexplained = silent.filter((name) => !calls.has(name) && NEVER_THROUGH[name] === undefined)
    assert.deepEqual(unexplained, [])
    const refusedByKernel = silent.filter((name) => calls.has(name))
    t.diagnostic(`refused by this kernel without a filter too: ${refusedByKernel.join(', ')}`)
    assert.ok(calls.size - refusedByKernel.length >= FEWEST_CALLS_NOTICED)
  })

  it('keeps the decoder from starting when anything is let through', async () => {
    const names = [
      'files and folders of the host in sight',
      'no filter of system calls',
      'the net namespace of the host',
    ]
    for (const name of names) {
      const breach = planted.find((one) => one.name === name)
      assert.ok(breach !== undefined, name)
      const refused = await requireSandbox(DEFAULT_LIMITS, breach.alter).then(
        () => null,
        (error: unknown) => error as Error & { code: string },
      )
      assert.equal(refused?.code, 'decoder/sandbox', name)
      for (const probe of breach.notices) assert.ok(refused.message.includes(probe), refused.message)
    }
  })

  it('keeps the decoder from starting when a program of the sandbox is missing, and says how to get it', () => {
    const needed = ['bwrap', 'prlimit', 'setpriv', 'ffmpeg', 'ffprobe', 'ldd', 'bash', 'sh']
    for (const [missing, debianPackage] of [
      ['bwrap', 'bubblewrap'],
      ['prlimit', 'util-linux'],
      ['ffmpeg', 'ffmpeg'],
    ] as const) {
      const outcome = openedWhere(needed.filter((name) => name !== missing))
      assert.match(outcome, /^decoder\/sandbox /, missing)
      assert.match(outcome, new RegExp(`${missing} expected.*apt-get install ${debianPackage}`))
    }
    assert.equal(openedWhere(needed), 'opened', 'the machine without missing programs')
  })
})

/** What opening a decoder comes to on a machine that has only these programs. */
function openedWhere(programs: readonly string[]): string {
  const program = `import { openDecoder } from './decoder/client/src/index.ts'
const outcome = await openDecoder().then(
  async (decoder) => { await decoder.close(); return 'opened' },
  (error) => error.code + ' ' + error.message,
)
process.stdout.write(outcome)`
  const kept = programs.flatMap((name) => ['--ro-bind', `/usr/bin/${name}`, `/usr/bin/${name}`])
  const emptied = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin'].flatMap((folder) => ['--tmpfs', folder])
  return execFileSync(
    programPath('bwrap', 'bubblewrap'),
    [
      '--dev-bind',
      '/',
      '/',
      ...emptied,
      '--tmpfs',
      '/usr/bin',
      ...kept,
      '--',
      process.execPath,
      '--input-type=module',
      '-e',
      program,
    ],
    { cwd: REPOSITORY, encoding: 'utf8' },
  )
}
