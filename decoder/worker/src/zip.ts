import { clean, Refused } from './answer.ts'
import { chunks, type MemberLimits, MemberWriter } from './members.ts'
import { type Entry, openMember, openZip, type ZipFile } from './zip-file.ts'

const TYPE_BITS = 0o170000
const FOLDER = 0o040000
const REGULAR = 0o100000
/** Below this a high ratio is no bomb, only a small file of blanks. */
const LEAST_BOMB_BYTES = 1024 * 1024
const STORED = 0
const DEFLATED = 8

/** Lists a zip that lies at a path of the sandbox. */
export async function listZip(path: string, sizeBytes: number, limits: MemberLimits): Promise<void> {
  const writer = new MemberWriter(limits)
  let packedBytes = 0
  await eachEntry(path, async (zip, entry) => {
    if (isFolder(entry)) return
    writer.count()
    const name = entry.fileNameRaw
    packedBytes += entry.compressedSize
    if (packedBytes > sizeBytes) {
      // Members that share their packed bytes make a small archive unpack to any size.
      throw new Refused(
        'archive/limits',
        'members that do not overlap expected, more packed bytes than the archive has came',
      )
    }
    const fault = entryFault(entry, limits)
    if (fault !== null) return writer.refuse(name, fault.code, fault.because)
    if (!writer.accepts(name, entry.uncompressedSize)) return
    const bytes = chunks(await openMember(zip, entry).catch(unreadable))
    await writer.stream(name, entry.uncompressedSize, modifiedAtMs(entry), bytes)
  })
}

/** Calls back for each entry in the order of the central directory. Refuses what is no whole zip. */
export async function eachEntry(
  path: string,
  use: (zip: ZipFile, entry: Entry) => Promise<void>,
): Promise<void> {
  const zip = await openZip(path).catch(unreadable)
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('error', (error: Error) => reject(new Refused('archive/unreadable', clean(error.message))))
      zip.on('end', resolve)
      zip.on('entry', (entry: Entry) => {
        use(zip, entry).then(() => zip.readEntry(), reject)
      })
      zip.readEntry()
    })
  } finally {
    zip.close()
  }
}

function unreadable(error: unknown): never {
  throw new Refused('archive/unreadable', clean(error instanceof Error ? error.message : String(error)))
}

/** The file type that UNIX and macOS archivers store; 0 when there is none. */
function typeOf(entry: Entry): number {
  const system = entry.versionMadeBy >> 8
  return system === 3 || system === 19 ? (entry.externalFileAttributes >>> 16) & TYPE_BITS : 0
}

function isFolder(entry: Entry): boolean {
  const last = entry.fileNameRaw.at(-1)
  return (last === 0x2f && entry.uncompressedSize === 0) || typeOf(entry) === FOLDER
}

function entryFault(entry: Entry, limits: MemberLimits): { code: string; because: string } | null {
  const type = typeOf(entry)
  if (type !== 0 && type !== REGULAR)
    return { code: 'archive/not-a-file', because: 'a regular file expected, a link or device came' }
  if (entry.isEncrypted())
    return { code: 'archive/encrypted', because: 'a member without encryption expected' }
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    return {
      code: 'archive/unsupported',
      because: `a stored or deflated member expected, method ${entry.compressionMethod} came`,
    }
  }
  const { uncompressedSize, compressedSize } = entry
  if (uncompressedSize > LEAST_BOMB_BYTES && uncompressedSize > compressedSize * limits.ratio) {
    return {
      code: 'archive/limits',
      because: `at most ${limits.ratio} unpacked bytes for each packed one expected, more came`,
    }
  }
  return null
}

function modifiedAtMs(entry: Entry): number | null {
  const ms = entry.getLastModDate({ timezone: 'UTC' }).getTime()
  return Number.isFinite(ms) ? ms : null
}
