import { parseDescription } from './description.ts'
import { DecoderError } from './errors.ts'
import { ask, failed } from './job.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { listMembers } from './members.ts'
import { Pool } from './pool.ts'
import type { SandboxProcess } from './process.ts'
import type { ProfileName } from './profiles.ts'
import { type Reply, refusalIn } from './reply.ts'
import { requireSandbox, type Sandbox } from './self-test.ts'
import { SizeMismatch, SourceReader } from './source.ts'
import type {
  DecodeLimits,
  Decoder,
  DecoderOptions,
  DecodeWorker,
  Description,
  MemberLimits,
  Refusal,
  RenderOptions,
  Source,
} from './types.ts'
import { readVics } from './vics.ts'
import { checkWebp } from './webp.ts'

const ROUTES: ReadonlySet<unknown> = new Set(['movies', 'archives', 'tables'])
const RENDER_CAP_BYTES = 16 * 1024 * 1024

/**
 * Opens the decode boundary: builds the sandbox of every profile and tries to break out of each before any file is
 * taken. Throws `DecoderError` with code `decoder/sandbox` when something is missing (and how to get it) or when an
 * attempt succeeds (and which). `processes` is 1 or more.
 */
export async function openDecoder(options: DecoderOptions = {}): Promise<Decoder> {
  const processes = options.processes ?? 2
  if (!Number.isSafeInteger(processes) || processes < 1) {
    throw new DecoderError('decoder/options', `one process or more expected, ${processes} came`)
  }
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  return decoderOver(await requireSandbox(limits), processes, limits)
}

/** A decoder over a sandbox that is already there. */
export function decoderOver(sandbox: Sandbox, processes: number, limits: DecodeLimits): Decoder {
  const pool = new Pool(processes, (name) => sandbox.start(name))
  return new SandboxedDecoder(sandbox, pool, limits)
}

class SandboxedDecoder implements Decoder {
  readonly #sandbox: Sandbox
  readonly #pool: Pool
  readonly #limits: DecodeLimits
  readonly #workers = new Map<string, ScopedWorker>()

  constructor(sandbox: Sandbox, pool: Pool, limits: DecodeLimits) {
    this.#sandbox = sandbox
    this.#pool = pool
    this.#limits = limits
  }

  worker(scope: string): DecodeWorker {
    const known = this.#workers.get(scope)
    if (known !== undefined) return known
    const made = new ScopedWorker(scope, this.#pool, this.#limits, () => this.#workers.delete(scope))
    this.#workers.set(scope, made)
    return made
  }

  selfTest(): ReturnType<Decoder['selfTest']> {
    return this.#sandbox.selfTest()
  }

  async close(): Promise<void> {
    this.#workers.clear()
    await this.#pool.close()
  }
}

class ScopedWorker implements DecodeWorker {
  readonly #scope: string
  readonly #pool: Pool
  readonly #limits: DecodeLimits
  readonly #forget: () => void

  constructor(scope: string, pool: Pool, limits: DecodeLimits, forget: () => void) {
    this.#scope = scope
    this.#pool = pool
    this.#limits = limits
    this.#forget = forget
  }

  async describe(source: Source, sizeBytes: number): Promise<Description | Refusal> {
    const read = (reply: Reply): Description => parseDescription(reply, this.#limits.sidePx)
    return this.#run(source, sizeBytes, { op: 'describe' }, read, ({ route, kind }) =>
      // Text that cannot be read out of a document is missing, and the document is still a document.
      route === 'movies' ? null : contextWithoutText(kind),
    )
  }

  render(source: Source, sizeBytes: number, options: RenderOptions): Promise<Uint8Array | Refusal> {
    const { maxSidePx, clarity } = options
    if (!Number.isSafeInteger(maxSidePx) || maxSidePx < 16 || maxSidePx > 4096) {
      throw new DecoderError('decoder/options', `a side of 16 to 4,096 px expected, ${maxSidePx} came`)
    }
    return this.#run(source, sizeBytes, { op: 'render', render: { maxSidePx, clarity } }, ({ parts }) =>
      checkWebp(parts.get('picture') ?? Buffer.alloc(0), maxSidePx, RENDER_CAP_BYTES),
    )
  }

  members(
    source: Source,
    sizeBytes: number,
    limits?: Partial<MemberLimits>,
  ): ReturnType<DecodeWorker['members']> {
    return listMembers(this.#pool, this.#scope, this.#limits, source, sizeBytes, limits)
  }

  vics(source: Source, sizeBytes: number): ReturnType<DecodeWorker['vics']> {
    return readVics(this.#pool, this.#scope, this.#limits, source, sizeBytes)
  }

  async close(): Promise<void> {
    this.#forget()
    await this.#pool.closeScope(this.#scope)
  }

  async #run<T>(
    source: Source,
    sizeBytes: number,
    request: Request,
    read: (reply: Reply) => T,
    instead: (routed: Routed) => T | null = () => null,
  ): Promise<T | Refusal> {
    let reader: SourceReader
    try {
      reader = await SourceReader.open(source, sizeBytes)
    } catch (error) {
      if (error instanceof SizeMismatch) return { code: 'media/unreadable', because: error.message }
      throw error
    }
    try {
      const first = await this.#ask('stills', reader, request, read)
      if (!isRoute(first)) return first
      const second = await this.#ask(first.route, reader, { ...request, kind: first.kind }, read)
      if (isRoute(second))
        return { code: 'media/crashed', because: 'a sandboxed process sent the file on a second time' }
      return isRefused(second) ? (instead(first) ?? second) : second
    } finally {
      await reader.close()
    }
  }

  #timeFor(profile: ProfileName, kind: unknown): number {
    if (profile === 'stills' || kind === 'image/bmp') return this.#limits.imageTimeMs
    return profile === 'movies' ? this.#limits.movieTimeMs : this.#limits.archiveTimeMs
  }

  #ask<T>(
    profile: ProfileName,
    reader: SourceReader,
    request: Request,
    read: (reply: Reply) => T,
  ): Promise<T | Refusal | Routed> {
    const withinMs = this.#timeFor(profile, request.kind)
    return this.#pool.use(this.#scope, profile, async (process: SandboxProcess) => {
      const reply = await ask(process, { ...request, limits: this.#limits }, reader, withinMs)
      if ('because' in reply) return reply
      try {
        const { route, kind } = reply.body
        if (ROUTES.has(route) && typeof kind === 'string') return { route: route as ProfileName, kind }
        return refusalIn(reply.body) ?? read(reply)
      } catch (error) {
        return failed(process, error)
      }
    })
  }
}

function isRefused(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'because' in answer
}

function contextWithoutText(kind: string): Description {
  const nothing = { widthPx: null, heightPx: null, frames: null, durationMs: null, pdq: null, exif: null }
  return {
    kind,
    family: 'context',
    ...nothing,
    container: null,
    thumbnail: null,
    pixelated: null,
    text: null,
  }
}

type Request = { readonly op: 'describe' | 'render'; readonly kind?: string; readonly render?: RenderOptions }

type Routed = { readonly route: ProfileName; readonly kind: string }

function isRoute(answer: unknown): answer is Routed {
  return typeof answer === 'object' && answer !== null && 'route' in answer
}
