import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  chooseRepresentative,
  type PictureLink,
  type PictureMedia,
  type PicturePlan,
  planPictures,
} from './picture.ts'

function media(id: string, picture: string | null = null, areaPx = 100, sizeBytes = 10): PictureMedia {
  return { media: id, picture, areaPx, sizeBytes }
}

function link(pair: string): PictureLink {
  const [mediaA = '', mediaB = ''] = pair.split('-')
  return { mediaA, mediaB }
}

/** Plans with new pictures named n1, n2 and so on. */
function plan(of: readonly PictureMedia[], links: readonly PictureLink[]): PicturePlan {
  let made = 0
  return planPictures(of, links, () => {
    made += 1
    return `n${made}`
  })
}

/** The pictures of a plan in one line each: `id: members`. */
function lines(planned: PicturePlan): string[] {
  return planned.pictures.map((one) => `${one.picture}: ${one.members.join(' ')}`)
}

/** The components by spreading the smallest position over the links until nothing moves. */
function naiveComponents(of: readonly PictureMedia[], links: readonly PictureLink[]): string[][] {
  const label = new Map(of.map((one, at) => [one.media, at]))
  for (let moved = true; moved; ) {
    moved = false
    for (const { mediaA, mediaB } of links) {
      const a = label.get(mediaA)
      const b = label.get(mediaB)
      if (a === undefined || b === undefined || a === b) continue
      label.set(mediaA, Math.min(a, b))
      label.set(mediaB, Math.min(a, b))
      moved = true
    }
  }
  const groups = new Map<number, string[]>()
  for (const one of of) {
    const at = label.get(one.media) ?? -1
    groups.set(at, [...(groups.get(at) ?? []), one.media])
  }
  return [...groups.values()]
}

