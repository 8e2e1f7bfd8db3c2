import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { proposeSets, type SetOccurrence } from './set-proposal.ts'

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
      shot('c', 'c.jpg', 2, { camera: 'Other' }),
      shot('d', 'd.jpg', 3, { camera: 'Other' }),
      shot('e', 'e.jpg', 1, { takenAtMs: null }),
      found('f', 'f.jpg', { takenAtMs: 60_000 }),
    ]
    assert.deepEqual(groups(shots), ['a b', 'c d'], 'the rest of a folder of two occasions is of neither')
    assert.deepEqual(groups(shots.filter(({ camera }) => camera !== 'Other')), ['a b', 'e f'])
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
    const [set, ...others] = proposeSets([...folderOf('mill', 'cdef'), ...shots])
    assert.deepEqual(others, [])
    assert.deepEqual([...(set?.pictures ?? [])].sort(), ['a', 'b', 'c', 'd', 'e', 'f'])
    assert.deepEqual(set?.reasons, [
      `Camera ${CAMERA}, taken within 3 min.`,
      'In one folder: blue room.',
      'In one folder: mill.',
    ])
  })

  it('are not joined by one picture, nor by less than half of the smaller', () => {
    assert.deepEqual(groups([...folderOf('mill', 'abc'), ...folderOf('quay', 'cd')]), ['a b c'])
    const few = [...folderOf('mill', 'abcdefg'), ...folderOf('quay', 'fghijkl')]
    assert.deepEqual(groups(few), ['a b c d e f g', 'h i j k l'])
  })

  it('are not brought together by a third that shares half with each, and it adds nothing', () => {
    const three = [...folderOf('one', 'abcd'), ...folderOf('two', 'cdef'), ...folderOf('three', 'efgh')]
    assert.deepEqual(groups(three), ['a b c d', 'e f g h'])
  })

  it('leave a picture that two want to the stronger basis, then to the larger', () => {
    const shots = [shot('a', 'a.jpg', 0, { exhibit: 'x2' }), shot('b', 'b.jpg', 1, { exhibit: 'x2' })]
    assert.deepEqual(groups([...folderOf('mill', 'bcdefg'), ...shots]), ['a b', 'c d e f g'])
    assert.deepEqual(groups([...folderOf('mill', 'abc'), ...folderOf('quay', 'cdef')]), ['a b', 'c d e f'])
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
