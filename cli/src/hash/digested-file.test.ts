import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DigestedFile } from './digested-file.ts'

let folder: string
const content = Buffer.alloc(2_500_000, 'homeward ')

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-digest-'))
})
after(() => rmSync(folder, { recursive: true }))

async function opened(
  name: string,
  bytes: Uint8Array = content,
): Promise<{ path: string; file: DigestedFile }> {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  const file = await DigestedFile.open(Buffer.from(path))
  assert.ok(file !== undefined)
  return { path, file }
}

function expected(): Record<string, string> {
  const hex = (name: string) => createHash(name).update(content).digest('hex')
  return { sha256: hex('sha256'), sha1: hex('sha1'), md5: hex('md5') }
}

test('read whole, streamed, or streamed in part and drained: the digests are of the whole file', async () => {
  const whole = await opened('whole')
  assert.deepEqual(await whole.file.whole(), content)
  await whole.file.drain()
  assert.equal(await whole.file.changed(), false)
  assert.deepEqual(whole.file.digests(), expected())
  await whole.file.close()

  const streamed = await opened('streamed')
  const parts: Uint8Array[] = []
  for await (const part of streamed.file.stream()) parts.push(part)
  assert.deepEqual(Buffer.concat(parts), content)
  await streamed.file.drain()
  assert.deepEqual(streamed.file.digests(), expected())
  await streamed.file.close()

  const part = await opened('part')
  for await (const _ of part.file.stream()) break
  await part.file.drain()
  assert.equal(await part.file.changed(), false)
  assert.deepEqual(part.file.digests(), expected())
  await part.file.close()
})

test('a file that grows, shrinks or is rewritten while it is read is told as changed', async () => {
  const grown = await opened('grown')
  await grown.file.whole()
  appendFileSync(grown.path, 'x')
  await grown.file.drain()
  assert.equal(await grown.file.changed(), true)
  await grown.file.close()

  const shrunk = await opened('shrunk')
  truncateSync(shrunk.path, 10)
  assert.equal((await shrunk.file.whole()).length, 10)
  await shrunk.file.drain()
  assert.equal(await shrunk.file.changed(), true)
  await shrunk.file.close()

  const rewritten = await opened('rewritten')
  await rewritten.file.whole()
  writeFileSync(rewritten.path, content)
  await rewritten.file.drain()
  assert.equal(await rewritten.file.changed(), true)
  await rewritten.file.close()
})

test('a folder is no file', async () => {
  mkdirSync(join(folder, 'inner'))
  assert.equal(await DigestedFile.open(Buffer.from(join(folder, 'inner'))), undefined)
})
