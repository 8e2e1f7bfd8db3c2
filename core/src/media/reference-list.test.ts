import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../refusal.ts'
import { type ReferenceEntry, type ReferenceList, readReferenceList } from './reference-list.ts'

const MD5 = '0cc175b9c0f1b6a831c399e269772661'
const SHA1 = '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'
const SHA256 = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'
const PDQ = 'f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22'
const PDQ_FULL = '0f'.repeat(32)
const EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e'
const EMPTY_SHA1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709'
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** The twelve columns of the external registry's export. */
const REGISTRY =
  'MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;Number of submissions;File Available;Media Type;Baseline'

function entry(changes: Partial<ReferenceEntry>): ReferenceEntry {
  return {
    md5: null,
    sha1: null,
    sha256: null,
    pdq: { nn512: null, full: null },
    series: null,
    victimIdentified: false,
    distributed: false,
    ...changes,
  }
}

function read(text: string): ReferenceList {
  const list = readReferenceList(text)
  if (isRefusal(list)) return assert.fail(`${list.code}: ${list.because}`)
  return list
}

function refusal(text: string): string {
  const list = readReferenceList(text)
  return isRefusal(list) ? `${list.code}: ${list.because}` : assert.fail('expected a refusal, got a list')
}

describe('plain hash list', () => {
  it('tells the hash by its length, in either case', () => {
    assert.deepEqual(read(`${MD5}\n${SHA1.toUpperCase()}\n${SHA256}\n`), {
      entries: [entry({ md5: MD5 }), entry({ sha1: SHA1 }), entry({ sha256: SHA256 })],
      droppedEmptyFile: 0,
    })
  })

  it('reads the lines of a signal file, whose variant nobody says, for both variants', () => {
    const both = entry({ pdq: { nn512: PDQ, full: PDQ } })
    for (const line of [
      `pdq ${PDQ}`,
      `PDQ ${PDQ.toUpperCase()}`,
      `pdq\t${PDQ}`,
      `pdq,${PDQ}`,
      `pdq;${PDQ}`,
    ]) {
      assert.deepEqual(read(line).entries, [both], line)
      assert.deepEqual(read(`${line}\n${line}\n`).entries, [both, both], line)
    }
  })

  it('passes over what follows the hash, and over quotes around it', () => {
    const lines = [
      `${MD5},holiday.jpg,12`,
      `${MD5}  holiday.jpg`,
      `${MD5}|x`,
      `"${MD5}","a, b"`,
      `  ${MD5}\t`,
    ]
    assert.deepEqual(
      read(lines.join('\n')).entries,
      lines.map(() => entry({ md5: MD5 })),
    )
  })

  it('passes over a byte order mark, comments, blank lines and every kind of line end', () => {
    const text = `\uFEFF# a list\r\n\r\n${MD5}\r\n  # more\r${SHA1}\n   \n\n${SHA256}`
    assert.equal(read(text).entries.length, 3)
  })

  it('drops the hashes of the empty file and says how many', () => {
    const list = read([EMPTY_MD5, SHA1, EMPTY_SHA1.toUpperCase(), EMPTY_SHA256].join('\n'))
    assert.deepEqual(list, { entries: [entry({ sha1: SHA1 })], droppedEmptyFile: 3 })
  })

  it('refuses a line that is no hash, with its number in the file', () => {
    assert.match(
      refusal(`# one\n\n${MD5}\nnot-a-hash\n`),
      /^reference\/line: Line 4: expected .* got 10 characters/,
    )
    assert.match(refusal(`${MD5}\r\n${MD5.slice(1)}\r\n`), /Line 2: .*got 31 characters/)
    assert.match(refusal(`${MD5}\n${'g'.repeat(32)}`), /Line 2: expected md5 as 32 hex digits/)
    assert.match(refusal(`pdq ${PDQ}\npdq ${PDQ}0`), /Line 2: expected pdq as 64 hex digits, got 65/)
    assert.match(refusal(`pdq ${PDQ}\npdq\n`), /Line 2: expected pdq as 64 hex digits, got 0/)
    assert.match(refusal(`pdq ${PDQ}\npdq ${'z'.repeat(64)}`), /Line 2/)
  })

  it('refuses a list without a usable line', () => {
    for (const text of ['', '\uFEFF', '\n\n', '# only\n# comments', EMPTY_MD5, 'md5\n', `${REGISTRY}\n`]) {
      assert.match(refusal(text), /^reference\/empty/, JSON.stringify(text))
    }
  })

  it('reads back any list of hashes, however its lines end', () => {
    const hex = (characters: number): fc.Arbitrary<string> =>
      fc
        .uint8Array({ minLength: characters / 2, maxLength: characters / 2 })
        .map((bytes) => Buffer.from(bytes).toString('hex'))
    const hash = fc.oneof(hex(32), hex(40), hex(64))
    const end = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\n# note\n')
    fc.assert(
      fc.property(fc.array(fc.tuple(hash, end, fc.boolean()), { minLength: 1 }), (lines) => {
        const text = lines.map(([one, ending, upper]) => (upper ? one.toUpperCase() : one) + ending).join('')
        assert.deepEqual(
          read(text).entries.map((one) => one.md5 ?? one.sha1 ?? one.sha256),
          lines.map(([one]) => one),
        )
      }),
    )
  })
})

