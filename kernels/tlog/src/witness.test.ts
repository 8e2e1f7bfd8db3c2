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
import {
  type AddCheckpoint,
  consistencyProof,
  cosign,
  encodeNoteKey,
  formatAddCheckpoint,
  formatCheckpoint,
  formatProof,
  type HashReader,
  inclusionProof,
  judgeCheckpoint,
  leafHash,
  type NoteKey,
  nodeHash,
  noteKey,
  parseAddCheckpoint,
  parseNoteKey,
  parseProof,
  type Sha256,
  type Sign,
  signNote,
  TlogError,
  treeRoot,
  type Verify,
  verifyCosignature,
  verifyCosignatures,
  verifyInclusion,
  verifyProof,
  witnessKey,
} from './index.ts'

const sha256: Sha256 = (data) => createHash('sha256').update(data).digest()

const verify: Verify = (publicKey, message, signature) => {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey])
  return edVerify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature)
}

/** A log or witness whose Ed25519 seed is 32 times one byte. */
function signer(name: string, seed: number, make: typeof noteKey = noteKey): Signer {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(12)
  return { key: make(sha256, name, publicKey), sign: (message) => edSign(null, message, privateKey) }
}

type Signer = { key: NoteKey; sign: Sign }

const log: Signer = signer('example.org/ledger', 1)
const witnesses: readonly [Signer, Signer] = [
  signer('witness.example/w1', 2, witnessKey),
  signer('example.net/wítness', 3, witnessKey),
]

/** The hashes of a log with the entries `${word} 0`, `${word} 1` and so on. */
function logOf(
  word: string,
  hash: Sha256 = sha256,
): {
  leaf(index: number): Uint8Array
  read: HashReader
  root(size: number): Uint8Array
  checkpoint(size: number): string
} {
  const made = new Map<string, Uint8Array>()
  const leaf = (index: number): Uint8Array => leafHash(hash, Buffer.from(`${word} ${index}`))
  const read: HashReader = (level, index) => {
    const name = `${level}/${index}`
    let found = made.get(name)
    if (found === undefined) {
      const [left, right] = [2 * index, 2 * index + 1]
      found = level === 0 ? leaf(index) : nodeHash(hash, read(level - 1, left), read(level - 1, right))
      made.set(name, found)
    }
    return found
  }
  const root = (size: number): Uint8Array => treeRoot(hash, size, read)
  const checkpoint = (size: number): string => {
    const text = formatCheckpoint({ origin: log.key.name, size, root: root(size) })
    return signNote(text, log.key.name, log.key.keyId, log.sign)
  }
  return { leaf, read, root, checkpoint }
}

/** Every text that differs from `text` in one byte, read as UTF-8: two of its bits flipped, each byte left out. */
function* changedBytes(text: string): Generator<{ what: string; text: string }> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at++) {
    for (const bit of [0, 5]) {
      const altered = Buffer.from(bytes)
      altered[at] = (altered[at] as number) ^ (1 << bit)
      yield { what: `byte ${at}, bit ${bit}`, text: altered.toString('utf8') }
    }
    const shorter = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
    yield { what: `without byte ${at}`, text: shorter.toString('utf8') }
  }
}

const vectors = JSON.parse(readFileSync(new URL('../vectors/witness.json', import.meta.url), 'utf8'))
const platform = { sha256, verify }
const [first, second] = witnesses
const keys = [first.key, second.key]
const known = { origin: log.key.name, keys: [log.key] }
const honest = logOf('entry')
const forked = logOf('other entry')
const codeOf = (result: object): unknown => ('code' in result ? result.code : 'accepted')

function refused(act: () => unknown, code: string): void {
  assert.throws(act, (error) => error instanceof TlogError && error.code === code)
}

