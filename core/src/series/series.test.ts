import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../refusal.ts'
import { type PictureMedia, planPictures } from './picture.ts'
import {
  decideAdd,
  decideCreate,
  decideMerge,
  decideSplit,
  decideUndo,
  type SeriesChange,
  type SeriesState,
} from './series-change.ts'
import { keepSetIdentifiers } from './set-identifier.ts'
import { proposeSets, type SetOccurrence } from './set-proposal.ts'
import { suggestSeries } from './suggestion.ts'

function counter(prefix: string): () => string {
  let next = 0
  return () => {
    next += 1
    return `${prefix}${next}`
  }
}

const media = (id: string, picture: string | null = null, areaPx = 1, sizeBytes = 1): PictureMedia => ({
  media: id,
  picture,
  areaPx,
  sizeBytes,
})

describe('pictures', () => {
  it('are the connected components of the links, whatever the links are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 20 }), (pairs) => {
        const ids = Array.from({ length: 12 }, (_, i) => `m${i}`)
        const links = pairs.map(([a, b]) => ({ mediaA: `m${a}`, mediaB: `m${b}` }))
        const plan = planPictures(
          ids.map((id) => media(id)),
          links,
          counter('p'),
        )
        const pictureOf = new Map(
          plan.pictures.flatMap((one) => one.members.map((member) => [member, one.picture])),
        )
        const reachable = ids.map((id) => {
          const seen = new Set([id])
          for (let grown = 0; grown !== seen.size; ) {
            grown = seen.size
            for (const { mediaA, mediaB } of links) {
              if (seen.has(mediaA) || seen.has(mediaB)) seen.add(mediaA).add(mediaB)
            }
          }
          return seen
        })
        ids.forEach((a, i) => {
          for (const b of ids) assert.equal(pictureOf.get(a) === pictureOf.get(b), reachable[i]?.has(b))
        })
      }),
    )
  })

  it('keep their identifier when copies come, redirect when they are joined, and part when a link is cut', () => {
    const grown = planPictures(
      [media('a', 'p1'), media('b', 'p1'), media('c')],
      [link('a', 'b'), link('b', 'c')],
      counter('n'),
    )
    assert.deepEqual(
      grown.pictures.map((one) => [one.picture, one.members]),
      [['p1', ['a', 'b', 'c']]],
    )
    const joined = planPictures(
      [media('a', 'p1'), media('b', 'p1'), media('c', 'p2')],
      [link('a', 'b'), link('b', 'c')],
      counter('n'),
    )
    assert.deepEqual(joined.redirects, [{ from: 'p2', to: 'p1' }])
    const cut = planPictures(
      [media('a', 'p1'), media('b', 'p1'), media('c', 'p1')],
      [link('a', 'b')],
      counter('n'),
    )
    assert.deepEqual(
      cut.pictures.map((one) => [one.picture, one.members]),
      [
        ['p1', ['a', 'b']],
        ['n1', ['c']],
      ],
    )
  })

  it('are represented by the copy with the most pixels, then the most bytes', () => {
    const plan = planPictures(
      [media('a', null, 4, 9), media('b', null, 8, 1), media('c', null, 8, 2)],
      [link('a', 'b'), link('b', 'c')],
      counter('p'),
    )
    assert.equal(plan.pictures[0]?.representative, 'c')
  })
})

function link(mediaA: string, mediaB: string): { mediaA: string; mediaB: string } {
  return { mediaA, mediaB }
}

const found = (picture: string, name: string, more: Partial<SetOccurrence> = {}): SetOccurrence => ({
  picture,
  exhibit: 'e',
  folder: 'DCIM',
  name,
  camera: null,
  takenAtMs: null,
  ...more,
})
const MINUTE = 60_000

