import { type Refusal, refuse } from '@homeward/core'
import { type FolderEntry, folderEntries } from '../media/source-files.ts'
import { filePlace } from './place.ts'

/** Finds the file that a document names by a path below its own folder; null where nothing has that name. */
export interface StoredFiles {
  find(parts: readonly string[]): Promise<StoredFile | Refusal | null>
}

export interface StoredFile {
  /** Its place as intake counts it; see `filePlace` and `memberPlace`. */
  readonly place: Buffer
  /** Absolute path of its first part on the disk, spelled as it is there; null in an archive. */
  readonly top: Buffer | null
}

const SLASH: Buffer = Buffer.from('/')

/**
 * Files on the examiner's disk below one folder. Names are compared as they are first, then without regard to case,
 * since exporters write on systems that do not tell case apart. A symbolic link on the way is refused, never followed.
 */
export class FolderFiles implements StoredFiles {
  readonly #root: Buffer
  readonly #listings = new Map<string, Promise<Names<FolderEntry>>>()

  constructor(root: Buffer) {
    this.#root = root
  }

  async find(parts: readonly string[]): Promise<StoredFile | Refusal | null> {
    let path = this.#root
    let top: Buffer | null = null
    for (const [index, part] of parts.entries()) {
      const entry = (await this.#listing(path)).named(part)
      if (entry === null || 'code' in entry) return entry
      if (entry.isSymbolicLink())
        return refuse('vics/symbolic-link', 'Expected a file, got a symbolic link on the way to it.')
      const isLast = index === parts.length - 1
      if (isLast ? !entry.isFile() : !entry.isDirectory())
        return refuse('vics/not-a-file', 'Expected a regular file, got something else.')
      path = Buffer.concat([path, SLASH, entry.name])
      top ??= path
    }
    return { place: filePlace(path), top }
  }

  #listing(folder: Buffer): Promise<Names<FolderEntry>> {
    const key = folder.toString('latin1')
    const known = this.#listings.get(key)
    if (known !== undefined) return known
    const listing = folderEntries(folder)
      // What cannot be listed has nothing to be found.
      .catch((): FolderEntry[] => [])
      .then((entries) => new Names(entries.map((entry) => [entry.name.toString('utf8'), entry] as const)))
    this.#listings.set(key, listing)
    return listing
  }
}

/** Members of the archive that the document is a member of, below the document's folder in it. */
export class MemberFiles implements StoredFiles {
  readonly #folder: string
  readonly #names: Names<StoredFile>

  /** `name` is the document's own name in the archive; members come with theirs. */
  constructor(name: string, members: readonly { name: string; place: Buffer }[]) {
    this.#folder = name
      .split(/[\\/]+/u)
      .slice(0, -1)
      .map((part) => `${part}/`)
      .join('')
    this.#names = new Names(
      members.map((one) => [one.name.replaceAll(/[\\/]+/gu, '/'), { place: one.place, top: null }]),
    )
  }

  find(parts: readonly string[]): Promise<StoredFile | Refusal | null> {
    return Promise.resolve(this.#names.named(`${this.#folder}${parts.join('/')}`))
  }
}

/** Things by their names: as written first, then without regard to case where only one thing has that name. */
class Names<T> {
  readonly #exact = new Map<string, T>()
  readonly #folded = new Map<string, T[]>()

  constructor(entries: readonly (readonly [name: string, thing: T])[]) {
    for (const [name, thing] of entries) {
      this.#exact.set(name, thing)
      const alike = this.#folded.get(folded(name))
      if (alike === undefined) this.#folded.set(folded(name), [thing])
      else alike.push(thing)
    }
  }

  named(name: string): T | Refusal | null {
    const exact = this.#exact.get(name)
    if (exact !== undefined) return exact
    const alike = this.#folded.get(folded(name)) ?? []
    if (alike.length > 1)
      return refuse(
        'vics/ambiguous-path',
        `Expected one file of this name, got ${alike.length} that differ in case.`,
      )
    return alike[0] ?? null
  }
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
