import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_LIMITS, type DecodeLimits, type Decoder } from '@homeward/decoder'
import { decoderOver } from '../../decoder/client/src/decoder.ts'
import { REPOSITORY } from '../../decoder/client/src/layout.ts'
import type { Launch } from '../../decoder/client/src/sandbox.ts'
import { untestedSandbox } from '../../decoder/client/src/self-test.ts'

/** One change of the worker's program: the text expected in a file of `decoder/worker/src`, and what stands there instead. */
export type Bend = { readonly file: string; readonly from: string; readonly to: string }

export type Bending = {
  readonly limits?: Partial<DecodeLimits>
  readonly processes?: number
  readonly bends?: readonly Bend[]
  readonly alter?: (start: Launch) => Launch
}

/** A decoder of which tests count the processes, and which they bend: what a mutant of the decode boundary does. */
export class BentDecoder {
  readonly decoder: Decoder
  readonly #folder: string | null
  /** Sandboxed processes started so far. */
  started = 0

  constructor({ limits = {}, processes = 2, bends = [], alter = (start) => start }: Bending = {}) {
    this.#folder = bends.length === 0 ? null : bentWorker(bends)
    const bounds = { ...DEFAULT_LIMITS, ...limits }
    const sandbox = untestedSandbox(bounds, (start) => {
      this.started += 1
      return alter(this.#folder === null ? start : withWorker(start, this.#folder))
    })
    this.decoder = decoderOver(sandbox, processes, bounds)
  }

  async close(): Promise<void> {
    await this.decoder.close()
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true })
  }
}

function bentWorker(bends: readonly Bend[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'bent-worker-'))
  // The sandbox is another user.
  chmodSync(folder, 0o755)
  cpSync(join(REPOSITORY, 'decoder/worker/src'), folder, { recursive: true })
  for (const { file, from, to } of bends) {
    const path = join(folder, file)
    const text = readFileSync(path, 'utf8')
    // A change that changes nothing would be a mutant that nobody can catch.
    if (!text.includes(from)) throw new Error(`'${from}' expected in ${file}, it is not there`)
    writeFileSync(path, text.replaceAll(from, to))
  }
  return folder
}

function withWorker(start: Launch, folder: string): Launch {
  const place = start.args.indexOf('/app/worker/src', start.args.indexOf('--ro-bind'))
  return { ...start, args: start.args.with(place - 1, folder) }
}
