import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from './failure.ts'

const CODE = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/

/** The sessions kept in a data directory, one file a person, readable by its owner only. */
export class Sessions {
  readonly #folder: string

  /** @param data the data directory, absolute */
  constructor(data: string) {
    this.#folder = join(data, 'run', 'sessions')
  }

  /** The kept token of a person, live or not; undefined when there is none. */
  token(person: string): string | undefined {
    const text = this.#read(`${checkedCode(person)}.json`)
    if (text === undefined) return undefined
    try {
      const kept: unknown = JSON.parse(text)
      const token =
        typeof kept === 'object' && kept !== null ? (kept as { token?: unknown }).token : undefined
      return typeof token === 'string' ? token : undefined
    } catch {
      return undefined
    }
  }

  /** Keeps the token of a person. */
  keep(person: string, token: string): void {
    this.#write(`${checkedCode(person)}.json`, `${JSON.stringify({ token, person })}\n`)
  }

  /** The person who signed in last, who is acted as when nobody is named. */
  current(): string | undefined {
    const person = this.#read('current')?.trim()
    return person !== undefined && CODE.test(person) ? person : undefined
  }

  makeCurrent(person: string): void {
    this.#write('current', `${checkedCode(person)}\n`)
  }

  #read(name: string): string | undefined {
    try {
      return readFileSync(join(this.#folder, name), 'utf8')
    } catch {
      return undefined
    }
  }

  #write(name: string, text: string): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    chmodSync(this.#folder, 0o700)
    const file = join(this.#folder, name)
    const temporary = `${file}.${process.pid}`
    rmSync(temporary, { force: true })
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' })
    renameSync(temporary, file)
  }
}

/** A person's code becomes a file name, so it must not be able to name another file. */
function checkedCode(person: string): string {
  if (!CODE.test(person)) {
    throw new UsageError(
      `"${person}" is not the code of a person: letters, digits and . _ @ - are, 64 at most.`,
    )
  }
  return person
}