describe('cosignatures', () => {
  const note: string = vectors.checkpoint

  it('equal those of another implementation and verify', () => {
    assert.deepEqual(vectors.witnesses, keys.map(encodeNoteKey))
    assert.deepEqual(
      vectors.witnesses.map((line: string) => encodeNoteKey(parseNoteKey(sha256, line))),
      vectors.witnesses,
    )
    for (const { witness, timeSeconds, line } of vectors.cosignatures) {
      const { key, sign } = witnesses[witness as 0 | 1]
      assert.equal(cosign(note, key, timeSeconds, sign), line)
      assert.deepEqual(verifyCosignature(note + line, key, verify), { key, timeSeconds, line })
    }
    assert.equal(note, honest.checkpoint(13))
  })

  it('are given back for the witnesses asked for, the latest of each', () => {
    const lines = [3, 5, 4].map((time) => cosign(note, first.key, time, first.sign))
    const found = verifyCosignatures(note + lines.join(''), keys, verify)
    assert.ok(!('code' in found))
    assert.deepEqual(
      found.map(({ key, timeSeconds, line }) => [key.name, timeSeconds, line]),
      [[first.key.name, 5, lines[1]]],
    )
    assert.equal(codeOf(verifyCosignature(note + lines.join(''), second.key, verify)), 'note/unsigned')
    assert.equal(codeOf(verifyCosignatures(note + lines.join(''), keys, verify, 4)), 'note/time')
  })

  it('of another key under the same name and id are refused, others passed over', () => {
    const namesake = { ...signer(first.key.name, 9).key, type: first.key.type, keyId: first.key.keyId }
    const forged = cosign(note, namesake, 5, signer('x', 9).sign)
    assert.equal(codeOf(verifyCosignatures(note + forged, keys, verify)), 'note/signature')
    assert.deepEqual(verifyCosignatures(note, keys, verify), [])
    assert.equal(codeOf(verifyCosignature(note, log.key, verify)), 'note/signature')
  })

  it('every changed byte is detected', () => {
    const line = cosign(note, first.key, 1_700_000_000, first.sign)
    for (const { what, text } of changedBytes(note + line)) {
      const found = verifyCosignature(text, first.key, verify)
      const sameText = 'code' in found ? false : text.startsWith(note.slice(0, note.lastIndexOf('\n\n') + 2))
      // The log's own line may change without the witness's taking notice; it has a check of its own.
      assert.ok('code' in found || (sameText && text.endsWith(line)), what)
    }
  })

  it('refuse what cannot be cosigned', () => {
    refused(() => cosign(note, log.key, 5, log.sign), 'tlog/key')
    refused(() => cosign('no note\n', first.key, 5, first.sign), 'tlog/note')
    refused(() => cosign(note, first.key, 0.5, first.sign), 'tlog/size')
  })
})

