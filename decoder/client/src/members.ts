import { MemberError } from './errors.ts'
import { FedProcess } from './fed-process.ts'
import { type Frame, TAG } from './frames.ts'
import { failed, lost } from './job.ts'
import { DEFAULT_MEMBER_LIMITS } from './limits.ts'
import type { Pool } from './pool.ts'
import type { SandboxProcess } from './process.ts'
import { isCount, malformed, parseReply, type Reply, refusalIn } from './reply.ts'
import { SizeMismatch, SourceReader } from './source.ts'
import type { ArchiveMember, DecodeLimits, MemberLimits, MemberRefusal, Refusal, Source } from './types.ts'

const LONGEST_PATH_BYTES = 65_535

/** Streams the members of an archive out of a process of its own, one after the other, as fast as they are read. */
export async function* listMembers(
  pool: Pool,
  scope: string,
  limits: DecodeLimits,
  source: Source,
  sizeBytes: number,
  bounds: Partial<MemberLimits> = {},
): AsyncGenerator<ArchiveMember | MemberRefusal> {
  let reader: SourceReader
  try {
    reader = await SourceReader.open(source, sizeBytes)
  } catch (error) {
    if (!(error instanceof SizeMismatch)) throw error
    yield whole({ code: 'archive/unreadable', because: error.message })
    return
  }
  const lease = await pool.alone(scope, 'archives')
  const listing = new Listing(lease.process, reader, limits.archiveTimeMs)
  try {
    const members = { ...DEFAULT_MEMBER_LIMITS, ...bounds }
    const request = { op: 'members', limits, members, sizeBytes }
    await lease.process.request(request, reader.head, limits.archiveTimeMs)
    yield* listing.read()
  } finally {
    lease.end()
    await reader.close()
  }
}

function whole(refusal: Refusal): MemberRefusal {
  return { ...refusal, pathBytes: null }
}

class Listing {
  readonly #process: SandboxProcess
  readonly #fed: FedProcess
  readonly #withinMs: number

  constructor(process: SandboxProcess, reader: SourceReader, withinMs: number) {
    this.#process = process
    this.#fed = new FedProcess(process, reader, withinMs)
    this.#withinMs = withinMs
  }

  async *read(): AsyncGenerator<ArchiveMember | MemberRefusal> {
    for (;;) {
      const step = await this.#step()
      if (step === null) return
      if ('because' in step) {
        yield step
        if (step.pathBytes === null) return
        continue
      }
      const stream = new MemberStream(this.#process, step.sizeBytes, () => this.#fed.next(), this.#withinMs)
      yield { ...step, bytes: stream }
      await stream.skip()
      if (stream.lost !== null) {
        yield whole(stream.lost)
        return
      }
    }
  }

  /** The next member, a refusal, or null at the end. */
  async #step(): Promise<Omit<ArchiveMember, 'bytes'> | MemberRefusal | null> {
    try {
      const frame = await this.#fed.next()
      if (frame === null) return whole(archiveRefusal(await this.#fed.lost()))
      const reply = parseReply(frame.payload)
      if (frame.tag === TAG.member) return parseMember(reply)
      if (frame.tag !== TAG.reply) throw malformed('the next member')
      const refusal = refusalIn(reply.body)
      return refusal === null ? null : whole(refusal)
    } catch (error) {
      return whole(archiveRefusal(failed(this.#process, error)))
    }
  }
}

function archiveRefusal(refusal: Refusal): Refusal {
  return refusal.code === 'media/unreadable' ? { ...refusal, code: 'archive/unreadable' } : refusal
}

function parseMember(reply: Reply): Omit<ArchiveMember, 'bytes'> | MemberRefusal {
  const path = reply.parts.get('path')
  if (path === undefined || path.length > LONGEST_PATH_BYTES) throw malformed('a name')
  const pathBytes = Uint8Array.from(path)
  const refusal = refusalIn(reply.body)
  if (refusal !== null) return { ...refusal, pathBytes }
  const { sizeBytes, modifiedAtMs } = reply.body
  if (!isCount(sizeBytes)) throw malformed('a size')
  const isMoment = typeof modifiedAtMs === 'number' && Number.isSafeInteger(modifiedAtMs)
  return { pathBytes, sizeBytes, modifiedAtMs: isMoment ? modifiedAtMs : null }
}

/** The bytes of one member, once, in order. */
class MemberStream implements AsyncIterable<Uint8Array> {
  readonly #process: SandboxProcess
  readonly #sizeBytes: number
  readonly #nextFrame: () => Promise<Frame | null>
  readonly #withinMs: number
  #ended = false
  #came = 0
  lost: Refusal | null = null

  constructor(
    process: SandboxProcess,
    sizeBytes: number,
    nextFrame: () => Promise<Frame | null>,
    withinMs: number,
  ) {
    this.#process = process
    this.#sizeBytes = sizeBytes
    this.#nextFrame = nextFrame
    this.#withinMs = withinMs
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    while (!this.#ended) {
      const part = await this.#next()
      if (part !== null) yield part
    }
  }

  /** Passes over what nobody has read. */
  async skip(): Promise<void> {
    while (!this.#ended) await this.#next().catch(() => null)
  }

  async #next(): Promise<Uint8Array | null> {
    const frame = await this.#nextFrame()
    if (frame === null) return this.#end(lost(this.#process, this.#withinMs))
    if (frame.tag === TAG.memberData) {
      this.#came += frame.payload.length
      if (this.#came > this.#sizeBytes) return this.#end(this.#broken('no more bytes than announced'))
      return Uint8Array.from(frame.payload)
    }
    if (frame.tag !== TAG.memberEnd) return this.#end(this.#broken('the rest of a member'))
    this.#ended = true
    const refusal = this.#refusal(frame.payload)
    if (refusal !== null) throw new MemberError(refusal.code, refusal.because)
    return null
  }

  #refusal(payload: Buffer): Refusal | null {
    try {
      return refusalIn(parseReply(payload).body)
    } catch (error) {
      this.lost = failed(this.#process, error)
      return this.lost
    }
  }

  #broken(expected: string): Refusal {
    return failed(this.#process, malformed(expected))
  }

  #end(refusal: Refusal): never {
    this.#ended = true
    this.lost = refusal
    throw new MemberError(refusal.code, refusal.because)
  }
}
