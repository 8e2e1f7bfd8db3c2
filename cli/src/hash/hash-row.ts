import { type DecodeWorker, type Description, isRefusal } from '@homeward/decoder'
import { pathFields } from '../path-bytes.ts'
import { DigestedFile, type Digests } from './digested-file.ts'
import { failed, notRegular } from './walk.ts'

const WHOLE_UP_TO_BYTES = 64 * 1024 * 1024

type PathFields = ReturnType<typeof pathFields>
type Variants<Value> = { readonly nn512: Value; readonly full: Value }

/** What `hash` says of one file, in the order of its JSON keys. */
export type HashRow = PathFields &
  Digests & {
    readonly sizeBytes: number
    /** MIME type by content. */
    readonly kind: string
    readonly widthPx: number | null
    readonly heightPx: number | null
    /** 64 hexadecimal digits a variant; null for what is not a still image. */
    readonly pdq: Variants<string> | null
    /** 0 to 100. */
    readonly pdqQuality: Variants<number> | null
  }

/** Why `hash` can say nothing of a path. */
export type HashFailure = PathFields & { readonly error: { readonly code: string; readonly because: string } }

/** The failure line of a path. */
export function failureRow(path: Buffer, code: string, because: string): HashFailure {
  return { ...pathFields(path), error: { code, because } }
}

/**
 * Reads one file once: its digests, and what it is by content. Files of more than 64 MiB are streamed. Throws only what
 * is no property of the file: the DecoderError of a sandbox that cannot be started.
 */
export async function hashFile(path: Buffer, worker: DecodeWorker): Promise<HashRow | HashFailure> {
  let file: DigestedFile | undefined
  try {
    file = await DigestedFile.open(path)
  } catch (error) {
    return refusedBySystem(path, error)
  }
  if (file === undefined) {
    const { code, because } = notRegular(path)
    return failureRow(path, code, because)
  }
  try {
    return await rowOf(path, file, worker)
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    return refusedBySystem(path, error)
  } finally {
    await file.close()
  }
}

async function rowOf(path: Buffer, file: DigestedFile, worker: DecodeWorker): Promise<HashRow | HashFailure> {
  const { sizeBytes } = file
  const described = sizeBytes === 0 ? EMPTY : await describe(file, worker)
  await file.drain()
  if (described === undefined || (await file.changed())) {
    return failureRow(path, 'file/changed', 'It changed while it was read.')
  }
  if (isRefusal(described)) return failureRow(path, described.code, described.because)
  const { kind, widthPx, heightPx, pdq } = described
  return {
    ...pathFields(path),
    ...file.digests(),
    sizeBytes,
    kind,
    widthPx,
    heightPx,
    pdq: pdq === null ? null : { nn512: hex(pdq.nn512.bits), full: hex(pdq.full.bits) },
    pdqQuality: pdq === null ? null : { nn512: pdq.nn512.quality, full: pdq.full.quality },
  }
}

/** Undefined when the file turned out shorter than announced. */
async function describe(
  file: DigestedFile,
  worker: DecodeWorker,
): Promise<Description | { code: string; because: string } | undefined> {
  if (file.sizeBytes > WHOLE_UP_TO_BYTES) return worker.describe(file.stream(), file.sizeBytes)
  const bytes = await file.whole()
  return bytes.length === file.sizeBytes ? worker.describe(bytes, bytes.length) : undefined
}

function refusedBySystem(path: Buffer, error: unknown): HashFailure {
  const { code, because } = failed(path, error)
  return failureRow(path, code, because)
}

function hex(bits: Uint8Array): string {
  return Buffer.from(bits.buffer, bits.byteOffset, bits.byteLength).toString('hex')
}

const EMPTY: Description = {
  kind: 'inode/x-empty',
  family: 'context',
  widthPx: null,
  heightPx: null,
  frames: null,
  durationMs: null,
  pdq: null,
  exif: null,
  container: null,
  thumbnail: null,
  pixelated: null,
  text: null,
}
