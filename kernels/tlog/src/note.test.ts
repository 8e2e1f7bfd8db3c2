import assert from 'node:assert/strict'
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  sign as edSign,
  verify as edVerify,
} from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  addSignature,
  encodeNoteKey,
  formatCheckpoint,
  noteKey,
  parseCheckpoint,
  parseNoteKey,
  type Sha256,
  type Sign,
  signNote,
  TlogError,
  type Verify,
  verifyCheckpoint,
  verifyNote,
} from './index.ts'
import { fromBase64, toBase64, utf8 } from './text.ts'

const sha256: Sha256 = (data) => createHash('sha256').update(data).digest()

const verify: Verify = (publicKey, message, signature) => {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey])
  return edVerify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature)
}

function signer(name: string, seed: number) {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(12)
  const sign: Sign = (message) => edSign(null, message, privateKey)
  return { key: noteKey(sha256, name, publicKey), sign }
}

const log = signer('example.org/ledger', 1)
const witness = signer('example.net/wítness', 2)
const root = Uint8Array.from({ length: 32 }, (_, i) => i * 7)
const text = formatCheckpoint({ origin: 'example.org/ledger', size: 20852163, root })
const note = signNote(text, log.key.name, log.key.keyId, log.sign)

function refused(act: () => unknown, code: string): void {
  assert.throws(act, (error) => error instanceof TlogError && error.code === code)
}

const codeOf = (result: object): unknown => ('code' in result ? result.code : 'accepted')

describe('notes', () => {
  const { keys, notes } = JSON.parse(readFileSync(new URL('../vectors/notes.json', import.meta.url), 'utf8'))
  for (const [i, vector] of notes.entries()) {
    it(`vector ${i} verifies`, () => {
      const key = parseNoteKey(sha256, vector.key)
      assert.equal(encodeNoteKey(key), vector.key)
      assert.deepEqual(verifyNote(vector.note, key, verify), { text: vector.text })
    })
  }

  it('keys of another implementation have the id that it derives', () => {
    for (const line of keys) assert.equal(encodeNoteKey(parseNoteKey(sha256, line)), line)
  })

  it('give back their text to each signer', () => {
    const both = addSignature(note, witness.key.name, witness.key.keyId, witness.sign)
    assert.equal(both.split('\n').length, 7)
    for (const { key } of [log, witness]) assert.deepEqual(verifyNote(both, key, verify), { text })
    assert.deepEqual(codeOf(verifyNote(note, witness.key, verify)), 'note/unsigned')
    const namesake = signer(log.key.name, 3)
    assert.deepEqual(codeOf(verifyNote(note, namesake.key, verify)), 'note/unsigned')
    const forged = signNote(text, log.key.name, log.key.keyId, namesake.sign)
    assert.deepEqual(codeOf(verifyNote(forged, log.key, verify)), 'note/signature')
  })

  it('may hold blank lines in their text', () => {
    const poem = 'first\n\nlast\n'
    const signed = signNote(poem, log.key.name, log.key.keyId, log.sign)
    assert.deepEqual(verifyNote(signed, log.key, verify), { text: poem })
  })

  it('refuse every altered, missing or added byte', () => {
    const bytes = Buffer.from(note)
    for (let at = 0; at < bytes.length; at++) {
      for (const mask of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const altered = Buffer.from(bytes)
        altered[at] = (altered[at] as number) ^ mask
        const result = verifyNote(altered.toString('utf8'), log.key, verify)
        assert.ok('code' in result, `byte ${at}, mask ${mask}`)
      }
      const shorter = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]).toString('utf8')
      assert.ok('code' in verifyNote(shorter, log.key, verify), `without byte ${at}`)
      assert.ok('code' in verifyNote(bytes.subarray(0, at).toString('utf8'), log.key, verify))
    }
    for (const added of ['\n', ' ', 'x', '\u2014 a b\n', '\n\u2014 a YWFhYWE=\n']) {
      assert.ok('code' in verifyNote(note + added, log.key, verify))
      assert.ok('code' in verifyNote(added + note, log.key, verify))
    }
  })

  it('refuse texts, names and numbers of signatures that a note cannot have', () => {
    for (const bad of ['', 'no newline', 'tab\there\n', 'return\r\n', 'half \ud800\n']) {
      refused(() => signNote(bad, log.key.name, log.key.keyId, log.sign), 'tlog/note')
    }
    for (const name of ['', 'two words', 'a+b', 'wide\u3000space', 'line\nend']) {
      refused(() => signNote(text, name, 1, log.sign), 'tlog/note')
      refused(() => noteKey(sha256, name, log.key.publicKey), 'tlog/key')
    }
    refused(() => signNote(text, 'a', -1, log.sign), 'tlog/note')
    refused(() => signNote(text, 'a', 2 ** 32, log.sign), 'tlog/note')
    refused(() => addSignature(text, 'a', 1, log.sign), 'tlog/note')
    let many = note
    for (let i = 0; i < 99; i++) many += '\u2014 other AAAAAAA=\n'
    assert.deepEqual(verifyNote(many, log.key, verify), { text })
    assert.equal(codeOf(verifyNote(`${many}\u2014 other AAAAAAA=\n`, log.key, verify)), 'note/form')
  })
})

