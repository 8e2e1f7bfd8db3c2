import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { clusterWithin, distanceBits, FlatIndex, HammingError, UnionFind } from './index.ts'

function bruteDistance(a: Uint8Array, b: Uint8Array): number {
  let distance = 0
  for (let i = 0; i < 32; i++) {
    for (let bit = 0; bit < 8; bit++) distance += (((a[i] as number) ^ (b[i] as number)) >> bit) & 1
  }
  return distance
}

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
/** Hashes near one another: few bits away from a common one, so that searches and groups find something. */
const near = fc
  .tuple(hash, fc.array(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 }), { maxLength: 40 }))
  .map(([centre, flips]) =>
    flips.map((bits) => {
      const copy = centre.slice()
      for (const bit of bits) copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7))
      return copy
    }),
  )
const radius = fc.oneof(fc.constantFrom(0, 1, 31, 32, 255, 256), fc.integer({ min: 0, max: 256 }))

function found(index: FlatIndex, query: Uint8Array, distance: number): [number, number][] {
  const hits: [number, number][] = []
  index.searchWithin(query, distance, (slot, bits) => hits.push([slot, bits]))
  return hits
}

function refused(act: () => unknown, code: string): void {
  assert.throws(act, (error) => error instanceof HammingError && error.code === code)
}

const zeros = new Uint8Array(32)
const ones = new Uint8Array(32).fill(255)

describe('distance', () => {
  const { vectors } = JSON.parse(readFileSync(new URL('../vectors/distances.json', import.meta.url), 'utf8'))
  for (const { a, b, distanceBits: expected } of vectors) {
    it(`${expected} between ${a.slice(0, 16)}... and ${b.slice(0, 16)}...`, () => {
      assert.equal(distanceBits(Buffer.from(a, 'hex'), Buffer.from(b, 'hex')), expected)
    })
  }

  it('equals the bitwise count', () => {
    fc.assert(
      fc.property(hash, hash, (a, b) => {
        assert.equal(distanceBits(a, b), bruteDistance(a, b))
      }),
      { numRuns: 2000 },
    )
  })

  it('of every single bit is 1', () => {
    for (let bit = 0; bit < 256; bit++) {
      const one = new Uint8Array(32)
      one[bit >> 3] = 1 << (bit & 7)
      assert.equal(distanceBits(zeros, one), 1)
      assert.equal(distanceBits(ones, one), 255)
    }
  })
})

