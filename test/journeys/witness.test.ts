import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, sign as edSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  consistencyProof,
  encodeNoteKey,
  formatAddCheckpoint,
  formatCheckpoint,
  type HashReader,
  leafHash,
  nodeHash,
  noteKey,
  parseNoteKey,
  type Sha256,
  signNote,
  treeRoot,
  verifyCosignature,
} from '@homeward/tlog'
import { asOwner } from '../../server/src/db/test-database.ts'
import { verifyEd25519 } from '../../server/src/ledger/ed25519.ts'
import type { Answer, Client } from '../src/client.ts'
import { TestClock } from '../src/clock.ts'
import { World } from '../src/world.ts'

const sha256: Sha256 = (data) => createHash('sha256').update(data).digest()

interface Overview {
  readonly size: number
  readonly witnesses: readonly {
    witness: string
    size: number
    behind: number
    failure: { code: string } | null
  }[]
  readonly witnessed: readonly { origin: string; size: number }[]
  readonly alarms: readonly { kind: string; text: string }[]
}

interface Notice {
  readonly kind: string
  readonly text: string
}

/** A partner's log of its own making, which can say whatever it wants under its key. */
class PartnerLog {
  readonly name: string
  readonly vkey: string
  readonly #key: ReturnType<typeof noteKey>
  readonly #secret: KeyObject

  constructor(name: string) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    this.name = name
    this.#secret = privateKey
    this.#key = noteKey(sha256, name, publicKey.export({ format: 'der', type: 'spki' }).subarray(12))
    this.vkey = encodeNoteKey(this.#key)
  }

