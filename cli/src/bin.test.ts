import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { COMMANDS } from './command-table.ts'

const BIN = fileURLToPath(new URL('../bin/homeward.mjs', import.meta.url))

let folder: string
/** A program that is Node.js but not the one that the repository brings. */
let otherNode: string

before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'homeward-bin-')))
  otherNode = join(folder, 'another-node')
  try {
    linkSync(process.execPath, otherNode)
  } catch {
    copyFileSync(process.execPath, otherNode)
  }
})
after(() => rmSync(folder, { recursive: true }))

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function homeward(...given: string[]): Ended {
  return spawnSync(process.execPath, [BIN, ...given], { cwd: folder, encoding: 'utf8' })
}

test('--help tells every command, and every command tells its usage', () => {
  const all = homeward('--help')
  assert.equal(all.status, 0)
  assert.equal(all.stderr, '')
  assert.ok(COMMANDS.length > 0)
  for (const command of COMMANDS) assert.match(all.stdout, new RegExp(`^  ${command.name} `, 'm'))
  // One is asked through the program; the others differ only in their row of the table.
  const one = homeward('series', 'split', '--help')
  assert.equal(one.status, 0)
  assert.match(one.stdout, /^usage: homeward series split SERIES --sets SET\.\.\. /)
  assert.match(one.stdout, /--because TEXT/)
  const family = homeward('series', '--help')
  assert.equal(family.status, 0)
  assert.match(family.stdout, /^ {2}series undo /m)
  assert.doesNotMatch(family.stdout, /intake/)
})

test('what is not understood ends with 2 and the usage line, with nothing on standard output', () => {
  const cases: [string[], RegExp, RegExp][] = [
    [[], /^homeward: usage\/command: /, /usage: homeward COMMAND/],
    [['fly'], /^homeward: usage\/command: .*"fly"/, /usage: homeward COMMAND/],
    [['series'], /^homeward: usage\/command: .*"series create"/, /usage: homeward COMMAND/],
    [['hash', '--depth', '2'], /^homeward: usage\/unknown-option: .*--depth/, /^usage: homeward hash PATH/m],
    [['hash'], /^homeward: usage\/arguments: PATH is missing/, /^usage: homeward hash PATH/m],
    [
      ['report', 'a', 'b'],
      /^homeward: usage\/arguments: "b" was not expected/,
      /^usage: homeward report EDITION/m,
    ],
    [['init', '--quick'], /^homeward: usage\/arguments: --unit is needed/, /^usage: homeward init/m],
    [['init', '--unit', 'NL'], /^homeward: usage\/arguments: .*--quick/, /^usage: homeward init/m],
    [['unit', 'add'], /^homeward: usage\/arguments: CODE is missing/, /^usage: homeward unit add/m],
    [['person', 'add', 'a', '--unit', 'NL'], /--role is needed/, /^usage: homeward person add/m],
    [
      ['reference', 'import', BIN, '--kind', 'bad'],
      /--kind is one of known-good, /,
      /^usage: homeward reference/m,
    ],
    [
      ['reference', 'import', BIN, '--kind', 'hash-list', '--distance', '300'],
      /from 0 to 256/,
      /^usage: homeward reference/m,
    ],
    [['series', 'create'], /--from is needed/, /^usage: homeward series create/m],
    [['series', 'split', 'a'], /SET is missing/, /^usage: homeward series split/m],
    [['intake', 'a', '--unit', 'NL'], /--edition is needed/, /^usage: homeward intake/m],
    [['sign-in', '--person'], /^homeward: usage\/arguments: /, /^usage: homeward sign-in/m],
  ]
  for (const [given, why, usage] of cases) {
    const { status, stdout, stderr } = homeward(...given)
    assert.equal(status, 2, given.join(' '))
    assert.equal(stdout, '')
    assert.match(stderr, why)
    assert.match(stderr, usage)
  }
})

test('an intake with a path that does not exist does nothing', () => {
  const given = ['--unit', 'NL', '--edition', 'E', '--case', '1', '--exhibit', 'X', '--purpose', 'P']
  const { status, stderr } = homeward('intake', folder, join(folder, 'absent'), ...given)
  assert.equal(status, 2)
  assert.match(stderr, /^homeward: usage\/path: .*absent does not exist\./)
})

test('without a data directory a command ends with 4 and says what to run', () => {
  for (const given of [
    ['pictures'],
    ['ledger', 'verify'],
    ['sign-in', '--person', 'a'],
    ['unit', 'add', 'NL'],
  ]) {
    const { status, stdout, stderr } = homeward(...given)
    assert.equal(status, 4, given.join(' '))
    assert.equal(stdout, '')
    assert.match(stderr, /^homeward: data\/not-initialised: .*homeward-data.*run homeward init/)
  }
  mkdirSync(join(folder, 'broken'))
  writeFileSync(join(folder, 'broken', 'homeward.json'), '"laptop"')
  const broken = homeward('pictures', '--data', 'broken')
  assert.equal(broken.status, 4)
  assert.match(broken.stderr, /^homeward: data\/damaged: /)
})

test('where nobody is signed in a command ends with 3 and says what to run', () => {
  mkdirSync(join(folder, 'real'))
  writeFileSync(
    join(folder, 'real', 'homeward.json'),
    '{"shape":"laptop","made":"real","defaultPerson":null}',
  )
  const { status, stderr } = homeward('pictures', '--data', 'real')
  assert.equal(status, 3)
  assert.match(stderr, /^homeward: session\/none: .*homeward sign-in --person/)
})

test('it runs through the link that npm makes, and goes on under the Node.js that the repository brings', () => {
  const link = join(folder, 'homeward')
  symlinkSync(BIN, link)
  const linked = spawnSync(process.execPath, [link, '--help'], { cwd: folder, encoding: 'utf8' })
  assert.equal(linked.status, 0)
  assert.match(linked.stdout, /^usage: homeward COMMAND/)

  const help = spawnSync(otherNode, [BIN, '--help'], { cwd: folder, encoding: 'utf8' })
  assert.equal(help.status, 0)
  assert.equal(help.stdout, linked.stdout)
  assert.equal(spawnSync(otherNode, [BIN, 'fly'], { cwd: folder }).status, 2)
})

test('a name that is not UTF-8 reaches the command as it is, under either Node.js', () => {
  for (const node of [process.execPath, otherNode]) {
    const script = '"$0" "$1" search "$(printf \'a\\377\')" --purpose test'
    const { status, stderr } = spawnSync('sh', ['-c', script, node, BIN], { cwd: folder, encoding: 'utf8' })
    assert.equal(status, 2, node)
    assert.match(stderr, /^homeward: usage\/path: a\\xff does not exist\./)
  }
})

test('without installed packages it says what to run', () => {
  const repository = join(folder, 'clone')
  mkdirSync(join(repository, 'cli', 'bin'), { recursive: true })
  const bin = join(repository, 'cli', 'bin', 'homeward.mjs')
  copyFileSync(BIN, bin)
  const { status, stderr } = spawnSync(process.execPath, [bin, '--help'], { cwd: folder, encoding: 'utf8' })
  assert.equal(status, 4)
  assert.match(stderr, /^homeward: cli\/not-installed: .*run "npm ci" in .*clone/)
})
