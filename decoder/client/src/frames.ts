import { DecoderError } from './errors.ts'

/** What a frame carries. The worker's `frames.ts` holds the other half of this table. */
export const TAG = {
  request: 1,
  data: 2,
  end: 3,
  reply: 16,
  proceed: 17,
  member: 18,
  memberData: 19,
  memberEnd: 20,
  rows: 21,
} as const

export type Frame = { readonly tag: number; readonly payload: Buffer }

const HEADER_BYTES = 5
/** The longest frame that is taken from a worker; a rendering of 4,096 pixels a side stays well below it. */
const LONGEST_PAYLOAD_BYTES = 32 * 1024 * 1024

export function frameHeader(tag: number, payloadBytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header[0] = tag
  header.writeUInt32LE(payloadBytes, 1)
  return header
}

/** A request: the length of its JSON, the JSON, and the first bytes of the file. */
export function requestFrame(body: object, head: Uint8Array): Buffer {
  const json = Buffer.from(JSON.stringify(body))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  return Buffer.concat([frameHeader(TAG.request, 4 + json.length + head.length), length, json, head])
}

/** Cuts what comes from a worker into frames. Throws `decoder/protocol` at a frame that is longer than any answer. */
export class FrameReader {
  #chunks: Buffer[] = []
  #length = 0

  push(chunk: Buffer): Frame[] {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    const frames: Frame[] = []
    for (let frame = this.#take(); frame !== null; frame = this.#take()) frames.push(frame)
    return frames
  }

  #take(): Frame | null {
    if (this.#length < HEADER_BYTES) return null
    const first = this.#chunks[0] as Buffer
    const header = first.length >= HEADER_BYTES ? first : this.#joined()
    const payloadBytes = header.readUInt32LE(1)
    if (payloadBytes > LONGEST_PAYLOAD_BYTES) {
      throw new DecoderError(
        'decoder/protocol',
        `a frame of at most ${LONGEST_PAYLOAD_BYTES} bytes expected, ${payloadBytes} came`,
      )
    }
    const end = HEADER_BYTES + payloadBytes
    if (this.#length < end) return null
    const bytes = this.#joined()
    this.#chunks = bytes.length > end ? [bytes.subarray(end)] : []
    this.#length -= end
    return { tag: bytes[0] as number, payload: bytes.subarray(HEADER_BYTES, end) }
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)]
    return this.#chunks[0] as Buffer
  }
}