describe('hash table', () => {
  it('reads the twelve columns of the registry', () => {
    const row = `${MD5.toUpperCase()};${SHA1.toUpperCase()};;1;No;Yes;No;S-0007;1;Yes;Image;No`
    assert.deepEqual(read(`${REGISTRY}\n${row}\n`), {
      entries: [entry({ md5: MD5, sha1: SHA1, series: 'S-0007', victimIdentified: true })],
      droppedEmptyFile: 0,
    })
  })

  it('reads added SHA-256 and PDQ columns, which may be empty', () => {
    const header = `${REGISTRY};SHA256;PDQ nn512;PDQ full`
    const start = `${MD5};${SHA1};;1;Yes;No;No;S-0007;1;Yes`
    const text = `${header}\n${start};Image;No;${SHA256};${PDQ};${PDQ_FULL}\n${start};Video;No;${SHA256};;\n`
    const said = { md5: MD5, sha1: SHA1, sha256: SHA256, series: 'S-0007', distributed: true }
    assert.deepEqual(read(text).entries, [
      entry({ ...said, pdq: { nn512: PDQ, full: PDQ_FULL } }),
      entry(said),
    ])
  })

  it('takes a PDQ column without a variant for both, unless a column says better', () => {
    assert.deepEqual(read(`PDQ;Series\n${PDQ};S-1`).entries, [
      entry({ pdq: { nn512: PDQ, full: PDQ }, series: 'S-1' }),
    ])
    assert.deepEqual(read(`pdq full;pdq\n${PDQ_FULL};${PDQ}`).entries, [
      entry({ pdq: { nn512: PDQ, full: PDQ_FULL } }),
    ])
  })

  it('reads columns in any order, in any case, parted by semicolon, comma or tab', () => {
    for (const separator of [';', ',', '\t']) {
      const text = [
        ['Agency', 'series NAME', 'Sha-1', 'md5'],
        ['XX', 'S-2', SHA1, MD5],
      ]
        .map((cells) => cells.join(separator))
        .join('\r\n')
      assert.deepEqual(read(text).entries, [entry({ md5: MD5, sha1: SHA1, series: 'S-2' })])
    }
  })

  it('keeps columns apart when the first cells of a line are empty', () => {
    assert.deepEqual(read(`sha256\tpdq nn512\n\t${PDQ}\n`).entries, [
      entry({ pdq: { nn512: PDQ, full: null } }),
    ])
    assert.deepEqual(read(`md5;sha1\n;${SHA1}\n${MD5};\n${MD5}\n`).entries, [
      entry({ sha1: SHA1 }),
      entry({ md5: MD5 }),
      entry({ md5: MD5 }),
    ])
  })

  it('reads quoted cells that hold the separator and quotes', () => {
    const text = `"MD5";"Series name";"SHA1"\n"${MD5}"; "Blue; ""old"" room" ;"${SHA1}"\n"";"";${SHA1}\n`
    assert.deepEqual(read(text).entries, [
      entry({ md5: MD5, sha1: SHA1, series: 'Blue; "old" room' }),
      entry({ sha1: SHA1 }),
    ])
  })

  it('leaves a quote inside an unquoted cell as it is', () => {
    assert.equal(read(`md5;series\n${MD5};17" screen`).entries[0]?.series, '17" screen')
  })

  it('reads flags in every spelling of the registry', () => {
    const flags = {
      y: true,
      YES: true,
      t: true,
      True: true,
      '1': true,
      n: false,
      No: false,
      f: false,
      false: false,
      '': false,
    }
    for (const [word, expected] of Object.entries(flags)) {
      const [one] = read(`md5;Is distributed;Victim identified\n${MD5};${word};${word}`).entries
      assert.deepEqual([one?.distributed, one?.victimIdentified], [expected, expected], word)
    }
  })

  it('drops a row that names the empty file by any hash', () => {
    const rows = [`${EMPTY_MD5};${SHA1}`, `${MD5};${EMPTY_SHA1}`, `${MD5};${SHA1}`]
    assert.deepEqual(read(`md5;sha1\n${rows.join('\n')}`), {
      entries: [entry({ md5: MD5, sha1: SHA1 })],
      droppedEmptyFile: 2,
    })
  })

  it('refuses a bad row with its number: a short hash, no hash, an open quote, text behind a quote', () => {
    const rows: [string, RegExp][] = [
      [`${MD5};abc;S-1`, /expected sha1 as 40 hex digits, got 3 characters/],
      [';;S-1', /expected at least one hash, got none/],
      [`${MD5};;"S-1`, /quotes close/],
      [`${MD5};;"S"-1`, /quotes close/],
    ]
    for (const [row, because] of rows) {
      const said = refusal(`# list\nmd5;sha1;series\n${MD5};;\n\n${row}\n${MD5};;\n`)
      assert.match(said, /^reference\/line: Line 5: /)
      assert.match(said, because)
    }
  })

  it('never says what the bad cell held', () => {
    assert.doesNotMatch(refusal(`md5;series\nsecret-word;S-1`), /secret-word|S-1/)
    assert.doesNotMatch(refusal('secret-word'), /secret-word/)
  })

  it('takes no built-in name for a column', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      assert.match(refusal(`${name};x\n${MD5};y`), /^reference\/line: Line 1/)
    }
  })

  it('reads back what any writer of quoted cells wrote', () => {
    const name = fc.string({ unit: fc.constantFrom('a', ' ', ';', ',', '\t', '"', '#', 'é'), maxLength: 12 })
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), fc.constantFrom(';', ',', '\t'), (names, separator) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
        const lines = names.map((one) => `${quoted(one)}${separator}${MD5}`)
        assert.deepEqual(
          read([`series${separator}md5`, ...lines].join('\n')).entries.map((one) => one.series ?? ''),
          names.map((one) => one.trim()),
        )
      }),
    )
  })
})
