import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { proposeSets, type SetOccurrence } from './set-proposal.ts'

/** Sets in folders as they are found on seized disks: what joins pictures there, and above all what does not. */

const DAY = 24 * 60

/** Files of one folder from `name: picture` pairs; minutes are the camera's clock, null when the file has lost it. */
function folder(
  place: string,
  files: readonly (readonly [name: string, picture: string, minute?: number])[],
  camera = 'Phone, serial 7',
): SetOccurrence[] {
  const [exhibit = '', ...path] = place.split(':')
  return files.map(([name, picture, minute]) => ({
    picture,
    exhibit,
    folder: path.join(':'),
    name,
    camera: minute === undefined ? null : camera,
    takenAtMs: minute === undefined ? null : minute * 60_000,
  }))
}

/** `count` names with running numbers from `first`; the picture is called by prefix and number. */
function numbered(
  prefix: string,
  first: number,
  count: number,
  step = 1,
): (readonly [name: string, picture: string])[] {
  return Array.from({ length: count }, (_, i) => {
    const number = `${first + i * step}`.padStart(4, '0')
    return [`${prefix}${number}.jpg`, `${prefix}${number}`] as const
  })
}

/** How many pictures each proposed set has, and of which pictures: `first..last`. */
function sets(...places: readonly (readonly SetOccurrence[])[]): string[] {
  return proposeSets(places.flat())
    .map(({ pictures }) => {
      const sorted = [...pictures].sort()
      return `${sorted.length}: ${sorted[0]}..${sorted.at(-1)}`
    })
    .sort()
}

describe('a phone whose numbers go on for months', () => {
  const roll = numbered('IMG_', 1, 30)

  it('is parted by its clock, not joined by its numbers', () => {
    const shots = roll.map(
      ([name, picture], i) => [name, picture, Math.floor(i / 10) * 9 * DAY + (i % 10)] as const,
    )
    assert.deepEqual(sets(folder('x:DCIM/Camera', shots)), [
      '10: IMG_0001..IMG_0010',
      '10: IMG_0011..IMG_0020',
      '10: IMG_0021..IMG_0030',
    ])
  })

  it('says nothing once the clock is lost, but in a folder that somebody named it may be one occasion', () => {
    for (const place of [
      'x:DCIM/100APPLE',
      'x:Backup/old phone',
      'x:Downloads',
      'x:Bilder/2023-07',
      'x:photos.zip!',
    ])
      assert.deepEqual(sets(folder(place, roll)), [], place)
    assert.deepEqual(sets(folder('x:Bilder/blue room', roll)), ['30: IMG_0001..IMG_0030'])
  })
})

describe('pauses', () => {
  const shotsAt = (minutes: readonly number[]): SetOccurrence[] =>
    folder(
      'x:DCIM/Camera',
      minutes.map((minute, i) => [`${i}.jpg`, `p${String.fromCharCode(97 + i)}`, minute] as const),
    )

  it('are measured against the rhythm of the shots around them', () => {
    assert.deepEqual(sets(shotsAt([0, 1, 2, 3, 28, 29, 30])), ['3: pe..pg', '4: pa..pd'])
    assert.deepEqual(sets(shotsAt([0, 10, 20, 30, 55, 65, 75])), ['7: pa..pg'])
    assert.deepEqual(sets(shotsAt([0, 1, 2, 3, 18, 19, 20])), ['7: pa..pg'])
    assert.deepEqual(sets(shotsAt([0, 10, 20, 30, 91, 101])), ['2: pe..pf', '4: pa..pd'])
  })

  it('of one session are not those of another on the same card', () => {
    const slow = [0, 15, 30, 45, 75]
    const quick = [10 * DAY, 10 * DAY + 1, 10 * DAY + 2, 10 * DAY + 25, 10 * DAY + 26]
    assert.deepEqual(sets(shotsAt([...slow, ...quick])), ['2: pi..pj', '3: pf..ph', '5: pa..pe'])
  })
})

