/**
 * What the ledger costs: events stored each second, how long an event waits for its signed checkpoint at 1,000 events a
 * second, and how long a whole ledger takes to verify. A real PostgreSQL with fsync. EVENTS sets the size of the last
 * part (1,000,000 where it is not given).
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { draftEvent } from '@homeward/core'
import { parseCheckpoint } from '@homeward/tlog'
import { DataDirectory } from '../src/data-directory.ts'
import { Database } from '../src/db/database.ts'
import { startEmbedded } from '../src/db/embedded.ts'
import { KeyRing } from '../src/keys/key-ring.ts'
import { Integrator, textOf } from '../src/ledger/integrator.ts'
import { TileFiles } from '../src/ledger/tile-files.ts'
import { verifyLedger } from '../src/ledger/verify.ts'
import { systemPlatform } from '../src/platform.ts'

const SECOND_MS = 1000
const STORED = 10_000
const CALLERS = 32
const PACE_PER_SECOND = 1000
const PACED_SECONDS = 10
const BATCH = 2000

const events = Number(process.env['EVENTS'] ?? 1_000_000)
const folder = await mkdtemp(join(tmpdir(), 'homeward-bench-'))
const directory = await DataDirectory.make(join(folder, 'data'), 'quick')
const keys = await KeyRing.create(systemPlatform, directory.keys, null)
const embedded = await startEmbedded({ directory: directory.cluster, runDirectory: directory.run })
const database = await Database.open(systemPlatform, embedded.connection, keys.laneKey)
const tiles = new TileFiles(systemPlatform, directory.ledger)
const integrator = new Integrator(database, keys, tiles)

const draft = (i: number): ReturnType<typeof draftEvent> =>
  draftEvent('access/ledger-read', {
    actor: { person: `person-${i % 50}`, unit: 'unit-of-the-benchmark' },
    objects: { media: `media-${i}` },
    facts: { i },
  })

try {
  const [cpu] = cpus()
  console.log(
    `${cpu?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  )
  await integrator.start()
  await stored()
  await lag()
  await verified()
} finally {
  await integrator.stop()
  await database.close()
  await embedded.stop()
  await rm(folder, { recursive: true, force: true })
}

async function stored(): Promise<void> {
  let next = 0
  const startMs = performance.now()
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (next < STORED) {
        const i = next++
        await database.write((_tx, record) => record(draft(i)))
      }
    }),
  )
  const seconds = (performance.now() - startMs) / SECOND_MS
  console.log(
    `stored: ${STORED} events, one a transaction, ${CALLERS} callers: ${Math.round(STORED / seconds)} a second`,
  )
  await integrator.integrateNow()
}

/** Lag of an event: from its commit to the first signed checkpoint that covers it. */
async function lag(): Promise<void> {
  const before = sizeNow()
  const total = PACE_PER_SECOND * PACED_SECONDS
  const committedMs = new Float64Array(total)
  const heads: { ms: number; size: number }[] = []
  const writes: Promise<void>[] = []
  const startMs = performance.now()
  for (let i = 0; i < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - startMs) * PACE_PER_SECOND) / SECOND_MS))
    for (; i < due; i += 1) {
      const own = i
      const written = database.write((_tx, record) => record(draft(own)))
      const noted = written.then(() => {
        committedMs[own] = performance.now()
      })
      writes.push(noted)
    }
    heads.push({ ms: performance.now(), size: sizeNow() })
    await pause(10)
  }
  await Promise.all(writes)
  const storedSeconds = (performance.now() - startMs) / SECOND_MS
  while (sizeNow() < before + total) {
    heads.push({ ms: performance.now(), size: sizeNow() })
    await pause(10)
  }
  heads.push({ ms: performance.now(), size: sizeNow() })
  const rows = await database.read
    .selectFrom('event')
    .select(['leaf_index', 'body'])
    .where('leaf_index', '>=', before)
    .execute()
  const lags = rows
    .map(({ leaf_index: index, body }) => {
      const { facts } = JSON.parse(body.toString('utf8')) as { facts: { i: number } }
      const head = heads.find(({ size }) => size > (index ?? 0))
      return (head?.ms ?? Number.POSITIVE_INFINITY) - (committedMs[facts.i] ?? 0)
    })
    .sort((a, b) => a - b)
  const at = (share: number): number =>
    Math.round(lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? 0)
  console.log(
    `lag: ${total} events offered in ${PACED_SECONDS} s, stored in ${storedSeconds.toFixed(1)} s: ` +
      `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`,
  )
}

async function verified(): Promise<void> {
  let next = sizeNow()
  const fillMs = performance.now()
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (next < events) {
        const first = next
        next = Math.min(events, next + BATCH)
        const end = next
        await database.write(async (_tx, record) => {
          for (let i = first; i < end; i += 1) await record(draft(i))
        })
      }
    }),
  )
  await integrator.integrateNow()
  console.log(`filled to ${sizeNow()} events in ${((performance.now() - fillMs) / SECOND_MS).toFixed(1)} s`)
  const startMs = performance.now()
  const verdict = await verifyLedger(directory, embedded.connection)
  const seconds = (performance.now() - startMs) / SECOND_MS
  if (!verdict.ok) throw new Error(`the ledger does not verify: ${JSON.stringify(verdict.firstBad)}`)
  console.log(
    `verify: ${verdict.entries} events in ${seconds.toFixed(1)} s, ${Math.round(verdict.entries / seconds)} a second`,
  )
}

function sizeNow(): number {
  return parseCheckpoint(textOf(tiles.checkpoint() ?? '')).size
}
