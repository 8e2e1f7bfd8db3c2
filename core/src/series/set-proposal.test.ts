import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  type EarlierSet,
  keepSetIdentifiers,
  type ProposedSet,
  proposeSets,
  runningNumber,
  type SetOccurrence,
} from './set-proposal.ts'

const CAMERA = 'Nikkor 70 no. 1234'

/** One place of a picture; by default in a folder that says something, without camera, clock or number. */
function found(picture: string, name: string, changes: Partial<SetOccurrence> = {}): SetOccurrence {
  return { picture, exhibit: 'x1', folder: 'blue room', name, camera: null, takenAtMs: null, ...changes }
}

function shot(
  picture: string,
  name: string,
  minute: number,
  changes: Partial<SetOccurrence> = {},
): SetOccurrence {
  return found(picture, name, { camera: CAMERA, takenAtMs: minute * 60_000, ...changes })
}

/** The pictures of each proposal in one line, in a fixed order. */
function groups(occurrences: readonly SetOccurrence[]): string[] {
  return proposeSets(occurrences)
    .map((one) => [...one.pictures].sort().join(' '))
    .sort()
}

describe('sets by camera and clock', () => {
  it('are parted where the clock stands still for more than an hour', () => {
    const shots = [
      shot('a', 'a.jpg', 0),
      shot('b', 'b.jpg', 60),
      shot('c', 'c.jpg', 120),
      shot('d', 'd.jpg', 121),
    ]
    assert.deepEqual(groups(shots), ['a b c d'])
    const parted = [...shots, shot('e', 'e.jpg', 182), shot('f', 'f.jpg', 183)]
    assert.deepEqual(groups(parted), ['a b c d', 'e f'])
  })

  it('say camera, span, numbers and place', () => {
    const shots = [shot('a', 'DSC_0001.jpg', 0), shot('b', 'DSC_0002.jpg', 3.5)]
    assert.deepEqual(proposeSets(shots), [
      {
        pictures: ['a', 'b'],
        reasons: [
          `Camera ${CAMERA}, taken within 4 min.`,
          'Numbered DSC_0001.jpg to DSC_0002.jpg.',
          'In one folder: blue room.',
        ],
      },
    ])
  })

  it('hold one camera only, and nothing without a clock', () => {
    const shots = [
      shot('a', 'a.jpg', 0),
      shot('b', 'b.jpg', 1),
      shot('c', 'c.jpg', 0, { camera: 'Other' }),
      shot('d', 'd.jpg', 1, { camera: 'Other' }),
      shot('e', 'e.jpg', 1, { takenAtMs: null }),
      found('f', 'f.jpg', { takenAtMs: 60_000 }),
    ]
    assert.deepEqual(groups(shots), ['a b', 'c d', 'e f'])
  })

  it('do not cross folders or exhibits', () => {
    const shots = [
      shot('a', 'a.jpg', 0),
      shot('b', 'b.jpg', 1),
      shot('c', 'a.jpg', 0, { folder: 'red room' }),
      shot('d', 'b.jpg', 1, { folder: 'red room' }),
      shot('e', 'a.jpg', 0, { exhibit: 'x2' }),
      shot('f', 'b.jpg', 1, { exhibit: 'x2' }),
    ]
    assert.deepEqual(groups(shots), ['a b', 'c d', 'e f'])
  })

  it('may hold more shots than a call takes arguments', () => {
    const shots = Array.from({ length: 150_000 }, (_, at) => shot(`p${at}`, `${at}.jpg`, at))
    const [set, ...others] = proposeSets(shots)
    assert.equal(set?.pictures.length, shots.length)
    assert.equal(set?.reasons[0], `Camera ${CAMERA}, taken within 149999 min.`)
    assert.deepEqual(others, [])
  })
})