describe('set proposals', () => {
  it('part the shots of one camera where its clock stands still for an hour', () => {
    const shot = (picture: string, minute: number): SetOccurrence =>
      found(picture, `${picture}.jpg`, { camera: 'Canon X, serial 1', takenAtMs: minute * MINUTE })
    const sets = proposeSets([shot('a', 0), shot('b', 5), shot('c', 70), shot('d', 75)])
    assert.deepEqual(sets.map((set) => [...set.pictures].sort()).sort(), [
      ['a', 'b'],
      ['c', 'd'],
    ])
    assert.match(sets[0]?.reasons[0] ?? '', /^Camera Canon X, serial 1, taken within 5 min\.$/)
  })

  it('follow running numbers behind one prefix and name the first and last', () => {
    const sets = proposeSets([
      found('a', 'x_001.jpg'),
      found('b', 'x_002.jpg'),
      found('c', 'y_001.jpg'),
      found('d', 'y_090.jpg'),
    ])
    assert.deepEqual(
      sets.map((set) => set.pictures),
      [['a', 'b']],
    )
    assert.deepEqual(sets[0]?.reasons, ['Numbered x_001.jpg to x_002.jpg.', 'In one folder: DCIM.'])
  })

  it('take a folder that was named for something, never one that collects anything', () => {
    const of = (folder: string): number =>
      proposeSets([found('a', 'sea.jpg', { folder }), found('b', 'hill.jpg', { folder })]).length
    assert.equal(of('summer house'), 1)
    assert.equal(of('Downloads'), 0)
    assert.equal(of('backup.zip!/trip'), 1)
  })

  it('never let a folder of favourites bring two occasions together', () => {
    const occasion = (names: string, prefix: string): SetOccurrence[] =>
      [...names].map((one, i) => found(one, `${prefix}_00${i}.jpg`))
    const favourites = ['a', 'b', 'e', 'f'].map((one) =>
      found(one, `best ${one}.jpg`, { folder: 'best of', exhibit: 'e2' }),
    )
    const sets = proposeSets([...occasion('abcd', 'x'), ...occasion('efgh', 'y'), ...favourites])
    assert.equal(
      sets.filter((set) => set.pictures.includes('a') && set.pictures.includes('e')).length <= 1,
      true,
    )
    for (const one of 'cd')
      for (const other of 'gh')
        assert.equal(
          sets.some((set) => set.pictures.includes(one) && set.pictures.includes(other)),
          false,
        )
  })

  it('put a picture in one set at most and do not depend on the order', () => {
    const occurrence = fc.record(
      {
        picture: fc.constantFrom(...'abcdefgh'),
        exhibit: fc.constantFrom('e1', 'e2'),
        folder: fc.constantFrom('', 'trip', 'Downloads'),
        name: fc.constantFrom('x_001.jpg', 'x_002.jpg', 'x_003.jpg', 'y.jpg', 'z.jpg'),
        camera: fc.constantFrom(null, 'Canon'),
        takenAtMs: fc.constantFrom(null, 0, 30 * MINUTE, 300 * MINUTE),
      },
      { noNullPrototype: true },
    )
    fc.assert(
      fc.property(fc.array(occurrence, { maxLength: 25 }), fc.integer(), (occurrences, turn) => {
        const sets = proposeSets(occurrences)
        const all = sets.flatMap((set) => set.pictures)
        assert.equal(new Set(all).size, all.length)
        for (const set of sets) assert.ok(set.pictures.length >= 2 && set.reasons.length > 0)
        const at = Math.abs(turn) % Math.max(1, occurrences.length)
        const turned = proposeSets([...occurrences.slice(at), ...occurrences.slice(0, at)].reverse())
        const canonical = (of: typeof sets): string[] =>
          of.map((set) => [...set.pictures].sort().join()).sort()
        assert.deepEqual(canonical(turned), canonical(sets))
      }),
    )
  })

  it('keep the identifier of the earlier proposal with which they share most', () => {
    const kept = keepSetIdentifiers(
      [
        { pictures: ['a', 'b', 'c'], reasons: [] },
        { pictures: ['x', 'y'], reasons: [] },
      ],
      [
        { set: 's1', pictures: ['a', 'b'] },
        { set: 's2', pictures: ['c'] },
      ],
      counter('new'),
    )
    assert.deepEqual(
      kept.map((one) => one.set),
      ['s1', 'new1'],
    )
  })
})

/** Series as a plain map, to run random changes on. */
class Desk {
  readonly states = new Map<string, SeriesState>()
  readonly done: SeriesChange[] = []

  holderOf = (set: string): string | null =>
    [...this.states.values()].find((state) => state.sets.includes(set))?.series ?? null

  apply(change: ReturnType<typeof decideCreate>): boolean {
    if (isRefusal(change)) return false
    for (const { series, after } of change.steps) {
      const origin = this.states.get(series)?.origin ?? 'edition'
      this.states.set(series, { series, origin, audience: null, ...after })
    }
    if (change.operation === 'undo') this.done.pop()
    else this.done.push(change)
    return true
  }
}

