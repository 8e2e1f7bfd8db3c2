import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { array, assert as check, integer, property, string } from 'fast-check'
import { absolutePath, bytesOfText, pathFields, printable, textOfBytes } from './path-bytes.ts'

test('any bytes come back from their text', () => {
  check(
    property(array(integer({ min: 1, max: 255 })), (list) => {
      const bytes = Buffer.from(list)
      assert.deepEqual(bytesOfText(textOfBytes(bytes)), bytes)
    }),
  )
  check(
    property(string({ unit: 'binary' }), (text) => {
      assert.equal(textOfBytes(Buffer.from(text)), text)
    }),
  )
})

test('a path that is not UTF-8 is told in base64', () => {
  assert.deepEqual(pathFields(Buffer.from('Köln/ü.jpg')), { path: 'Köln/ü.jpg' })
  assert.deepEqual(pathFields(Buffer.from([0x61, 0xff])), { pathBase64: 'Yf8=' })
})

test('what could steer a terminal is written out', () => {
  assert.equal(printable('a\u001b[2Jb\u202egpj.\n'), 'a\\u{1b}[2Jb\\u{202e}gpj.\\u{a}')
  assert.equal(printable(textOfBytes(Buffer.from([0x78, 0xff]))), 'x\\xff')
  assert.equal(printable('写真 ü.jpg'), '写真 ü.jpg')
})

test('the way up from a linked folder is the one that the file system takes', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'homeward-path-')))
  try {
    mkdirSync(join(folder, 'far', 'inner'), { recursive: true })
    symlinkSync(join(folder, 'far', 'inner'), join(folder, 'link'))
    const path = absolutePath(Buffer.from(`${folder}/link/../a.jpg`))
    assert.equal(path.toString(), join(folder, 'far', 'a.jpg'))
    assert.equal(absolutePath(Buffer.from(`${folder}/link/..`)).toString(), join(folder, 'far'))
    assert.equal(absolutePath(Buffer.from(`${folder}/./link//a/`)).toString(), join(folder, 'link', 'a'))
    assert.equal(absolutePath(Buffer.from('a.jpg')).toString(), join(realpathSync('.'), 'a.jpg'))
  } finally {
    rmSync(folder, { recursive: true })
  }
})
