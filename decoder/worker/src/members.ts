import type { Readable } from 'node:stream'
import { clean, Refused } from './answer.ts'
import { TAG, writeFrame, writeReply } from './frames.ts'

/** Bounds of one archive. */
export type MemberLimits = { members: number; memberSizeBytes: number; totalSizeBytes: number; ratio: number }

const LONGEST_PATH_BYTES = 4096

/** Writes the members of one archive to the client and keeps count of what they cost. */
export class MemberWriter {
  readonly #limits: MemberLimits
  #members = 0
  #totalBytes = 0

  constructor(limits: MemberLimits) {
    this.#limits = limits
  }

  /** Counts a member; the rest of the archive is refused when there are too many. */
  count(): void {
    this.#members++
    if (this.#members > this.#limits.members) {
      throw new Refused('archive/limits', `at most ${this.#limits.members} members expected, more came`)
    }
  }

  /** Tells the client of a member that is not unpacked. */
  refuse(path: Buffer, code: string, because: string): void {
    writeReply(
      TAG.member,
      { refused: code, because, modifiedAtMs: null, sizeBytes: 0 },
      { path: path.subarray(0, 65_535) },
    )
  }

  /** Whether a member may be unpacked by its name and its announced size; tells the client if it may not. */
  accepts(path: Buffer, sizeBytes: number): boolean {
    const fault = nameFault(path)
    if (fault !== null) this.refuse(path, 'archive/unsafe-name', fault)
    else if (sizeBytes > this.#limits.memberSizeBytes) {
      const most = this.#limits.memberSizeBytes
      this.refuse(path, 'archive/limits', `a member of at most ${most} bytes expected, ${sizeBytes} came`)
    } else return true
    return false
  }

  /** Streams a member; a fault inside it is told at its end, and true is given back when it was whole. */
  async stream(
    path: Buffer,
    sizeBytes: number,
    modifiedAtMs: number | null,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<boolean> {
    writeReply(TAG.member, { sizeBytes, modifiedAtMs }, { path })
    let length = 0
    try {
      for await (const part of bytes) {
        length += part.length
        this.spend(part.length)
        writeFrame(TAG.memberData, part)
      }
      if (length !== sizeBytes)
        throw new Refused('archive/unreadable', `${sizeBytes} bytes expected, ${length} came`)
    } catch (error) {
      const code = error instanceof Refused ? error.code : 'archive/unreadable'
      const because = clean(error instanceof Error ? error.message : String(error))
      writeReply(TAG.memberEnd, { refused: code, because })
      if (code === 'archive/limits') throw error
      return false
    }
    writeReply(TAG.memberEnd, {})
    return true
  }

  /** Counts unpacked bytes; the rest of the archive is refused when there are too many. */
  spend(sizeBytes: number): void {
    this.#totalBytes += sizeBytes
    if (this.#totalBytes > this.#limits.totalSizeBytes) {
      throw new Refused(
        'archive/limits',
        `at most ${this.#limits.totalSizeBytes} unpacked bytes expected, more came`,
      )
    }
  }
}

/** What makes a stored name unfit to be a path below a folder, or null. Backslashes separate too, as on Windows. */
export function nameFault(path: Buffer): string | null {
  if (path.length === 0) return 'a name expected, an empty one came'
  if (path.length > LONGEST_PATH_BYTES)
    return `a name of at most ${LONGEST_PATH_BYTES} bytes expected, ${path.length} came`
  if (path.includes(0)) return 'a name without NUL expected'
  const parts = path.toString('latin1').split(/[/\\]/)
  if (parts[0] === '') return 'a relative name expected, an absolute one came'
  if (/^[A-Za-z]:/.test(parts[0] as string)) return 'a relative name expected, one with a drive came'
  if (parts.includes('..')) return 'a name below the archive expected, one that leaves it came'
  return null
}

/** Chunks of a Node stream; its type lets them be anything. */
export function chunks(stream: Readable): AsyncIterable<Uint8Array> {
  return stream as AsyncIterable<Uint8Array>
}
