import { compareStored, draftEvent, isRefusal, type Refusal, refuse, storedPath } from '@homeward/core'
import {
  type CountedFile,
  filesAtPlaces,
  filesByMd5,
  type LinkedEntry,
  linkEntries,
  membersOf,
  type UnlinkedEntry,
  unlinkedEntries,
  type VicsDocument,
  vicsDocuments,
} from '../media/vics-store.ts'
import { filePlace, pathText } from './place.ts'
import { FolderFiles, MemberFiles, type StoredFile, type StoredFiles } from './stored-files.ts'
import type { TakingIn } from './take-in.ts'

const PAGE = 500
const SLASH: Buffer = Buffer.from('/')
/** Folders and files that one case may bring in beside it. */
const BESIDE_MAX = 1_000

/**
 * Looks for the bytes of every named media that has none yet among the files of the exhibit, and compares them. Returns
 * absolute paths beside a case file that is a source itself: its media, which no source covers.
 */
export async function linkVicsEntries(taking: TakingIn, sources: readonly Buffer[]): Promise<Buffer[]> {
  const { context, exhibit } = taking
  const beside = new Map<string, Buffer>()
  for (const document of await vicsDocuments(context.database.read, exhibit.id)) {
    if (taking.signal.aborted || document.state !== 'read' || document.id === null) continue
    const where = await placeOfDocument(taking, document, sources)
    if (where === null) continue
    const linking = new Linking(taking, document.id, where)
    await linking.run()
    for (const path of linking.beside) if (beside.size < BESIDE_MAX) beside.set(path.toString('latin1'), path)
  }
  return [...beside.values()]
}

interface DocumentPlace {
  readonly files: StoredFiles
  /** Whether the document itself was named as a source: then its media lie beside the sources. */
  readonly isSource: boolean
}

/** Null when the document lies below none of the sources of this intake: its files cannot be looked for now. */
async function placeOfDocument(
  { context }: TakingIn,
  document: VicsDocument,
  sources: readonly Buffer[],
): Promise<DocumentPlace | null> {
  if (document.parent !== null) {
    const members = await membersOf(context.database.read, document.parent)
    const nameOf = (path: Buffer): string => pathText(path.subarray(path.lastIndexOf('!/') + 2))
    const named = members.map(({ path, place }) => ({ name: nameOf(path), place }))
    return { files: new MemberFiles(nameOf(document.path), named), isSource: false }
  }
  for (const source of sources) {
    const below = Buffer.concat([source, SLASH, document.path])
    const path = [source, below].find((one) => filePlace(one).equals(document.place))
    if (path === undefined) continue
    const folder = path.subarray(0, path.lastIndexOf(SLASH))
    return { files: new FolderFiles(folder), isSource: path === source }
  }
  return null
}

class Linking {
  readonly #taking: TakingIn
  readonly #fileId: string
  readonly #where: DocumentPlace
  readonly beside: Buffer[] = []

  constructor(taking: TakingIn, fileId: string, where: DocumentPlace) {
    this.#taking = taking
    this.#fileId = fileId
    this.#where = where
  }

  async run(): Promise<void> {
    const { context, signal } = this.#taking
    for (let after = -1; !signal.aborted; ) {
      const page = await unlinkedEntries(context.database.read, this.#fileId, after, PAGE)
      const found = await this.#look(page)
      // What was looked for before and is still not there stays as it is.
      const changed = found.filter((one, index) => one.state !== page[index]?.state)
      if (changed.length > 0) await this.#keep(changed)
      after = page.at(-1)?.position ?? after
      if (page.length < PAGE) break
    }
  }

  async #look(page: readonly UnlinkedEntry[]): Promise<LinkedEntry[]> {
    const { context, exhibit } = this.#taking
    const named = await Promise.all(
      page.map(({ storedAt }) => (storedAt === null ? Promise.resolve(null) : this.#placeOf(storedAt))),
    )
    const places = named.flatMap((one) => (one !== null && 'place' in one ? [one.place] : []))
    const atPlace = byKey(await filesAtPlaces(context.database.read, exhibit.id, places), 'place')
    const digests = page.flatMap(({ storedAt, md5 }) => (storedAt === null && md5 !== null ? [md5] : []))
    const byMd5 = byKey(await filesByMd5(context.database.read, exhibit.id, digests), 'md5')
    return page.map((entry, index) => {
      const place = named[index] ?? null
      if (place === null) return linkTo(entry, byMd5.get(entry.md5?.toString('hex') ?? '') ?? null)
      if (isRefusal(place)) return refused(entry, place)
      const file = atPlace.get(place.place.toString('hex'))
      if (file !== undefined) return linkTo(entry, file)
      return refused(entry, this.#notTakenIn(place))
    })
  }

  async #placeOf(storedAt: string): Promise<StoredFile | Refusal> {
    const parts = storedPath(storedAt)
    if (isRefusal(parts)) return parts
    const found = await this.#where.files.find(parts)
    return found ?? refuse('vics/no-file', 'Expected a stored file where the case names one, got none.')
  }

  /** A file that is there and was not counted: it lies beside the sources, or came since they were walked. */
  #notTakenIn({ top }: StoredFile): Refusal {
    if (this.#where.isSource && top !== null) this.beside.push(top)
    return refuse(
      'vics/not-taken-in',
      'Expected the stored file among those of the exhibit; name its folder in the intake.',
    )
  }

  async #keep(links: readonly LinkedEntry[]): Promise<void> {
    const { context, exhibit, actor } = this.#taking
    const counted = (is: (one: LinkedEntry) => boolean): number => links.filter(is).length
    await context.database.write(async (tx, record) => {
      await linkEntries(tx, this.#fileId, links)
      await record(
        draftEvent('media/vics-linked', {
          actor,
          objects: { exhibit: exhibit.id, vics: this.#fileId },
          facts: {
            stored: counted((one) => one.state === 'stored'),
            withoutFile: counted((one) => one.state === 'absent' || one.state === 'unstored'),
            refused: counted((one) => one.state === 'refused'),
            differing: counted((one) => one.problem?.code === 'vics/bytes-differ'),
          },
        }),
      )
    })
  }
}

function byKey(files: readonly CountedFile[], key: 'place' | 'md5'): Map<string, CountedFile> {
  return new Map(files.map((file) => [file[key]?.toString('hex') ?? '', file]))
}

function linkTo(entry: UnlinkedEntry, file: CountedFile | null): LinkedEntry {
  const { position } = entry
  // What was said of an earlier search does not hold any more; what was not understood of the entry does.
  const problem = entry.problem?.code === 'vics/entry' ? entry.problem : null
  if (file === null) return { position, state: 'unstored', occurrence: null, problem }
  const differs = compareStored(
    { md5: hexOf(entry.md5), sha1: hexOf(entry.sha1), sizeBytes: entry.sizeBytes },
    { md5: hexOf(file.md5), sha1: hexOf(file.sha1), sizeBytes: file.sizeBytes },
  )
  return { position, state: 'stored', occurrence: file.id, problem: differs ?? problem }
}

/** A file that may still come is looked for again by the next intake; a path that may not be followed is not. */
function refused({ position }: UnlinkedEntry, problem: Refusal): LinkedEntry {
  const mayCome = problem.code === 'vics/no-file' || problem.code === 'vics/not-taken-in'
  return { position, state: mayCome ? 'absent' : 'refused', occurrence: null, problem }
}

function hexOf(bytes: Buffer | null): string | null {
  return bytes?.toString('hex') ?? null
}
