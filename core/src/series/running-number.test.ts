import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { numberSeries, runningNumber } from './running-number.ts'

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

describe('what a running number counts', () => {
  const PREFIXES: readonly [counts: string, names: readonly string[]][] = [
    [
      'named',
      ['name_001.jpg', 'blue room 12.png', 'beach (3).jpg', '007.jpg', 'img14_003.jpg', 'harbour-0001.jpg'],
    ],
    ['received', ['IMG-20240101-WA0001.jpg', 'VID-20231231-WA0012.mp4', '20240101-wa3.jpg']],
    [
      'counter',
      [
        'IMG_0042.JPG',
        'DSC00231.JPG',
        '_DSC0007.NEF',
        'DSCN0012.jpg',
        'MVI_1234.AVI',
        '100_0042.JPG',
        'GOPR0001.JPG',
      ],
    ],
    [
      'counter',
      [
        'image (38).jpg',
        'images (2).jpg',
        'download (4).png',
        'unnamed (1).jpg',
        'Screenshot 12.png',
        'photo_7.jpg',
      ],
    ],
  ]
  for (const [counts, names] of PREFIXES) {
    it(`is ${counts} in ${names.join(', ')}`, () => {
      for (const name of names) assert.equal(numberSeries(runningNumber(name)?.prefix ?? '?'), counts, name)
    })
  }
})
