import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { isRefusal, type Role } from '@homeward/core'
import { setUp } from '../../server/src/setup.ts'
import { type Client, codeOf } from '../src/client.ts'
import { World } from '../src/world.ts'

const PASSWORD = 'nine copper kettles in May'
const HOUR_MS = 3_600_000

interface Approval {
  readonly approval: string
  readonly contentSha256: string
  readonly state: string
  readonly summary: string | null
  readonly mine: boolean
  readonly hindrance: { readonly code: string } | null
}

const list = async (client: Client): Promise<readonly Approval[]> =>
  (await client.get<{ approvals: Approval[] }>('/api/approvals')).approvals

/** Sends an approval with the digest that is shown to the person, or another one. */
async function give(client: Client, id: string, digest?: string): Promise<string> {
  const shown = await client.send('GET', `/api/approvals/${id}`)
  const contentSha256 = digest ?? (shown.json as Partial<Approval>).contentSha256 ?? '0'.repeat(64)
  const answer = await client.send('POST', `/api/approvals/${id}/approve`, { body: { contentSha256 } })
  return answer.status === 200 ? (answer.json as { state: string }).state : codeOf(answer)
}

describe('four eyes on a node for real use', () => {
  let world: World
  let administrator: Client
  let second: Client

  before(async () => {
    world = await World.open({ made: 'real' })
    administrator = world.administrator
    second = await world.signIn('/api/sign-in/password', {
      person: 'administrator-2',
      password: 'seven green ladders in March',
    })
    await world.unit('NL')
    await world.unit('DE')
    // A session that came by a link, as the first administrator's did, asks but never approves.
    administrator = await again('administrator')
  })
  after(() => world.close())

  function again(person: string, password = 'seven green ladders in March'): Promise<Client> {
    return world.signIn('/api/sign-in/password', { person, password })
  }

  /** A person whose roles both administrators agreed to, signed in by the own password. */
  async function person(code: string, unit: string, roles: readonly Role[], more = {}): Promise<Client> {
    const made = await administrator.post<{ link: string; approval: string }>('/api/persons', {
      code,
      unit,
      roles,
      ...more,
    })
    assert.equal(await give(second, made.approval), 'done')
    const token = made.link.split('#')[1] ?? ''
    world.secrets.push(token, PASSWORD)
    const byLink = await world.signIn('/api/sign-in/link', { token })
    await byLink.post('/api/me/password', { password: PASSWORD })
    return again(code, PASSWORD)
  }

  it('gives a new person no role before somebody else agreed', async () => {
    const made = await administrator.post<{ link: string; approval: string }>('/api/persons', {
      code: 'NL-auditor',
      unit: 'NL',
      roles: ['auditor'],
      because: 'Oversight of the edition',
    })
    const token = made.link.split('#')[1] ?? ''
    world.secrets.push(token, PASSWORD)
    const byLink = await world.signIn('/api/sign-in/link', { token })
    await byLink.post('/api/me/password', { password: PASSWORD })
    const auditor = await again('NL-auditor', PASSWORD)
    assert.equal(codeOf(await auditor.send('GET', '/api/persons')), 'access/role')
    assert.equal((await second.get<{ approvals: number }>('/api/me')).approvals, 1)
    assert.equal((await administrator.get<{ approvals: number }>('/api/me')).approvals, 0)
    assert.equal(await give(administrator, made.approval), 'approval/self')
    assert.equal(await give(second, made.approval, 'a'.repeat(64)), 'approval/content')
    assert.equal(codeOf(await auditor.send('GET', '/api/persons')), 'access/role')
    const [shown] = await list(second)
    assert.match(shown?.summary ?? '', /^NL-auditor of NL gets auditor; has no role now\.$/)
    assert.equal(await give(second, made.approval), 'done')
    assert.equal((await auditor.send('GET', '/api/persons')).status, 200)
    assert.equal(await give(second, made.approval), 'approval/over')
  })

  it('takes no approval from the same human being, from a link, or from who may not learn of it', async () => {
    const alias = await person('administrator-3', 'DE', ['administrator'], { sameHumanAs: 'administrator' })
    const stranger = await person('DE-supervisor', 'DE', ['supervisor'])
    const asked = await administrator.post<Approval>('/api/approvals', {
      act: 'role.grant',
      subject: { person: 'NL-auditor', roles: ['supervisor'] },
      because: 'A colleague left',
    })
    assert.equal(await give(alias, asked.approval), 'approval/same-human')
    // Outside the unit it is as if there were no such request.
    const absent = await stranger.send('GET', '/api/approvals/approval-of-nobody')
    const hidden = await stranger.send('GET', `/api/approvals/${asked.approval}`)
    assert.deepEqual([hidden.status, hidden.text], [absent.status, absent.text])
    assert.equal(await give(stranger, asked.approval, asked.contentSha256), 'access/not-visible')

    const reset = await administrator.post<Approval>('/api/approvals', {
      act: 'credential.reset',
      subject: { person: 'administrator-2' },
      because: 'Forgot the password',
    })
    assert.equal(await give(second, reset.approval), 'approved')
    const link = `/api/persons/administrator-2/link`
    assert.equal(codeOf(await administrator.send('POST', link, { body: {} })), 'approval/needed')
    const { link: fresh } = await administrator.post<{ link: string }>(`${link}?approval=${reset.approval}`)
    const token = fresh.split('#')[1] ?? ''
    world.secrets.push(token)
    const byLink = await world.signIn('/api/sign-in/link', { token })
    assert.equal(await give(byLink, asked.approval), 'approval/own-credential')
    const used = await administrator.send('POST', `${link}?approval=${reset.approval}`, { body: {} })
    assert.equal(codeOf(used), 'approval/over')
    assert.equal(await give(second, asked.approval), 'done')
  })

  it('lapses when what it is about changes, when its time is over, and when the asker may no longer ask', async () => {
    const ask = (roles: readonly Role[], by = administrator): Promise<Approval> =>
      by.post('/api/approvals', {
        act: 'role.grant',
        subject: { person: 'NL-auditor', roles },
        because: 'More work',
      })
    const one = await ask(['coordinator'])
    await administrator.post('/api/persons/NL-auditor/roles', { take: ['supervisor'] })
    assert.equal(await give(second, one.approval), 'approval/changed')
    assert.equal((await list(second)).find(({ approval }) => approval === one.approval)?.summary, null)

    const two = await ask(['coordinator'])
    const alias = await again('administrator-3', PASSWORD)
    const three = await ask(['specialist'], alias)
    await administrator.post('/api/persons/administrator-3/roles', { take: ['administrator'] })
    assert.equal(await give(second, three.approval), 'approval/asker')

    world.clock.advance(72 * HOUR_MS)
    second = await again('administrator-2')
    administrator = await again('administrator')
    assert.equal(await give(second, two.approval), 'approval/lapsed')
    assert.equal((await list(second)).find(({ approval }) => approval === two.approval)?.state, 'lapsed')
  })

  it('is refused with a reason, or withdrawn, and then stays so', async () => {
    const ask = (): Promise<Approval> =>
      administrator.post('/api/approvals', {
        act: 'role.grant',
        subject: { person: 'NL-auditor', roles: ['specialist'] },
        because: 'More work',
      })
    const [one, two] = [await ask(), await ask()]
    const because = 'An auditor does no casework'
    await second.post(`/api/approvals/${one.approval}/refuse`, { because })
    assert.equal(await give(second, one.approval), 'approval/over')
    assert.equal(
      codeOf(await second.send('POST', `/api/approvals/${two.approval}/withdraw`, { body: {} })),
      'approval/not-own',
    )
    await administrator.post(`/api/approvals/${two.approval}/withdraw`)
    assert.equal(await give(second, two.approval), 'approval/over')
  })

  it('hands out the ledger to who asked, once, after another auditor or supervisor agreed', async () => {
    const auditor = await again('NL-auditor', PASSWORD)
    const supervisor = await again('DE-supervisor', PASSWORD)
    assert.equal(codeOf(await auditor.send('GET', '/api/ledger/export')), 'approval/needed')
    const { approval } = await auditor.post<Approval>('/api/approvals', {
      act: 'audit.export',
      subject: {},
      because: 'Yearly audit',
    })
    const path = `/api/ledger/export?approval=${approval}`
    assert.equal(codeOf(await auditor.send('GET', path)), 'approval/missing')
    assert.equal(await give(second, approval, '0'.repeat(64)), 'access/not-visible')
    assert.equal(await give(supervisor, approval), 'approved')
    assert.equal(codeOf(await supervisor.send('GET', path)), 'approval/not-own')
    await world.node.runners.integrator.integrateNow()
    assert.match((await auditor.get<{ text: string }>(path)).text, /homeward/)
    assert.equal(codeOf(await auditor.send('GET', path)), 'approval/over')
  })

  it('forgets the reasons of a unit with its other justifications', async () => {
    const supervisor = await again('DE-supervisor', PASSWORD)
    await supervisor.post('/api/approvals', { act: 'audit.export', subject: {}, because: 'canary reason' })
    world.clock.advance(48 * HOUR_MS)
    const later = await again('DE-supervisor', PASSWORD)
    const before = new Date(world.clock.nowMs()).toISOString().slice(0, 10)
    await later.post('/api/ledger/justifications/erase', { before })
    assert.ok(!JSON.stringify(await list(later)).includes('canary reason'))
  })

  it('holds all invariants after all of that', () => world.check())
})