describe('sets by running numbers', () => {
  const collecting = { folder: 'Downloads' }

  it('are parted where more than 40 numbers are missing', () => {
    const near = ['0001', '0002', '0042', '0082'].map((n) => found(n, `room_${n}.jpg`, collecting))
    assert.deepEqual(groups(near), ['0001 0002 0042 0082'])
    const far = [
      ...near,
      found('0123', 'room_0123.jpg', collecting),
      found('0124', 'room_0124.jpg', collecting),
    ]
    assert.deepEqual(groups(far), ['0001 0002 0042 0082', '0123 0124'])
  })

  it('say from where to where, and the place', () => {
    const files = ['2', '10', '9'].map((n) => found(n, `room ${n}.jpg`, collecting))
    assert.deepEqual(proposeSets(files), [
      {
        pictures: ['2', '9', '10'],
        reasons: ['Numbered room 2.jpg to room 10.jpg.', 'In one folder: Downloads.'],
      },
    ])
  })

  it('hold one prefix, whatever its case and the kind of file', () => {
    const files = [
      found('a', 'Room_001.JPG', collecting),
      found('b', 'room_002.png', collecting),
      found('c', 'hall_001.jpg', collecting),
      found('d', 'hall_002.jpg', collecting),
      found('e', '001.jpg', collecting),
      found('f', '002.jpg', collecting),
    ]
    assert.deepEqual(groups(files), ['a b', 'c d', 'e f'])
  })

  it('are none where one number comes in several kinds', () => {
    const files = ['jpg', 'png', 'webp'].map((kind) => found(kind, `room_001.${kind}`, collecting))
    assert.deepEqual(groups(files), [])
    assert.deepEqual(groups(['mp3', 'mp4'].map((kind) => found(kind, `room.${kind}`, collecting))), [])
  })

  it('take only what camera and clock left', () => {
    const files = [
      shot('a', 'room_001.jpg', 0, collecting),
      shot('b', 'room_002.jpg', 1, collecting),
      found('c', 'room_003.jpg', collecting),
      found('d', 'room_004.jpg', collecting),
    ]
    assert.deepEqual(groups(files), ['a b', 'c d'])
  })
})

describe('running number of a file name', () => {
  const NAMES: readonly [name: string, expected: string | null][] = [
    ['name_001.jpg', 'name_ 1'],
    ['name_120.jpg', 'name_ 120'],
    ['IMG_0042.JPG', 'img_ 42'],
    ['IMG_0042', 'img_ 42'],
    ['beach (12).jpg', 'beach ( 12'],
    ['a1b2c3.png', 'a1b2c 3'],
    ['frame.0001.png', 'frame. 1'],
    ['photo.001', 'photo. 1'],
    ['00001.jpg', ' 1'],
    ['été 7.jpg', 'été  7'],
    ['two\nlines 3.jpg', 'two\nlines  3'],
    ['IMG_20240101.jpg', null],
    ['clip.mp4', null],
    ['clip 3.mp4', 'clip  3'],
    ['holiday.jpg', null],
    ['3 people.jpg', null],
    ['', null],
    ['.jpg', null],
  ]

  for (const [name, expected] of NAMES) {
    it(`${JSON.stringify(name)} is ${expected === null ? 'none' : JSON.stringify(expected)}`, () => {
      const number = runningNumber(name)
      assert.equal(number === null ? null : `${number.prefix} ${number.number}`, expected)
    })
  }

  it('is read from any prefix that does not end in a digit', () => {
    const prefix = fc.string({ maxLength: 20 }).filter((text) => !/[0-9]$/.test(text))
    fc.assert(
      fc.property(prefix, fc.nat(99_999), fc.nat(5), (text, number, width) => {
        assert.deepEqual(runningNumber(`${text}${String(number).padStart(width, '0')}.jpg`), {
          prefix: text.toLowerCase(),
          number,
        })
      }),
    )
  })

  it('is found in time in a name made to be slow', () => {
    for (const part of ['1', 'a1.', '.', '1)', 'a', '.1']) {
      const name = part.repeat(4096)
      runningNumber(`${name}x`)
      runningNumber(name)
    }
  })
})

describe('sets by folder or archive', () => {
  it('say which, and hold what camera and numbers left', () => {
    const place = (folder: string): readonly string[] | undefined =>
      proposeSets([found('a', 'one.jpg', { folder }), found('b', 'two.jpg', { folder })])[0]?.reasons
    assert.deepEqual(place('2019/blue room'), ['In one folder: 2019/blue room.'])
    assert.deepEqual(place('old/backup.zip!/holiday'), ['In one archive: old/backup.zip!/holiday.'])
    assert.deepEqual(place('old/room.zip!'), ['In one archive: old/room.zip!.'])
  })

  it('are none where a folder collects what came along', () => {
    const folders = [
      '',
      'Downloads',
      'home/download',
      'DCIM',
      'Pictures',
      'images',
      'Desktop',
      'tmp',
      'WhatsApp/Received Files',
      'Recycled',
      'New folder (3)',
      'x.zip!/unsorted',
      'carved',
    ]
    for (const folder of folders) {
      assert.deepEqual(
        groups([found('a', 'one.jpg', { folder }), found('b', 'two.jpg', { folder })]),
        [],
        folder,
      )
    }
    for (const folder of ['Downloads/blue room', 'pictures of the room', 'New folders']) {
      assert.deepEqual(
        groups([found('a', 'one.jpg', { folder }), found('b', 'two.jpg', { folder })]),
        ['a b'],
        folder,
      )
    }
  })

  it('hold at least two pictures: copies of one are no set', () => {
    assert.deepEqual(groups([found('a', 'one.jpg')]), [])
    assert.deepEqual(groups([found('a', 'one.jpg'), found('a', 'one copy.jpg')]), [])
    assert.deepEqual(groups([]), [])
  })
})

