import { setTimeout as pause } from 'node:timers/promises'
import { draftEvent, type IntakePace, intakePace } from '@homeward/core'
import { DatabaseError } from '../db/database-error.ts'
import {
  endIntake,
  type IntakeRow,
  intakeById,
  setIntakeWall,
  stopAbandonedIntakes,
} from '../media/intake-store.ts'
import { exhibitById } from '../media/media-store.ts'
import { walkSources } from '../media/source-files.ts'
import type { NodeContext } from '../node-context.ts'
import { VaultError } from '../vault/vault.ts'
import { IntakeFiles } from './intake-files.ts'
import type { TakingIn } from './take-in.ts'
import { takeInVicsCases } from './vics-cases.ts'

/** What the intake of one exhibit is doing now. `null` counts are not known yet. */
export interface IntakeProgress extends IntakePace {
  readonly filesDone: number
  readonly filesPlanned: number | null
  readonly bytesDone: number
  readonly bytesPlanned: number | null
  readonly stage: 'reading' | 'matching' | 'grouping' | 'done'
}

export interface IntakeFollowUp {
  /** Matches everything that was taken in so far. */
  match(): Promise<void>
  /** Groups the edition's new media into pictures and proposes sets; without new media only when `anew`. */
  group(editionId: string, anew: boolean): Promise<void>
}

interface Running {
  readonly row: IntakeRow
  readonly taking: TakingIn
  readonly files: IntakeFiles
  readonly abort: AbortController
  readonly ended: Promise<void>
  planned: { files: number; bytes: number } | null
  stage: IntakeProgress['stage']
  startedMs: number
}

const CHECKPOINT_MS = 1000
const END_AGAIN_MS = 1000

/** Runs intakes in the background of the node, several at once, one an exhibit. */
export class IntakeRunner {
  readonly #context: NodeContext
  readonly #followUp: IntakeFollowUp
  readonly #running = new Map<string, Running>()
  readonly #closing = new AbortController()

  constructor(context: NodeContext, followUp: IntakeFollowUp) {
    this.#context = context
    this.#followUp = followUp
  }

