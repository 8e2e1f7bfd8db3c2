import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { SeenLine } from '@homeward/core'
import { type Client, codeOf } from '../src/client.ts'
import { homeward } from '../src/command-line.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'

interface Verdict {
  readonly ok: boolean
  readonly entries: number
  readonly firstBad: { readonly code: string } | null
}

describe('a ledger that another country verifies, and who saw what', () => {
  let world: World
  let supervisor: Client
  let deAuditor: Client
  let specialist: Client
  let media: string
  let series: string

  const run = (...given: string[]) => homeward(world.data, 'ledger', ...given, '--json')
  const path = (name: string): string => join(world.folder, name)
  /** Asks by the command line, has the other of the two approve, and writes the export; returns the exit code. */
  const exportTo = async (name: string, code: string, second: string): Promise<number | null> => {
    const asked = await run('export', '--because', 'A copy for the tests', '--as', code)
    const { approval } = asked.json as { approval: string }
    const other = await world.signInLocally(second)
    const { contentSha256 } = await other.get<{ contentSha256: string }>(`/api/approvals/${approval}`)
    await other.post(`/api/approvals/${approval}/approve`, { contentSha256 })
    return (await run('export', path(name), '--approval', approval, '--as', code)).status
  }
  const verdictOf = async (...given: string[]): Promise<Verdict> =>
    (await run('verify', ...given)).json as Verdict
  const seen = async (who: Client, object: string): Promise<readonly SeenLine[]> =>
    (await who.get<{ seen: readonly SeenLine[] }>(`/api/ledger/seen/${object}`)).seen

  before(async () => {
    world = await World.open()
    for (const unit of ['NL', 'DE']) await world.unit(unit)
    await world.edition('E1', ['NL', 'DE'])
    specialist = await world.person('NL-specialist', 'NL', ['specialist'])
    supervisor = await world.person('NL-supervisor', 'NL', ['supervisor'])
    deAuditor = await world.person('DE-auditor', 'DE', ['auditor'])
    mkdirSync(path('room'))
    for (const n of [1, 2, 3]) writeFileSync(join(path('room'), `room_00${n}.png`), drawPng(n))
    await world.intake(specialist, {
      paths: [path('room')],
      unit: 'NL',
      edition: 'E1',
      case: '1',
      exhibit: 'A',
    })
    const [set] = await world.sets(specialist, 'E1')
    series = (await specialist.post<{ series: string }>('/api/series', { edition: 'E1', sets: [set?.set] }))
      .series
    const reveal = await specialist.post<{ media: { media: string }[] }>('/api/reveals', {
      series,
      clarity: 'pixelated',
    })
    media = reveal.media[0]?.media ?? ''
    await specialist.get(`/api/series/${series}`)
    await world.node.runners.integrator.integrateNow()
  })
  after(() => world.close())

  it('an export verifies without the node, holds no other unit’s texts and no person’s identifier', async () => {
    assert.equal(await exportTo('nl.export', 'NL-supervisor', 'DE-auditor'), 0)
    assert.equal(await exportTo('de.export', 'DE-auditor', 'NL-supervisor'), 0)
    const key = join(world.data, 'ledger', 'vkey')
    for (const name of ['nl.export', 'de.export']) {
      const verdict = await verdictOf('--export', path(name), '--key', key)
      assert.deepEqual([verdict.ok, verdict.firstBad], [true, null])
      assert.ok(!readFileSync(path(name), 'utf8').includes('"person":"person-'))
    }
    assert.match(readFileSync(path('nl.export'), 'utf8'), /"type":"access\/revealed"/)
    assert.doesNotMatch(readFileSync(path('de.export'), 'utf8'), /"type":"access\/revealed"/)
    const note = path('earlier')
    writeFileSync(note, readFileSync(path('de.export'), 'utf8').split('\n\n').slice(1).join('\n\n'))
    const rolledBack = await run('verify', '--export', path('nl.export'), '--since', note)
    assert.deepEqual(
      [rolledBack.status, (rolledBack.json as Verdict).firstBad?.code],
      [5, 'ledger/rolled-back'],
    )
    assert.equal(await exportTo('nl.export', 'NL-supervisor', 'DE-auditor'), 2)
    // A file that is in the way uses no approval up.
    const { approvals } = await supervisor.get<{ approvals: { state: string }[] }>('/api/approvals')
    assert.equal(approvals[0]?.state, 'approved')
  })

  it('the proof of one event verifies by itself', async () => {
    const [line] = await seen(supervisor, media)
    assert.ok(line)
    await world.node.runners.integrator.integrateNow()
    const made = await run('prove', line.event, '--out', path('one.tlog-proof'), '--as', 'NL-supervisor')
    assert.equal(made.status, 0, made.errors)
    const key = join(world.data, 'ledger', 'vkey')
    assert.equal((await verdictOf('--proof', path('one.tlog-proof'), '--key', key)).ok, true)
    writeFileSync(
      path('bad.tlog-proof'),
      readFileSync(path('one.tlog-proof'), 'utf8').replace(/index \d+/, 'index 0'),
    )
    assert.equal((await run('verify', '--proof', path('bad.tlog-proof'), '--key', key)).status, 5)
    assert.equal((await run('verify', '--proof', path('one.tlog-proof'))).status, 2)
    assert.equal(codeOf(await supervisor.send('GET', '/api/ledger/proofs/999999')), 'ledger/unknown')
  })

  it('who saw a media: by code inside the unit, by pseudonym outside it', async () => {
    const inside = await seen(supervisor, media)
    const reveal = inside.find((one) => one.type === 'access/revealed')
    assert.deepEqual([reveal?.who, reveal?.unit, reveal?.verb], ['NL-specialist', 'NL', 'disclosure'])
    const outside = await seen(deAuditor, media)
    assert.equal(outside.length, inside.length)
    const same = outside.find((one) => one.event === reveal?.event)
    assert.match(same?.who ?? '', /^officer-[a-z2-7]{26}$/)
    assert.deepEqual(await seen(supervisor, 'media-of-nobody'), [])
    const types = (await seen(supervisor, series)).map((one) => one.type)
    assert.deepEqual(types.toSorted(), ['access/revealed', 'series/series-read'])
    assert.equal(codeOf(await supervisor.send('GET', '/api/ledger/seen/%20')), 'ledger/object')
    const persons = await seen(deAuditor, 'person:NL-specialist')
    assert.ok(persons.every((one) => one.type !== 'access/revealed'))
  })

  it('goes out as CSV and as a CASE graph', async () => {
    const csv = await homeward(world.data, 'ledger', 'seen', media, '--csv', '--as', 'NL-supervisor')
    assert.match(
      csv.output,
      /^at,unit,solo,who,[^\n]+\r\n[^\n]*NL,false,NL-specialist,disclosure,access\/revealed/,
    )
    const written = await homeward(
      world.data,
      'ledger',
      'seen',
      media,
      '--case',
      path('seen.jsonld'),
      '--as',
      'NL-supervisor',
    )
    assert.equal(written.status, 0, written.errors)
    const graph = JSON.parse(readFileSync(path('seen.jsonld'), 'utf8')) as { '@graph': { '@type': string }[] }
    assert.ok(graph['@graph'].some((one) => one['@type'] === 'case-investigation:InvestigativeAction'))
    assert.equal((await run('seen', media, '--csv', '--as', 'NL-supervisor')).status, 2)
  })

  it('a justification that was erased leaves every proof valid', async () => {
    const because = 'Set aside because of a canary justification'
    const [set] = await world.sets(specialist, 'E1')
    await specialist.post(`/api/series/${series}/undo`)
    await specialist.post(`/api/sets/${set?.set}/set-aside`, { because })
    await specialist.get(`/api/sets/${set?.set}`)
    await world.node.runners.integrator.integrateNow()
    const database = world.node.context.database
    const [kept] = await database.read
      .selectFrom('justification')
      .selectAll()
      .where('text', '=', because)
      .execute()
    assert.ok(kept)
    const commitment = createHash('sha256').update(kept.salt).update(because).digest()
    assert.ok(commitment.equals(kept.commitment))
    assert.equal(
      codeOf(
        await supervisor.send('POST', '/api/ledger/justifications/erase', { body: { before: '2999-01-01' } }),
      ),
      'ledger/not-past',
    )
    world.clock.advance(2 * 86_400_000)
    const again = await world.signInLocally('NL-supervisor')
    const before = new Date(world.clock.nowMs()).toISOString().slice(0, 10)
    const { erased } = await again.post<{ erased: number }>('/api/ledger/justifications/erase', { before })
    assert.ok(erased > 0)
    assert.deepEqual(
      await database.read.selectFrom('justification').selectAll().where('text', '=', because).execute(),
      [],
    )
    await world.check()
    assert.equal((await verdictOf()).ok, true)
    assert.equal(await exportTo('after.export', 'NL-supervisor', 'DE-auditor'), 0)
    const exported = readFileSync(path('after.export'), 'utf8')
    assert.ok(exported.includes(commitment.toString('hex')) && !exported.includes('canary justification'))
    assert.equal((await verdictOf('--export', path('after.export'))).ok, true)
  })
})