describe('flat index', () => {
  it('finds exactly what brute force finds, in the order of slots, with removals', () => {
    fc.assert(
      fc.property(near, hash, radius, fc.array(fc.nat(39)), (hashes, stranger, distance, removals) => {
        const index = new FlatIndex()
        const held = new Map<number, Uint8Array>()
        for (const bits of [...hashes, stranger]) held.set(index.add(bits), bits)
        for (const slot of removals) {
          if (!held.delete(slot)) continue
          index.remove(slot)
        }
        assert.equal(index.size, held.size)
        for (const query of [...hashes.slice(0, 4), stranger, zeros, ones]) {
          const expected = [...held]
            .map(([slot, bits]): [number, number] => [slot, bruteDistance(query, bits)])
            .filter(([, bits]) => bits <= distance)
          assert.deepEqual(found(index, query, distance), expected)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('takes all zeros and all ones at both ends of the range', () => {
    const index = new FlatIndex()
    assert.deepEqual(found(index, zeros, 256), [])
    index.add(zeros)
    index.add(ones)
    assert.deepEqual(found(index, zeros, 0), [[0, 0]])
    assert.deepEqual(found(index, ones, 0), [[1, 0]])
    assert.deepEqual(found(index, zeros, 255), [[0, 0]])
    assert.deepEqual(found(index, zeros, 256), [
      [0, 0],
      [1, 256],
    ])
  })

  it('takes 20,000 equal hashes', () => {
    const index = new FlatIndex()
    const bits = Uint8Array.from({ length: 32 }, (_, i) => i * 37)
    for (let i = 0; i < 20000; i++) assert.equal(index.add(bits), i)
    assert.equal(found(index, bits, 0).length, 20000)
    index.remove(7)
    assert.equal(found(index, bits, 31).length, 19999)
    const other = bits.slice()
    other[31] = (other[31] as number) ^ 1
    assert.equal(found(index, other, 0).length, 0)
    assert.equal(found(index, other, 1).length, 19999)
  })

  it('keeps copies, and takes bytes that are not aligned', () => {
    const index = new FlatIndex()
    const bits = new Uint8Array(64).fill(9).subarray(13, 45)
    index.add(bits)
    bits.fill(0)
    const query = new Uint8Array(40).fill(9).subarray(3, 35)
    assert.deepEqual(found(index, query, 0), [[0, 0]])
    const copy = index.bitsOf(0)
    copy.fill(0)
    assert.deepEqual(found(index, query, 0), [[0, 0]])
  })

  it('a visit may add and remove', () => {
    const index = new FlatIndex()
    for (let i = 0; i < 16; i++) index.add(zeros)
    const visited: number[] = []
    index.searchWithin(zeros, 0, (slot) => {
      visited.push(slot)
      index.add(zeros)
      if (slot % 2 === 0) index.remove(slot + 1)
    })
    assert.deepEqual(visited, [0, 2, 4, 6, 8, 10, 12, 14])
    assert.equal(index.size, 16)
  })

  it('a slot is given once', () => {
    const index = new FlatIndex()
    assert.equal(index.add(zeros), 0)
    index.remove(0)
    assert.equal(index.add(ones), 1)
    assert.equal(index.size, 1)
    for (const slot of [0, 2, -1, 0.5, Number.NaN]) {
      refused(() => index.remove(slot), 'hamming/slot')
      refused(() => index.bitsOf(slot), 'hamming/slot')
    }
  })

  it('refuses other lengths and distances', () => {
    const index = new FlatIndex()
    for (const bits of [zeros.subarray(1), new Uint8Array(33), [] as unknown as Uint8Array]) {
      refused(() => index.add(bits), 'hamming/bits')
      refused(() => index.searchWithin(bits, 1, () => {}), 'hamming/bits')
      refused(() => distanceBits(zeros, bits), 'hamming/bits')
      refused(() => clusterWithin([bits], 1), 'hamming/bits')
    }
    for (const distance of [-1, 257, 0.5, Number.NaN]) {
      refused(() => index.searchWithin(zeros, distance, () => {}), 'hamming/distance')
      refused(() => clusterWithin([], distance), 'hamming/distance')
    }
  })
})

describe('union find', () => {
  it('equals groups kept as lists', () => {
    const joins = fc.array(fc.tuple(fc.nat(29), fc.nat(29)), { maxLength: 60 })
    fc.assert(
      fc.property(joins, (pairs) => {
        const groups = new UnionFind(30)
        let lists = Array.from({ length: 30 }, (_, item) => [item])
        for (const [a, b] of pairs) {
          const left = lists.find((list) => list.includes(a)) as number[]
          const right = lists.find((list) => list.includes(b)) as number[]
          assert.equal(groups.join(a, b), left !== right)
          if (left !== right)
            lists = [...lists.filter((list) => list !== left && list !== right), [...left, ...right]]
          assert.equal(groups.find(a), groups.find(b))
        }
        for (const list of lists) list.sort((a, b) => a - b)
        lists.sort((a, b) => (a[0] as number) - (b[0] as number))
        assert.deepEqual(groups.groups(), lists)
      }),
      { numRuns: 300 },
    )
  })

  it('grows, and refuses unknown items', () => {
    const groups = new UnionFind()
    assert.deepEqual(groups.groups(), [])
    assert.equal(groups.add(), 0)
    assert.equal(groups.size, 1)
    for (const item of [1, -1, 0.5, Number.NaN]) refused(() => groups.find(item), 'hamming/slot')
    refused(() => new UnionFind(-1), 'hamming/slot')
  })
})

describe('clusters', () => {
  it('equal those of all pairs', () => {
    fc.assert(
      fc.property(near, near, radius, (some, others, distance) => {
        const hashes = [...some, ...others]
        const groups = new UnionFind(hashes.length)
        for (const [i, a] of hashes.entries()) {
          for (const [j, b] of hashes.entries()) if (bruteDistance(a, b) <= distance) groups.join(i, j)
        }
        assert.deepEqual(clusterWithin(hashes, distance), groups.groups())
      }),
      { numRuns: 100 },
    )
  })

  it('of 20,000 equal hashes is one', () => {
    const [group, ...rest] = clusterWithin(new Array(20000).fill(ones), 31)
    assert.equal(group?.length, 20000)
    assert.deepEqual(rest, [])
  })
})
