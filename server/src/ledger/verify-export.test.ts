import assert from 'node:assert/strict'
import { createHash, createPrivateKey, createPublicKey, sign as edSign, type KeyObject } from 'node:crypto'
import { describe, it } from 'node:test'
import {
  cosign,
  encodeNoteKey,
  formatCheckpoint,
  formatProof,
  type HashReader,
  inclusionProof,
  leafHash,
  type NoteKey,
  nodeHash,
  noteKey,
  signNote,
  treeRoot,
  witnessKey,
} from '@homeward/tlog'
import { type ExportEntry, formatExport, parseExport } from './export-form.ts'
import { sha256 } from './integrator.ts'
import { EXPORT_CHECKS, type LedgerTrust, verifyExport } from './verify-export.ts'
import { proofExtra, verifyEventProof } from './verify-proof.ts'

const SIZE = 1000
const SEED_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

function signer(name: string, seed: number, make: typeof noteKey): { key: NoteKey; secret: KeyObject } {
  const der = Buffer.concat([SEED_PREFIX, Buffer.alloc(32, seed)])
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' })
  return { key: make(sha256, name, spki.subarray(12)), secret }
}

const log = signer('homeward/node-a', 1, noteKey)
const witness = signer('homeward/node-b/witness', 2, witnessKey)

/** The entries of a ledger; every third one with its text. */
function entriesOf(word: string, size = SIZE): ExportEntry[] {
  return Array.from({ length: size }, (_, n) => {
    const text = JSON.stringify({ v: 1, n, type: word })
    return { hash: createHash('sha256').update(text).digest(), text: n % 3 === 0 ? text : null }
  })
}

function readerOf(entries: readonly ExportEntry[]): HashReader {
  const made = new Map<string, Uint8Array>()
  const read: HashReader = (level, index) => {
    const name = `${level}/${index}`
    let found = made.get(name)
    if (found === undefined) {
      found =
        level === 0
          ? leafHash(sha256, entries[index]?.hash ?? new Uint8Array(0))
          : nodeHash(sha256, read(level - 1, 2 * index), read(level - 1, 2 * index + 1))
      made.set(name, found)
    }
    return found
  }
  return read
}

function noteOf(entries: readonly ExportEntry[], by = log): string {
  const root = treeRoot(sha256, entries.length, readerOf(entries))
  const text = formatCheckpoint({ origin: by.key.name, size: entries.length, root })
  return signNote(text, by.key.name, by.key.keyId, (message) => edSign(null, message, by.secret))
}

const cosigned = (note: string): string =>
  note + cosign(note, witness.key, 1_800_000_000, (message) => edSign(null, message, witness.secret))

function exportOf(entries: readonly ExportEntry[], note = cosigned(noteOf(entries)), by = log): string {
  const witnesses = note.includes(witness.key.name) ? [encodeNoteKey(witness.key)] : []
  return formatExport({ key: encodeNoteKey(by.key), witnesses, entries, note })
}

const entries = entriesOf('entry')
const whole = exportOf(entries)
const earlier = noteOf(entries.slice(0, 600))
const trust: LedgerTrust = { key: log.key, witnesses: [witness.key], since: earlier }
const okay = (text: string, by = trust, checks = Object.values(EXPORT_CHECKS)): boolean =>
  verifyExport(text, by, checks).ok

/** Exports that must be refused, each with the check that is there for it. */
function forgeries(): { what: string; check: string; text: string; by?: LedgerTrust }[] {
  const honestNote = cosigned(noteOf(entries))
  const [first, second] = [entries[10], entries[11]]
  assert.ok(first && second)
  const hashes = entries.map(({ hash }) => ({ hash, text: null }))
  const other = signer(log.key.name, 9, noteKey)
  const blank = { ...trust, key: null, since: null }
  const shorter = entries.slice(0, 500)
  const rewritten = [...entriesOf('other', 300), ...entries.slice(300)]
  const damagedTile = whole.replace(
    /^(tile\/0\/001 )(.)/m,
    (_, path, letter) => `${path}${letter === 'A' ? 'B' : 'A'}`,
  )
  const altered = { hash: entries[9]?.hash ?? new Uint8Array(0), text: '{"v":1,"n":9,"type":"else"}' }
  return [
    {
      what: 'an event with another text',
      check: 'texts',
      text: exportOf(entries.with(9, altered), honestNote),
    },
    { what: 'a deleted entry', check: 'root', text: exportOf(entries.toSpliced(700, 1), honestNote) },
    {
      what: 'an inserted entry',
      check: 'root',
      text: exportOf(entries.toSpliced(700, 0, first), honestNote),
    },
    {
      what: 'two entries exchanged',
      check: 'root',
      text: exportOf(entries.with(10, second).with(11, first), honestNote),
    },
    { what: 'a cut end', check: 'root', text: exportOf(entries.slice(0, -1), honestNote) },
    {
      what: 'an altered hash',
      check: 'root',
      text: exportOf(hashes.with(700, { hash: sha256(first.hash), text: null }), honestNote),
    },
    { what: 'an altered tile', check: 'tiles', text: damagedTile },
    { what: 'a missing tile', check: 'tiles', text: whole.replace(/^tile\/1\/000\.p\/3 .*\n/m, '') },
    {
      what: 'a tile too many',
      check: 'tiles',
      text: whole.replace(/^tile\/1\/000/m, 'tile/0/009 AAAA\ntile/1/000'),
    },
    {
      what: 'a signature that is not the ledger’s',
      check: 'signature',
      text: exportOf(entries, signedBy(other)),
    },
    {
      what: 'another key',
      check: 'key',
      text: exportOf(entries, cosigned(noteOf(entries, other)), other),
      by: { ...trust, since: null },
    },
    { what: 'no cosignature', check: 'cosignatures', text: exportOf(entries, noteOf(entries)) },
    {
      what: 'a stranger’s line',
      check: 'cosignatures',
      text: `${whole}\u2014 stranger AAAAAAA=\n`,
      by: blank,
    },
    { what: 'a rolled back ledger', check: 'since', text: exportOf(shorter) },
    { what: 'a rewritten ledger', check: 'since', text: exportOf(rewritten) },
  ]
}

