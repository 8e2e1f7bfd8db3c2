import { DecoderError } from './errors.ts'
import { TAG } from './frames.ts'
import type { SandboxProcess } from './process.ts'
import { parseReply, type Reply } from './reply.ts'
import { SizeMismatch, type SourceReader } from './source.ts'
import type { Refusal } from './types.ts'

/** Sends one request with its file and takes its reply, or the refusal that stands for a process that was lost on it. */
export async function ask(
  process: SandboxProcess,
  request: object,
  reader: SourceReader,
  withinMs: number,
): Promise<Reply | Refusal> {
  try {
    await process.request({ ...request, sizeBytes: reader.sizeBytes }, reader.head, withinMs)
    let frame = await process.next(withinMs)
    if (frame?.tag === TAG.proceed) {
      await deliver(process, reader, withinMs)
      frame = await process.next(withinMs)
    }
    if (frame === null) return lost(process, withinMs)
    if (frame.tag !== TAG.reply)
      throw new DecoderError('decoder/protocol', `a reply expected, frame ${frame.tag} came`)
    return parseReply(frame.payload)
  } catch (error) {
    return failed(process, error)
  }
}

/** Streams what follows the head, until it ends or the process has answered already. */
export async function deliver(
  process: SandboxProcess,
  reader: SourceReader,
  withinMs: number,
): Promise<void> {
  for await (const part of reader.rest()) {
    await process.data(part, withinMs)
    if (process.hasFrame || !process.alive) break
  }
  await process.end(withinMs)
}

/** What a process that is half-way through a file and cannot go on is worth: nothing, so it is ended. */
export function failed(process: SandboxProcess, error: unknown): Refusal {
  process.kill('protocol')
  if (error instanceof SizeMismatch) return { code: 'media/unreadable', because: error.message }
  if (error instanceof DecoderError && error.code === 'decoder/protocol') {
    return { code: 'media/crashed', because: error.message }
  }
  throw error
}

/** The refusal for a file on which its process ended. */
export function lost(process: SandboxProcess, withinMs: number): Refusal {
  switch (process.verdict) {
    case 'timeout':
      return { code: 'media/timeout', because: `an answer within ${withinMs} ms expected, none came` }
    case 'memory':
      return { code: 'media/memory', because: 'the file took more memory than one process may hold' }
    case 'protocol':
      return { code: 'media/crashed', because: 'the sandboxed process sent what is no answer' }
    case 'closed':
      return { code: 'media/crashed', because: 'the sandboxed process was closed while it read the file' }
    case null:
      return process.ranOutOfMemory
        ? { code: 'media/memory', because: 'the file took more memory than one process may hold' }
        : { code: 'media/crashed', because: 'the sandboxed process ended while it read the file' }
  }
}