  /** The request that takes a witness from `oldSize` to `size` of the history `word`. */
  request(
    word: string,
    oldSize: number,
    size: number,
  ): { oldSize: number; proof: Uint8Array[]; note: string } {
    const read: HashReader = (level, index) =>
      level === 0
        ? leafHash(sha256, Buffer.from(`${word} ${index}`))
        : nodeHash(sha256, read(level - 1, 2 * index), read(level - 1, 2 * index + 1))
    const text = formatCheckpoint({ origin: this.name, size, root: treeRoot(sha256, size, read) })
    const note = signNote(text, this.name, this.#key.keyId, (message) => edSign(null, message, this.#secret))
    return { oldSize, proof: consistencyProof(sha256, oldSize, size, read), note }
  }
}

describe('two nodes that witness each other’s ledgers, one of them dishonest', () => {
  const clock = new TestClock()
  const partner = new PartnerLog('partner.example/ledger')
  let log: World
  let witness: World
  let logAuditor: Client
  let logSpecialist: Client
  let witnessAuditor: Client
  let asked = 0

  before(async () => {
    witness = await World.open({ clock })
    log = await World.open({ clock })
    for (const world of [witness, log]) await world.unit('NL')
    witnessAuditor = await witness.person('NL-auditor', 'NL', ['auditor'])
    logAuditor = await log.person('NL-auditor', 'NL', ['auditor'])
    logSpecialist = await log.person('NL-specialist', 'NL', ['specialist'])
    await configure(witness, { logs: [lineOf(log, 'vkey'), partner.vkey] })
    await configure(log, {
      witnesses: [
        { key: lineOf(witness, 'witness-vkey'), url: `${witness.node.origin}/witness` },
        { key: unreachableKey(), url: 'http://localhost:1/witness' },
      ],
    })
  })
  after(async () => {
    await log.close()
    await witness.close()
  })

  const lineOf = (world: World, name: string): string =>
    readFileSync(join(world.data, 'ledger', name), 'utf8').trim()
  /** A witness that never answers, under the key of the log's own node as a witness. */
  const unreachableKey = (): string => lineOf(log, 'witness-vkey')

  async function configure(world: World, said: object): Promise<void> {
    writeFileSync(join(world.data, 'witnessing.json'), JSON.stringify({ intervalSeconds: 3600, ...said }))
    await world.stop()
    await world.start()
  }

  const overview = (client: Client): Promise<Overview> => client.get('/api/ledger/witnesses')
  const honest = async (): Promise<Overview['witnesses'][number] | undefined> =>
    (await overview(logAuditor)).witnesses.find(
      (one) => one.witness !== lineOf(log, 'witness-vkey').split('+')[0],
    )

  /** Makes events and shows the checkpoint to the witnesses. */
  async function exchange(events = 0): Promise<void> {
    for (let i = 0; i < events; i += 1) {
      asked += 1
      await log.administrator.post('/api/units', { code: `U${asked}` })
    }
    await log.node.runners.integrator.integrateNow()
    await log.node.runners.cosigning.exchangeNow()
  }

  const ask = (body: string): Promise<Answer> =>
    witness.client(null, witness.desk).send('POST', '/witness/add-checkpoint', {
      raw: Buffer.from(body),
      headers: { 'content-type': 'text/plain' },
      operation: null,
    })
  const show = (word: string, oldSize: number, size: number): Promise<Answer> =>
    ask(formatAddCheckpoint(partner.request(word, oldSize, size)))

  it('the honest checkpoint is cosigned, and who is behind is shown', async () => {
    await exchange(3)
    const { size, witnesses } = await overview(logAuditor)
    assert.ok(size > 3)
    const seen = await honest()
    assert.equal(seen?.failure, null)
    assert.ok((seen?.size ?? 0) > 3)
    const silent = witnesses.find((one) => one.failure !== null)
    assert.equal(silent?.failure?.code, 'witness/unreachable')
    assert.equal(silent?.behind, size)
    const [row] = await asOwner(
      await log.connection(),
      'select note, cosignature from ledger_witness where size > 0',
    )
    const key = parseNoteKey(sha256, lineOf(witness, 'witness-vkey'))
    const given = verifyCosignature(`${row?.['note']}${row?.['cosignature']}`, key, verifyEd25519)
    assert.ok(!('code' in given))
    assert.ok(Math.abs(given.timeSeconds - clock.nowMs() / 1000) < 60)
  })

  it('the same checkpoint is cosigned again at the next interval, and leaves no event', async () => {
    await exchange()
    const { alarms, witnessed } = await overview(witnessAuditor)
    assert.deepEqual(alarms, [])
    assert.ok(witnessed.some((one) => one.origin === lineOf(log, 'vkey').split('+')[0]))
  })

  it('the witness answers as the specification says', async () => {
    const first = await show('entry', 0, 5)
    assert.equal(first.status, 200)
    assert.match(first.text, /^\u2014 \S+ \S+\n$/)
    assert.equal((await show('entry', 5, 5)).status, 200)
    assert.equal((await show('entry', 5, 9)).status, 200)
    const stale = await show('entry', 5, 12)
    assert.deepEqual(
      [stale.status, stale.headers['content-type'], stale.text],
      [409, 'text/x.tlog.size', '9\n'],
    )
    assert.equal((await show('entry', 0, 12)).status, 409)
    const other = formatAddCheckpoint(new PartnerLog('other.example/ledger').request('entry', 0, 5))
    assert.equal((await ask(other)).status, 404)
    const forged = formatAddCheckpoint(new PartnerLog(partner.name).request('entry', 9, 12))
    assert.equal((await ask(forged)).status, 403)
    for (const body of ['', 'old 9\n', 'old x\n\nnothing\n']) assert.equal((await ask(body)).status, 400)
    const larger = partner.request('entry', 9, 12)
    assert.equal((await ask(formatAddCheckpoint({ ...larger, oldSize: 13 }))).status, 400)
    assert.equal((await ask(`old 0\n\n${'x'.repeat(70_000)}`)).status, 413)
    assert.deepEqual((await overview(witnessAuditor)).alarms, [])
    assert.equal((await ask(formatAddCheckpoint({ ...larger, proof: [] }))).status, 422)
    assert.equal((await show('other', 9, 9)).status, 409)
    assert.equal((await overview(witnessAuditor)).alarms.length, 1)
  })

  it('of requests that race, one wins and nothing is rolled back', async () => {
    const answers = await Promise.all([15, 11, 14, 10, 13, 12].map((size) => show('entry', 9, size)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    const { witnessed } = await overview(witnessAuditor)
    const held = witnessed.find((one) => one.origin === partner.name)?.size
    for (const { status, text } of answers) if (status === 409) assert.equal(text, `${held}\n`)
    await witness.stop()
    await witness.start()
    assert.equal((await show('entry', 0, 20)).text, `${held}\n`)
    await assert.rejects(
      asOwner(await witness.connection(), `update witnessed_log set size = size - 1`),
      /never taken back/,
    )
  })

  it('a data directory put back from a backup is shown as rolled back, to both sides', async () => {
    const backup = join(log.folder, 'backup')
    await log.stop()
    copy(log.data, backup)
    await addressWitness()
    await exchange(12)
    const before = await honest()
    assert.equal(before?.behind !== undefined && before.failure, null)
    await log.stop()
    rmSync(log.data, { recursive: true })
    copy(backup, log.data)
    await addressWitness()
    await exchange()
    assert.equal((await honest())?.failure?.code, 'ledger/rolled-back')
    for (const auditor of [logAuditor, witnessAuditor]) {
      const { alarms } = await overview(auditor)
      assert.ok(
        alarms.some((one) => one.kind === 'rolled-back'),
        JSON.stringify(alarms),
      )
      const { notices } = await auditor.get<{ notices: Notice[] }>('/api/notices')
      assert.ok(notices.some((one) => one.kind === 'ledger-alarm' && /put back/.test(one.text)))
    }
    const { notices } = await logSpecialist.get<{ notices: Notice[] }>('/api/notices')
    assert.deepEqual(notices, [])
  })

  /** As a backup tool does: with owners and rights, which PostgreSQL insists on. */
  function copy(from: string, to: string): void {
    execFileSync('cp', ['-a', from, to])
  }

  /** The witness took another port when it started again; its key is the same. */
  async function addressWitness(): Promise<void> {
    const said = JSON.parse(readFileSync(join(log.data, 'witnessing.json'), 'utf8'))
    said.witnesses[0].url = `${witness.node.origin}/witness`
    writeFileSync(join(log.data, 'witnessing.json'), JSON.stringify(said))
    await log.start()
  }

  it('the other history that goes on from there is shown as forked, each time', async () => {
    const held = (await overview(witnessAuditor)).witnessed
    await exchange(20)
    assert.equal((await honest())?.failure?.code, 'witness/proof')
    for (const auditor of [logAuditor, witnessAuditor]) {
      const { alarms } = await overview(auditor)
      assert.ok(alarms.some((one) => one.kind === 'forked' && /rewritten/.test(one.text)))
    }
    assert.deepEqual((await overview(witnessAuditor)).witnessed, held)
    const { alarms } = await overview(witnessAuditor)
    await exchange(1)
    assert.equal((await honest())?.failure?.code, 'witness/proof')
    assert.equal((await overview(witnessAuditor)).alarms.length, alarms.length)
  })

  it('every alarm has its event, and both ledgers verify by themselves', async () => {
    for (const world of [log, witness]) {
      const [found] = await asOwner(
        await world.connection(),
        `select (select count(*) from ledger_alarm)::int as alarms, (select count(*) from event
          where convert_from(body, 'UTF8')::jsonb ->> 'type' = 'ledger/alarm-raised')::int as events`,
      )
      assert.ok(Number(found?.['alarms']) > 0)
      assert.equal(found?.['events'], found?.['alarms'])
      await world.check()
    }
  })
})