describe('numbered downloads', () => {
  it('are one set, a few missing or not, also where only every third is there', () => {
    assert.deepEqual(sets(folder('x:Downloads', numbered('name_', 1, 120))), ['120: name_0001..name_0120'])
    const few = numbered('name_', 1, 120).filter((_, i) => i % 9 !== 4 && (i < 40 || i > 46))
    assert.deepEqual(sets(folder('x:Downloads', few)), [`${few.length}: name_0001..name_0120`])
    assert.deepEqual(sets(folder('x:Downloads', numbered('name_', 1, 40, 3))), ['40: name_0001..name_0118'])
  })

  it('are parted where a whole row of numbers is missing', () => {
    const two = [...numbered('name_', 1, 20), ...numbered('name_', 41, 20)]
    assert.deepEqual(sets(folder('x:Downloads', two)), [
      '20: name_0001..name_0020',
      '20: name_0041..name_0060',
    ])
  })

  it('are no set beyond the size of any session: somebody numbered a collection', () => {
    assert.deepEqual(sets(folder('x:Downloads', numbered('name_', 1, 200))), ['200: name_0001..name_0200'])
    assert.deepEqual(sets(folder('x:Downloads', numbered('name_', 1, 201))), [])
  })

  it('are told from the numbers that a browser gives to second copies', () => {
    const copies = (stem: string): (readonly [string, string])[] =>
      [1, 2, 3, 4].map((i) => [`${stem} (${i}).jpg`, `p${i}`] as const)
    for (const stem of ['image', 'images', 'download', 'unnamed', 'photo'])
      assert.deepEqual(sets(folder('x:Downloads', copies(stem))), [], stem)
    assert.deepEqual(sets(folder('x:Downloads', copies('blue room'))), ['4: p1..p4'])
  })
})

describe('chat exports', () => {
  it('are parcels where one number follows the other on one day, and nothing beyond', () => {
    const day = (date: string, numbers: readonly number[]): (readonly [string, string])[] =>
      numbers.map((n) => {
        const name = `IMG-${date}-WA${`${n}`.padStart(4, '0')}`
        return [`${name}.jpg`, name.slice(8)] as const
      })
    const chat = folder('x:WhatsApp Images', [
      ...day('20240101', [1, 2, 3, 5, 9, 10]),
      ...day('20240102', [11, 12]),
      ...day('20240103', [13]),
    ])
    assert.deepEqual(sets(chat), [
      '2: 0101-WA0009..0101-WA0010',
      '2: 0102-WA0011..0102-WA0012',
      '3: 0101-WA0001..0101-WA0003',
    ])
  })
})

describe('archives', () => {
  it('are a set each, though their members have the same names', () => {
    const one = numbered('', 1, 12).map(([name], i) => [name, `a${10 + i}`] as const)
    const two = numbered('', 1, 12).map(([name], i) => [name, `b${10 + i}`] as const)
    assert.deepEqual(
      sets(folder('x:Downloads/one.zip!/pack', one), folder('x:Downloads/two.zip!/pack', two)),
      ['12: a10..a21', '12: b10..b21'],
    )
  })

  it('are none where nothing but a heap was packed', () => {
    const names = ['tree', 'lake', 'door'].map((name) => [`${name}.jpg`, name] as const)
    assert.deepEqual(sets(folder('x:harbour.zip!', names)), ['3: door..tree'])
    for (const place of [
      'x:photos.zip!',
      'x:images (2).zip!',
      'x:backup.tar.gz!',
      'x:harbour.zip!/Downloads',
    ])
      assert.deepEqual(sets(folder(place, names)), [], place)
  })
})

