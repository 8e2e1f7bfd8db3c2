import { createHash } from 'node:crypto'
import { isRefusal, type ReferenceEntry, type Refusal, refuse, vicsReference } from '@homeward/core'
import type { VicsRow } from '@homeward/decoder'
import { newIdentifier } from '../identifier.ts'
import type { NodeContext } from '../node-context.ts'

export interface VicsReference {
  readonly entries: readonly ReferenceEntry[]
  /** Media with the hash of the empty file, which would turn every empty file into a hit. */
  readonly dropped: number
  readonly sha256: Buffer
}

/**
 * Reads a VICS hash set, or the media of a case, as lines of a reference set; in the sandbox, since nobody vouches for
 * the file. Refuses with `reference/vics` what is no such document, `reference/line` where a hash is none (which media,
 * what was expected), and `reference/empty`: a list that was half understood must not count as imported.
 */
export async function readVicsReference(
  context: NodeContext,
  bytes: AsyncIterable<Uint8Array>,
  sizeBytes: number,
): Promise<VicsReference | Refusal> {
  const digest = createHash('sha256')
  const collected = new Collected()
  const worker = context.decoder.worker(newIdentifier(context.platform, 'reference'))
  const digested = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      digest.update(chunk)
      yield chunk
    }
  }
  try {
    for await (const part of worker.vics(digested(), sizeBytes)) {
      if (isRefusal(part)) return refuse('reference/vics', `Expected a VICS document: ${part.because}.`)
      if (!('rows' in part)) break
      for (const row of part.rows) {
        const problem = collected.add(row)
        if (problem !== null) return problem
      }
    }
  } finally {
    await worker.close()
  }
  if (collected.entries.length === 0)
    return refuse('reference/empty', 'The document names no media with a hash.')
  return { entries: collected.entries, dropped: collected.dropped, sha256: digest.digest() }
}

class Collected {
  readonly entries: ReferenceEntry[] = []
  dropped = 0
  #media = 0

  add(row: VicsRow): Refusal | null {
    if (row.row !== 'media') return null
    this.#media += 1
    const entry = vicsReference(row.fields, row.hashes)
    if (isRefusal(entry)) return refuse('reference/line', `Media ${this.#media}: ${entry.because}`)
    if (entry === null) this.dropped += 1
    else this.entries.push(entry)
    return null
  }
}
