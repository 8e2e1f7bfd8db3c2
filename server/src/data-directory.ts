import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** What made a data directory: only the demonstration's and `--quick` ones let a local person act without a password. */
export type MadeBy = 'demo' | 'quick' | 'real'

interface Mark {
  readonly made: MadeBy
  readonly shape: 'laptop' | 'unit-server'
  /** The person as whom the command line acts when nobody is named, in `demo` and `quick` directories. */
  readonly defaultPerson: string | null
}

/** The directory is not what the command expects: not a data directory, or made by another command. */
export class DataDirectoryError extends Error {
  override name = 'DataDirectoryError'
  readonly code:
    | 'data/not-initialised'
    | 'data/not-empty'
    | 'data/foreign'
    | 'data/damaged'
    | 'data/unwritable'
  constructor(code: DataDirectoryError['code'], message: string) {
    super(message)
    this.code = code
  }
}

const MARK = 'homeward.json'
const MARK_TEXT_MAX = 64 * 1024

/** The folder of one node: keys, vault, ledger files, the embedded database's cluster, sockets and logs. */
export class DataDirectory {
  readonly path: string
  readonly mark: Mark

  private constructor(path: string, mark: Mark) {
    this.path = path
    this.mark = mark
  }

  get keys(): string {
    return join(this.path, 'keys')
  }
  get vault(): string {
    return join(this.path, 'vault')
  }
  get ledger(): string {
    return join(this.path, 'ledger')
  }
  get cluster(): string {
    return join(this.path, 'postgres')
  }
  /** Names partners' ledgers to witness and witnesses of this one; need not be there. */
  get witnessing(): string {
    return join(this.path, 'witnessing.json')
  }
  get run(): string {
    return join(this.path, 'run')
  }

  /** True where the command line may sign a person in without a credential: nothing real is ever kept there. */
  get isTrial(): boolean {
    return this.mark.made !== 'real'
  }

  /** Opens a directory that a node was initialised in. @throws {DataDirectoryError} */
  static async open(path: string): Promise<DataDirectory> {
    const full = resolve(path)
    if (!existsSync(join(full, MARK))) {
      throw new DataDirectoryError(
        'data/not-initialised',
        `${full} is not a data directory: run homeward init first.`,
      )
    }
    return new DataDirectory(full, await readMark(full))
  }

  /**
   * Makes a directory, or opens it when the same command made it before. @throws {DataDirectoryError} `data/foreign`
   * when another command made it, `data/not-empty` when it holds something else.
   */
  static async make(path: string, made: MadeBy): Promise<DataDirectory> {
    const full = resolve(path)
    if (existsSync(join(full, MARK))) {
      const mark = await readMark(full)
      if (mark.made !== made) {
        throw new DataDirectoryError(
          'data/foreign',
          `${full} was made by ${commandOf(mark.made)}, not by ${commandOf(made)}.`,
        )
      }
      return new DataDirectory(full, mark)
    }
    const entries = await madeAndListed(full)
    if (entries.length > 0) {
      throw new DataDirectoryError(
        'data/not-empty',
        `${full} holds files of something else; choose an empty directory.`,
      )
    }
    for (const name of ['keys', 'vault', 'ledger', 'run']) await mkdir(join(full, name), { mode: 0o700 })
    const mark: Mark = { made, shape: 'laptop', defaultPerson: null }
    await writeMark(full, mark)
    return new DataDirectory(full, mark)
  }

  /** Names the person as whom the command line acts when nobody is named. */
  async setDefaultPerson(code: string): Promise<DataDirectory> {
    const mark = { ...this.mark, defaultPerson: code }
    await writeMark(this.path, mark)
    return new DataDirectory(this.path, mark)
  }
}

async function madeAndListed(path: string): Promise<string[]> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    return await readdir(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new DataDirectoryError('data/unwritable', `${path} cannot be made or listed (${code}).`)
  }
}

function commandOf(made: MadeBy): string {
  return { demo: 'npm run demo', quick: 'homeward init --quick', real: 'homeward init or npm start' }[made]
}

async function readMark(path: string): Promise<Mark> {
  const text = await readFile(join(path, MARK), 'utf8')
  try {
    const value = JSON.parse(text.slice(0, MARK_TEXT_MAX)) as Partial<Mark>
    if (value.made === 'demo' || value.made === 'quick' || value.made === 'real') {
      return { made: value.made, shape: value.shape ?? 'laptop', defaultPerson: value.defaultPerson ?? null }
    }
  } catch {
    // Falls through: a mark that cannot be read is reported like one that says nothing.
  }
  throw new DataDirectoryError(
    'data/damaged',
    `expected ${join(path, MARK)} to say what made the directory; it does not`,
  )
}

async function writeMark(path: string, mark: Mark): Promise<void> {
  const temporary = join(path, `.${MARK}.new`)
  const handle = await open(temporary, 'w', 0o600)
  await handle.writeFile(`${JSON.stringify(mark, null, 2)}\n`)
  await handle.sync()
  await handle.close()
  await rename(temporary, join(path, MARK))
}
