import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../refusal.ts'
import { devicePlace } from './device-place.ts'
import { statedExif } from './stated-exif.ts'
import { statedTimeMs } from './stated-time.ts'
import { storedPath } from './stored-path.ts'
import { compareStored, vicsCase, vicsMedia, vicsModel } from './vics.ts'
import type { VicsScalar } from './vics-fields.ts'
import { vicsReference } from './vics-reference.ts'

const MD5 = '0cc175b9c0f1b6a831c399e269772661'
const SHA1 = '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'
const EMPTY_MD5 = 'D41D8CD98F00B204E9800998ECF8427E'

const fields = (values: Record<string, VicsScalar>): Map<string, VicsScalar> =>
  new Map(Object.entries(values))

describe('the model of a VICS document', () => {
  it('says version and scheme', () => {
    const at = 'http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml'
    assert.deepEqual(vicsModel(`${at}/US/$metadata#Cases`), { version: '2.0', scheme: 'US' })
    assert.deepEqual(vicsModel(`${at}/CUSTOM/$metadata#Media`), { version: '2.0', scheme: 'CUSTOM' })
    const old = 'http://github.com/ICMEC/ProjectVic/DataModels'
    for (const version of ['1.0', '1.1', '1.2', '1.3'])
      assert.deepEqual(vicsModel(`${old}/${version}.xml#Media`), { version, scheme: null })
    assert.deepEqual(vicsModel('something else'), { version: null, scheme: null })
  })
})

describe('a VICS case', () => {
  it('is read without its braces', () => {
    const read = vicsCase(
      fields({ CaseID: '{6f9f}', CaseNumber: ' XA-1 ', ContactName: 'x', SeizureDate: null }),
    )
    assert.deepEqual(
      [read.caseId, read.caseNumber, read.seizedAt, Object.values(read).includes('x')],
      ['6f9f', 'XA-1', null, false],
    )
  })
})

describe('a VICS media', () => {
  it('reads numbers and flags in both spellings', () => {
    for (const [size, yes, no] of [
      [20480, true, false],
      ['20480', 'true', 'False'],
    ] as const) {
      const media = vicsMedia(
        fields({
          ...{ MediaID: 7, MD5: MD5.toUpperCase(), SHA1, MediaSize: size, Category: 5, Series: 'S-7' },
          ...{ VictimIdentified: yes, IsDistributed: no, IsSuspected: null, SelfGenerated: 'maybe' },
        }),
        [],
      )
      assert.deepEqual(
        [media.number, media.md5, media.sha1, media.sizeBytes, media.categoryCode, media.series],
        ['7', MD5, SHA1, 20480, '5', 'S-7'],
      )
      assert.deepEqual(
        [media.victimIdentified, media.distributed, media.suspected, media.selfGenerated, media.problem],
        [true, false, null, null, null],
      )
    }
  })

  it('keeps what it cannot understand out and says so', () => {
    const problem = (values: Record<string, VicsScalar>): string => {
      const { problem } = vicsMedia(fields(values), [])
      return problem === null ? 'none' : `${problem.code} ${problem.because}`
    }
    assert.match(problem({ MD5: MD5.slice(1) }), /^vics\/entry .*MD5 as 32 hex digits, got 31/)
    assert.match(problem({ MD5, SHA1: 'z'.repeat(40) }), /SHA1 as 40 hex digits/)
    assert.match(problem({ MD5, MediaSize: '12 KB' }), /MediaSize/)
    assert.match(problem({ MD5, MediaSize: -1 }), /MediaSize/)
    assert.match(problem({ SHA1: '', MD5: null }), /got neither/)
    assert.equal(problem({ MD5, SHA1: '', MediaSize: '' }), 'none')
  })

  it('is compared with its stored bytes by every hash and the size', () => {
    const stored = { md5: MD5, sha1: SHA1, sizeBytes: 5 }
    assert.equal(compareStored({ md5: MD5, sha1: null, sizeBytes: null }, stored), null)
    assert.equal(compareStored(stored, stored), null)
    const other = 'a'.repeat(40)
    assert.match(compareStored({ ...stored, sha1: other }, stored)?.because ?? '', /states: SHA1\.$/)
    assert.match(
      compareStored({ md5: 'b'.repeat(32), sha1: SHA1, sizeBytes: 6 }, stored)?.because ?? '',
      /states: MD5, size \(6 bytes stated, 5 stored\)\.$/,
    )
    assert.equal(compareStored(stored, { md5: null, sha1: null, sizeBytes: 5 })?.code, 'vics/not-compared')
  })

  it('becomes a line of a reference set, without the empty file', () => {
    const pdq = 'f8'.repeat(32)
    const line = vicsReference(fields({ MD5, MediaSize: 'x', Series: 'S-1', VictimIdentified: 'true' }), [
      ['PhotoDNA', '1,2'],
      ['PDQ', pdq.toUpperCase()],
    ])
    assert.ok(line !== null && !isRefusal(line))
    assert.deepEqual(
      [line.md5, line.pdq, line.series, line.victimIdentified],
      [MD5, { nn512: pdq, full: pdq }, 'S-1', true],
    )
    assert.equal(vicsReference(fields({ MD5: EMPTY_MD5 }), []), null)
    assert.ok(isRefusal(vicsReference(fields({ MD5: 'x' }), [])))
  })
})