describe('series changes', () => {
  it('hold every set once, never cut off a redirect, and can all be undone', () => {
    const step = fc.record({
      kind: fc.constantFrom('create', 'add', 'merge', 'split', 'undo'),
      a: fc.nat(9),
      b: fc.nat(9),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const desk = new Desk()
        desk.states.set('registry', {
          series: 'registry',
          origin: 'registry',
          sets: [],
          redirectTo: null,
          audience: null,
        })
        const fresh = counter('s')
        const pick = (n: number): SeriesState =>
          [...desk.states.values()][n % desk.states.size] as SeriesState
        for (const { kind, a, b } of steps) {
          if (kind === 'create') desk.apply(decideCreate(fresh(), [`set${a}`, `set${b}`], desk.holderOf))
          if (kind === 'add') desk.apply(decideAdd(pick(a), [`set${b}`], desk.holderOf))
          if (kind === 'merge') desk.apply(decideMerge(pick(a), pick(b)))
          if (kind === 'split') desk.apply(decideSplit(pick(a), [`set${b}`], fresh()))
          const last = desk.done.at(-1)
          if (kind === 'undo' && last !== undefined) {
            assert.ok(
              desk.apply(decideUndo(last, (id) => desk.states.get(id) ?? null)),
              'the newest change can be undone',
            )
          }
          const held = [...desk.states.values()].flatMap((state) => state.sets)
          assert.equal(new Set(held).size, held.length)
          assert.equal(desk.states.get('registry')?.redirectTo, null)
          for (const state of desk.states.values())
            if (state.redirectTo !== null) assert.equal(state.sets.length, 0)
        }
        for (let last = desk.done.at(-1); last !== undefined; last = desk.done.at(-1)) {
          assert.ok(desk.apply(decideUndo(last, (id) => desk.states.get(id) ?? null)))
        }
        assert.deepEqual(
          [...desk.states.values()].flatMap((state) => state.sets),
          [],
        )
      }),
    )
  })

  it('are refused with a code that says why', () => {
    const state = (series: string, sets: string[], more: Partial<SeriesState> = {}): SeriesState => ({
      series,
      origin: 'edition',
      sets,
      redirectTo: null,
      audience: null,
      ...more,
    })
    const code = (change: ReturnType<typeof decideCreate>): string =>
      isRefusal(change) ? change.code : 'done'
    const nobody = (): null => null
    assert.equal(code(decideCreate('s', [], nobody)), 'series/no-sets')
    assert.equal(code(decideCreate('s', ['x'], () => 'other')), 'series/set-taken')
    assert.equal(code(decideAdd(state('s', [], { redirectTo: 't' }), ['x'], nobody)), 'series/merged')
    assert.equal(code(decideMerge(state('s', []), state('s', []))), 'series/same')
    assert.equal(
      code(decideMerge(state('s', []), state('r', [], { origin: 'registry' }))),
      'series/registry-survives',
    )
    assert.equal(
      code(decideMerge(state('s', [], { audience: ['anna'] }), state('r', []))),
      'series/audience-differs',
    )
    assert.equal(
      code(
        decideMerge(
          state('s', [], { audience: ['anna', 'bram'] }),
          state('r', [], { audience: ['bram', 'anna'] }),
        ),
      ),
      'done',
    )
    assert.equal(code(decideSplit(state('s', ['x']), ['x'], 'n')), 'series/split-all')
    assert.equal(code(decideSplit(state('s', ['x', 'y']), ['z'], 'n')), 'series/not-in-series')
    const made = decideCreate('s', ['x'], nobody)
    assert.ok(!isRefusal(made))
    assert.equal(code(decideUndo(made, () => state('s', ['x', 'later']))), 'series/undo-conflict')
  })
})

describe('suggested series', () => {
  it('come exact first, then by the number of hits, then by the nearest', () => {
    const hit = (
      series: string,
      verdict: 'exact' | 'near',
      distanceBits: number,
    ): Parameters<typeof suggestSeries>[0][number] => ({
      media: 'm',
      picture: null,
      series,
      verdict,
      distanceBits,
      variant: null,
      transform: null,
      referenceSet: 'r',
    })
    const order = suggestSeries([
      hit('far', 'near', 30),
      hit('near', 'near', 2),
      hit('many', 'near', 20),
      hit('many', 'near', 25),
      hit('exact', 'exact', 0),
    ])
    assert.deepEqual(
      order.map((one) => one.series),
      ['exact', 'many', 'near', 'far'],
    )
    assert.equal(order[1]?.because, '2 near hits, the nearest at 20 bits.')
  })
})
