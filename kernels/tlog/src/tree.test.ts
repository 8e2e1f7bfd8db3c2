import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import {
  consistencyProof,
  type HashReader,
  inclusionProof,
  leafHash,
  nodeHash,
  type Sha256,
  TlogError,
  TreeBuilder,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from './index.ts'

const sha256: Sha256 = (data) => createHash('sha256').update(data).digest()
const most = 256
const leaves = Array.from({ length: most }, (_, i) => leafHash(sha256, Buffer.from(`entry ${i}`)))

/** RFC 6962 section 2.1 word for word. */
function oracle(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return sha256(new Uint8Array(0))
  if (hashes.length === 1) return hashes[0] as Uint8Array
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  return nodeHash(sha256, oracle(hashes.slice(0, split)), oracle(hashes.slice(split)))
}

function oraclePath(index: number, hashes: readonly Uint8Array[]): Uint8Array[] {
  if (hashes.length === 1) return []
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)]
  return index < split
    ? [...oraclePath(index, left), oracle(right)]
    : [...oraclePath(index - split, right), oracle(left)]
}

function oracleSubproof(old: number, hashes: readonly Uint8Array[], known: boolean): Uint8Array[] {
  if (old === hashes.length) return known ? [] : [oracle(hashes)]
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)]
  return old <= split
    ? [...oracleSubproof(old, left, known), oracle(right)]
    : [...oracleSubproof(old - split, right, false), oracle(left)]
}

const nodes = new Map<string, Uint8Array>()
const read: HashReader = (level, index) => {
  const name = `${level}/${index}`
  let hash = nodes.get(name)
  if (hash === undefined) {
    assert.ok((index + 1) * 2 ** level <= most, `${name} is outside the tree`)
    hash =
      level === 0
        ? (leaves[index] as Uint8Array)
        : nodeHash(sha256, read(level - 1, 2 * index), read(level - 1, 2 * index + 1))
    nodes.set(name, hash)
  }
  return hash
}
const roots = Array.from({ length: most + 1 }, (_, size) => oracle(leaves.slice(0, size)))

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[at] = (copy[at] as number) ^ 1
  return copy
}

describe('roots', () => {
  it('equal the reference test data', () => {
    const file = JSON.parse(readFileSync(new URL('../vectors/roots.json', import.meta.url), 'utf8'))
    const builder = new TreeBuilder(sha256)
    for (const [i, leaf] of file.leaves.entries()) {
      builder.append(leafHash(sha256, Buffer.from(leaf, 'hex')))
      assert.equal(Buffer.from(builder.root()).toString('hex'), file.roots[i])
    }
  })

  it('of the builder, of a restored builder and of the reader equal the oracle at every size', () => {
    const builder = new TreeBuilder(sha256)
    let restored = TreeBuilder.restore(sha256, 0, new Uint8Array(0))
    for (let size = 0; size <= most; size++) {
      const root = roots[size] as Uint8Array
      assert.deepEqual(Buffer.from(builder.root()), root)
      assert.deepEqual(Buffer.from(restored.root()), root)
      assert.deepEqual(Buffer.from(treeRoot(sha256, size, read)), root)
      assert.equal(builder.size, size)
      if (size === most) break
      assert.equal(builder.append(leaves[size] as Uint8Array), size)
      restored.append(leaves[size] as Uint8Array)
      restored = TreeBuilder.restore(sha256, restored.size, restored.edge())
    }
  })

  it('a stored edge of another length, a size that is none and a hash of another length are refused', () => {
    const refused = (act: () => unknown, code: string) =>
      assert.throws(act, (error) => error instanceof TlogError && error.code === code)
    refused(() => TreeBuilder.restore(sha256, 3, new Uint8Array(32)), 'tlog/edge')
    refused(() => TreeBuilder.restore(sha256, 4, new Uint8Array(33)), 'tlog/edge')
    refused(() => TreeBuilder.restore(sha256, -1, new Uint8Array(0)), 'tlog/size')
    refused(() => new TreeBuilder(sha256).append(new Uint8Array(31)), 'tlog/hash')
    refused(() => inclusionProof(sha256, 5, 5, read), 'tlog/size')
    refused(() => inclusionProof(sha256, 0, 0, read), 'tlog/size')
    refused(() => consistencyProof(sha256, 6, 5, read), 'tlog/size')
  })

  it('sizes beyond 32 bits keep their edge', () => {
    const size = 2 ** 40 + 2 ** 33 + 1
    const edge = Buffer.concat([leaves[0] as Uint8Array, leaves[1] as Uint8Array, leaves[2] as Uint8Array])
    const builder = TreeBuilder.restore(sha256, size, edge)
    assert.equal(builder.append(leaves[3] as Uint8Array), size)
    assert.equal(builder.edge().length, 3 * 32)
    assert.deepEqual(
      Buffer.from(builder.edge().subarray(64)),
      nodeHash(sha256, leaves[2] as Uint8Array, leaves[3] as Uint8Array),
    )
  })
})