  /** Starts the intake of a row that was just committed, unless it already runs. */
  start(row: IntakeRow, taking: Omit<TakingIn, 'context' | 'worker' | 'signal'>): void {
    if (this.#running.has(row.id)) return
    const abort = new AbortController()
    const worker = this.#context.decoder.worker(row.exhibitId)
    const complete: TakingIn = { ...taking, context: this.#context, worker, signal: abort.signal }
    const files = new IntakeFiles(complete, () => this.#followUp.match())
    const startedMs = this.#context.platform.clock.monotonicMs()
    const running: Running = {
      row,
      taking: complete,
      files,
      abort,
      ended: Promise.resolve(),
      planned: null,
      stage: 'reading',
      startedMs,
    }
    this.#running.set(row.id, running)
    const ended = this.#run(running)
      .then(() => worker.close())
      .finally(() => this.#running.delete(row.id))
    Object.assign(running, { ended })
    ended.catch(() => undefined)
  }

  /** Asks an intake to stop after the files that it has in hand. */
  async stop(intakeId: string): Promise<void> {
    const running = this.#running.get(intakeId)
    running?.abort.abort()
    await running?.ended
  }

  /** Stops all of them because the node ends. */
  async stopAll(): Promise<void> {
    this.#closing.abort()
    await Promise.all([...this.#running.keys()].map((id) => this.stop(id)))
  }

  /** The progress of a running intake, or null when it is not running here. */
  progress(intakeId: string): IntakeProgress | null {
    const running = this.#running.get(intakeId)
    if (running === undefined) return null
    const { files, planned, stage } = running
    const left = planned === null ? null : Math.max(0, planned.files - files.topLevelDone)
    return {
      filesDone: files.filesDone,
      filesPlanned: planned === null ? null : Math.max(planned.files, files.filesDone),
      bytesDone: files.bytesDone,
      bytesPlanned: planned === null ? null : Math.max(planned.bytes, files.bytesDone),
      stage,
      ...intakePace(files.filesRead, left, this.#elapsedMs(running)),
    }
  }

  #elapsedMs(running: Running): number {
    return Math.round(this.#context.platform.clock.monotonicMs() - running.startedMs)
  }

  async #run(running: Running): Promise<void> {
    const { row, taking, files, abort } = running
    const checkpoint = setInterval(() => void this.#keepWall(running), CHECKPOINT_MS)
    try {
      const planning = this.#plan(running)
      await files.takeInAll(row.sources)
      await planning
      const hasCases = await takeInVicsCases(taking, row, files)
      running.stage = 'matching'
      await this.#followUp.match()
      running.stage = 'grouping'
      const exhibit = await exhibitById(this.#context.database.read, row.exhibitId)
      if (exhibit !== null) await this.#followUp.group(exhibit.editionId, hasCases)
      await this.#end(running, abort.signal.aborted ? 'stopped' : 'finished', null)
    } catch (error) {
      abort.abort()
      await this.#endFailed(running, problemOf(error))
    } finally {
      clearInterval(checkpoint)
    }
  }

  /** Counts what lies ahead beside the work itself; people want to know how long it takes. */
  async #plan(running: Running): Promise<void> {
    const planned = { files: 0, bytes: 0 }
    for await (const file of walkSources(running.row.sources)) {
      if (running.abort.signal.aborted) return
      planned.files += 1
      if ('sizeBytes' in file) planned.bytes += file.sizeBytes
    }
    running.planned = planned
  }

  async #keepWall(running: Running): Promise<void> {
    const wallMs = this.#elapsedMs(running)
    await this.#context.database
      .write((tx) => setIntakeWall(tx, running.row.id, wallMs))
      .catch(() => undefined)
  }

  /** Tries until the database takes it: an intake that never ended could not be resumed before the node starts again. */
  async #endFailed(running: Running, problem: { code: string; because: string }): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        await this.#end(running, 'failed', problem)
        return
      } catch {
        await pause(END_AGAIN_MS, null, { signal: this.#closing.signal }).catch(() => undefined)
      }
    }
  }

  async #end(
    running: Running,
    state: 'finished' | 'stopped' | 'failed',
    problem: { code: string; because: string } | null,
  ): Promise<void> {
    const { platform, database } = this.#context
    await database.write(async (tx, record) => {
      const row = await intakeById(tx, running.row.id)
      if (row === null || row.state !== 'running') return
      const wallMs = this.#elapsedMs(running)
      // A run that met nothing new leaves the exhibit's figures as they were.
      await endIntake(tx, row.id, {
        state,
        problem,
        finishedAt: new Date(platform.clock.nowMs()),
        wallMs: running.files.filesRead === 0 ? 0 : wallMs,
      })
      await record(
        draftEvent('media/intake-ended', {
          actor: { system: 'intake' },
          objects: { exhibit: row.exhibitId, intake: row.id },
          facts: { state, files: running.files.filesDone, problem: problem?.code ?? null },
        }),
      )
    })
    running.stage = 'done'
  }
}

/** Marks the intakes that a killed node left running as stopped, each with the event of its end. */
export async function endAbandonedIntakes({ platform, database }: NodeContext): Promise<void> {
  await database.write(async (tx, record) => {
    for (const row of await stopAbandonedIntakes(tx, new Date(platform.clock.nowMs()))) {
      await record(
        draftEvent('media/intake-ended', {
          actor: { system: 'intake' },
          objects: { exhibit: row.exhibitId, intake: row.id },
          facts: { state: row.state, files: null, problem: row.problem?.code ?? null },
        }),
      )
    }
  })
}

function problemOf(error: unknown): { code: string; because: string } {
  if (error instanceof VaultError && error.code === 'vault/full') {
    return {
      code: 'vault/full',
      because: 'The disk of the vault is full; make room and run the same command again.',
    }
  }
  if (error instanceof DatabaseError && error.code === 'database/full') {
    return {
      code: 'database/full',
      because: 'The disk of the database is full; make room and run the same command again.',
    }
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'intake/failed'
  return {
    code: code.includes('/') ? code : 'intake/failed',
    because: `The intake could not go on (${code}); nothing that it acknowledged is lost, the same command resumes it.`,
  }
}
