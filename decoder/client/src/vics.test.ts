import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  type Decoder,
  type DecodeWorker,
  isRefusal,
  openDecoder,
  type VicsEnd,
  type VicsRow,
} from './index.ts'

const MD5 = '0CC175B9C0F1B6A831C399E269772661'
const V2 = 'http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Cases'

describe('a VICS document in the sandbox', () => {
  let decoder: Decoder
  let worker: DecodeWorker
  before(async () => {
    decoder = await openDecoder()
    worker = decoder.worker('vics')
  })
  after(() => decoder.close())

  async function read(bytes: Uint8Array | string): Promise<{ rows: VicsRow[]; end: VicsEnd | string }> {
    const source = Buffer.from(bytes as string)
    const rows: VicsRow[] = []
    let end: VicsEnd | string = 'nothing came'
    for await (const part of worker.vics(source, source.length)) {
      if ('rows' in part) rows.push(...part.rows)
      else end = isRefusal(part) ? part.code : part
    }
    return { rows, end }
  }

  const fields = (row: VicsRow | undefined): unknown => Object.fromEntries(row?.fields ?? [])

  it('gives media, their places and then their case, and what it says of itself', async () => {
    const places = [{ MD5, FileName: 'a.jpg', FilePath: '\\x\\a.jpg', Unallocated: 'false', Strange: 1 }]
    const media = [
      {
        MediaID: 1,
        MD5,
        Category: null,
        IsDistributed: true,
        MediaFiles: places,
        Miniature: 'x'.repeat(99_999),
      },
      {
        MD5,
        AlternativeHashes: [{ HashName: 'PDQ', HashValue: 'f8' }],
        Exifs: [{ PropertyName: 'Make', PropertyValue: 5 }],
      },
    ]
    const one = { CaseNumber: 'XA-1', Media: media, CaseMetadata: [{ PropertyName: 'x' }], CaseID: '{1}' }
    const { rows, end } = await read(JSON.stringify({ '@odata.context': V2, value: [one, { Media: [] }] }))
    assert.deepEqual(end, { model: V2, cases: 2, media: 2, files: 1 })
    assert.deepEqual(
      rows.map(({ row }) => row),
      ['media', 'file', 'media', 'case', 'case'],
    )
    assert.deepEqual(fields(rows[0]), { MediaID: 1, MD5, Category: null, IsDistributed: true })
    assert.deepEqual(fields(rows[1]), {
      MD5,
      FileName: 'a.jpg',
      FilePath: '\\x\\a.jpg',
      Unallocated: 'false',
    })
    assert.ok(rows[2]?.row === 'media')
    assert.deepEqual(
      [rows[2].hashes, rows[2].exifs, rows[2].caseIndex],
      [[['PDQ', 'f8']], [['Make', '5']], 0],
    )
    assert.deepEqual(fields(rows[3]), { CaseNumber: 'XA-1', CaseID: '{1}' })
  })

  it('reads hash sets, a byte order mark, UTF-16, and escaped slashes of old versions', async () => {
    const old = `{"odata.metadata":"http:\\/\\/github.com\\/ICMEC\\/ProjectVic\\/DataModels\\/1.2.xml#Media","value":[{"MD5":"${MD5}","MediaSize":"5"}]}`
    for (const bytes of [old, `\uFEFF${old}`, Buffer.from(`\uFEFF${old}`, 'utf16le')]) {
      const { rows, end } = await read(bytes)
      assert.deepEqual(end, {
        model: 'http://github.com/ICMEC/ProjectVic/DataModels/1.2.xml#Media',
        cases: 0,
        media: 1,
        files: 0,
      })
      assert.deepEqual(fields(rows[0]), { MD5, MediaSize: '5' })
      const source = Buffer.from(bytes as string)
      const described = await worker.describe(source, source.length)
      assert.ok(!isRefusal(described))
      assert.deepEqual([described.kind, described.family], ['application/vnd.projectvic+json', 'context'])
    }
  })

  it('refuses what is broken, cut short, nested without end or of another shape', async () => {
    const good = JSON.stringify({ '@odata.context': V2, value: [{ Media: [{ MD5 }] }] })
    for (const cut of [1, good.length - 10]) {
      assert.equal((await read(good.slice(0, good.length - cut))).end, 'vics/unreadable', `cut by ${cut}`)
    }
    for (const broken of [
      `${good}x`,
      good.replace('[{"MD5"', '[{"MD5" 5'),
      `{"value":[]}`,
      '[]',
      `{"@odata.context":"${V2}","value":${'['.repeat(5000)}`,
      Buffer.concat([Buffer.from(good.slice(0, -6)), Buffer.from([0xff, 0xc0])]),
    ]) {
      assert.equal((await read(broken)).end, 'vics/unreadable', String(broken).slice(0, 200))
    }
    const piece = { MD5, FileName: 'a', FilePath: 'b' }
    const many = { MD5, MediaFiles: Array.from({ length: 100_001 }, () => piece) }
    assert.equal((await read(JSON.stringify({ '@odata.context': V2, value: [many] }))).end, 'vics/limits')
  })

  it('tells a case that is cut short for what it was meant to be', async () => {
    const half = Buffer.from(`{"@odata.context":"${V2}","value":[{"Media":[`)
    const described = await worker.describe(half, half.length)
    assert.ok(!isRefusal(described))
    assert.equal(described.kind, 'application/vnd.projectvic+json')
  })

  it('reads a document that is larger than what a process may hold', async () => {
    const small = await openDecoder({ limits: { residentBytes: 256 * 1024 * 1024 } })
    try {
      const entry = `{"MediaID":1,"MD5":"${MD5}","Miniature":"${'A'.repeat(4000)}","MediaFiles":[{"MD5":"${MD5}","FileName":"a.jpg","FilePath":"\\\\d\\\\a.jpg"}]}`
      const chunk = Buffer.from(`${Array.from({ length: 250 }, () => entry).join(',')}`)
      const start = Buffer.from(`{"@odata.context":"${V2}","value":[{"Media":[`)
      const stop = Buffer.from(']}]}')
      const times = 320
      const sizeBytes = start.length + times * chunk.length + (times - 1) + stop.length
      assert.ok(sizeBytes > 300 * 1024 * 1024)
      const source = async function* (): AsyncGenerator<Uint8Array> {
        yield start
        for (let n = 0; n < times; n += 1) {
          if (n > 0) yield Buffer.from(',')
          yield chunk
        }
        yield stop
      }
      let media = 0
      let end: unknown = null
      for await (const part of small.worker('large').vics(source(), sizeBytes)) {
        if ('rows' in part) media += part.rows.filter(({ row }) => row === 'media').length
        else end = part
      }
      assert.deepEqual(end, { model: V2, cases: 1, media: 250 * times, files: 250 * times })
      assert.equal(media, 250 * times)
    } finally {
      await small.close()
    }
  })
})