describe('add-checkpoint', () => {
  const request = (oldSize: number, size: number, of = honest): AddCheckpoint => ({
    oldSize,
    proof: consistencyProof(sha256, oldSize, size, of.read),
    note: of.checkpoint(size),
  })
  const latest = (size: number, of = honest) => ({ size, root: of.root(size) })
  const judge = (asked: AddCheckpoint, at: ReturnType<typeof latest> | null) =>
    judgeCheckpoint(asked, known, at, platform)

  it('is written and read as another implementation does', () => {
    const { body, oldSize, oldRoot } = vectors.addCheckpoint
    const parsed = parseAddCheckpoint(body)
    assert.ok(!('code' in parsed))
    assert.equal(formatAddCheckpoint(parsed), body)
    assert.equal(formatAddCheckpoint(request(6, 13)), body)
    const judged = judge(parsed, { size: oldSize, root: Buffer.from(oldRoot, 'hex') })
    assert.ok(!('code' in judged))
    assert.equal(judged.size, 13)
  })

  it('reads the example of the specification', () => {
    const body =
      'old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n\nexample.com/behind-the-sofa\n20852163\n' +
      'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1M' +
      'yq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n'
    const parsed = parseAddCheckpoint(body)
    assert.ok(!('code' in parsed))
    assert.deepEqual([parsed.oldSize, parsed.proof.length], [20852014, 1])
    assert.equal(formatAddCheckpoint(parsed), body)
  })

  it('accepts growth from the first checkpoint on, also none', () => {
    assert.equal(codeOf(judge(request(0, 40), null)), 'accepted')
    assert.equal(codeOf(judge(request(0, 40), latest(0))), 'accepted')
    assert.equal(codeOf(judge(request(40, 40), latest(40))), 'accepted')
    assert.equal(codeOf(judge(request(40, 41), latest(40))), 'accepted')
  })

  it('refuses another log, another key, a stale or later size, a fork', () => {
    const other = signer(log.key.name, 8)
    const strange = { origin: log.key.name, keys: [other.key] }
    assert.equal(codeOf(judgeCheckpoint(request(0, 4), strange, null, platform)), 'witness/signature')
    assert.equal(codeOf(judge({ ...request(0, 4), note: 'nothing' }, null)), 'witness/form')
    assert.equal(codeOf(judge({ ...request(0, 4), oldSize: 5 }, null)), 'witness/form')
    assert.deepEqual(judge(request(3, 9), latest(4)), {
      code: 'witness/old-size',
      because: 'Expected the old size 4, got 3.',
      size: 4,
      shown: { origin: log.key.name, size: 9, root: new Uint8Array(honest.root(9)) },
    })
    assert.equal(codeOf(judge(request(3, 9), null)), 'witness/old-size')
    assert.equal(codeOf(judge(request(9, 9, forked), latest(9))), 'witness/fork')
    assert.equal(codeOf(judge(request(9, 12, forked), latest(9))), 'witness/proof')
    assert.equal(codeOf(judge({ ...request(0, 4), proof: [honest.leaf(0)] }, null)), 'witness/proof')
  })

  it('accepts only the true proof, whatever else is sent, for all sizes up to 24', () => {
    for (let now = 1; now <= 24; now++) {
      for (let old = 1; old < now; old++) {
        const asked = request(old, now)
        assert.equal(codeOf(judge(asked, latest(old))), 'accepted')
        assert.equal(codeOf(judge(asked, latest(old, forked))), 'witness/proof')
        assert.equal(codeOf(judge({ ...asked, proof: asked.proof.slice(1) }, latest(old))), 'witness/proof')
        assert.equal(codeOf(judge(request(old, now, forked), latest(old))), 'witness/proof')
      }
    }
  })

  it('every changed byte of a request is detected or leaves what is cosigned as it was', () => {
    const body = formatAddCheckpoint(request(6, 13))
    for (const { what, text } of changedBytes(body)) {
      const parsed = parseAddCheckpoint(text)
      assert.ok('code' in parsed || 'code' in judge(parsed, latest(6)), what)
    }
  })

  it('refuses bodies of another form', () => {
    const hash = Buffer.alloc(32).toString('base64')
    for (const bad of [
      '',
      'old 1\n',
      `old 01\n\nx\n`,
      `old -1\n\nx\n`,
      `old 1\nAAAA\n\nx\n`,
      `new 1\n\nx\n`,
    ]) {
      assert.equal(codeOf(parseAddCheckpoint(bad)), 'witness/form', bad)
    }
    assert.equal(codeOf(parseAddCheckpoint(`old 1\n${`${hash}\n`.repeat(64)}\nx\n`)), 'witness/form')
    assert.equal(codeOf(parseAddCheckpoint(`old 1\n${`${hash}\n`.repeat(63)}\nx\n`)), 'accepted')
    refused(
      () => formatAddCheckpoint({ oldSize: 1, proof: new Array(64).fill(Buffer.alloc(32)), note: 'x\n' }),
      'tlog/hash',
    )
    refused(() => formatAddCheckpoint({ oldSize: 1, proof: [], note: 'x' }), 'tlog/note')
    refused(() => formatAddCheckpoint({ oldSize: -1, proof: [], note: 'x\n' }), 'tlog/size')
  })
})