describe('keys', () => {
  it('every altered letter of a key line is refused', () => {
    const line = encodeNoteKey(log.key)
    assert.deepEqual(parseNoteKey(sha256, line), { ...log.key, publicKey: new Uint8Array(log.key.publicKey) })
    for (let at = 0; at < line.length; at++) {
      const other = line[at] === 'a' ? 'b' : 'a'
      refused(() => parseNoteKey(sha256, line.slice(0, at) + other + line.slice(at + 1)), 'tlog/key')
    }
    refused(() => noteKey(sha256, 'a', new Uint8Array(31)), 'tlog/key')
    refused(() => parseNoteKey(sha256, ''), 'tlog/key')
  })
})

describe('checkpoints', () => {
  it('are read as they were written', () => {
    assert.equal(text, `example.org/ledger\n20852163\n${Buffer.from(root).toString('base64')}\n`)
    const expected = { origin: 'example.org/ledger', size: 20852163, root }
    assert.deepEqual(parseCheckpoint(text), expected)
    assert.deepEqual(parseCheckpoint(`${text}extension\n`), expected)
    assert.deepEqual(verifyCheckpoint(note, 'example.org/ledger', log.key, verify), expected)
    assert.equal(codeOf(verifyCheckpoint(note, 'example.org/other', log.key, verify)), 'note/origin')
    const other = signNote('a note\n', log.key.name, log.key.keyId, log.sign)
    assert.equal(codeOf(verifyCheckpoint(other, 'a note', log.key, verify)), 'note/form')
  })

  it('of another form are refused', () => {
    const hash = Buffer.from(root).toString('base64')
    for (const bad of [
      '',
      `o\n1\n${hash}`,
      `\n1\n${hash}\n`,
      `o\n01\n${hash}\n`,
      `o\n-1\n${hash}\n`,
      `o\n9007199254740992\n${hash}\n`,
      `o\n1\n${hash.slice(4)}\n`,
      `o\n1\n${hash.slice(0, -2)}B=\n`,
      `o\n1\n${hash}\n\n`,
      `o\n1\n`,
    ]) {
      refused(() => parseCheckpoint(bad), 'tlog/checkpoint')
    }
    refused(() => formatCheckpoint({ origin: '', size: 1, root }), 'tlog/checkpoint')
    refused(() => formatCheckpoint({ origin: 'a\nb', size: 1, root }), 'tlog/checkpoint')
    refused(() => formatCheckpoint({ origin: 'a', size: 0.5, root }), 'tlog/size')
    refused(() => formatCheckpoint({ origin: 'a', size: 1, root: root.subarray(1) }), 'tlog/hash')
  })
})

describe('text', () => {
  it('base64 and UTF-8 equal those of the platform, and base64 has one text for each value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const encoded = toBase64(bytes)
        assert.equal(encoded, Buffer.from(bytes).toString('base64'))
        assert.deepEqual(fromBase64(encoded), bytes)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (value) => {
        assert.deepEqual(utf8(value), new TextEncoder().encode(value))
      }),
    )
    for (const bad of ['A', 'AA', 'AAA', 'AB==', 'AAB=', 'AA=A', 'A A=', 'AA==\n', '====']) {
      assert.equal(fromBase64(bad), null, bad)
    }
    assert.equal(utf8('\udc00'), null)
  })
})
