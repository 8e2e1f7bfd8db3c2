import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { clean, Refused } from './answer.ts'
import type { Incoming } from './incoming.ts'
import { type MemberLimits, MemberWriter } from './members.ts'

const LEAST_BOMB_BYTES = 1024 * 1024

/** Lists a tar, gzipped or not, as it arrives. */
export async function listTar(incoming: Incoming, gzipped: boolean, limits: MemberLimits): Promise<void> {
  const writer = new MemberWriter(limits)
  const unpacker = extract({ filenameEncoding: 'latin1', allowUnknownFormat: true } as object)
  const feeding = feed(gzipped ? unpacked(incoming, limits) : incoming.stream(), unpacker).catch(
    (error: unknown) => {
      unpacker.destroy(error instanceof Error ? error : new Error(String(error)))
    },
  )
  try {
    for await (const entry of unpacker) {
      await writeEntry(writer, entry.header, entry as AsyncIterable<Uint8Array>)
    }
  } catch (error) {
    unpacker.destroy()
    if (error instanceof Refused) throw error
    throw new Refused('archive/unreadable', clean(error instanceof Error ? error.message : String(error)))
  }
  await feeding
}

async function writeEntry(
  writer: MemberWriter,
  header: Header,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  const type: string = header.type
  if (type === 'directory') return skip(writer, bytes)
  writer.count()
  const path = nameOf(header)
  if (type !== 'file' && type !== 'contiguous-file') {
    writer.refuse(path, 'archive/not-a-file', `a regular file expected, a ${type} came`)
    return skip(writer, bytes)
  }
  if (!writer.accepts(path, header.size)) return skip(writer, bytes)
  const ms = header.mtime.getTime()
  const whole = await writer.stream(path, header.size, Number.isFinite(ms) ? ms : null, bytes)
  if (!whole)
    throw new Refused('archive/unreadable', 'a whole tar expected, it ends or breaks inside a member')
}

async function skip(writer: MemberWriter, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const part of bytes) writer.spend(part.length)
}

/** The stored bytes: header fields are read as Latin-1, which keeps every byte; a PAX name is UTF-8 by its rule. */
function nameOf(header: Header): Buffer {
  const pax = header.pax as { path?: string } | null | undefined
  return Buffer.from(header.name, pax?.path === header.name ? 'utf8' : 'latin1')
}

async function feed(
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  to: ReturnType<typeof extract>,
): Promise<void> {
  for await (const part of parts) {
    if (to.destroyed) return
    if (!to.write(part))
      await new Promise<void>((resolve) => to.once('drain', resolve).once('close', resolve))
  }
  to.end(undefined)
}

async function* unpacked(incoming: Incoming, limits: MemberLimits): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  let packedBytes = 0
  let unpackedBytes = 0
  const feeding = (async () => {
    for (const part of incoming.stream()) {
      packedBytes += part.length
      if (!gunzip.write(part))
        await new Promise<void>((resolve) => gunzip.once('drain', resolve).once('close', resolve))
      if (gunzip.destroyed) return
    }
    gunzip.end()
  })()
  for await (const part of gunzip as AsyncIterable<Uint8Array>) {
    unpackedBytes += part.length
    if (unpackedBytes > LEAST_BOMB_BYTES && unpackedBytes > packedBytes * limits.ratio) {
      throw new Refused(
        'archive/limits',
        `at most ${limits.ratio} unpacked bytes for each packed one expected, more came`,
      )
    }
    yield part
  }
  await feeding
}