/** Media that had arbitrary pictures before, and links among them. */
const situation = fc
  .array(
    fc.record({
      before: fc.option(fc.constantFrom('p1', 'p2', 'p3', 'p4')),
      area: fc.nat(3),
      size: fc.nat(3),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .chain((rows) => {
    const of = rows.map((row, at) => media(`m${at}`, row.before, row.area, row.size))
    const one = fc.nat(rows.length)
    return fc.tuple(
      fc.constant(of),
      fc
        .array(fc.tuple(one, one), { maxLength: 16 })
        .map((pairs) => pairs.map(([a, b]) => link(`m${a}-m${b}`))),
    )
  })

describe('pictures', () => {
  it('are the connected components of the links, in the order of the media', () => {
    fc.assert(
      fc.property(situation, ([of, links]) => {
        assert.deepEqual(
          plan(of, links).pictures.map((one) => one.members),
          naiveComponents(of, links),
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('keep, redirect or make every identifier exactly once', () => {
    fc.assert(
      fc.property(situation, ([of, links]) => {
        const planned = plan(of, links)
        const standing = planned.pictures.map((one) => one.picture)
        const gone = planned.redirects.map((one) => one.from)
        const before = new Set(of.flatMap((one) => one.picture ?? []))
        assert.equal(new Set(standing).size, standing.length)
        assert.equal(new Set(gone).size, gone.length)
        for (const id of before) assert.equal(Number(standing.includes(id)) + Number(gone.includes(id)), 1)
        for (const id of gone) assert.ok(before.has(id))
        for (const { to } of planned.redirects) assert.ok(standing.includes(to))
        for (const id of standing) assert.ok(before.has(id) || /^n\d+$/.test(id))
      }),
      { numRuns: 1000 },
    )
  })

  it('leave no identifier with a smaller part while a larger part of it goes without as good a one', () => {
    fc.assert(
      fc.property(situation, ([of, links]) => {
        const planned = plan(of, links)
        const before = new Map(of.map((one) => [one.media, one.picture]))
        const votes = (members: readonly string[], id: string): number =>
          members.filter((one) => before.get(one) === id).length
        for (const { members, picture } of planned.pictures) {
          for (const id of new Set(members.map((one) => before.get(one)))) {
            if (typeof id !== 'string') continue
            const keeper = planned.pictures.find((one) => one.picture === id)
            const wanted = votes(members, id)
            assert.ok(
              votes(members, picture) >= wanted ||
                (keeper !== undefined && votes(keeper.members, id) >= wanted),
            )
          }
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('do not depend on the order or direction of the links', () => {
    fc.assert(
      fc.property(situation, fc.infiniteStream(fc.boolean()), ([of, links], turns) => {
        const turned = [...links].reverse().map((one) => {
          return turns.next().value === true ? { mediaA: one.mediaB, mediaB: one.mediaA } : one
        })
        assert.deepEqual(plan(of, turned), plan(of, links))
      }),
    )
  })

  it('do not change when they are planned again', () => {
    fc.assert(
      fc.property(situation, ([of, links]) => {
        const first = plan(of, links)
        const pictureOf = new Map(first.pictures.flatMap((one) => one.members.map((id) => [id, one.picture])))
        const again = of.map((one) => ({ ...one, picture: pictureOf.get(one.media) ?? null }))
        assert.deepEqual(plan(again, links), { pictures: first.pictures, redirects: [] })
      }),
    )
  })

  it('ignore a link to a media that is not given', () => {
    assert.deepEqual(lines(plan([media('a'), media('b')], [link('a-x'), link('x-b')])), ['n1: a', 'n2: b'])
  })

  it('keep their identifier when media are added, wherever in the order', () => {
    const of = [media('new1'), media('a', 'p1'), media('new2'), media('b', 'p1'), media('new3')]
    const planned = plan(of, [link('a-b'), link('new1-b'), link('new2-a')])
    assert.deepEqual(lines(planned), ['p1: new1 a new2 b', 'n1: new3'])
    assert.deepEqual(planned.redirects, [])
  })

  it('redirect the smaller to the larger when they are joined, the later to the first when equal', () => {
    const large = [media('a', 'p1'), media('b', 'p2'), media('c', 'p2')]
    assert.deepEqual(plan(large, [link('a-b'), link('b-c')]).redirects, [{ from: 'p1', to: 'p2' }])
    const equal = [media('a', 'p2'), media('b', 'p1')]
    assert.deepEqual(plan(equal, [link('a-b')]).redirects, [{ from: 'p1', to: 'p2' }])
  })

  it('leave the identifier with the larger part when a link is cut, the first when equal', () => {
    const three = [media('a', 'p1'), media('b', 'p1'), media('c', 'p1')]
    assert.deepEqual(lines(plan(three, [link('b-c')])), ['n1: a', 'p1: b c'])
    assert.deepEqual(lines(plan(three.slice(1), [])), ['p1: b', 'n1: c'])
    assert.deepEqual(plan(three, [link('b-c')]).redirects, [])
  })

  it('leave each identifier with its larger part when parts are exchanged', () => {
    const of = [
      ...['a', 'b', 'c', 'd', 'e'].map((id) => media(id, 'p1')),
      ...['f', 'g', 'h', 'i'].map((id) => media(id, 'p1')),
      media('j', 'p2'),
      ...['k', 'l', 'm'].map((id) => media(id, 'p2')),
    ]
    const chain = ['a-b', 'b-c', 'c-d', 'd-e', 'f-g', 'g-h', 'h-i', 'i-j', 'k-l', 'l-m'].map(link)
    assert.deepEqual(lines(plan(of, chain)), ['p1: a b c d e', 'n1: f g h i j', 'p2: k l m'])
  })

  it('let every identifier ever given lead to a standing picture, through any joins and cuts', () => {
    const steps = fc.array(fc.record({ add: fc.boolean(), a: fc.nat(9), b: fc.nat(9), cut: fc.boolean() }), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(steps, (sequence) => {
        const pictureOf = new Map<string, string>()
        const known = ['m0']
        const links = new Map<string, PictureLink>()
        const redirect = new Map<string, string>()
        const given = new Set<string>()
        for (const step of sequence) {
          if (step.add && known.length < 10) known.push(`m${known.length}`)
          const pair = `m${step.a % known.length}-m${step.b % known.length}`
          if (step.cut) links.delete(pair)
          else links.set(pair, link(pair))
          const of = known.map((id) => media(id, pictureOf.get(id) ?? null))
          const planned = planPictures(of, [...links.values()], () => `p${given.size}`)
          for (const one of planned.pictures) {
            given.add(one.picture)
            redirect.delete(one.picture)
            for (const id of one.members) pictureOf.set(id, one.picture)
          }
          for (const { from, to } of planned.redirects) redirect.set(from, to)
          const standing = new Set(planned.pictures.map((one) => one.picture))
          for (const id of given) {
            let at = id
            for (let hops = 0; redirect.has(at); hops += 1) {
              assert.ok(hops < given.size, 'the redirects go in a circle')
              at = redirect.get(at) ?? at
            }
            assert.ok(standing.has(at), `${id} leads to ${at}, which does not stand`)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('may hold very many media', () => {
    const of = Array.from({ length: 150_000 }, (_, at) => media(`m${at}`, `p${at}`))
    const links = of.slice(1).map((one, at) => ({ mediaA: `m${at}`, mediaB: one.media }))
    const planned = plan(of, links)
    assert.equal(planned.pictures.length, 1)
    assert.equal(planned.redirects.length, of.length - 1)
  })
})

describe('representative', () => {
  it('has the most pixels, then the most bytes, then comes first', () => {
    assert.equal(chooseRepresentative([media('a', null, 9, 1), media('b', null, 10, 1)]).media, 'b')
    assert.equal(chooseRepresentative([media('a', null, 10, 1), media('b', null, 9, 99)]).media, 'a')
    assert.equal(chooseRepresentative([media('a', null, 10, 1), media('b', null, 10, 2)]).media, 'b')
    assert.equal(chooseRepresentative([media('a', null, 10, 2), media('b', null, 10, 2)]).media, 'a')
    assert.throws(() => chooseRepresentative([]), RangeError)
  })

  it('is that member of every planned picture', () => {
    fc.assert(
      fc.property(situation, ([of, links]) => {
        for (const one of plan(of, links).pictures) {
          const best = of
            .filter((each) => one.members.includes(each.media))
            .sort((a, b) => b.areaPx - a.areaPx || b.sizeBytes - a.sizeBytes)[0]
          assert.equal(one.representative, best?.media)
        }
      }),
    )
  })
})