describe('proof files', () => {
  const policy = { origin: log.key.name, key: log.key, witnesses: keys, quorum: 2 }
  const { text, entry, extra, index } = vectors.proof
  const leaf = leafHash(sha256, Buffer.from(entry))

  it('are written and read as another implementation does, and verify', () => {
    const parsed = parseProof(text)
    assert.ok(!('code' in parsed))
    assert.equal(parsed.index, index)
    assert.equal(Buffer.from(parsed.extra ?? []).toString(), extra)
    assert.equal(formatProof(parsed), text)
    const verified = verifyProof(parsed, leaf, policy, platform)
    assert.ok(!('code' in verified))
    assert.equal(verified.checkpoint.size, 13)
    assert.deepEqual(
      verified.cosignatures.map(({ timeSeconds }) => timeSeconds),
      [1679315147, 1679315150],
    )
  })

  it('without extra data have no such line, and a tree of one has no hashes', () => {
    const written = formatProof({ index: 0, proof: [], note: honest.checkpoint(1), extra: null })
    assert.ok(written.startsWith('c2sp.org/tlog-proof@v1\nindex 0\n\n'))
    const parsed = parseProof(written)
    assert.ok(!('code' in parsed) && parsed.extra === null)
    const alone = { ...policy, quorum: 0 }
    assert.equal(codeOf(verifyProof(parsed, honest.leaf(0), alone, platform)), 'accepted')
    assert.equal(codeOf(verifyProof(parsed, honest.leaf(0), policy, platform)), 'proof/quorum')
  })

  it('refuse another entry, index, log, fewer witnesses and cosignatures of times to come', () => {
    const parsed = parseProof(text)
    assert.ok(!('code' in parsed))
    const check = (proof = parsed, of = leaf, by: Parameters<typeof verifyProof>[2] = policy) =>
      codeOf(verifyProof(proof, of, by, platform))
    assert.equal(check(parsed, honest.leaf(7)), 'proof/inclusion')
    assert.equal(check({ ...parsed, index: 7 }), 'proof/inclusion')
    assert.equal(check(parsed, leaf, { ...policy, origin: 'example.org/other' }), 'note/origin')
    assert.equal(check(parsed, leaf, { ...policy, key: signer(log.key.name, 7).key }), 'note/unsigned')
    assert.equal(check(parsed, leaf, { ...policy, witnesses: [first.key] }), 'proof/quorum')
    assert.equal(check(parsed, leaf, { ...policy, latestSeconds: 1679315149 }), 'note/time')
  })

  it('every changed byte is detected, but for the extra data, which the application has to check', () => {
    const bare = text.replace(/^extra .*\n/m, '')
    let checked = 0
    for (const { what, text: changed } of changedBytes(bare)) {
      const parsed = parseProof(changed)
      const result = 'code' in parsed ? parsed : verifyProof(parsed, leaf, policy, platform)
      // A byte that turns the index line into an "extra" line leaves no index; nothing else is passed over.
      assert.ok('code' in result, what)
      checked += 1
    }
    assert.equal(checked, 3 * Buffer.byteLength(bare))
  })

  it('refuse files of another form', () => {
    const head = 'c2sp.org/tlog-proof@v1\n'
    for (const bad of [
      '',
      head,
      `${head}\nx\n`,
      `${head}index 01\n\nx\n`,
      `${head}extra ?\nindex 1\n\nx\n`,
      `${head}index 1\nAA==\n\nx\n`,
      text.replace('@v1', '@v2'),
    ]) {
      assert.equal(codeOf(parseProof(bad)), 'proof/form', bad)
    }
    const long = { index: 0, proof: new Array(64).fill(Buffer.alloc(32)), note: 'x\n', extra: null }
    refused(() => formatProof(long), 'tlog/hash')
    refused(() => formatProof({ ...long, proof: [], note: 'x' }), 'tlog/note')
    refused(() => formatProof({ ...long, proof: [], index: -1 }), 'tlog/size')
  })
})

/** The cases above would prove nothing if a verifier that checks less passed them too. */
describe('forgeries', () => {
  const alwaysTrue: Verify = () => true
  /** Takes only the right half of a node into account, so that everything left of it may be exchanged. */
  const rightOnly: Sha256 = (data) => sha256(data[0] === 1 ? data.subarray(33) : data)
  const accepted = (check: { sha256: Sha256; verify: Verify }): string[] => {
    const ends = logOf('entry', rightOnly)
    const tree = check.sha256 === rightOnly ? ends : honest
    const note = tree.checkpoint(13)
    const forged = { oldSize: 0, proof: [], note: note.replace('\n13\n', '\n12\n') }
    const proof = inclusionProof(check.sha256, 12, 13, tree.read)
    const swapped = [...proof.slice(0, -1), honest.leaf(0)]
    return [
      ...('code' in judgeCheckpoint(forged, known, null, check) ? [] : ['signature']),
      ...(verifyInclusion(check.sha256, 12, 13, tree.leaf(12), swapped, tree.root(13)) ? ['inclusion'] : []),
    ]
  }

  it('pass a verifier that checks no signature', () =>
    assert.deepEqual(accepted({ sha256, verify: alwaysTrue }), ['signature']))
  it('pass a verifier that hashes half of a node', () =>
    assert.deepEqual(accepted({ sha256: rightOnly, verify }), ['inclusion']))
  it('pass no verifier that checks everything', () => assert.deepEqual(accepted(platform), []))
})
