import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../bin/homeward.mjs', import.meta.url))
const VECTORS = fileURLToPath(new URL('../../../kernels/pdq/vectors/', import.meta.url))
const PICTURE = join(VECTORS, '30-rooms-640x480.png')

type Row = Record<string, unknown> & {
  path?: string
  pathBase64?: string
  kind?: string
  pdq?: Record<string, string> | null
  pdqQuality?: Record<string, number> | null
  error?: { code: string; because: string }
}

let folder: string

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-hash-'))
})
after(() => rmSync(folder, { recursive: true }))

function hash(...paths: string[]): { status: number | null; rows: Row[]; stderr: string } {
  const given = [BIN, 'hash', '--json', ...paths]
  const { status, stdout, stderr } = spawnSync(process.execPath, given, { cwd: folder, encoding: 'utf8' })
  const rows = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
  // How far it is said every five seconds, which a slow machine reaches.
  return { status, rows, stderr: stderr.replace(/^.*files? hashed\n/gm, '') }
}

test('the reference pictures have the reference values, in the keys and the order that were promised', () => {
  const { vectors } = JSON.parse(readFileSync(join(VECTORS, 'vectors.json'), 'utf8')) as {
    vectors: {
      file: string
      nn512: { hash: string; quality: number }
      full: { hash: string; quality: number }
    }[]
  }
  const { status, rows, stderr } = hash(VECTORS)
  assert.equal(stderr, '')
  assert.equal(status, 0)
  assert.ok(vectors.length > 0)
  for (const { file, nn512, full } of vectors) {
    const row = rows.find((each) => each.path === join(VECTORS, file))
    assert.deepEqual(row?.pdq, { nn512: nn512.hash, full: full.hash }, file)
    assert.deepEqual(row?.pdqQuality, { nn512: nn512.quality, full: full.quality }, file)
  }
  const row = rows.find((each) => each.path === PICTURE) ?? {}
  const bytes = readFileSync(PICTURE)
  const keys = 'path sha256 sha1 md5 sizeBytes kind widthPx heightPx pdq pdqQuality'
  assert.equal(Object.keys(row).join(' '), keys)
  for (const name of ['sha256', 'sha1', 'md5']) {
    assert.equal(row[name], createHash(name).update(bytes).digest('hex'))
  }
  assert.equal(row.sizeBytes, bytes.length)
  assert.equal(row.kind, 'image/png')
  assert.deepEqual([row.widthPx, row.heightPx], [640, 480])
})

test('every file of a mixed folder has its line, in the order of the paths', () => {
  const top = join(folder, 'mixed')
  mkdirSync(join(top, 'a'), { recursive: true })
  copyFileSync(PICTURE, join(top, 'a', 'picture.txt'))
  copyFileSync(PICTURE, join(top, 'a.png'))
  writeFileSync(join(top, 'b-empty.jpg'), '')
  writeFileSync(join(top, 'c-text.jpg'), 'The wallpaper is green.\n')
  writeFileSync(join(top, 'd-cut.png'), readFileSync(PICTURE).subarray(0, 20_000))
  symlinkSync('..', join(top, 'e-loop'))
  writeFileSync(Buffer.concat([Buffer.from(`${top}/f`), Buffer.from([0xff])]), 'x\n')

  const { status, rows, stderr } = hash('mixed', 'mixed/e-loop', 'absent')
  assert.equal(status, 1)
  assert.deepEqual(
    rows.map((row) => [row.path ?? row.pathBase64, row.error?.code ?? row.kind]),
    [
      ['mixed/a.png', 'image/png'],
      ['mixed/a/picture.txt', 'image/png'],
      ['mixed/b-empty.jpg', 'inode/x-empty'],
      ['mixed/c-text.jpg', 'text/plain'],
      ['mixed/d-cut.png', 'media/unreadable'],
      [Buffer.from('mixed/f\xff', 'latin1').toString('base64'), 'text/plain'],
      ['mixed/e-loop', 'file/symbolic-link'],
      ['absent', 'file/missing'],
    ],
  )
  for (const row of [rows[2], rows[3]]) {
    assert.deepEqual([row?.pdq, row?.pdqQuality, row?.widthPx, row?.heightPx], [null, null, null, null])
  }
  assert.match(stderr, /skipped mixed\/e-loop: a symbolic link/)
  assert.match(stderr, /3 of 8 paths failed/)
})

test('a file of more than 64 MiB is streamed to the same digests', () => {
  const path = join(folder, 'large.txt')
  writeFileSync(path, 'a line of text\n')
  truncateSync(path, 70 * 1024 * 1024)
  const { status, rows } = hash('large.txt')
  assert.equal(status, 0)
  assert.equal(rows[0]?.sizeBytes, 70 * 1024 * 1024)
  assert.equal(rows[0]?.sha256, createHash('sha256').update(readFileSync(path)).digest('hex'))
})

test('a file that grows while it is read is told as changed', { timeout: 60_000 }, async () => {
  const path = join(folder, 'growing.bin')
  writeFileSync(path, 'x')
  truncateSync(path, 512 * 1024 * 1024)
  const child = spawn(process.execPath, [BIN, 'hash', '--json', path], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const timer = setInterval(() => appendFileSync(path, 'x'), 20)
  const [status] = (await once(child, 'close')) as [number | null]
  clearInterval(timer)
  rmSync(path)
  assert.equal(status, 1)
  assert.equal((JSON.parse(output) as Row).error?.code, 'file/changed')
})

test('without --json the same figures are there to read', () => {
  const { status, stdout } = spawnSync(process.execPath, [BIN, 'hash', PICTURE], { encoding: 'utf8' })
  assert.equal(status, 0)
  assert.match(stdout, /image\/png, 113\.4 KiB, 640 x 480 pixels/)
  assert.match(stdout, /nn512 {2}[0-9a-f]{64} {2}quality 100/)
})
