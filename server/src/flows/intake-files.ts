import { isRefusal } from '@homeward/core'
import type { ArchiveMember, MemberRefusal } from '@homeward/decoder'
import { type OccurrenceRow, occurrenceAt, setMembersDone, setModified } from '../media/media-store.ts'
import {
  digestBytes,
  FileChangedError,
  OpenFile,
  readProblem,
  type SourceFile,
  type SourceProblem,
  walkSources,
} from '../media/source-files.ts'
import { filePlace, memberPlace } from './place.ts'
import { type FileToTakeIn, type ReadContent, type TakingIn, takeIn } from './take-in.ts'

/** Files at most this large are read once and kept in memory while they are opened and sealed. */
const MEMORY_BYTES_MAX = 64 * 1024 * 1024
/** Files in hand at the same time: enough to overlap reading, sandbox and database on the cores. */
const IN_HAND_MAX = 4
const ARCHIVE_DEPTH_MAX = 3

/** An archive that was counted and whose members come next. */
interface OpenedArchive {
  readonly occurrence: string
  readonly place: Buffer
  readonly path: Buffer
  readonly depth: number
  readonly sizeBytes: number
  readonly bytes: ReadContent['bytes']
}

/** Takes in all files of some sources, several at a time, each exactly once however often it is started. */
export class IntakeFiles {
  readonly #taking: TakingIn
  readonly #onTakenIn: () => Promise<void>
  /** Files of this exhibit that are counted now, by this run or an earlier one; archive members included. */
  filesDone = 0
  /** Those of them that lie directly in the sources. */
  topLevelDone = 0
  /** Files that this run read itself. */
  filesRead = 0
  bytesDone = 0

  constructor(taking: TakingIn, onTakenIn: () => Promise<void>) {
    this.#taking = taking
    this.#onTakenIn = onTakenIn
  }

  /** Walks the sources and takes in every file; returns early when the signal is raised. Throws what stops an intake. */
  async takeInAll(sources: readonly Buffer[]): Promise<void> {
    const inHand = new Set<Promise<void>>()
    let failure: { error: unknown } | null = null
    for await (const file of walkSources(sources)) {
      if (this.#taking.signal.aborted || failure !== null) break
      const one: Promise<void> = this.#takeInSource(file)
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => inHand.delete(one))
      inHand.add(one)
      if (inHand.size >= IN_HAND_MAX) await Promise.race(inHand)
    }
    await Promise.all(inHand)
    if (failure !== null) throw (failure as { error: unknown }).error
  }

  async #takeInSource(file: SourceFile | SourceProblem): Promise<void> {
    const place = filePlace(file.absolutePath)
    const earlier = await occurrenceAt(this.#taking.context.database.read, this.#taking.exhibit.id, place)
    if ('problem' in file) {
      if (earlier === null) await this.#count({ ...unread(place, 0, file.path), problem: file.problem })
      this.#done(0, true)
      return
    }
    const unchanged =
      earlier !== null && earlier.sizeBytes === file.sizeBytes && earlier.modifiedAtNs === file.modifiedAtNs
    if (!(unchanged && earlier.membersDone)) await this.#readSource(file, place, earlier)
    this.#done(file.sizeBytes, true)
  }

