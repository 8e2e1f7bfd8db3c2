import { isRefusal, type Refusal, refuse } from '@homeward/core'
import {
  type Checkpoint,
  consistencyProof,
  formatAddCheckpoint,
  parseCheckpoint,
  tileReader,
  verifyCosignature,
} from '@homeward/tlog'
import type { Database } from '../db/database.ts'
import type { Platform } from '../platform.ts'
import { type Contradiction, raiseAlarm } from './alarm.ts'
import { verifyEd25519 } from './ed25519.ts'
import { sha256, textOf } from './integrator.ts'
import type { TileFiles } from './tile-files.ts'
import { callWitness, type WitnessAnswer } from './witness-call.ts'
import type { Witness, Witnessing } from './witness-config.ts'
import { storeCosignature, storeWitnessFailure, witnessStandings } from './witness-store.ts'

/** Clocks of two nodes may differ by this much before a cosignature counts as one of times to come. */
const CLOCK_TOLERANCE_SECONDS = 300
/** The size that a witness holds is told at most once an exchange; a second time it contradicts itself. */
const ATTEMPTS = 3

interface Deps {
  readonly platform: Platform
  readonly database: Database
  readonly tiles: TileFiles
  readonly report: (error: unknown) => void
}

/**
 * Shows this node's checkpoint to its witnesses and keeps their cosignatures. It asks at fixed intervals, also when
 * nothing happened, so that the exchanges do not tell when people work. A witness that does not answer is asked again
 * at the next interval and shown as behind until then.
 */
export class Cosigning {
  readonly #deps: Deps
  readonly #witnessing: Witnessing
  #timer: NodeJS.Timeout | null = null
  #turn: Promise<unknown> = Promise.resolve()

  constructor(deps: Deps, witnessing: Witnessing) {
    this.#deps = deps
    this.#witnessing = witnessing
  }

  get witnesses(): readonly Witness[] {
    return this.#witnessing.witnesses
  }

  start(): void {
    if (this.witnesses.length === 0) return
    this.#timer = setInterval(() => {
      this.exchangeNow().catch((error: unknown) => this.#deps.report(error))
    }, this.#witnessing.intervalMs)
  }

  /** Asks every witness once; returns when the last has answered or failed. Exchanges never overlap. */
  exchangeNow(): Promise<void> {
    const result = this.#turn.then(async () => {
      await Promise.all(this.witnesses.map((witness) => this.#exchange(witness)))
    })
    this.#turn = result.catch(() => undefined)
    return result
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    await this.#turn
  }

  async #exchange({ key, url }: Witness): Promise<void> {
    const { database, platform, tiles } = this.#deps
    const note = tiles.checkpoint()
    if (note === null) return
    const own = parseCheckpoint(textOf(note))
    const standing = (await witnessStandings(database.read)).find((one) => one.name === key.name)
    const result = await this.#cosignatureOf({ key, url }, note, own, standing?.size ?? 0)
    const at = new Date(platform.clock.nowMs())
    await database.write(async (tx, record) => {
      if (!isRefusal(result)) {
        await storeCosignature(tx, { name: key.name, size: own.size, note, cosignature: result.line, at })
        return
      }
      await storeWitnessFailure(tx, { name: key.name, code: result.code, because: result.because, at })
      if (result.found !== undefined) {
        const cosigned_note = standing?.note ?? null
        await raiseAlarm(platform, tx, record, { ...result.found, shown_note: note, cosigned_note })
      }
    })
  }

  async #cosignatureOf(
    { key, url }: Witness,
    note: string,
    own: Checkpoint,
    known: number,
  ): Promise<{ line: string } | Failure> {
    const found = (kind: Contradiction['kind'], cosigned: number): NonNullable<Failure['found']> => ({
      side: 'log',
      party: key.name,
      kind,
      cosigned_size: cosigned,
      shown_size: own.size,
    })
    let oldSize = Math.min(known, own.size)
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const answer = await this.#send(url, oldSize, note, own.size)
      if (isRefusal(answer)) return answer
      if (answer.status === 200) return this.#accepted(key, note, answer.text)
      if (answer.status === 422) {
        const because = `The witness does not take what it cosigned for the beginning of this ledger.`
        return { ...refuse('witness/proof', because), found: found('forked', oldSize) }
      }
      const held = answer.status === 409 ? sizeOf(answer) : null
      if (held === null) return refuse('witness/refused', `The witness answered ${answer.status}.`)
      if (held > own.size) {
        const because = `The witness cosigned ${held} entries, this ledger has ${own.size}.`
        return { ...refuse('ledger/rolled-back', because), found: found('rolled-back', held) }
      }
      if (held === oldSize && held === own.size) {
        const because = `The witness cosigned another ledger of ${held} entries.`
        return { ...refuse('witness/fork', because), found: found('forked', held) }
      }
      oldSize = held
    }
    return refuse('witness/refused', 'The witness named another size each time.')
  }

  async #send(url: string, oldSize: number, note: string, size: number): Promise<WitnessAnswer | Refusal> {
    try {
      const read = tileReader(sha256, size, (path) => this.#deps.tiles.read(path))
      const proof = consistencyProof(sha256, oldSize, size, read)
      return await callWitness(url, formatAddCheckpoint({ oldSize, proof, note }))
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error)
      return refuse('witness/unreachable', `The witness could not be asked: ${because}.`)
    }
  }

  #accepted(key: Witness['key'], note: string, answer: string): { line: string } | Failure {
    const nowSeconds = Math.floor(this.#deps.platform.clock.nowMs() / 1000)
    const given = verifyCosignature(note + answer, key, verifyEd25519)
    if ('code' in given) return refuse('witness/cosignature', given.because)
    if (Math.abs(given.timeSeconds - nowSeconds) > CLOCK_TOLERANCE_SECONDS) {
      const because = `The cosignature is of another time than now: ${given.timeSeconds - nowSeconds} seconds away.`
      return refuse('witness/cosignature', because)
    }
    return { line: given.line }
  }
}

/** Why a witness gave no cosignature, with the contradiction that came to light, if one did. */
interface Failure extends Refusal {
  readonly found?: Omit<Contradiction, 'shown_note' | 'cosigned_note'>
}

/** The size in a witness's answer 409, or null when it names none. */
function sizeOf({ type, text }: WitnessAnswer): number | null {
  const size = /^(0|[1-9][0-9]{0,15})\n$/.test(text) ? Number(text) : null
  return type === 'text/x.tlog.size' && Number.isSafeInteger(size) ? size : null
}

/**
 * The checkpoint of this ledger that most of these witnesses cosigned, the largest of these; null when nobody did. What
 * somebody cosigned who is no witness any more is left out.
 */
export async function cosignedCheckpoint(
  database: Database,
  witnesses: readonly Witness[],
): Promise<string | null> {
  const names = new Set(witnesses.map(({ key }) => key.name))
  const lines = new Map<string, { size: number; lines: string[] }>()
  for (const { name, note, cosignature, size } of await witnessStandings(database.read)) {
    if (note === null || cosignature === null || !names.has(name)) continue
    const entry = lines.get(note) ?? { size, lines: [] }
    entry.lines.push(cosignature)
    lines.set(note, entry)
  }
  const [best] = [...lines].sort(
    ([, left], [, right]) => right.lines.length - left.lines.length || right.size - left.size,
  )
  return best === undefined ? null : best[0] + best[1].lines.join('')
}