describe('copies that lost their clock', () => {
  const originals = [
    ...[1, 2, 3, 4].map((i) => [`IMG_000${i}.JPG`, `a${i}`, i] as const),
    ...[1, 2, 3, 4].map((i) => [`IMG_001${i}.JPG`, `b${i}`, 3 * DAY + i] as const),
  ]
  const names = ['a1', 'a2', 'a3', 'x1', 'a4', 'u1', 'u2', 'b1', 'b2', 'b3', 'b4', 'y1']
  const traded = names.map((picture, i) => [`set_${`${i + 1}`.padStart(3, '0')}.jpg`, picture] as const)

  it('are parted by what the clock says of the originals, and what lies between two occasions is of neither', () => {
    assert.deepEqual(sets(folder('x:DCIM/Camera', originals), folder('y:Downloads/set', traded)), [
      '2: u1..u2',
      '5: a1..x1',
      '5: b1..y1',
    ])
    assert.deepEqual(
      sets(folder('y:Downloads/set', traded)),
      ['12: a1..y1'],
      'without the originals it is one run',
    )
  })

  it('say why each is in the set: the camera first, then the numbers', () => {
    const [set] = proposeSets([...folder('x:DCIM/Camera', originals), ...folder('y:Downloads/set', traded)])
    assert.deepEqual(set?.reasons, [
      'Camera Phone, serial 7, taken within 3 min.',
      'Numbered IMG_0001.JPG to IMG_0004.JPG.',
      'In one folder: DCIM/Camera.',
      'Numbered set_001.jpg to set_005.jpg.',
      'In one folder: Downloads/set.',
    ])
  })

  it('bring nothing along from a folder of favourites', () => {
    const favourites = ['a1', 'a2', 'a3', 'b1', 'b2', 'm1', 'm2'].map(
      (picture) =>
        [`best of ${picture}.jpg`.replaceAll(/\d/g, (d) => 'abcd'[Number(d)] ?? ''), picture] as const,
    )
    assert.deepEqual(sets(folder('x:DCIM/Camera', originals), folder('x:the best', favourites)), [
      '4: a1..a4',
      '4: b1..b4',
    ])
  })
})

describe('two cameras at one occasion', () => {
  const first = folder(
    'x:blue room',
    [
      ['1.jpg', 'a', 0],
      ['2.jpg', 'b', 6],
    ],
    'Camera A',
  )
  const second = folder(
    'x:blue room',
    [
      ['p.jpg', 'c', 3],
      ['q.jpg', 'd', 9],
    ],
    'Camera B',
  )

  it('are one set where their clocks interleave in a folder that says something', () => {
    assert.deepEqual(sets(first, second), ['4: a..d'])
    assert.deepEqual(proposeSets([...first, ...second])[0]?.reasons, [
      'Cameras Camera A and Camera B, taken within 9 min.',
      'In one folder: blue room.',
    ])
  })

  it('are two where they do not, or where the folder collects anything', () => {
    const later = second.map((shot) => ({ ...shot, takenAtMs: (shot.takenAtMs ?? 0) + 4 * 60_000 }))
    assert.deepEqual(sets(first, later), ['2: a..b', '2: c..d'])
    const heap = [...first, ...second].map((shot) => ({ ...shot, folder: 'DCIM/Camera' }))
    assert.deepEqual(sets(heap), ['2: a..b', '2: c..d'])
  })
})

describe('the rest of a folder', () => {
  const rest = ['tree', 'lake', 'door'].map((name) => [`${name}.jpg`, name] as const)

  it('is a set beside one occasion, and none beside two', () => {
    const one = folder('x:set 5', [...numbered('m_', 1, 4), ...rest])
    assert.deepEqual(sets(one), ['3: door..tree', '4: m_0001..m_0004'])
    const two = folder('x:set 5', [...numbered('m_', 1, 4), ...numbered('n_', 1, 4), ...rest])
    assert.deepEqual(sets(two), ['4: m_0001..m_0004', '4: n_0001..n_0004'])
  })

  it('is none when it is more than any session', () => {
    const many = (count: number): (readonly [string, string])[] =>
      Array.from({ length: count }, (_, i) => [`${i}x.jpg`, `p${1000 + i}`] as const)
    assert.deepEqual(sets(folder('x:set 5', many(200))), ['200: p1000..p1199'])
    assert.deepEqual(sets(folder('x:set 5', many(201))), [])
  })
})