  async #readSource(file: SourceFile, place: Buffer, earlier: OccurrenceRow | null): Promise<void> {
    const blank = unread(place, earlier === null ? 0 : earlier.revision + 1, file.path)
    let opened: OpenFile
    try {
      opened = await OpenFile.open(file.absolutePath)
    } catch (error) {
      // A file that was counted before and cannot be read now stays counted as it was.
      if (earlier === null)
        await this.#count({
          ...blank,
          sizeBytes: file.sizeBytes,
          modifiedAtNs: file.modifiedAtNs,
          problem: readProblem(error),
        })
      return
    }
    try {
      await this.#readOpened(opened, blank, earlier)
    } finally {
      await opened.close()
    }
  }

  async #readOpened(opened: OpenFile, blank: FileToTakeIn, earlier: OccurrenceRow | null): Promise<void> {
    const stamp = { sizeBytes: opened.sizeBytes, modifiedAtNs: opened.modifiedAtNs }
    let read: ReadContent
    try {
      read = await this.#digest(opened.sizeBytes, () => opened.bytes())
    } catch (error) {
      const problem =
        error instanceof FileChangedError
          ? {
              code: error.code,
              because: 'The file changed while it was read; take it in again once it is at rest.',
            }
          : readProblem(error)
      if (earlier === null) await this.#count({ ...blank, ...stamp, problem })
      return
    }
    if (earlier?.sha256?.equals(read.sha256) === true) {
      if (!earlier.membersDone)
        await this.#takeInMembers(archiveOf(earlier.id, blank, stamp.sizeBytes, read, 1))
      await this.#taking.context.database.write((tx) => setModified(tx, earlier.id, stamp.modifiedAtNs))
      return
    }
    await this.#takeInRead({ ...blank, ...stamp, read }, 1)
  }

  async #takeInRead(file: FileToTakeIn, depth: number): Promise<void> {
    let taken: { occurrence: string; outcome: string }
    try {
      taken = await this.#count(file)
    } catch (error) {
      if (!(error instanceof FileChangedError)) throw error
      const problem = {
        code: error.code,
        because: 'The file changed while it was read; take it in again once it is at rest.',
      }
      await this.#count({ ...file, read: null, problem })
      return
    }
    this.filesRead += 1
    if (taken.outcome === 'archives' && file.read !== null) {
      await this.#takeInMembers(archiveOf(taken.occurrence, file, file.sizeBytes, file.read, depth))
    } else if (taken.outcome === 'mediaNew') {
      void this.#onTakenIn().catch(() => undefined)
    }
  }

  #count(file: FileToTakeIn): Promise<{ occurrence: string; outcome: string }> {
    return takeIn(this.#taking, file)
  }

  async #digest(sizeBytes: number, source: () => AsyncIterable<Uint8Array>): Promise<ReadContent> {
    const hasher = this.#taking.context.keys.storageHasher()
    const chunks: Uint8Array[] = []
    const small = sizeBytes <= MEMORY_BYTES_MAX
    const { sha256, sha1, md5 } = await digestBytes(source(), (chunk) => {
      hasher.update(chunk)
      if (small) chunks.push(chunk)
    })
    const bytes = small ? Buffer.concat(chunks) : null
    return { sha256, sha1, md5, storageId: hasher.digest(), bytes: () => bytes ?? source() }
  }

  async #takeInMembers(archive: OpenedArchive): Promise<void> {
    let position = 0
    let problem: { code: string; because: string } | null = null
    for await (const member of this.#taking.worker.members(archive.bytes(), archive.sizeBytes)) {
      // Members that are not reached now are taken in when the intake is resumed.
      if (this.#taking.signal.aborted) return
      if ('code' in member && member.pathBytes === null) {
        problem = { code: member.code, because: member.because }
        continue
      }
      await this.#takeInMember(archive, position, member)
      position += 1
    }
    await this.#taking.context.database.write((tx) => setMembersDone(tx, archive.occurrence, problem))
  }

  async #takeInMember(
    archive: OpenedArchive,
    position: number,
    member: ArchiveMember | MemberRefusal,
  ): Promise<void> {
    const name = Buffer.from(member.pathBytes ?? [])
    const place = memberPlace(archive.place, position, name)
    const path = Buffer.concat([archive.path, Buffer.from('!/'), name])
    const blank = { ...unread(place, 0, path), parent: archive.occurrence }
    const { exhibit, context } = this.#taking
    const earlier = await occurrenceAt(context.database.read, exhibit.id, place)
    if (isRefusal(member)) {
      if (earlier === null)
        await this.#count({ ...blank, problem: { code: member.code, because: member.because } })
      this.#done(0, false)
      return
    }
    if (earlier?.membersDone === true) {
      for await (const _ of member.bytes) {
        // The stream is one after the other: what is already counted has to be read past.
      }
    } else {
      await this.#readMember(archive, member, blank, earlier)
    }
    this.#done(member.sizeBytes, false)
  }

  async #readMember(
    archive: OpenedArchive,
    member: ArchiveMember,
    blank: FileToTakeIn,
    earlier: OccurrenceRow | null,
  ): Promise<void> {
    let read: ReadContent
    const chunks: Uint8Array[] = []
    try {
      for await (const chunk of member.bytes) chunks.push(chunk)
      const bytes = Buffer.concat(chunks)
      read = await this.#digest(bytes.length, () => once(bytes))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'archive/unreadable'
      await this.#count({
        ...blank,
        problem: { code, because: 'The archive is broken or over its limits inside this member.' },
      })
      return
    }
    const sizeBytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    if (earlier !== null) {
      await this.#takeInMembers(archiveOf(earlier.id, blank, sizeBytes, read, archive.depth + 1))
      return
    }
    if (archive.depth >= ARCHIVE_DEPTH_MAX) {
      await this.#takeInTooDeep({ ...blank, sizeBytes, read }, archive.depth)
      return
    }
    await this.#takeInRead({ ...blank, sizeBytes, read }, archive.depth + 1)
  }

  /** At the deepest level files are still taken in; only a further archive is not opened any more. */
  async #takeInTooDeep(file: FileToTakeIn, depth: number): Promise<void> {
    const taken = await this.#count(file)
    this.filesRead += 1
    if (taken.outcome !== 'archives') return
    const problem = {
      code: 'archive/depth',
      because: `Archives are opened ${depth} levels deep; this one lies deeper.`,
    }
    await this.#taking.context.database.write((tx) => setMembersDone(tx, taken.occurrence, problem))
  }

  #done(sizeBytes: number, topLevel: boolean): void {
    this.filesDone += 1
    this.bytesDone += topLevel ? sizeBytes : 0
    if (topLevel) this.topLevelDone += 1
  }
}

function unread(place: Buffer, revision: number, path: Buffer): FileToTakeIn {
  return { place, revision, parent: null, path, modifiedAtNs: null, sizeBytes: 0, read: null, problem: null }
}

function archiveOf(
  occurrence: string,
  file: FileToTakeIn,
  sizeBytes: number,
  read: ReadContent,
  depth: number,
): OpenedArchive {
  return { occurrence, place: file.place, path: file.path, depth, sizeBytes, bytes: read.bytes }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
