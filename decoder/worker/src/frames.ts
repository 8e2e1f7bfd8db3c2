import { readSync, writeSync } from 'node:fs'

/** What a frame carries. The client's `frames.ts` holds the other half of this table. */
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

export type Frame = { tag: number; payload: Buffer }

const HEADER_BYTES = 5

// Reading and writing block: the process has one request at a time, and needs no event loop calls for its pipes.
export function readFrame(): Frame | null {
  const header = Buffer.alloc(HEADER_BYTES)
  if (!fill(header)) return null
  const payload = Buffer.allocUnsafe(header.readUInt32LE(1))
  if (!fill(payload)) return null
  return { tag: header[0] as number, payload }
}

function fill(target: Buffer): boolean {
  let at = 0
  while (at < target.length) {
    const got = readSync(0, target, at, target.length - at, null)
    if (got === 0) return false
    at += got
  }
  return true
}

/** Writes one frame whole; waits while the other side does not read. */
export function writeFrame(tag: number, ...parts: readonly Uint8Array[]): void {
  const header = Buffer.alloc(HEADER_BYTES)
  header[0] = tag
  header.writeUInt32LE(
    parts.reduce((sum, part) => sum + part.length, 0),
    1,
  )
  const bytes = Buffer.concat([header, ...parts])
  let at = 0
  while (at < bytes.length) at += writeSync(1, bytes, at, bytes.length - at)
}

/** A reply: its JSON, and after it the named parts in the order of `parts`. */
export function writeReply(
  tag: number,
  body: object,
  parts: Readonly<Record<string, Uint8Array | null>> = {},
): void {
  const present = Object.entries(parts).filter((entry): entry is [string, Uint8Array] => entry[1] !== null)
  const sizes = Object.fromEntries(present.map(([name, bytes]) => [name, bytes.length]))
  const json = Buffer.from(JSON.stringify({ ...body, parts: sizes }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  writeFrame(tag, length, json, ...present.map(([, bytes]) => bytes))
}
