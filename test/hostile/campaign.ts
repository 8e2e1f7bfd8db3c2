import { type DecodeWorker, isRefusal } from '@homeward/decoder'
import { seeded } from '../src/drawing.ts'
import type { BentDecoder } from './bent-decoder.ts'
import { mutate } from './mutate.ts'
import type { Seed } from './seeds.ts'
import { StallWatch } from './stalls.ts'

/** Files to open: `damage` gives the n-th, with whether it differs from the file that it was made of. */
export type Plan = {
  readonly files: number
  readonly damage: (n: number) => { readonly data: Buffer; readonly changed: boolean }
  /** Tried beside each file; a mutant of the tests, which this process must be seen to suffer from. */
  readonly beside?: (n: number) => void
}

/** What a campaign came to. */
export type Tally = {
  files: number
  changed: number
  decoded: number
  refused: number
  /** Refusals by which a process was lost. */
  lost: number
  codes: Record<string, number>
  /** Numbers of the files on which describing threw. */
  thrown: string[]
  longestMs: number
  stallMs: number
  stallWallMs: number
  started: number
}

const LOST = new Set(['media/crashed', 'media/timeout', 'media/memory'])
const AT_ONCE = 2

/** Damages by mutation, the same for the same start: the n-th file does not depend on those before it. */
export function mutations(
  seeds: readonly Seed[],
  start: number,
  way: typeof mutate = mutate,
): Plan['damage'] {
  return (n) => {
    const next = seeded(start * 1_000_003 + n)
    const pick = (): Seed => seeds[Math.floor(next() * seeds.length)] as Seed
    const [seed, other] = [pick(), pick()]
    const { data } = way(seed.data, other.data, next)
    return { data, changed: !data.equals(seed.data) }
  }
}

/** Opens every file of a plan, two at a time, and counts what came of it. */
export async function campaign(bent: BentDecoder, plan: Plan): Promise<Tally> {
  const tally: Tally = {
    files: 0,
    changed: 0,
    decoded: 0,
    refused: 0,
    lost: 0,
    codes: {},
    thrown: [],
    longestMs: 0,
    stallMs: 0,
    stallWallMs: 0,
    started: 0,
  }
  const worker = bent.decoder.worker('campaign')
  const startedBefore = bent.started
  const watch = new StallWatch()
  let n = 0
  const work = async (): Promise<void> => {
    while (n < plan.files) await one(worker, plan, n++, tally)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  watch.stop()
  tally.stallMs = watch.longestMs
  tally.stallWallMs = watch.longestWallMs
  tally.started = bent.started - startedBefore
  return tally
}

async function one(worker: DecodeWorker, plan: Plan, n: number, tally: Tally): Promise<void> {
  const { data, changed } = plan.damage(n)
  plan.beside?.(n)
  tally.files += 1
  if (changed) tally.changed += 1
  const startedMs = performance.now()
  try {
    const answer = await worker.describe(data, data.length)
    if (isRefusal(answer)) {
      tally.refused += 1
      tally.codes[answer.code] = (tally.codes[answer.code] ?? 0) + 1
      if (LOST.has(answer.code)) tally.lost += 1
    } else tally.decoded += 1
  } catch (error) {
    tally.thrown.push(`${n}: ${String(error)}`)
  }
  tally.longestMs = Math.max(tally.longestMs, performance.now() - startedMs)
}

/** Everything about a campaign that breaks a promise; `profiles` is how many kinds of process it needs. */
export function broken(tally: Tally, wanted: number): string[] {
  const found: string[] = []
  if (tally.files < wanted) found.push(`${wanted} files expected, ${tally.files} were opened`)
  if (tally.changed < tally.files * 0.95)
    found.push(`${tally.files - tally.changed} of ${tally.files} files were not damaged`)
  if (tally.refused < tally.files * 0.05)
    found.push(`damage that matters expected, ${tally.refused} of ${tally.files} were refused`)
  if (tally.decoded === 0) found.push('no damaged file was opened: the seeds or the decoder are broken')
  if (tally.thrown.length > 0) found.push(`thrown: ${tally.thrown.slice(0, 5).join('; ')}`)
  if (tally.lost > Math.ceil(tally.files / 1_000))
    found.push(`${tally.lost} processes lost on ${tally.files} files: ${JSON.stringify(tally.codes)}`)
  if (tally.stallMs > 200) found.push(`this process stood still for ${Math.round(tally.stallMs)} ms`)
  return found
}
