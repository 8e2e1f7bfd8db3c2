import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type IntakeReport, OUTCOMES } from '@homeward/core'
import { drawEdition, type GroundTruth } from '@homeward/scenes'
import { asOwner } from '../../server/src/db/test-database.ts'
import type { EditionReport, IntakeStatus, Picture, PictureSet, Series } from '../src/answers.ts'
import { type Client, codeOf, purposeHeader } from '../src/client.ts'
import { homeward } from '../src/command-line.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'

/** A few dozen files an exhibit. */
const SCALE = 0.02
/** Rooms of three pictures each, besides the drawn edition: sets that are there whatever is drawn. */
const ROOMS = 6

describe('two units of one edition, and a third elsewhere', () => {
  let world: World
  let drawn: string
  let truth: GroundTruth
  let nl: Client
  let de: Client
  let se: Client
  const taken = new Map<string, IntakeStatus>()

  before(async () => {
    world = await World.open()
    drawn = join(world.folder, 'drawn')
    truth = await drawEdition({ directory: drawn, scale: SCALE })
    drawRooms()
    for (const unit of ['NL', 'DE', 'SE']) await world.unit(unit)
    await world.edition('E1', ['NL', 'DE'])
    await world.edition('E2', ['SE'])
    nl = await world.person('NL-specialist', 'NL', ['specialist'])
    de = await world.person('DE-specialist', 'DE', ['specialist'])
    se = await world.person('SE-specialist', 'SE', ['specialist'])
  })
  after(() => world.close())
  afterEach(() => world.check())

  /** Pictures of rooms: those of the first are in a registry of their own, one of the last has copies. */
  function drawRooms(): void {
    const lines: string[] = []
    for (let room = 0; room < ROOMS; room += 1) {
      const folder = join(world.folder, 'rooms', `room${room}`)
      mkdirSync(folder, { recursive: true })
      for (let view = 1; view <= 3; view += 1) {
        const picture = drawPng(1000 + room * 10 + view)
        writeFileSync(join(folder, `room${room}_00${view}.png`), picture)
        if (room === 0) lines.push(`${createHash('sha256').update(picture).digest('hex')};Copper Kite;No`)
      }
    }
    const last = 1000 + (ROOMS - 1) * 10 + 1
    writeFileSync(join(world.folder, 'rooms', 'copy1.png'), drawPng(last, 192, 10))
    writeFileSync(join(world.folder, 'rooms', 'copy2.png'), drawPng(last, 192, 16))
    cpSync(join(world.folder, 'rooms', 'room0'), join(world.folder, 'elsewhere', 'room0'), {
      recursive: true,
    })
    writeFileSync(
      join(world.folder, 'kite.csv'),
      `${['SHA256;Series name;Victim identified', ...lines].join('\n')}\n`,
    )
  }

  const folderOf = (unit: string, exhibit: string): string => {
    const found = truth.exhibits.find((one) => one.unit === unit && one.exhibit === exhibit)
    assert.ok(found)
    return join(drawn, unit, found.case, exhibit)
  }

  const deliveryOf = (
    unit: string,
    exhibit: string,
    edition: string,
  ): Parameters<World['startIntake']>[1] => {
    const found = truth.exhibits.find((one) => one.unit === unit && one.exhibit === exhibit)
    assert.ok(found)
    return { paths: [folderOf(unit, exhibit)], unit, edition, case: found.case, exhibit }
  }

  /** Compares a report with what was drawn. */
  const assertDrawn = (unit: string, report: IntakeReport): void => {
    const expected = truth.exhibits.find((one) => one.unit === unit && one.exhibit === report.exhibit)
    assert.ok(expected)
    const { mediaNew, mediaKnown, quarantined, empty, knownGood, duplicates, archives, context } = report
    const counted = {
      quarantined,
      empty,
      knownGood,
      duplicates,
      archives,
      context,
      media: mediaNew + mediaKnown,
    }
    assert.deepEqual(counted, expected.outcomes)
    assert.equal(report.filesSeen, expected.filesSeen)
    assert.equal(
      OUTCOMES.reduce((sum, outcome) => sum + report[outcome], 0),
      report.filesSeen,
    )
  }

  const picturesOf = (who: Client, edition = 'E1'): Promise<Picture[]> => world.pictures(who, edition)
  const seriesOf = (who: Client, id: string): Promise<Series> => who.get<Series>(`/api/series/${id}`)

  it('import what is known before anybody looks', async () => {
    const reference = (file: string, kind: string): Promise<{ entries: number; hits: { exact: number } }> =>
      nl.post('/api/references', { path: join(drawn, file), kind, code: file })
    const registry = await reference('registry.csv', 'registry')
    assert.ok(registry.entries > 0)
    assert.deepEqual(registry.hits, { exact: 0, near: 0 })
    assert.ok((await reference('negative.txt', 'negative')).entries > 0)
    assert.ok((await reference('known-good.txt', 'known-good')).entries > 0)
    await nl.post('/api/references', { path: join(world.folder, 'kite.csv'), kind: 'registry', code: 'kite' })
  })

  it('take in an exhibit by the command line', async () => {
    const { paths, unit, edition, case: number, exhibit } = deliveryOf('NL', 'A1-laptop', 'E1')
    const named = ['--unit', unit, '--edition', edition, '--case', number, '--exhibit', exhibit]
    const ran = await homeward(
      world.data,
      ...['intake', String(paths[0]), ...named, '--purpose', 'Journey', '--as', 'NL-specialist', '--json'],
    )
    assert.equal(ran.status, 1, `some inputs are broken, so the exit code is 1: ${ran.errors}`)
    const report = ran.json as IntakeReport
    assertDrawn('NL', report)
    assert.equal(report.mediaKnown, 0)
    const expected = truth.exhibits.find((one) => one.exhibit === exhibit)
    assert.deepEqual(report.hits, expected?.registryHits)
  })

  it('stop an intake and resume it by the same request', async () => {
    const delivery = deliveryOf('NL', 'A2-phone', 'E1')
    const intake = await world.startIntake(nl, delivery)
    const refused = await nl.send('POST', '/api/intakes', { body: { ...delivery, purpose: 'Twice' } })
    assert.equal(codeOf(refused), 'intake/running')
    while ((await nl.get<IntakeStatus>(`/api/intakes/${intake}`)).progress.filesDone < 5) await pause(10)
    await nl.post(`/api/intakes/${intake}/stop`)
    const stopped = await nl.get<IntakeStatus>(`/api/intakes/${intake}`)
    assert.equal(stopped.state, 'stopped')
    const expected = truth.exhibits.find((one) => one.exhibit === 'A2-phone')?.filesSeen ?? 0
    assert.ok(
      stopped.report.filesSeen >= 5 && stopped.report.filesSeen < expected,
      'it was stopped in the middle',
    )
    const resumed = await world.intake(nl, delivery)
    assert.equal(resumed.state, 'finished')
    assertDrawn('NL', resumed.report)
    taken.set('A2-phone', resumed)
  })

  it('take the same folder in twice without counting anything twice', async () => {
    const again = await world.intake(nl, deliveryOf('NL', 'A2-phone', 'E1'))
    assert.deepEqual(withoutTime(again.report), withoutTime(taken.get('A2-phone')?.report))
  })

  it('take in rooms that a registry knows in part', async () => {
    const paths = [join(world.folder, 'rooms')]
    const { report } = await world.intake(nl, {
      paths,
      unit: 'NL',
      edition: 'E1',
      case: 'rooms',
      exhibit: 'rooms',
    })
    assert.equal(report.mediaNew, ROOMS * 3 + 2)
    assert.deepEqual(report.hits, { exact: 3, near: 0 })
  })

  it('take in two exhibits of another unit at once', async () => {
    const both = await Promise.all([
      world.intake(de, deliveryOf('DE', 'pc-01', 'E1')),
      world.intake(de, deliveryOf('DE', 'usb-02', 'E1')),
    ])
    for (const { report, state } of both) {
      assert.equal(state, 'finished')
      assertDrawn('DE', report)
    }
    assert.ok(
      both.some(({ report }) => report.mediaKnown > 0),
      'traded copies lie in more than one exhibit',
    )
    const { intakes } = await nl.get<{ intakes: { unit: string }[] }>('/api/intakes?edition=E1')
    assert.deepEqual(intakes.map(({ unit }) => unit).sort(), ['DE', 'DE', 'NL', 'NL', 'NL'])
  })

  it('count what only others hold as new, and tell the holders', async () => {
    const { report, state } = await world.intake(se, deliveryOf('SE', 'beslag-4', 'E2'))
    assert.equal(state, 'finished')
    assertDrawn('SE', report)
    assert.equal(report.mediaKnown, 0)
    const paths = [join(world.folder, 'elsewhere')]
    const rooms = await world.intake(se, {
      paths,
      unit: 'SE',
      edition: 'E2',
      case: 'rooms',
      exhibit: 'rooms',
    })
    assert.equal(rooms.report.mediaNew, 3)
    const { notices } = await nl.get<{ notices: { kind: string; text: string; read: boolean }[] }>(
      '/api/notices',
    )
    const held = notices.filter((one) => one.kind === 'content-held')
    assert.ok(held.some(({ text }) => /Unit SE .*\(3 media\)$/.test(text)))
    assert.ok(held.every(({ text }) => !/room|beslag|\.png|\.jpg/.test(text)))
    const { notices: own } = await se.get<{ notices: unknown[] }>('/api/notices')
    assert.deepEqual(own, [])
    for (const picture of await picturesOf(se, 'E2')) {
      assert.ok(picture.members.every((member) => member.unit === 'SE'))
      assert.ok(picture.hits.every((hit) => hit.media === null || hit.referenceSet !== null))
    }
  })

  it('refuse the third unit everything of the edition', async () => {
    const [picture] = await picturesOf(nl)
    const [set] = await world.sets(nl, 'E1')
    const { intakes } = await nl.get<{ intakes: { intake: string }[] }>('/api/intakes?edition=E1')
    for (const path of [
      '/api/editions/E1',
      '/api/editions/E1/report',
      '/api/editions/E1/pictures',
      `/api/pictures/${picture?.picture}`,
      `/api/sets/${set?.set}`,
      `/api/intakes/${intakes[0]?.intake}`,
      `/api/intakes/${intakes[0]?.intake}/live`,
    ]) {
      const answer = await se.send('GET', path)
      assert.equal(answer.status, 404, path)
      assert.doesNotMatch(answer.text, /NL|DE|A1-laptop|pc-01/, path)
    }
  })

  it('group copies into the pictures that were drawn', async () => {
    const pictures = await picturesOf(de)
    const files = new Map(truth.files.map((file) => [`${file.unit} ${file.exhibit} ${file.path}`, file]))
    const found = new Map<string, Set<string>>()
    for (const picture of pictures) {
      if (picture.members.some(({ exhibit }) => exhibit === 'rooms')) continue
      const shown = new Set(
        picture.members.flatMap(({ unit, exhibit, paths }) =>
          paths.map((path) => files.get(`${unit} ${exhibit} ${path}`)?.picture ?? `not drawn: ${path}`),
        ),
      )
      assert.equal(shown.size, 1, `one picture shows ${[...shown].join(' and ')}`)
      for (const id of shown) found.set(id, (found.get(id) ?? new Set()).add(picture.picture))
    }
    const inEdition = truth.files.filter(
      ({ unit, outcome }) => ['NL', 'DE'].includes(unit) && outcome === 'media',
    )
    assert.equal(found.size, new Set(inEdition.map(({ picture }) => picture)).size)
    const whole = [...found.values()].filter((ids) => ids.size === 1).length
    assert.ok(whole / found.size > 0.9, `${found.size - whole} of ${found.size} drawn pictures fell apart`)
    const copies = pictures.filter(({ members }) => members.some(({ paths }) => paths[0]?.startsWith('copy')))
    assert.deepEqual(
      copies.map(({ members }) => members.length),
      [3],
    )
    const ofExhibit = (name: string): ReturnType<Client['send']> =>
      de.send('GET', `/api/editions/E1/pictures?exhibit=${name}`)
    assert.ok(((await ofExhibit('rooms')).json as { total: number }).total > 0)
    const misspelt = await ofExhibit('romos')
    assert.equal(misspelt.status, 404)
    assert.equal(codeOf(misspelt), 'exhibit/unknown')
  })

  it('cut a link and restore it', async () => {
    const before = await picturesOf(nl)
    const picture = before.find((one) => new Set(one.members.map(({ media }) => media)).size >= 3)
    assert.ok(picture)
    const { links = [] } = await nl.get<Picture>(`/api/pictures/${picture.picture}`)
    const loose = picture.members.find(({ media }) => media !== picture.representative)?.media ?? ''
    const touching = links.filter((link) => link.mediaA === loose || link.mediaB === loose)
    assert.ok(touching.length > 0)
    for (const { link } of touching)
      await nl.post(`/api/links/${link}/cut`, { edition: 'E1', because: 'Another room' })
    const [first] = touching
    const twice = await de.send('POST', `/api/links/${first?.link}/cut`, {
      body: { edition: 'E1', because: 'Again' },
    })
    assert.equal(codeOf(twice), 'link/cut-already')
    const apart = await picturesOf(nl)
    assert.equal(apart.length, before.length + 1)
    const kept = await nl.get<Picture>(`/api/pictures/${picture.picture}`)
    assert.ok(kept.members.every(({ media }) => media !== loose))
    await world.check()
    for (const { link } of touching) await de.post(`/api/links/${link}/restore`, { edition: 'E1' })
    const together = await picturesOf(nl)
    assert.deepEqual(
      together.map((one) => one.picture),
      before.map((one) => one.picture),
    )
  })

  it('get sets proposed, each with its reasons', async () => {
    const sets = await world.sets(nl, 'E1')
    assert.ok(sets.length >= ROOMS)
    assert.ok(sets.every((set) => set.reasons.length > 0 && set.pictures.length >= 2))
    const pictures = sets.flatMap((set) => set.pictures)
    assert.equal(new Set(pictures).size, pictures.length)
    assert.ok(sets.some((set) => set.suggestedSeries.some(({ name }) => name === 'Copper Kite')))
    const [set] = sets.filter((one) => one.suggestedSeries.length === 0)
    assert.ok(set)
    await de.post(`/api/sets/${set.set}/set-aside`, { because: 'Holiday pictures' })
    const open = await world.sets(nl, 'E1', 'open')
    assert.ok(open.every((one) => one.set !== set.set))
    await nl.post(`/api/sets/${set.set}/bring-back`)
    assert.equal((await world.sets(nl, 'E1', 'open')).length, sets.length)
  })

  it('make series, add, merge, split and take back', async () => {
    const free = (await world.sets(nl, 'E1')).filter((one) => one.suggestedSeries.length === 0)
    const sets = free.map(({ set }) => set)
    const [a = '', b = '', c = '', d = ''] = sets
    const create = (of: string[]): Promise<{ series: string }> =>
      nl.post('/api/series', { edition: 'E1', sets: of })
    const setsIn = async (id: string): Promise<string[]> =>
      (await seriesOf(de, id)).sets.map(({ set }) => set).sort()
    const { series: one } = await create([a])
    const { series: two } = await create([c])
    const taken = await de.send('POST', '/api/series', { body: { edition: 'E1', sets: [a] } })
    assert.equal(taken.status, 409)
    await de.post(`/api/series/${one}/add`, { sets: [b] })
    assert.deepEqual(await setsIn(one), [a, b].sort())
    await nl.post(`/api/series/${one}/merge`, { other: two, because: 'The same lamp' })
    const merged = await seriesOf(de, two)
    assert.equal(merged.series, one)
    assert.equal(merged.redirectedFrom, two)
    assert.deepEqual(await setsIn(one), [a, b, c].sort())
    await world.check()
    const { series: three } = await de.post<{ series: string }>(`/api/series/${one}/split`, {
      sets: [b],
      because: 'Other child',
    })
    assert.deepEqual(await setsIn(three), [b])
    assert.deepEqual(await setsIn(one), [a, c].sort())
    await world.check()
    // The merge lies under the split, which has to be taken back first.
    await nl.post(`/api/series/${one}/undo`)
    assert.deepEqual(await setsIn(one), [a, b, c].sort())
    await nl.post(`/api/series/${two}/undo`)
    assert.deepEqual(await setsIn(one), [a, b].sort())
    assert.deepEqual(await setsIn(two), [c])
    const history = (await seriesOf(nl, one)).revisions
    assert.ok(history.some(({ operation, undone }) => operation === 'merge' && undone))
    await nl.post(`/api/series/${two}/add`, { sets: [d] })
    await nl.post(`/api/series/${two}/subjects`, { kind: 'victim' })
    assert.equal((await se.send('GET', `/api/series/${one}`)).status, 404)
    assert.equal((await se.send('POST', `/api/series/${one}/undo`, { body: {} })).status, 404)
  })

  it('add to a series of the registry, whose history the other edition does not see', async () => {
    const suggested = async (who: Client, edition: string): Promise<[string, string] | null> => {
      const open: PictureSet[] = await world.sets(who, edition, 'open')
      const set = open.find((one) => one.suggestedSeries.some(({ name }) => name === 'Copper Kite'))
      return set === undefined ? null : [set.set, set.suggestedSeries[0]?.series ?? '']
    }
    const [set, series] = (await suggested(nl, 'E1')) ?? assert.fail('no open set has a suggestion')
    await nl.post(`/api/series/${series}/add?edition=E1`, { sets: [set] })
    const [own] = (await suggested(se, 'E2')) ?? assert.fail('no open set has a suggestion')
    await se.post(`/api/series/${series}/add?edition=E2`, { sets: [own] })
    for (const [who, edition, sets] of [
      [nl, 'E1', [set]],
      [se, 'E2', [own]],
    ] as const) {
      const view = await who.get<Series>(`/api/series/${series}?edition=${edition}`)
      assert.deepEqual(
        view.sets.map((one) => one.set),
        sets,
      )
      assert.equal(view.revisions.length, 1)
      const { events } = await who.get<{ events: { type: string }[] }>(
        `/api/series/${series}/history?edition=${edition}`,
      )
      assert.equal(events.filter(({ type }) => type === 'series/added-to').length, 1)
    }
    const elsewhere = await se.send('GET', `/api/series/${series}?edition=E1`)
    assert.equal(elsewhere.status, 404)
  })

  it('search, and find only what they may see', async () => {
    const file = truth.files.find(
      ({ unit, exhibit, outcome, content, operation }) =>
        unit === 'NL' &&
        exhibit === 'A1-laptop' &&
        outcome === 'media' &&
        operation !== 'video' &&
        !contentsOf('DE').includes(content) &&
        !contentsOf('SE').includes(content),
    )
    assert.ok(file)
    const bytes = readFileSync(join(folderOf('NL', 'A1-laptop'), file.path))
    const search = (
      who: Client,
    ): Promise<{ query: { sha256: string }; hits: { media: string | null; verdict: string }[] }> =>
      who
        .send('POST', '/api/search', { raw: bytes, headers: purposeHeader('Looking') })
        .then((answer) => (answer.status === 200 ? (answer.json as never) : assert.fail(answer.text)))
    const found = await search(de)
    assert.equal(found.query.sha256, file.content)
    assert.equal(found.hits[0]?.verdict, 'exact')
    assert.ok(found.hits[0]?.media)
    const seen = await world.pictures(se, 'E2')
    const own = new Set(seen.flatMap(({ members }) => members.map(({ media }) => media)))
    for (const hit of (await search(se)).hits) assert.ok(hit.media === null || own.has(hit.media))
    const byCommand = join(world.folder, 'query')
    writeFileSync(byCommand, bytes)
    const ran = await homeward(
      world.data,
      'search',
      byCommand,
      '--purpose',
      'Looking',
      '--as',
      'DE-specialist',
      '--json',
    )
    assert.equal(ran.status, 0, ran.errors)
    assert.equal((ran.json as { query: { sha256: string } }).query.sha256, file.content)
  })

  it('reveal a set, metered and only while it lasts', async () => {
    const [set] = await world.sets(de, 'E1')
    assert.ok(set)
    type Reveal = { reveal: string; expiresAt: string; media: { media: string }[] }
    const reveal = await de.post<Reveal>('/api/reveals', {
      set: set.set,
      clarity: 'clear',
      purpose: 'Who is that',
    })
    assert.equal(reveal.media.length, set.pictures.length)
    const media = reveal.media[0]?.media ?? ''
    const bytes = await de.send('GET', `/api/reveals/${reveal.reveal}/media/${media}`)
    assert.equal(bytes.status, 200)
    assert.equal(bytes.headers['content-type'], 'image/webp')
    assert.equal(bytes.headers['cache-control'], 'no-store')
    assert.equal(bytes.bytes.subarray(8, 12).toString(), 'WEBP')
    const others = await nl.send('GET', `/api/reveals/${reveal.reveal}/media/${media}`)
    assert.equal(others.status, 404)
    const strange = truth.pictures.length > 0 ? 'media-of-nobody' : ''
    assert.equal((await de.send('GET', `/api/reveals/${reveal.reveal}/media/${strange}`)).status, 422)
    const exposure = (seconds: number): Promise<{ countedSeconds: number }> =>
      de.post(`/api/reveals/${reveal.reveal}/exposure`, { visibleSeconds: seconds, viewportShare: 0.5 })
    world.clock.advance(4000)
    assert.equal((await exposure(2)).countedSeconds, 0, 'nobody is metered without a legal basis')
    await world.meter(await world.person('DE-supervisor', 'DE', ['supervisor']))
    world.clock.advance(4000)
    assert.equal((await exposure(2)).countedSeconds, 1)
    const beyond = (await exposure(60)).countedSeconds
    assert.ok(beyond < 1, `no more time passed than that, yet ${beyond} s were counted`)
    const { todaySeconds } = await de.get<{ todaySeconds: number }>('/api/exposure')
    assert.ok(todaySeconds >= 1 && todaySeconds < 2)
    world.clock.advance(10 * 60_000)
    const late = await de.send('GET', `/api/reveals/${reveal.reveal}/media/${media}`)
    assert.equal(late.status, 410)
    assert.equal((await de.send('POST', `/api/reveals/${reveal.reveal}/renew`, { body: {} })).status, 410)
  })

  it('are shown nothing while nothing can be recorded', async () => {
    const [set] = await world.sets(de, 'E1')
    const connection = await world.connection()
    await asOwner(
      connection,
      `create function no_room() returns trigger language plpgsql as
        $$ begin raise exception 'no room' using errcode = '53100'; end $$`,
    )
    await asOwner(connection, 'create trigger no_room before insert on event execute function no_room()')
    const asked: [Client, 'GET' | 'POST', string, unknown][] = [
      [de, 'POST', '/api/reveals', { set: set?.set, clarity: 'clear' }],
      [de, 'GET', '/api/editions/E1/pictures', undefined],
      [de, 'GET', '/api/editions/E1/sets', undefined],
      [de, 'GET', `/api/sets/${set?.set}`, undefined],
    ]
    const answers = await Promise.all(
      asked.map(([who, method, path, body]) => who.send(method, path, { body })),
    )
    await asOwner(connection, 'drop trigger no_room on event')
    await asOwner(connection, 'drop function no_room()')
    for (const answer of answers) {
      assert.equal(answer.status, 503)
      assert.equal(codeOf(answer), 'database/full')
      assert.doesNotMatch(answer.text, /media-|picture-|set-/)
    }
    assert.ok(world.faults.length >= answers.length)
    world.faults.splice(0)
  })

  it('learn of a late reference, and can switch it off', async () => {
    const reportOf = (): Promise<EditionReport> => nl.get<EditionReport>('/api/editions/E1/report')
    const unknown = (await picturesOf(de)).find((one) =>
      one.members.some(({ paths }) => paths[0]?.startsWith('copy')),
    )
    assert.ok(unknown)
    const [hash] = await asOwner(
      await world.connection(),
      `select encode(bits, 'hex') as hex from media_hash where media_id = $1 and variant = 'full'`,
      [unknown.representative],
    )
    const before = await reportOf()
    const list = join(world.folder, 'late.txt')
    // Three bits off, so that the set's own distance decides.
    const bits = Buffer.from(String(hash?.['hex']), 'hex')
    bits.writeUInt8(bits.readUInt8(7) ^ 0b111, 7)
    writeFileSync(list, `pdq ${bits.toString('hex')}\n`)
    const imported = await de.post<{ hits: { exact: number; near: number } }>('/api/references', {
      path: list,
      kind: 'hash-list',
      code: 'late',
    })
    assert.ok(imported.hits.near > 1)
    await world.check()
    const after = await reportOf()
    assert.equal(
      (before.funnel['unknown'] ?? 0) - (after.funnel['unknown'] ?? 0),
      (after.funnel['knownUnidentified'] ?? 0) - (before.funnel['knownUnidentified'] ?? 0),
    )
    assert.ok((after.funnel['unknown'] ?? 0) < (before.funnel['unknown'] ?? 0))
    assert.equal((await nl.send('POST', '/api/references/late', { body: { enabled: false } })).status, 404)
    await de.post('/api/references/late', { enabled: false })
    assert.deepEqual((await reportOf()).funnel, before.funnel)
    await de.post('/api/references/late', { enabled: true, distanceBits: 2 })
    assert.deepEqual((await reportOf()).funnel, before.funnel)
    await de.post('/api/references/late', { distanceBits: 31 })
    assert.deepEqual((await reportOf()).funnel, after.funnel)
  })

  it('get a report that adds up', async () => {
    const { funnel, units } = await nl.get<EditionReport>('/api/editions/E1/report')
    const own = truth.exhibits.filter(({ unit }) => ['NL', 'DE'].includes(unit))
    assert.equal(
      funnel['filesSeen'],
      own.reduce((sum, one) => sum + one.filesSeen, ROOMS * 3 + 2),
    )
    const media = new Set([...contentsOf('NL'), ...contentsOf('DE')])
    assert.equal(funnel['unique'], media.size + ROOMS * 3 + 2)
    assert.equal(
      (funnel['knownIdentified'] ?? 0) + (funnel['knownUnidentified'] ?? 0) + (funnel['unknown'] ?? 0),
      funnel['unique'],
    )
    for (const unit of units) {
      for (const { case: _case, ...figures } of unit.exhibits) {
        if (figures.exhibit !== 'rooms') assertDrawn(unit.unit, { ...figures, wallSeconds: 0 })
      }
    }
    const ran = await homeward(world.data, 'report', 'E1', '--as', 'NL-specialist', '--json')
    assert.equal(ran.status, 0, ran.errors)
    assert.deepEqual((ran.json as EditionReport).funnel, funnel)
  })

  it('have a ledger that verifies, and find everything again after a restart', async () => {
    const before = await picturesOf(nl)
    await world.stop()
    const verified = await homeward(world.data, 'ledger', 'verify', '--json')
    assert.equal(verified.status, 0, verified.errors)
    const verdict = verified.json as { ok: boolean; entries: number; firstBad: unknown }
    assert.ok(verdict.ok && verdict.entries > 300 && verdict.firstBad === null)
    await world.start()
    assert.deepEqual(await picturesOf(nl), before)
  })

  /** The distinct media contents drawn for a unit, or for one exhibit of it. */
  function contentsOf(unit: string, exhibit?: string): string[] {
    const own = truth.files.filter(
      (file) =>
        file.unit === unit && file.outcome === 'media' && (exhibit === undefined || file.exhibit === exhibit),
    )
    return [...new Set(own.map(({ content }) => content))]
  }
})

function withoutTime(report: IntakeReport | undefined): unknown {
  return { ...report, wallSeconds: 0 }
}
