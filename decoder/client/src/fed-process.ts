import { type Frame, TAG } from './frames.ts'
import { failed, lost } from './job.ts'
import type { SandboxProcess } from './process.ts'
import type { SourceReader } from './source.ts'
import type { Refusal } from './types.ts'

/** The longest that a timer can wait: the pace of what is fed is its reader's, which is not timed. */
const UNTIMED_MS = 2 ** 31 - 1

/** A process that answers with many frames while the rest of its file is still on the way to it. */
export class FedProcess {
  readonly #process: SandboxProcess
  readonly #reader: SourceReader
  readonly #withinMs: number
  #feeding: Promise<unknown> | null = null

  constructor(process: SandboxProcess, reader: SourceReader, withinMs: number) {
    this.#process = process
    this.#reader = reader
    this.#withinMs = withinMs
  }

  /** The next frame but the one that asks for the rest of the file, which may come at any time; null at the end. */
  async next(): Promise<Frame | null> {
    const frame = await this.#process.next(this.#withinMs)
    if (frame?.tag !== TAG.proceed || this.#feeding !== null) return frame
    this.#feeding = this.#feed()
    return this.#process.next(this.#withinMs)
  }

  /** Sends the rest of the file while frames come back; what goes wrong ends the process. */
  #feed(): Promise<unknown> {
    const feeding = (async () => {
      for await (const part of this.#reader.rest()) {
        await this.#process.data(part, UNTIMED_MS)
        if (!this.#process.alive) return undefined
      }
      await this.#process.end(UNTIMED_MS)
      return undefined
    })()
    return feeding.catch((error: unknown) => {
      this.#process.kill('closed')
      return error
    })
  }

  /** What the end of the process says of its file. Throws what the file's source threw. */
  async lost(): Promise<Refusal> {
    // A process that was ended because its source failed says nothing of the file.
    const error = this.#feeding === null ? undefined : await this.#feeding
    return error === undefined ? lost(this.#process, this.#withinMs) : failed(this.#process, error)
  }
}
