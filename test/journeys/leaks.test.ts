import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startEmbedded } from '../../server/src/db/embedded.ts'
import { asOwner } from '../../server/src/db/test-database.ts'
import type { IntakeStatus, Picture, PictureSet } from '../src/answers.ts'
import { bytesOf } from '../src/check/secrets.ts'
import { takeSnapshot } from '../src/check/snapshot.ts'
import { ChildNode, runNodeProgram } from '../src/child-node.ts'
import { type Answer, Client, purposeHeader } from '../src/client.ts'
import { homeward } from '../src/command-line.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'

/** A word that occurs nowhere else, for every protected field, and the columns that may hold it. */
const CANARIES = {
  fileName: {
    word: 'zq-file-kestrel',
    columns: ['occurrence.path', 'occurrence.name', 'picture_set.reasons'],
  },
  folderName: {
    word: 'zq-folder-heron',
    columns: ['occurrence.path', 'occurrence.folder', 'picture_set.reasons'],
  },
  content: { word: 'zq-content-plover', columns: [] },
  caseNumber: { word: 'zq-case-curlew', columns: ['exhibit.case_number'] },
  exhibit: { word: 'zq-exhibit-dunlin', columns: ['exhibit.name'] },
  intakePurpose: { word: 'zq-purpose-godwit', columns: ['exhibit.purpose', 'justification.text'] },
  cutBecause: { word: 'zq-cut-avocet', columns: ['link_cut.because', 'justification.text'] },
  asideBecause: {
    word: 'zq-aside-whimbrel',
    columns: ['picture_set.put_aside_because', 'justification.text'],
  },
  seriesName: { word: 'zq-series-sanderling', columns: ['series.name'] },
  seriesBecause: { word: 'zq-because-turnstone', columns: ['series_revision.because', 'justification.text'] },
  revealPurpose: { word: 'zq-reveal-knot', columns: ['reveal.purpose', 'justification.text'] },
  searchPurpose: { word: 'zq-search-ruff', columns: ['justification.text'] },
} as const satisfies Record<string, { word: string; columns: readonly string[] }>

const WORDS: readonly string[] = Object.values(CANARIES).map(({ word }) => word)
const { fileName, folderName, content, caseNumber, exhibit, intakePurpose } = CANARIES
const { cutBecause, asideBecause, seriesName, seriesBecause, revealPurpose, searchPurpose } = CANARIES