describe('a device place', () => {
  it('groups by source and folder, whether the path ends in the name or not', () => {
    const at = (values: Record<string, VicsScalar>): string[] => {
      const { folder, name } = devicePlace(fields(values))
      return [folder, name]
    }
    assert.deepEqual(at({ FileName: 'img_1.jpg', FilePath: 'C:\\rooms\\IMG_1.jpg' }), [
      'C:/rooms',
      'img_1.jpg',
    ])
    assert.deepEqual(at({ FileName: 'img_1.jpg', FilePath: '/rooms/', SourceID: 'XA-1' }), [
      'XA-1/rooms',
      'img_1.jpg',
    ])
    assert.deepEqual(at({ FilePath: '\\rooms\\a.jpg' }), ['rooms', 'a.jpg'])
    assert.deepEqual(
      at({ FileName: 'carved_001.jpg', FilePath: '\\free\\carved_001.jpg', Unallocated: 'true' }),
      ['unallocated', ''],
    )
    assert.deepEqual(at({}), ['', ''])
  })

  it('keeps each time as text, and the moment where the text says it', () => {
    const place = devicePlace(
      fields({ Created: '2016-09-30T10:00:00Z', Written: '9/30/2016 10:00 AM', Accessed: null }),
    )
    assert.deepEqual(place.created, { text: '2016-09-30T10:00:00Z', atMs: Date.UTC(2016, 8, 30, 10) })
    assert.deepEqual(place.written, { text: '9/30/2016 10:00 AM', atMs: null })
    assert.equal(place.accessed, null)
  })
})

describe('a stated time', () => {
  it('is a moment only beyond doubt', () => {
    const ten = Date.UTC(2016, 8, 30, 10)
    const moments: readonly [string, number | null][] = [
      ['2016-09-30T10:00:00Z', ten],
      ['2016-09-30 12:00:00+02:00', ten],
      ['2016-09-30T05:30:00-0430', ten],
      ['2016-09-30T10:00:00.25Z', ten + 250],
      ['2016-09-30T10:00:00.0000123Z', ten],
      ['/Date(1475229600000)/', ten],
      ['/Date(1475229600000+0200)/', ten],
      ['2016-09-30T10:00:00+02:00Z', null],
      ['2016-09-30T10:00:00', null],
      ['2016-02-31T10:00:00Z', null],
      ['2016-09-30T25:00:00Z', null],
      ['09/30/2016 10:00:00 AM', null],
      ['30.09.2016', null],
      ['/Date(99999999999999999)/', null],
      ['', null],
    ]
    for (const [text, expected] of moments) assert.equal(statedTimeMs(text), expected, text)
  })

  it('reads back every moment that it is given in ISO form', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9998-12-31'), noInvalidDate: true }), (date) => {
        assert.equal(statedTimeMs(date.toISOString()), date.getTime())
      }),
    )
  })
})

describe('stated EXIF', () => {
  it('reads the names of several exporters', () => {
    assert.deepEqual(
      statedExif([
        ['Make', 'SynthCam'],
        ['Exif Model', 'One '],
        ['DateTimeOriginal', '2016:09:30 10:00:00'],
      ]),
      {
        ...{ make: 'SynthCam', model: 'One', serial: null, takenAt: '2016:09:30 10:00:00', gps: null },
      },
    )
    assert.equal(statedExif([['Colour', 'blue']]), null)
  })

  it('takes a position only with both compass letters', () => {
    const gps = (north: string, northRef: string, east: string, eastRef: string): unknown =>
      statedExif([
        ['GPSLatitude', north],
        ['GPS Latitude Ref', northRef],
        ['GPSLongitude', east],
        ['GPSLongitudeRef', eastRef],
      ])?.gps ?? null
    assert.deepEqual(gps('52.5', 'N', '13; 30; 0', 'W'), { latitudeDegrees: 52.5, longitudeDegrees: -13.5 })
    for (const [a, b, c, d] of [
      ['52.5', '0', '13.5', 'E'],
      ['52.5', 'North', '13.5', 'E'],
      ['52.5', 'N', '13.5', ''],
      ['91', 'N', '13.5', 'E'],
      ['52; 61; 0', 'N', '13.5', 'E'],
      ['-52.5', 'N', '13.5', 'E'],
      ['x', 'N', '13.5', 'E'],
    ] as const)
      assert.equal(gps(a, b, c, d), null, `${a} ${b} ${c} ${d}`)
  })
})

describe('a stored path', () => {
  it('is taken apart at both slashes', () => {
    assert.deepEqual(storedPath('Media\\a.jpg'), ['Media', 'a.jpg'])
    assert.deepEqual(storedPath('./Media//sub/a.jpg'), ['Media', 'sub', 'a.jpg'])
    assert.deepEqual(storedPath('..a\\b..'), ['..a', 'b..'])
  })

  it('is refused where it could lead out of its folder', () => {
    for (const path of [
      '..\\a',
      'Media\\..\\..\\a',
      '/etc/hosts',
      '\\\\host\\share',
      'C:\\a',
      'c:a',
      'a\0b',
      '',
      '.',
      'x'.repeat(5000),
    ]) {
      const found = storedPath(path)
      assert.ok(isRefusal(found), path.slice(0, 40))
      assert.equal(found.code, 'vics/unsafe-path')
    }
  })

  it('never holds a part that moves upwards', () => {
    const part = fc.constantFrom('..', '.', 'a', '\\', '/', 'C:', '', '\0')
    fc.assert(
      fc.property(fc.array(part), fc.constantFrom('/', '\\'), (parts, slash) => {
        const found = storedPath(parts.join(slash))
        assert.ok(
          isRefusal(found) || found.every((one) => one !== '..' && one !== '' && !/[\\/\0]/.test(one)),
        )
      }),
    )
  })
})
