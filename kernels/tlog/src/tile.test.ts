import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  consistencyProof,
  decodeBundle,
  encodeBundle,
  entriesPath,
  growTiles,
  inclusionProof,
  leafHash,
  type Sha256,
  TlogError,
  TreeBuilder,
  tilePath,
  tileReader,
  tilesToWrite,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from './index.ts'

const sha256: Sha256 = (data) => createHash('sha256').update(data).digest()

function refused(act: () => unknown, code: string): void {
  assert.throws(act, (error) => error instanceof TlogError && error.code === code)
}

describe('paths', () => {
  it('are those of the specification', () => {
    assert.equal(tilePath(0, 1234067), 'tile/0/x001/x234/067')
    assert.equal(tilePath(1, 0, 17), 'tile/1/000.p/17')
    assert.equal(tilePath(0, 999), 'tile/0/999')
    assert.equal(tilePath(0, 1000), 'tile/0/x001/000')
    assert.equal(tilePath(63, 273, 1), 'tile/63/273.p/1')
    assert.equal(entriesPath(1234, 5), 'tile/entries/x001/234.p/5')
    assert.equal(entriesPath(0), 'tile/entries/000')
  })

  it('refuse other levels, indices and widths', () => {
    for (const [level, index, width] of [
      [-1, 0, 1],
      [64, 0, 1],
      [0.5, 0, 1],
      [0, -1, 1],
      [0, Number.NaN, 1],
      [0, 0, 0],
      [0, 0, 257],
    ] as const) {
      refused(() => tilePath(level, index, width), 'tlog/tile')
    }
  })
})

describe('tiles to write', () => {
  it('of 70,000 leaves are those of the specification', () => {
    const tiles = tilesToWrite(0, 70000)
    const count = (level: number) => tiles.filter((tile) => tile.level === level).length
    assert.deepEqual([count(0), count(1), count(2), tiles.length], [274, 2, 1, 277])
    assert.deepEqual(tiles.at(273), { level: 0, index: 273, width: 112 })
    assert.deepEqual(tiles.at(275), { level: 1, index: 1, width: 17 })
    assert.deepEqual(tiles.at(276), { level: 2, index: 0, width: 1 })
  })

  it('are none when nothing grew, and only what is new otherwise', () => {
    assert.deepEqual(tilesToWrite(300, 300), [])
    assert.deepEqual(tilesToWrite(255, 256), [
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ])
    assert.deepEqual(tilesToWrite(256, 257), [{ level: 0, index: 1, width: 1 }])
    refused(() => tilesToWrite(2, 1), 'tlog/size')
  })
})

describe('a log kept in tiles', () => {
  const leaves = Array.from({ length: 66000 }, (_, i) => leafHash(sha256, Buffer.from(`entry ${i}`)))

  /** Grows in steps, as a log does, and returns the store with the root after each step. */
  function grown(steps: readonly number[]): {
    store: Map<string, Uint8Array>
    roots: [number, Uint8Array][]
  } {
    const store = new Map<string, Uint8Array>()
    const builder = new TreeBuilder(sha256)
    const roots: [number, Uint8Array][] = []
    for (const step of steps) {
      const added = leaves.slice(builder.size, builder.size + step)
      for (const { path, bytes } of growTiles(sha256, builder.size, added, readFrom(store)))
        store.set(path, bytes)
      for (const leaf of added) builder.append(leaf)
      roots.push([builder.size, builder.root()])
    }
    return { store, roots }
  }

  const readFrom = (store: ReadonlyMap<string, Uint8Array>) => (path: string) => {
    const bytes = store.get(path)
    assert.ok(bytes !== undefined, `${path} is missing`)
    return bytes
  }

  it('gives the same roots and proofs when it is read again, however it grew', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(steps, (sizes) => {
        const { store, roots } = grown(sizes)
        const [size, root] = roots.at(-1) as [number, Uint8Array]
        const read = tileReader(sha256, size, readFrom(store))
        for (const [old, oldRoot] of roots) {
          assert.deepEqual(Buffer.from(treeRoot(sha256, old, read)), Buffer.from(oldRoot))
          const proof = consistencyProof(sha256, old, size, read)
          assert.ok(verifyConsistency(sha256, old, size, oldRoot, root, proof))
        }
        for (let index = 0; index < size; index += 97) {
          const proof = inclusionProof(sha256, index, size, read)
          assert.ok(verifyInclusion(sha256, index, size, leaves[index] as Uint8Array, proof, root))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('gives every consistency proof of the specification, for all pairs of sizes up to 256', () => {
    const { store, roots } = grown(new Array(256).fill(1))
    const rootOf = (size: number): Uint8Array => roots[size - 1]?.[1] ?? new Uint8Array(0)
    for (let size = 1; size <= 256; size++) {
      const read = tileReader(sha256, size, readFrom(store))
      for (let old = 1; old <= size; old++) {
        const proof = consistencyProof(sha256, old, size, read)
        assert.ok(verifyConsistency(sha256, old, size, rootOf(old), rootOf(size), proof), `${old} to ${size}`)
      }
    }
  })

  it('reaches a third level', () => {
    const { store, roots } = grown([255, 1, 65279, 1, 1, 463])
    assert.ok(store.has('tile/2/000.p/1'))
    for (const [size, root] of roots) {
      const read = tileReader(sha256, size, readFrom(store))
      assert.deepEqual(Buffer.from(treeRoot(sha256, size, read)), Buffer.from(root))
    }
  })

  it('a tile of another width is refused, and an altered tile gives another root', () => {
    const { store, roots } = grown([300])
    const [size, root] = roots[0] as [number, Uint8Array]
    const short = tileReader(sha256, size, (path) => readFrom(store)(path).subarray(1))
    refused(() => treeRoot(sha256, size, short), 'tlog/tile')
    const altered = tileReader(sha256, size, (path) =>
      Uint8Array.from(readFrom(store)(path), (b, i) => (i ? b : b ^ 1)),
    )
    assert.notDeepEqual(Buffer.from(treeRoot(sha256, size, altered)), Buffer.from(root))
    const read = tileReader(sha256, size, readFrom(store))
    refused(() => treeRoot(sha256, size + 1, read), 'tlog/size')
  })
})

describe('entry bundles', () => {
  it('hold what was put in', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 })
    fc.assert(
      fc.property(entries, (list) => {
        assert.deepEqual(decodeBundle(encodeBundle(list)), list)
      }),
      { numRuns: 100 },
    )
    assert.deepEqual([...encodeBundle([Uint8Array.of(7, 8), new Uint8Array(0)])], [0, 2, 7, 8, 0, 0])
    const large = new Uint8Array(65535).fill(3)
    assert.deepEqual(decodeBundle(encodeBundle([large])), [large])
  })

  it('refuse entries that are too long, too many or cut off', () => {
    refused(() => encodeBundle([new Uint8Array(65536)]), 'tlog/entry')
    refused(() => encodeBundle([]), 'tlog/bundle')
    refused(() => encodeBundle(new Array(257).fill(new Uint8Array(1))), 'tlog/bundle')
    refused(() => decodeBundle(new Uint8Array(0)), 'tlog/bundle')
    refused(() => decodeBundle(new Uint8Array(2 * 257)), 'tlog/bundle')
    const whole = encodeBundle([Uint8Array.of(1, 2, 3), Uint8Array.of(4)])
    for (let length = 0; length < whole.length; length++) {
      if (length !== 5) refused(() => decodeBundle(whole.subarray(0, length)), 'tlog/bundle')
    }
  })
})