describe('protected words', () => {
  const home = mkdtempSync(join(tmpdir(), 'homeward-leaks-'))
  const data = join(home, 'data')
  const ids: string[] = []
  let node: ChildNode | null = null
  let nl: Client
  let strangers: Readonly<Record<string, Client>>

  before(async () => {
    const made = await runNodeProgram('--init', '--quick', '--unit', 'NL', '--edition', 'E1', '--data', data)
    assert.equal(made.status, 0, made.errors)
    node = await ChildNode.start(data)
    const administrator = await signIn(node, 'administrator')
    nl = await signIn(node, 'NL-specialist')
    await administrator.post('/api/units', { code: 'US' })
    await administrator.post('/api/editions', { code: 'E2', units: ['US'] })
    for (const [code, unit, roles] of [
      ['US-specialist', 'US', ['specialist', 'coordinator', 'supervisor']],
      ['NL-auditor', 'NL', ['auditor']],
    ] as const) {
      await administrator.post('/api/persons', { code, unit, roles })
    }
    strangers = {
      administrator,
      'another unit': await signIn(node, 'US-specialist'),
      nobody: new Client(node.door, null),
      'a forged session': new Client(node.door, 'x'.repeat(43)),
    }
    await workWithAll()
  })
  after(async () => {
    await node?.kill()
    rmSync(home, { recursive: true, force: true })
  })

  /** The whole way with a protected word wherever a person can put one. */
  async function workWithAll(): Promise<void> {
    const seized = join(home, 'seized')
    const folder = join(seized, folderName.word, 'rooms')
    mkdirSync(folder, { recursive: true })
    for (let n = 1; n <= 6; n += 1)
      writeFileSync(join(folder, `${fileName.word}_00${n}.png`), drawPng(500 + n))
    writeFileSync(join(folder, 'copy.png'), drawPng(501, 192, 12))
    writeFileSync(join(folder, `${fileName.word}.txt`), `A chat about ${content.word}.\n`)
    writeFileSync(join(folder, `${fileName.word}.jpg`), Buffer.from('ffd8ffe000104a4649460001', 'hex'))
    const delivery = { unit: 'NL', edition: 'E1', case: caseNumber.word, exhibit: exhibit.word }
    const { intake } = await nl.post<{ intake: string }>('/api/intakes', {
      ...delivery,
      paths: [seized],
      purpose: intakePurpose.word,
    })
    for (;;) {
      const { state, report } = await nl.get<IntakeStatus>(`/api/intakes/${intake}`)
      if (state === 'finished') {
        assert.equal(report.filesSeen, 9)
        break
      }
      assert.equal(state, 'running')
      await pause(50)
    }
    const { sets } = await nl.get<{ sets: PictureSet[] }>('/api/editions/E1/sets')
    const { pictures } = await nl.get<{ pictures: Picture[] }>('/api/editions/E1/pictures')
    const copied = pictures.find(({ members }) => members.length > 1)
    assert.ok(copied)
    const { links = [] } = await nl.get<Picture>(`/api/pictures/${copied.picture}`)
    const [link] = links
    await nl.post(`/api/links/${link?.link}/cut`, { edition: 'E1', because: cutBecause.word })
    const [set] = sets
    assert.ok(set)
    await nl.post(`/api/sets/${set.set}/set-aside`, { because: asideBecause.word })
    await nl.post(`/api/sets/${set.set}/bring-back`)
    const { series } = await nl.post<{ series: string }>('/api/series', {
      edition: 'E1',
      sets: [set.set],
      name: seriesName.word,
      because: seriesBecause.word,
    })
    const { reveal, media } = await nl.post<{ reveal: string; media: { media: string }[] }>('/api/reveals', {
      series,
      clarity: 'clear',
      purpose: revealPurpose.word,
    })
    await nl.get(`/api/reveals/${reveal}/media/${media[0]?.media}`)
    await nl.send('POST', '/api/search', { raw: drawPng(502), headers: purposeHeader(searchPurpose.word) })
    ids.push(intake, set.set, series, reveal, copied.picture, link?.link ?? '', media[0]?.media ?? '')
  }

  it('reach the person who may see them', async () => {
    const answers: Answer[] = []
    for (const path of addresses()) answers.push(await nl.send('GET', path))
    const all = answers.map(({ text }) => text).join('\n')
    for (const { word } of [fileName, folderName, caseNumber, exhibit, seriesName, seriesBecause]) {
      assert.ok(all.includes(word), `${word} is not even shown to its own unit`)
    }
  })

  it('reach nobody else, in answers or errors', async () => {
    for (const [who, client] of Object.entries(strangers)) {
      for (const path of addresses()) {
        const answer = await client.send('GET', path)
        for (const word of WORDS) {
          assert.ok(!answer.text.includes(word), `${who} was told ${word} by ${path}`)
          assert.ok(
            !JSON.stringify(answer.headers).includes(word),
            `${who} was told ${word} by a header of ${path}`,
          )
        }
      }
      const posted = [
        ['/api/series', { edition: 'E1', sets: [ids[1]] }],
        [`/api/series/${ids[2]}/undo`, {}],
        [`/api/sets/${ids[1]}/set-aside`, { because: 'a reason' }],
        ['/api/reveals', { series: ids[2], clarity: 'clear' }],
        ['/api/intakes', { paths: ['/x'], unit: 'NL', edition: 'E1', case: 'x', exhibit: 'x', purpose: 'x' }],
      ] as const
      for (const [path, body] of posted) {
        const answer = await client.send('POST', path, { body })
        assert.ok(answer.status >= 400, `${who} could ${path}`)
        assert.ok(
          WORDS.every((word) => !answer.text.includes(word)),
          `${who} was told a word by ${path}`,
        )
      }
    }
  })

  it('stand in no address that a page or the command line asks for', () => {
    const asked = addresses().filter((path) => WORDS.some((word) => path.includes(word)))
    assert.deepEqual(asked, [])
  })

  it('are not written to logs when something goes wrong', async () => {
    assert.ok(node)
    const embedded = await startEmbedded({
      directory: join(data, 'postgres'),
      runDirectory: join(data, 'run'),
    })
    const { connection } = embedded
    // Errors whose text holds the very words: one of the database, one of the vault.
    await asOwner(
      connection,
      `create function complain() returns trigger language plpgsql as $$ begin
        raise exception 'row of %', (select string_agg(path::text || name, ' ') from occurrence); end $$`,
    )
    await asOwner(connection, 'create trigger complain before insert on event execute function complain()')
    const broken = await nl.send('GET', '/api/editions/E1/sets')
    await asOwner(connection, 'drop trigger complain on event')
    assert.equal(broken.status, 500)
    const { reveal, media } = await nl.post<{ reveal: string; media: { media: string }[] }>('/api/reveals', {
      series: ids[2],
      clarity: 'clear',
    })
    rmSync(join(data, 'vault'), { recursive: true })
    const missing = await nl.send('GET', `/api/reveals/${reveal}/media/${media[0]?.media}`)
    assert.equal(missing.status, 503)
    const log = readFileSync(join(data, 'run', 'node.log'), 'utf8')
    const errors = log.split('\n').filter((line) => line.includes('"error":'))
    assert.equal(errors.length, 2, 'the two errors were not logged')
    for (const text of [log, broken.text, missing.text]) assertFree(Buffer.from(text), 'an error')
    const ran = await homeward(data, 'series', 'show', 'series-of-nobody', '--as', 'NL-specialist', '--json')
    assert.notEqual(ran.status, 0)
    assertFree(Buffer.from(ran.errors), 'standard error')
  })

  it('stand in no file of the data directory but the database’s own', async () => {
    await node?.stop()
    let looked = 0
    for (const entry of readdirSync(data, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name)
      if (!entry.isFile() || path.startsWith(join(data, 'postgres'))) continue
      looked += 1
      assertFree(readFileSync(path), path)
      assertFree(Buffer.from(path.slice(data.length)), 'a file name')
    }
    assert.ok(looked > 5)
  })

  it('stand in the database only where they belong, and never in the ledger', async () => {
    const world = await World.open({ data })
    const { everything } = await takeSnapshot(world.node.context.database.read)
    await world.close()
    const found = new Map<string, Set<string>>(WORDS.map((word) => [word, new Set()]))
    for (const [table, rows] of everything) {
      for (const row of rows) {
        for (const [column, value] of Object.entries(row)) {
          const bytes = bytesOf(value)
          for (const word of WORDS) if (bytes.includes(word)) found.get(word)?.add(`${table}.${column}`)
        }
      }
    }
    for (const { word, columns } of Object.values(CANARIES)) {
      const allowed: readonly string[] = columns
      const astray = [...(found.get(word) ?? [])].filter((place) => !allowed.includes(place))
      assert.deepEqual(astray, [], `${word} stands where it does not belong`)
      if (columns.length > 0) assert.ok((found.get(word)?.size ?? 0) > 0, `${word} was never put anywhere`)
    }
  })

  /** Every address that shows something of the exhibit, the picture, the set and the series. */
  function addresses(): string[] {
    const [intake, set, series, reveal, picture, , media] = ids
    return [
      '/api/health',
      '/api/me',
      '/api/editions',
      '/api/editions/E1',
      '/api/editions/E1/report',
      '/api/editions/E1/pictures',
      '/api/editions/E1/sets',
      '/api/editions/E1/triage',
      '/api/editions/E1/series',
      '/api/intakes?edition=E1',
      `/api/intakes/${intake}`,
      `/api/intakes/${intake}/live`,
      `/api/intakes/${intake}/receipt`,
      ...['quarantined', 'context', 'mediaNew'].map(
        (one) => `/api/intakes/${intake}/quarantined?outcome=${one}`,
      ),
      `/api/pictures/${picture}`,
      `/api/sets/${set}`,
      `/api/series/${series}`,
      `/api/series/${series}/history`,
      `/api/reveals/${reveal}/media/${media}`,
      '/api/notices',
      '/api/references',
      '/api/ledger/checkpoint',
      '/api/ledger/tile/entries/000.p/10',
    ]
  }
})

function assertFree(bytes: Buffer, where: string): void {
  for (const word of WORDS) assert.ok(!bytes.includes(word), `${where} holds ${word}`)
}

async function signIn(node: ChildNode, person: string): Promise<Client> {
  const answer = await new Client(node.door, null).send('POST', '/api/sign-in/local', {
    body: { person },
    headers: { 'x-homeward-client': 'cli' },
  })
  assert.equal(answer.status, 200, answer.text)
  return new Client(node.door, (answer.json as { token: string }).token)
}
