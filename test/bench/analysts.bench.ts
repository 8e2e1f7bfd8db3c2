/**
 * What audited work costs: analysts who go through sets, reveal them and read series, each without a pause, beside one
 * intake after the other; against the same node without its ledger, in turns. Every request of the mix leaves at least
 * one event. ANALYSTS and SECONDS set the size (50 and 60 where they are not given).
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ChildNode } from '../src/child-node.ts'
import { Client } from '../src/client.ts'
import { drawPng } from '../src/drawing.ts'
import { World } from '../src/world.ts'

const ANALYSTS = Number(process.env['ANALYSTS'] ?? 50)
const SECONDS = Number(process.env['SECONDS'] ?? 60)
const TURNS = 2
const ROOMS = 30
const PICTURES_A_ROOM = 8
/** Pictures of a set that an analyst looks at before the next. */
const LOOKS = 4
const UNLEDGERED = join(import.meta.dirname, 'unledgered-node.ts')

interface Held {
  readonly sets: readonly string[]
  readonly series: readonly string[]
}

interface Measured {
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly wrong: number
  readonly taken: number
  readonly residentMiB: readonly [number, number]
}

const home = mkdtempSync(join(tmpdir(), 'homeward-analysts-'))
try {
  const [cpu] = cpus()
  console.log(
    `${cpu?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  )
  console.log(`${ANALYSTS} analysts and one intake, ${SECONDS} s a run, load ${loadavg()[0]?.toFixed(1)}`)
  const world = await World.open()
  try {
    const held = await prepare(world)
    await world.stop()
    const with_: Measured[] = []
    const without: Measured[] = []
    for (let turn = 0; turn < TURNS; turn += 1) {
      with_.push(await measured('with the ledger', world.data, held, undefined))
      without.push(await measured('without it', world.data, held, UNLEDGERED))
    }
    const best = (runs: readonly Measured[]): number => Math.max(...runs.map((one) => one.requestsPerSecond))
    console.log(
      `with the ledger ${(best(with_) / best(without)).toFixed(2)} times the requests of the node without it`,
    )
  } finally {
    await world.close()
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}

async function prepare(world: World): Promise<Held> {
  const specialist = await world.specialist()
  for (let n = 0; n < ANALYSTS; n += 1) await world.invite(`NL-analyst-${n}`, 'NL', ['specialist'])
  const folder = join(home, 'held')
  for (let room = 0; room < ROOMS; room += 1) {
    mkdirSync(join(folder, `room-${room}`), { recursive: true })
    for (let n = 0; n < PICTURES_A_ROOM; n += 1) {
      const path = join(folder, `room-${room}`, `room_${room}_${String(n).padStart(3, '0')}.png`)
      writeFileSync(path, drawPng(room * 100 + n))
    }
  }
  await world.intake(specialist, { paths: [folder], unit: 'NL', edition: 'E1', case: '1', exhibit: 'held' })
  const sets = (await world.sets(specialist, 'E1')).map((one) => one.set)
  const series: string[] = []
  for (const set of sets.slice(0, ROOMS / 2)) {
    const made = await specialist.post<{ series: string }>('/api/series', { edition: 'E1', sets: [set] })
    series.push(made.series)
  }
  return { sets, series }
}

async function measured(
  title: string,
  data: string,
  held: Held,
  program: string | undefined,
): Promise<Measured> {
  const node = await ChildNode.start(data, program)
  const clients: Client[] = []
  try {
    for (let n = 0; n < ANALYSTS; n += 1) clients.push(await signIn(node, `NL-analyst-${n}`))
    const specialist = await signIn(node, 'NL-specialist')
    clients.push(specialist)
    const run = { end: performance.now() + SECONDS * 1000, tookMs: [] as number[], wrong: 0 }
    const residentAtStart = pause(SECONDS * 250).then(() => residentMiB(node.pid))
    const working = clients.slice(0, ANALYSTS).map((client, n) => analyst(client, n, held, run))
    const taken = await intakes(specialist, run)
    await Promise.all(working)
    const sorted = run.tookMs.toSorted((a, b) => a - b)
    const at = (share: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
    const result: Measured = {
      requestsPerSecond: sorted.length / SECONDS,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      wrong: run.wrong,
      taken,
      residentMiB: [await residentAtStart, residentMiB(node.pid)],
    }
    console.log(
      `${title.padEnd(16)} ${result.requestsPerSecond.toFixed(0).padStart(5)} requests a second, p50 ${result.p50Ms} ms, ` +
        `p99 ${result.p99Ms} ms, ${result.wrong} not answered with 200, ${taken} files taken in, ` +
        `resident ${result.residentMiB.map((one) => `${one} MiB`).join(' then ')}`,
    )
    return result
  } finally {
    for (const client of clients) client.close()
    await node.stop()
  }
}

/** Goes through sets until the end: reads one, reveals it, looks at pictures, reads a series. */
async function analyst(
  client: Client,
  n: number,
  { sets, series }: Held,
  run: { readonly end: number; readonly tookMs: number[]; wrong: number },
): Promise<void> {
  const ask = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> => {
    const startMs = performance.now()
    const { status, json } = await client.send(method, path, body === undefined ? {} : { body })
    run.tookMs.push(performance.now() - startMs)
    if (status !== 200) run.wrong += 1
    return json
  }
  for (let at = n; performance.now() < run.end; at += 1) {
    const set = sets[at % sets.length] ?? ''
    await ask('GET', `/api/sets/${set}`)
    const revealed = (await ask('POST', '/api/reveals', { set, clarity: 'pixelated' })) as {
      reveal: string
      media: { media: string }[]
    }
    for (const { media } of revealed.media.slice(0, LOOKS))
      await ask('GET', `/api/reveals/${revealed.reveal}/media/${media}`)
    await ask('POST', `/api/reveals/${revealed.reveal}/end`, {})
    await ask('GET', `/api/series/${series[at % series.length]}`)
  }
}

/** One intake after the other until the end; returns the files taken in. */
async function intakes(specialist: Client, run: { readonly end: number }): Promise<number> {
  let files = 0
  while (performance.now() < run.end) {
    const folder = mkdtempSync(join(home, 'fresh-'))
    for (let n = 0; n < 10; n += 1)
      writeFileSync(join(folder, `${n}.png`), drawPng(Math.floor(Math.random() * 2 ** 31)))
    const { intake } = await specialist.post<{ intake: string }>('/api/intakes', {
      ...{ paths: [folder], unit: 'NL', edition: 'E1', case: '2', exhibit: folder, purpose: 'Benchmark' },
    })
    for (;;) {
      const { state } = await specialist.get<{ state: string }>(`/api/intakes/${intake}`)
      if (state !== 'running') break
      await pause(100)
    }
    files += 10
  }
  return files
}

async function signIn(node: ChildNode, person: string): Promise<Client> {
  const { json } = await new Client(node.door, null).send('POST', '/api/sign-in/local', {
    body: { person },
    headers: { 'x-homeward-client': 'cli' },
  })
  return new Client(node.door, (json as { token: string }).token)
}

function residentMiB(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Math.round(Number(line?.[1] ?? 0) / 1024)
}
