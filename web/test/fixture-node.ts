import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  CODE,
  edition,
  intake,
  picture,
  pictureSet,
  quarantined,
  report,
  series,
  seriesSummaries,
  triageItems,
} from './fixture-edition.ts'
import { gradientPng } from './fixture-picture.ts'

const DIST = join(import.meta.dirname, '..', 'dist')
const KINDS: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** What a test may read and steer. */
export interface FixtureNode {
  readonly url: string
  readonly calls: { readonly method: string; readonly path: string; readonly body: unknown }[]
  /** Answers 401 to everything until a sign-in. */
  signedIn: boolean
  needsCredential: boolean
  roles: readonly string[]
  readonly decided: Set<string>
  close(): Promise<void>
}

const CAPABILITIES = {
  specialist: [
    'edition.read',
    'edition.report',
    'intake.read',
    'intake.stop',
    'intake.files',
    'picture.read',
    'link.cut',
    'set.read',
    'set.decide',
    'search.run',
    'series.read',
    'series.change',
    'media.reveal',
    'notice.read',
  ],
  administrator: [
    'edition.read',
    'edition.create',
    'unit.create',
    'person.list',
    'person.create',
    'person.invite',
    'person.revoke',
  ],
} as const

/** A node that serves the built desk and recorded answers; it decides nothing. */
export async function startFixtureNode(): Promise<FixtureNode> {
  const reveals = new Map<string, string>()
  const node: FixtureNode = {
    url: '',
    calls: [],
    signedIn: true,
    needsCredential: true,
    roles: ['specialist'],
    decided: new Set(),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  const server: Server = createServer((request, response) => {
    void answer(node, reveals, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(node, { url: `http://localhost:${String((server.address() as AddressInfo).port)}` })
}

async function answer(
  node: FixtureNode,
  reveals: Map<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = new URL(request.url ?? '/', pathToFileURL(DIST).href.replace('file:', 'http:'))
  const path = decodeURIComponent(address.pathname)
  const body = await bodyOf(request)
  response.setHeader('content-security-policy', POLICY)
  if (!path.startsWith('/api/')) return await file(path, response)
  node.calls.push({ method: request.method ?? '', path, body })
  if (request.method === 'POST' && !/^[\w-]{16,64}$/.test(String(request.headers['operation-id'] ?? ''))) {
    return json(response, 400, {
      error: { code: 'operation/missing', because: 'An operation id is needed.' },
    })
  }
  if (path.startsWith('/api/sign-in/')) {
    node.signedIn = true
    const needsCredential = path.endsWith('/link') && node.needsCredential
    return json(response, 200, { person: { code: 'DE-01' }, needsCredential })
  }
  if (!node.signedIn) {
    return json(response, 401, { error: { code: 'access/no-session', because: 'Sign in first.' } })
  }
  if (path.startsWith('/api/reveals')) return reveal(reveals, path, body, response)
  if (path.endsWith('/live')) return live(response)
  const found = request.method === 'POST' ? change(node, path, body) : read(node, path)
  if (found === null) {
    return json(response, 404, {
      error: { code: 'access/not-visible', because: 'There is nothing here that you may see.' },
    })
  }
  json(response, 200, found)
}

function read(node: FixtureNode, path: string): unknown {
  const now = Date.now()
  const open = triageItems.filter((item) => !node.decided.has(item.set))
  const [, , area, id, detail] = path.split('/')
  if (path === '/api/me') {
    return {
      person: {
        code: 'DE-01',
        name: 'M. Weber',
        roles: node.roles,
        unit: { code: 'DE', name: 'National unit DE', country: 'DE' },
      },
      session: {
        startedAt: new Date(now - 3_600_000).toISOString(),
        idleUntil: new Date(now + 900_000).toISOString(),
        endsAt: new Date(now + 39_600_000).toISOString(),
        enrolling: false,
      },
      editions: node.roles.includes('administrator') ? [] : [{ code: CODE, name: edition.name }],
      capabilities: node.roles.flatMap((role) => CAPABILITIES[role as keyof typeof CAPABILITIES]),
      notices: 1,
      credentials: { password: true, passkeys: 0 },
    }
  }
  if (path === '/api/exposure') return { todaySeconds: 754, reveals: 9 }
  if (path === '/api/notices') return { notices: NOTICES }
  if (path === '/api/units')
    return {
      units: edition.units.map((unit) => ({
        ...unit,
        kind: 'national',
        contact: `desk@${unit.code.toLowerCase()}.example`,
      })),
    }
  if (path === '/api/persons') return { persons: PERSONS }
  if (path === '/api/editions')
    return { editions: [{ ...edition, units: edition.units.map((unit) => unit.code) }] }
  if (area === 'editions') {
    if (detail === undefined) return edition
    if (detail === 'report') return report
    if (detail === 'triage') return { items: open }
    if (detail === 'series') return { series: seriesSummaries }
    if (detail === 'sets')
      return { sets: [pictureSet('set-aside'), ...open.slice(0, 3).map((item) => pictureSet(item.set))] }
  }
  if (area === 'intakes') {
    if (id === undefined) return { intakes: [intake('running', 700), intake('finished', 1840)] }
    if (detail === 'quarantined') return { files: quarantined }
    if (detail === 'receipt') return RECEIPT
    return id === 'intake-running' ? intake('running', 700) : intake('finished', 1840)
  }
  if (area === 'sets' && id !== undefined) return pictureSet(id)
  if (area === 'pictures' && id !== undefined) return pictureWithLinks(id)
  if (area === 'series' && id !== undefined) return detail === 'history' ? { events: HISTORY } : series(id)
  return null
}

function change(node: FixtureNode, path: string, body: unknown): unknown {
  const sets = (body as { sets?: string[] }).sets ?? []
  if (path === '/api/search') return SEARCH
  if (path === '/api/series') {
    for (const set of sets) node.decided.add(set)
    return { series: 'series-0-7f3a', revision: 2 }
  }
  if (path.endsWith('/add')) for (const set of sets) node.decided.add(set)
  if (path.endsWith('/set-aside')) node.decided.add(path.split('/')[3] ?? '')
  if (path.endsWith('/bring-back')) node.decided.delete(path.split('/')[3] ?? '')
  if (path.endsWith('/undo')) node.decided.clear()
  if (path.endsWith('/link')) return { link: `${node.url}/sign-in#one-time-token` }
  return { undone: 2, revision: 2 }
}

function reveal(reveals: Map<string, string>, path: string, body: unknown, response: ServerResponse): void {
  const [, , , id, action, media] = path.split('/')
  if (id === undefined) {
    const { clarity, set } = body as { clarity: string; set: string }
    const name = `reveal-${String(reveals.size)}`
    reveals.set(name, clarity)
    return json(response, 200, {
      reveal: name,
      expiresAt: new Date(Date.now() + 600_000).toISOString(),
      clarity,
      media: pictureSet(set).members.map((member) => ({
        media: member.representative,
        picture: member.picture,
        kind: 'image/jpeg',
        widthPx: 1600,
        heightPx: 1200,
      })),
    })
  }
  const clarity = reveals.get(id)
  if (clarity === undefined)
    return json(response, 410, { error: { code: 'reveal/over', because: 'The reveal is over.' } })
  if (action === 'media') {
    const seed = Number(/picture-(\d+)/.exec(media ?? '')?.[1] ?? 0)
    response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'no-store' })
    response.end(gradientPng(seed, clarity))
    return
  }
  if (action === 'end') reveals.delete(id)
  json(response, 200, { countedSeconds: 1, expiresAt: new Date(Date.now() + 600_000).toISOString() })
}

function live(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  let done = 700
  const timer = setInterval(() => {
    done = Math.min(1800, done + 20)
    response.write(`data: ${JSON.stringify(intake('running', done))}\n\n`)
  }, 300)
  response.on('close', () => clearInterval(timer))
}

function pictureWithLinks(id: string): unknown {
  const [set, index] = id.split('-picture-')
  const found = picture(set ?? '', Number(index))
  return {
    ...found,
    links: found.members.slice(1).map((member, position) => ({
      link: `link-${id}-${String(position)}`,
      mediaA: found.representative,
      mediaB: member.media,
      verdict: 'near',
      distanceBits: member.distanceBits,
      variant: 'nn512',
      transform: member.transform,
      cut: false,
    })),
  }
}

async function file(path: string, response: ServerResponse): Promise<void> {
  const name = extname(path) === '' ? '/index.html' : path
  try {
    const bytes = await readFile(join(DIST, name))
    response.writeHead(200, { 'content-type': KINDS[extname(name)] ?? 'application/octet-stream' })
    response.end(bytes)
  } catch {
    response.writeHead(404)
    response.end()
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  if (request.headers['content-type'] !== 'application/json') return {}
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

const NOTICES = [
  {
    notice: 'notice-1',
    at: '2026-03-03T10:00:00.000Z',
    kind: 'overlap',
    text: 'Another unit took in content that exhibit Laptop 1 already holds. Contact point: NL.',
    read: false,
  },
  {
    notice: 'notice-2',
    at: '2026-03-02T16:30:00.000Z',
    kind: 'match',
    text: 'Four media of exhibit Phone 3 match a series of the registry imported today.',
    read: true,
  },
]

const PERSONS = [
  { code: 'ADMIN', name: 'Administrator', unit: 'DE', roles: ['administrator'], disabled: false },
  { code: 'DE-01', name: 'M. Weber', unit: 'DE', roles: ['specialist', 'contact-point'], disabled: false },
  { code: 'NL-02', name: 'J. de Vries', unit: 'NL', roles: ['central-analyst'], disabled: false },
  { code: 'SE-01', name: 'A. Lind', unit: 'SE', roles: ['supervisor'], disabled: true },
]

const HISTORY = [
  { at: '2026-03-03T11:02:00.000Z', type: 'series/added', by: 'NL-02', what: 'One set was added.' },
  {
    at: '2026-03-02T09:40:00.000Z',
    type: 'access/revealed',
    by: 'DE-01',
    what: 'A set was revealed, reduced.',
  },
  {
    at: '2026-03-02T09:14:00.000Z',
    type: 'series/created',
    by: 'DE-01',
    what: 'The series was made from two sets.',
  },
]

const RECEIPT = {
  receipt: 'R-2026-0301-7',
  edition: CODE,
  unit: 'DE',
  case: 'K-2026-118',
  exhibit: 'Laptop 1',
  sealNumber: 'S-44812',
  takenInAt: '2026-03-02T09:17:41.000Z',
  counts: { filesSeen: 1840, mediaNew: 972, mediaKnown: 331, duplicates: 258, quarantined: 18 },
  manifestSha256: '6f0c2b1d9a37e4c5f8a01b2c3d4e5f60718293a4b5c6d7e8f9012a3b4c5d6e7f',
  handlingCodes: ['H0', 'H2'],
  atCloseOut: 'return',
}

const SEARCH = {
  query: { sha256: '9b1f'.repeat(16), pdq: { nn512: 'd8f0'.repeat(16), full: 'd8e1'.repeat(16) } },
  hits: [
    {
      media: 'media-1',
      picture: 'picture-1-33ad',
      series: 'series-1-7f3a',
      verdict: 'near',
      distanceBits: 14,
      variant: 'nn512',
      transform: 'flipX',
      referenceSet: 'registry-2026-02',
    },
    {
      media: 'media-2',
      picture: null,
      series: null,
      verdict: 'exact',
      distanceBits: 0,
      variant: null,
      transform: null,
      referenceSet: 'Hotline list',
    },
  ],
}