/** The honest text under the ledger's name and key id, signed with another key. */
function signedBy(other: { secret: KeyObject }): string {
  const root = treeRoot(sha256, SIZE, readerOf(entries))
  const text = formatCheckpoint({ origin: log.key.name, size: SIZE, root })
  return cosigned(
    signNote(text, log.key.name, log.key.keyId, (message) => edSign(null, message, other.secret)),
  )
}

describe('an export', () => {
  it('that is whole verifies, and is read as it was written', () => {
    const verdict = verifyExport(whole, trust)
    assert.deepEqual(
      [verdict.ok, verdict.entries, verdict.head?.size, verdict.firstBad],
      [true, SIZE, SIZE, null],
    )
    assert.equal(formatExport(parseExport(whole)), whole)
    assert.ok(okay(exportOf(entriesOf('entry', 1)), { ...trust, since: null }))
  })

  for (const { what, text, by } of forgeries()) {
    it(`with ${what} is refused`, () => assert.ok(!okay(text, by)))
  }

  it('with any one byte changed is refused', () => {
    const bytes = Buffer.from(whole)
    const step = process.env['SLOW'] === undefined ? 499 : 1
    let tried = 0
    // Each byte of the keys and the checkpoint, and every 499th of the rest; all of them with SLOW set.
    for (let at = 0; at < bytes.length; at += at < 400 || at > bytes.length - 700 ? 1 : step) {
      const before = bytes[at] as number
      bytes[at] = before ^ 1
      assert.ok(!okay(bytes.toString('utf8')), `byte ${at}`)
      bytes[at] = before
      tried += 1
    }
    assert.ok(tried > 1100, `${tried} bytes`)
  })
})

describe('a verifier that leaves out', () => {
  for (const left of Object.keys(EXPORT_CHECKS)) {
    it(`the check of ${left} is caught by the forgeries`, () => {
      const rest = Object.entries(EXPORT_CHECKS).flatMap(([name, check]) => (name === left ? [] : [check]))
      const passed = forgeries().filter(({ text, by }) => okay(text, by, rest))
      assert.ok(passed.length > 0)
      for (const { what, check } of passed) assert.equal(check, left, what)
    })
  }
})

describe('the proof of one event', () => {
  const { hash = new Uint8Array(0), text = null } = entries[600] ?? {}
  const known = { key: log.key, witnesses: [witness.key], since: earlier }
  const fileOf = (said: string | null): string => {
    const proof = inclusionProof(sha256, 600, SIZE, readerOf(entries))
    return formatProof({ index: 600, proof, note: cosigned(noteOf(entries)), extra: proofExtra(hash, said) })
  }

  it('verifies with the text and without', () => {
    for (const said of [text, null]) {
      const { ok, index, event } = verifyEventProof(fileOf(said), known)
      assert.deepEqual([ok, index, event], [true, 600, said])
    }
  })

  it('is refused with another text, another key, a missing witness, and for a larger earlier ledger', () => {
    assert.equal(verifyEventProof(fileOf(`${text} `), known).firstBad?.code, 'ledger/altered')
    const stranger = signer(log.key.name, 9, noteKey).key
    assert.equal(verifyEventProof(fileOf(text), { ...known, key: stranger }).ok, false)
    const third = signer('third', 3, witnessKey).key
    assert.equal(
      verifyEventProof(fileOf(text), { ...known, witnesses: [third] }).firstBad?.code,
      'proof/quorum',
    )
    const since = noteOf(entriesOf('entry', SIZE + 1))
    assert.equal(verifyEventProof(fileOf(text), { ...known, since }).firstBad?.code, 'ledger/rolled-back')
  })

  it('with any one byte changed is refused', () => {
    const bytes = Buffer.from(fileOf(text))
    for (let at = 0; at < bytes.length; at += 1) {
      const before = bytes[at] as number
      bytes[at] = before ^ 1
      assert.ok(!verifyEventProof(bytes.toString('utf8'), known).ok, `byte ${at}`)
      bytes[at] = before
    }
  })
})