describe('inclusion', () => {
  it(`proofs equal the oracle and verify for every leaf of every size up to ${most}`, () => {
    for (let size = 1; size <= most; size++) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(sha256, index, size, read)
        if (size <= 40 || size === most) {
          assert.deepEqual(proof, oraclePath(index, leaves.slice(0, size)))
        }
        const [leaf, root] = [leaves[index] as Uint8Array, roots[size] as Uint8Array]
        assert.ok(verifyInclusion(sha256, index, size, leaf, proof, root), `${index} of ${size}`)
      }
    }
  })

  it('no proof stands for another leaf, index, size, root or length', () => {
    for (let size = 1; size <= 20; size++) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(sha256, index, size, read)
        const [leaf, root] = [leaves[index] as Uint8Array, roots[size] as Uint8Array]
        for (let other = 0; other <= 21; other++) {
          if (other !== index) assert.ok(!verifyInclusion(sha256, other, size, leaf, proof, root))
          assert.equal(
            verifyInclusion(sha256, index, size, leaves[other] as Uint8Array, proof, root),
            other === index,
          )
          if (other !== size) {
            assert.ok(!verifyInclusion(sha256, index, size, leaf, proof, roots[other] as Uint8Array))
          }
        }
        assert.ok(!verifyInclusion(sha256, index, size, leaf, [...proof, root], root))
        assert.ok(!verifyInclusion(sha256, index, size, leaf, [root, ...proof], root))
        if (proof.length > 0) assert.ok(!verifyInclusion(sha256, index, size, leaf, proof.slice(1), root))
      }
    }
    assert.ok(!verifyInclusion(sha256, 0.5, 2, leaves[0] as Uint8Array, [], roots[2] as Uint8Array))
    assert.ok(!verifyInclusion(sha256, 0, Number.NaN, leaves[0] as Uint8Array, [], roots[2] as Uint8Array))
    assert.ok(!verifyInclusion(sha256, 0, 1, new Uint8Array(0), [], roots[0] as Uint8Array))
  })

  it('every altered byte of a proof, leaf or root is detected', () => {
    const [index, size] = [37, 101]
    const proof = inclusionProof(sha256, index, size, read)
    const [leaf, root] = [leaves[index] as Uint8Array, roots[size] as Uint8Array]
    for (let at = 0; at < 32; at++) {
      for (const [i, part] of proof.entries()) {
        assert.ok(!verifyInclusion(sha256, index, size, leaf, proof.with(i, changed(part, at)), root))
      }
      assert.ok(!verifyInclusion(sha256, index, size, changed(leaf, at), proof, root))
      assert.ok(!verifyInclusion(sha256, index, size, leaf, proof, changed(root, at)))
    }
  })
})

describe('consistency', () => {
  it(`proofs equal the oracle and verify for every pair of sizes up to ${most}`, () => {
    for (let now = 0; now <= most; now++) {
      for (let old = 0; old <= now; old++) {
        const proof = consistencyProof(sha256, old, now, read)
        if (old > 0 && (now <= 40 || now === most)) {
          assert.deepEqual(proof, oracleSubproof(old, leaves.slice(0, now), true))
        }
        const [oldRoot, newRoot] = [roots[old] as Uint8Array, roots[now] as Uint8Array]
        assert.ok(verifyConsistency(sha256, old, now, oldRoot, newRoot, proof), `${old} to ${now}`)
      }
    }
  })

  it('no proof stands for another root, size or length', () => {
    for (let now = 1; now <= 20; now++) {
      for (let old = 1; old <= now; old++) {
        const proof = consistencyProof(sha256, old, now, read)
        const [oldRoot, newRoot] = [roots[old] as Uint8Array, roots[now] as Uint8Array]
        for (let other = 0; other <= 21; other++) {
          const otherRoot = roots[other] as Uint8Array
          if (other !== old) assert.ok(!verifyConsistency(sha256, old, now, otherRoot, newRoot, proof))
          if (other !== now) assert.ok(!verifyConsistency(sha256, old, now, oldRoot, otherRoot, proof))
          if (other !== old) assert.ok(!verifyConsistency(sha256, other, now, oldRoot, newRoot, proof))
        }
        assert.ok(!verifyConsistency(sha256, old, now, oldRoot, newRoot, [...proof, newRoot]))
        if (proof.length > 0) {
          assert.ok(!verifyConsistency(sha256, old, now, oldRoot, newRoot, proof.slice(0, -1)))
          assert.ok(!verifyConsistency(sha256, old, now, oldRoot, newRoot, []))
        }
      }
    }
    assert.ok(!verifyConsistency(sha256, 0, 5, roots[1] as Uint8Array, roots[5] as Uint8Array, []))
    assert.ok(!verifyConsistency(sha256, 5, 4, roots[5] as Uint8Array, roots[4] as Uint8Array, []))
    assert.ok(!verifyConsistency(sha256, 0, 0, roots[1] as Uint8Array, roots[1] as Uint8Array, []))
  })

  it('every altered byte of a proof or root is detected', () => {
    for (const [old, now] of [
      [37, 101],
      [64, 101],
      [96, 128],
      [255, 256],
    ] as const) {
      const proof = consistencyProof(sha256, old, now, read)
      const [oldRoot, newRoot] = [roots[old] as Uint8Array, roots[now] as Uint8Array]
      for (let at = 0; at < 32; at++) {
        for (const [i, part] of proof.entries()) {
          assert.ok(!verifyConsistency(sha256, old, now, oldRoot, newRoot, proof.with(i, changed(part, at))))
        }
        assert.ok(!verifyConsistency(sha256, old, now, changed(oldRoot, at), newRoot, proof))
        assert.ok(!verifyConsistency(sha256, old, now, oldRoot, changed(newRoot, at), proof))
      }
    }
  })
})
