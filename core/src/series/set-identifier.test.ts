import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type EarlierSet, keepSetIdentifiers } from './set-identifier.ts'
import type { ProposedSet } from './set-proposal.ts'

describe('identifiers of proposed sets', () => {
  const proposal = (pictures: string): ProposedSet => ({
    pictures: pictures.split(''),
    reasons: ['In one folder.'],
  })
  const earlier = (set: string, pictures: string): EarlierSet => ({ set, pictures: pictures.split('') })
  function ids(proposals: readonly ProposedSet[], before: readonly EarlierSet[]): string[] {
    let made = 0
    return keepSetIdentifiers(proposals, before, () => {
      made += 1
      return `n${made}`
    }).map((one) => one.set)
  }

  it('stay when pictures come and go', () => {
    assert.deepEqual(ids([proposal('abcx'), proposal('de')], [earlier('s1', 'def'), earlier('s2', 'abc')]), [
      's2',
      's1',
    ])
  })

  it('go to the proposal that shares most, the first when equal', () => {
    assert.deepEqual(ids([proposal('a'), proposal('bc')], [earlier('s1', 'abc')]), ['n1', 's1'])
    assert.deepEqual(ids([proposal('ab'), proposal('cd')], [earlier('s1', 'abcd')]), ['s1', 'n1'])
    assert.deepEqual(ids([proposal('abcde')], [earlier('s1', 'ab'), earlier('s2', 'cde')]), ['s2'])
  })

  it('are new where nothing is shared', () => {
    assert.deepEqual(ids([proposal('xy'), proposal('zw')], [earlier('s1', 'ab')]), ['n1', 'n2'])
  })

  it('are given once each, none to a smaller share than another goes without, and stay when given again', () => {
    const partition = fc
      .array(fc.nat(4), { minLength: 12, maxLength: 12 })
      .map((colours) =>
        [0, 1, 2, 3, 4]
          .map((colour) => [...'abcdefghijkl'].filter((_, at) => colours[at] === colour).join(''))
          .filter((pictures) => pictures !== ''),
      )
    fc.assert(
      fc.property(partition, partition, (now, then) => {
        const before = then.map((pictures, at) => earlier(`s${at}`, pictures))
        const given = ids(now.map(proposal), before)
        assert.equal(new Set(given).size, given.length)
        const shared = (pictures: string, set: string): number =>
          [...(before.find((one) => one.set === set)?.pictures ?? [])].filter((one) => pictures.includes(one))
            .length
        now.forEach((pictures, at) => {
          for (const { set } of before) {
            const wanted = shared(pictures, set)
            if (wanted === 0) continue
            const keeper = now[given.indexOf(set)]
            assert.ok(
              shared(pictures, given[at] ?? '') >= wanted ||
                (keeper !== undefined && shared(keeper, set) >= wanted),
            )
          }
        })
        const again = now.map((pictures, at) => earlier(given[at] ?? '', pictures))
        assert.deepEqual(ids(now.map(proposal), again), given)
      }),
    )
  })
})
