import { openDecoder } from '@homeward/decoder'
import type { Call } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { CommandError, UsageError } from '../failure.ts'
import { count, counted, size } from '../figures.ts'
import { bytesOfText, printable, printablePath } from '../path-bytes.ts'
import { failureRow, type HashFailure, type HashRow, hashFile } from './hash-row.ts'
import { inOrder } from './in-order.ts'
import { type Found, walk } from './walk.ts'

const RUNNING = 2
const AHEAD = 64
const SKIPPED_NAMED = 20

/** Hashes the paths of one call and prints a row for each, in the order of the walk. */
export async function runHash(call: Call): Promise<ExitCode> {
  const { positionals } = call.values
  if (positionals.length === 0) throw new UsageError('PATH is missing.')
  const decoder = await openDecoder({ processes: RUNNING }).catch(decoderBroken)
  const skipped = new SkippedNames(call)
  let failures = 0
  let done = 0
  try {
    const worker = decoder.worker('hash')
    const rows = inOrder(
      withoutSkipped(walk(positionals.map(bytesOfText)), skipped),
      { running: RUNNING, ahead: AHEAD },
      (found) =>
        found.what === 'file'
          ? hashFile(found.path, worker)
          : Promise.resolve(failureRow(found.path, found.code, found.because)),
    )
    for await (const row of rows) {
      done++
      if ('error' in row) failures++
      if (call.json) call.terminal.resultJson(row)
      else call.terminal.result(readable(row))
      call.terminal.progress(`${counted(done, 'file')} hashed`)
    }
  } catch (error) {
    return decoderBroken(error)
  } finally {
    call.terminal.clearProgress()
    await decoder.close()
  }
  skipped.tell()
  if (failures > 0) call.terminal.message(`homeward: ${count(failures)} of ${counted(done, 'path')} failed.`)
  return failures > 0 ? EXIT.someFailed : EXIT.done
}

async function* withoutSkipped(
  found: AsyncIterable<Found>,
  skipped: SkippedNames,
): AsyncGenerator<Exclude<Found, { what: 'skipped' }>> {
  for await (const one of found) {
    if (one.what === 'skipped') skipped.add(one.path, one.kind)
    else yield one
  }
}

/** Names the first skipped paths as they come and counts the rest. */
class SkippedNames {
  readonly #call: Call
  #total = 0

  constructor(call: Call) {
    this.#call = call
  }

  add(path: Buffer, kind: string): void {
    this.#total++
    if (this.#total <= SKIPPED_NAMED) {
      this.#call.terminal.message(`homeward: skipped ${printablePath(path)}: a ${kind}`)
    }
  }

  tell(): void {
    const unnamed = this.#total - SKIPPED_NAMED
    if (unnamed > 0) this.#call.terminal.message(`homeward: skipped ${counted(unnamed, 'more such path')}`)
  }
}

function decoderBroken(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (error instanceof Error && typeof code === 'string' && code.startsWith('decoder/')) {
    throw new CommandError(code, error.message, EXIT.environment, error)
  }
  throw error
}

function readable(row: HashRow | HashFailure): string {
  const path = 'path' in row ? printable(row.path) : printablePath(Buffer.from(row.pathBase64, 'base64'))
  if ('error' in row) return `${path}\n  ${row.error.code}: ${printable(row.error.because)}`
  const pixels =
    row.widthPx === null || row.heightPx === null ? '' : `, ${row.widthPx} x ${row.heightPx} pixels`
  const lines = [
    path,
    `  ${row.kind}, ${size(row.sizeBytes)}${pixels}`,
    `  sha256 ${row.sha256}`,
    `  sha1   ${row.sha1}`,
    `  md5    ${row.md5}`,
  ]
  if (row.pdq !== null && row.pdqQuality !== null) {
    lines.push(
      `  nn512  ${row.pdq.nn512}  quality ${row.pdqQuality.nn512}`,
      `  full   ${row.pdq.full}  quality ${row.pdqQuality.full}`,
    )
  }
  return lines.join('\n')
}