describe('sets of several places', () => {
  const folderOf = (folder: string, pictures: string): SetOccurrence[] =>
    pictures.split('').map((picture) => found(picture, `file of ${picture}.jpg`, { folder }))

  it('are one where they share half of the smaller, with the reasons of both, the stronger first', () => {
    const shots = 'abcd'
      .split('')
      .map((picture, at) => shot(picture, `${picture}.jpg`, at, { exhibit: 'x2' }))
    const [set, ...others] = proposeSets([...folderOf('sent', 'cdef'), ...shots])
    assert.deepEqual(others, [])
    assert.deepEqual([...(set?.pictures ?? [])].sort(), ['a', 'b', 'c', 'd', 'e', 'f'])
    assert.deepEqual(set?.reasons, [
      `Camera ${CAMERA}, taken within 3 min.`,
      'In one folder: blue room.',
      'In one folder: sent.',
    ])
  })

  it('are not joined by one picture, nor by less than half of the smaller', () => {
    assert.deepEqual(groups([...folderOf('sent', 'abc'), ...folderOf('kept', 'cd')]), ['a b c'])
    const few = [...folderOf('sent', 'abcdefg'), ...folderOf('kept', 'fghijkl')]
    assert.deepEqual(groups(few), ['a b c d e f g', 'h i j k l'])
  })

  it('are not brought together by a third that shares half with each', () => {
    const three = [...folderOf('one', 'abcd'), ...folderOf('two', 'cdef'), ...folderOf('three', 'efgh')]
    assert.deepEqual(groups(three), ['a b c d e f', 'g h'])
  })

  it('leave a picture that two want to the stronger basis, then to the larger', () => {
    const shots = [shot('a', 'a.jpg', 0, { exhibit: 'x2' }), shot('b', 'b.jpg', 1, { exhibit: 'x2' })]
    assert.deepEqual(groups([...folderOf('sent', 'bcdefg'), ...shots]), ['a b', 'c d e f g'])
    assert.deepEqual(groups([...folderOf('sent', 'abc'), ...folderOf('kept', 'cdef')]), ['a b', 'c d e f'])
  })
})

const anyOccurrence: fc.Arbitrary<SetOccurrence> = fc.record({
  picture: fc.constantFrom(...'abcdefghijkl'),
  exhibit: fc.constantFrom('x1', 'x2'),
  folder: fc.constantFrom('', 'Downloads', 'blue room', 'red room', 'old.zip!/room'),
  name: fc.constantFrom(
    'r_001.jpg',
    'r_002.jpg',
    'r_003.png',
    'r_090.jpg',
    'r_091.jpg',
    'x.jpg',
    'y.jpg',
    '7.jpg',
  ),
  camera: fc.constantFrom(null, CAMERA, 'Other'),
  takenAtMs: fc.constantFrom(null, 0, 1000, 3_600_000, 9_000_000, 9_000_001),
})

const shuffled = fc
  .array(anyOccurrence, { maxLength: 40 })
  .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))

describe('proposed sets', () => {
  it('do not depend on the order of the occurrences', () => {
    fc.assert(
      fc.property(shuffled, ([all, another]) => {
        assert.deepEqual(proposeSets(another), proposeSets(all))
      }),
      { numRuns: 2000 },
    )
  })

  it('hold two pictures or more, each picture in one set at most, each with a reason', () => {
    fc.assert(
      fc.property(fc.array(anyOccurrence, { maxLength: 60 }), (all) => {
        const sets = proposeSets(all)
        const pictures = sets.flatMap((set) => set.pictures)
        assert.equal(new Set(pictures).size, pictures.length)
        for (const picture of pictures) assert.ok(all.some((one) => one.picture === picture))
        for (const set of sets) {
          assert.ok(set.pictures.length >= 2)
          assert.ok(set.reasons.length >= 1)
          assert.equal(new Set(set.reasons).size, set.reasons.length)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('change nothing when an occurrence is given twice', () => {
    fc.assert(
      fc.property(fc.array(anyOccurrence, { maxLength: 30 }), (all) => {
        assert.deepEqual(groups([...all, ...all]), groups(all))
      }),
    )
  })
})

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
