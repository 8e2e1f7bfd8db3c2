import { createHash } from 'node:crypto'
import { utimesSync, writeFileSync } from 'node:fs'
import { distanceBits } from '@homeward/hamming'
import { type Pdq, pdq, toHex, type Variant } from '@homeward/pdq'
import { drawTake, drawView } from '../picture/view.ts'
import { type CopyPlan, movesPixels, PLAIN_COPY } from './copy-plan.ts'
import type { DrawingJob, DrawnContent } from './drawing-job.ts'
import { decodeCopy, encodeCopy, type Raw } from './encode.ts'
import { encodeVideo } from './video.ts'

/** Copies of one picture are kept this near to each other; a match needs 31 or less. */
const NEAR_BITS = 28

type Made = { copy: CopyPlan; bytes: Uint8Array }

/** Draws one job, writes its files and describes its contents. */
export async function drawContents(job: DrawingJob): Promise<DrawnContent[]> {
  if (job.frames !== null) return [await drawVideo(job, job.frames)]
  const { widthPx, heightPx } = job.view
  const view: Raw = { data: drawView(job.view), widthPx, heightPx }
  const made: Made[] = []
  for (const { copy } of job.contents) made.push(await make(view, copy ?? PLAIN_COPY))
  await keepNear(view, made)
  const drawn: DrawnContent[] = []
  for (const [i, content] of job.contents.entries()) {
    const { copy, bytes } = made[i] as Made
    write(content.files, bytes, job.modifiedAtS)
    const hashes = content.hashed ? await hashesOf(bytes, copy.operation === 'bmp' ? view : null) : null
    drawn.push({
      ...digests(bytes),
      operation: copy.operation,
      transform: copy.transform,
      bytes: content.wanted ? bytes : null,
      pdq: hashes,
    })
  }
  return drawn
}

async function make(view: Raw, copy: CopyPlan): Promise<Made> {
  return { copy, bytes: await encodeCopy(view, copy) }
}

/** Replaces a copy whose pixels were moved so far that it is no longer near each of the others. */
async function keepNear(view: Raw, made: Made[]): Promise<void> {
  if (made.length < 2) return
  for (const [i, { copy, bytes }] of made.entries()) {
    if (!movesPixels(copy)) continue
    const moved = await hashOf(bytes, 'full')
    for (const [j, other] of made.entries()) {
      if (i === j || nearestBits(moved, await hashOf(other.bytes, 'full', other.copy, view)) <= NEAR_BITS)
        continue
      made[i] = await make(view, gentler(copy))
      break
    }
  }
}

function gentler(copy: CopyPlan): CopyPlan {
  if (copy.camera) return { ...copy, transform: 'identity', camera: { ...copy.camera, orientation: 1 } }
  return { ...PLAIN_COPY, operation: 'reencoded', quality: copy.quality - 1 }
}

/** The least distance of a hash to the eight turned forms of another. */
function nearestBits(a: Pdq, b: Pdq): number {
  let least = 256
  for (let at = 0; at < b.dihedral.length; at += 32) {
    least = Math.min(least, distanceBits(a.bits, b.dihedral.subarray(at, at + 32)))
  }
  return least
}

async function hashOf(bytes: Uint8Array, variant: Variant, copy?: CopyPlan, view?: Raw): Promise<Pdq> {
  // A bitmap holds the drawn pixels unchanged, and the decoder used here does not read it.
  const pixels = copy?.operation === 'bmp' && view ? view : await decodeCopy(bytes)
  return pdq({ ...pixels, channels: 3 }, variant)
}

async function hashesOf(bytes: Uint8Array, unchanged: Raw | null): Promise<{ nn512: string; full: string }> {
  const pixels = unchanged ?? (await decodeCopy(bytes))
  return {
    nn512: toHex(pdq({ ...pixels, channels: 3 }, 'nn512').bits),
    full: toHex(pdq({ ...pixels, channels: 3 }, 'full').bits),
  }
}

async function drawVideo(job: DrawingJob, frames: number): Promise<DrawnContent> {
  const pictures = drawTake(job.view, frames)
  const bytes = await encodeVideo(pictures, job.view.widthPx, job.view.heightPx)
  for (const { files } of job.contents) write(files, bytes, job.modifiedAtS)
  return { ...digests(bytes), operation: 'video', transform: 'identity', bytes: null, pdq: null }
}

function write(files: readonly string[], bytes: Uint8Array, modifiedAtS: number): void {
  for (const file of files) {
    writeFileSync(file, bytes)
    utimesSync(file, modifiedAtS, modifiedAtS)
  }
}

function digests(bytes: Uint8Array): { sha256: string; sha1: string; md5: string; sizeBytes: number } {
  const digest = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex')
  return { sha256: digest('sha256'), sha1: digest('sha1'), md5: digest('md5'), sizeBytes: bytes.length }
}
