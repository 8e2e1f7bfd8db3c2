import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Found, walk } from './walk.ts'

let folder: string

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-walk-'))
})
after(() => rmSync(folder, { recursive: true }))

async function walked(...paths: Buffer[]): Promise<Found[]> {
  const found: Found[] = []
  for await (const one of walk(paths)) found.push(one)
  return found
}

test('a folder is walked in the byte order of whole paths, whatever the names are', async () => {
  const top = join(folder, 'order')
  mkdirSync(join(top, 'a'), { recursive: true })
  mkdirSync(join(top, 'B'))
  const names = ['a/x', 'a/y', 'a!', 'a.txt', 'a0', 'B/z', 'é', 'z', '10', '9']
  for (const name of names) writeFileSync(join(top, name), '')
  const odd = Buffer.concat([Buffer.from(`${top}/`), Buffer.from([0x7a, 0xff, 0xfe])])
  writeFileSync(odd, '')
  const expected = [...names.map((name) => Buffer.from(`${top}/${name}`)), odd].sort(Buffer.compare)

  const found = await walked(Buffer.from(`${top}/`))

  assert.deepEqual(
    found.map((one) => one.path.toString('latin1')),
    expected.map((path) => path.toString('latin1')),
  )
  assert.ok(found.every((one) => one.what === 'file'))
})

test('links and special files are passed over in a folder and refused by name', async () => {
  const top = join(folder, 'links')
  mkdirSync(top)
  writeFileSync(join(top, 'file'), 'x')
  symlinkSync('.', join(top, 'loop'))
  symlinkSync('file', join(top, 'to-file'))
  assert.equal(spawnSync('mkfifo', [join(top, 'pipe')]).status, 0)

  const inside = await walked(Buffer.from(top))
  assert.deepEqual(
    inside.map((one) => [
      one.path.toString().slice(top.length + 1),
      one.what === 'skipped' ? one.kind : one.what,
    ]),
    [
      ['file', 'file'],
      ['loop', 'symbolic link'],
      ['pipe', 'special file'],
      ['to-file', 'symbolic link'],
    ],
  )
  const named = await walked(...['loop', 'pipe', 'absent'].map((name) => Buffer.from(join(top, name))))
  assert.deepEqual(
    named.map((one) => (one.what === 'failed' ? one.code : one.what)),
    ['file/symbolic-link', 'file/not-regular', 'file/missing'],
  )
})

test('a path that the system cannot open fails alone', async () => {
  const long = Buffer.from(`${folder}/${'n'.repeat(4_096)}`)
  const fine = Buffer.from(join(folder, 'fine'))
  writeFileSync(fine, '')
  const found = await walked(long, fine)
  assert.deepEqual(
    found.map((one) => (one.what === 'failed' ? one.code : one.what)),
    ['file/name-too-long', 'file'],
  )
})
