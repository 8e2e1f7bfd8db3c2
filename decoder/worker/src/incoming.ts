import { closeSync, openSync, writeSync } from 'node:fs'
import { readFrame, TAG, writeFrame } from './frames.ts'

/** The file of one request as it arrives: its first bytes at once, the rest only when asked for. */
export class Incoming {
  /** The first bytes, at most 256 KiB. */
  readonly head: Buffer
  readonly sizeBytes: number
  #asked = false

  constructor(head: Buffer, sizeBytes: number) {
    this.head = head
    this.sizeBytes = sizeBytes
  }

  get whole(): boolean {
    return this.head.length >= this.sizeBytes
  }

  /** The whole file in memory. */
  bytes(): Buffer {
    if (this.whole) return this.head
    const all = Buffer.allocUnsafe(this.sizeBytes)
    let at = 0
    for (const part of this.stream()) at += part.copy(all, at)
    return all.subarray(0, at)
  }

  /** The whole file as a file of the sandbox's own memory. */
  spool(path: string): void {
    const file = openSync(path, 'wx', 0o600)
    try {
      for (const part of this.stream()) {
        let at = 0
        while (at < part.length) at += writeSync(file, part, at)
      }
    } finally {
      closeSync(file)
    }
  }

  /** The file part by part. May be used once. */
  *stream(): Generator<Buffer> {
    yield this.head
    if (this.whole || this.#asked) return
    this.#asked = true
    writeFrame(TAG.proceed)
    for (;;) {
      const frame = readFrame()
      if (frame === null || frame.tag === TAG.end) return
      if (frame.tag === TAG.data) yield frame.payload
    }
  }
}