describe('a unit of one', () => {
  let world: World
  let solo: Client
  const home = mkdtempSync(join(tmpdir(), 'homeward-solo-'))
  const keygen = (...given: string[]): string =>
    execFileSync('ssh-keygen', given, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const keyFile = (name: string): string => join(home, name)

  before(async () => {
    for (const name of ['prosecutor', 'next', 'stranger'])
      keygen('-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', keyFile(name))
    world = await World.open({ made: 'real', administrators: false })
    const approver = {
      name: 'A. Prosecutor',
      body: 'Public prosecutor',
      publicKey: readFileSync(keyFile('prosecutor.pub'), 'utf8'),
    }
    const made = await setUp(world.node.context, null, { unit: 'NL', approver })
    assert.ok(!isRefusal(made))
    const [first] = made.links
    assert.ok(first)
    world.secrets.push(first.token, PASSWORD)
    const byLink = await world.signIn('/api/sign-in/link', { token: first.token })
    await byLink.post('/api/me/password', { password: PASSWORD })
    solo = await world.signIn('/api/sign-in/password', { person: 'NL-solo', password: PASSWORD })
  })
  after(async () => {
    await world.close()
    rmSync(home, { recursive: true })
  })

  /** Signs the text of a request with the real ssh-keygen. */
  async function sign(approval: string, key: string, namespace = 'homeward-approval'): Promise<string> {
    const { toSign } = await solo.get<{ toSign: { text: string } }>(`/api/approvals/${approval}`)
    const file = join(home, `${approval}-${key}`)
    writeFileSync(file, toSign.text)
    keygen('-q', '-Y', 'sign', '-n', namespace, '-f', keyFile(key), file)
    return readFileSync(`${file}.sig`, 'utf8')
  }

  const bring = async (approval: string, signature: string): Promise<string> => {
    const answer = await solo.send('POST', `/api/approvals/${approval}/signature`, { body: { signature } })
    return answer.status === 200 ? (answer.json as { state: string }).state : codeOf(answer)
  }

  const ask = (act: string, subject: object): Promise<Approval> =>
    solo.post('/api/approvals', { act, subject, because: 'Because there is one of us' })

  it('says on every screen that one person holds all roles', async () => {
    const { person } = await solo.get<{ person: { unit: { solo: boolean } } }>('/api/me')
    assert.equal(person.unit.solo, true)
  })

  it('needs the signature of another body, over this content, by the key that was named', async () => {
    const { approval } = await ask('audit.export', {})
    const other = await ask('audit.export', {})
    assert.equal(await give(solo, approval), 'approval/self')
    const signature = await sign(approval, 'prosecutor')
    for (const wrong of [
      await sign(approval, 'stranger'),
      await sign(other.approval, 'prosecutor'),
      'no signature',
      signature.replace(/[A-Za-z]{5}/, 'AAAAA'),
      signature.slice(0, 100),
    ])
      assert.equal(await bring(approval, wrong), 'approval/signature')
    rmSync(join(home, `${approval}-prosecutor.sig`))
    const elsewhere = await sign(approval, 'prosecutor', 'file')
    assert.equal(await bring(approval, elsewhere), 'approval/signature')
    assert.equal(await bring(approval, signature), 'approved')
    await world.node.runners.integrator.integrateNow()
    const answer = await solo.get<{ text: string; notice: string }>(`/api/ledger/export?approval=${approval}`)
    assert.match(answer.text, /"solo":true/)
    assert.match(answer.notice, /^One person holds all roles of NL/)
    const { seen } = await solo.get<{ seen: { solo: boolean }[] }>('/api/ledger/seen/person:NL-solo')
    assert.ok(seen.every((line) => line.solo))
  })

  it('is verified by the stock ssh-keygen, from the text that was signed', async () => {
    const { approval } = await ask('audit.export', {})
    const signature = await sign(approval, 'prosecutor')
    // The form of docs/spec/approval.md.
    const lines = readFileSync(join(home, `${approval}-prosecutor`), 'utf8').split('\n')
    const words = ['ledger', 'approval', 'act', 'unit', 'asked by', 'asked at', 'content sha256']
    for (const [index, word] of words.entries()) assert.ok(lines[index + 1]?.startsWith(`${word} `), word)
    assert.deepEqual([lines[0], lines.length, lines[9]], ['homeward-approval/v1', 10, ''])
    const digest = createHash('sha256')
      .update(lines[8] ?? '')
      .digest('hex')
    assert.equal(lines[7], `content sha256 ${digest}`)
    writeFileSync(keyFile('signers'), `prosecutor ${readFileSync(keyFile('prosecutor.pub'), 'utf8')}`)
    writeFileSync(keyFile('one.sig'), signature)
    const said = execFileSync(
      'ssh-keygen',
      ['-Y', 'verify', '-n', 'homeward-approval', '-I', 'prosecutor', '-f', keyFile('signers')].concat(
        '-s',
        keyFile('one.sig'),
      ),
      { input: readFileSync(join(home, `${approval}-prosecutor`)), encoding: 'utf8' },
    )
    assert.match(said, /^Good "homeward-approval" signature/)
  })

  it('changes its approver only with the word of the one before', async () => {
    const publicKey = readFileSync(keyFile('next.pub'), 'utf8')
    const subject = { unit: 'NL', name: 'B. Judge', body: 'Court', publicKey }
    assert.equal(
      codeOf(
        await solo.send('POST', '/api/approvals', {
          body: { act: 'approver.change', subject: { ...subject, publicKey: 'ssh-rsa AAAA' }, because: 'x' },
        }),
      ),
      'approver/key',
    )
    const { approval } = await ask('approver.change', subject)
    const later = await ask('audit.export', {})
    assert.equal(await bring(approval, await sign(approval, 'next')), 'approval/signature')
    assert.equal(await bring(approval, await sign(approval, 'prosecutor')), 'done')
    assert.equal(await bring(later.approval, await sign(later.approval, 'prosecutor')), 'approval/signature')
    assert.equal(await bring(later.approval, await sign(later.approval, 'next')), 'approved')
  })

  it('holds all invariants after all of that', () => world.check())
})
