import type { ExitCode } from './exit-code.ts'
import { UsageError } from './failure.ts'
import type { Platform } from './platform.ts'
import type { Terminal } from './terminal.ts'

/** One option of a command. `value` is the word for its value in the help; an option without it is a flag. */
export interface Option {
  readonly help: string
  readonly value?: string
  readonly multiple?: boolean
}

/** One command of `homeward`: its line in the help and what it does. */
export interface Command {
  /** One or two words, as typed. */
  readonly name: string
  /** What follows the name in the usage line. */
  readonly form: string
  /** One sentence for the overview. */
  readonly summary: string
  readonly options: Readonly<Record<string, Option>>
  /** Offers `--as CODE`: the command speaks to a node. */
  readonly acts: boolean
  run(call: Call): Promise<ExitCode>
}

/** One invocation of a command, parsed. */
export interface Call {
  readonly values: Values
  readonly terminal: Terminal
  readonly platform: Platform
  readonly json: boolean
  /** The data directory, absolute. */
  readonly data: string
  readonly as: string | undefined
}

/** The options and positional arguments of one invocation. */
export class Values {
  readonly #options: Readonly<Record<string, unknown>>
  /** The arguments that belong to no option. */
  readonly positionals: readonly string[]

  constructor(options: Readonly<Record<string, unknown>>, positionals: readonly string[]) {
    this.#options = options
    this.positionals = positionals
  }

  flag(name: string): boolean {
    return this.#options[name] === true
  }

  /** The value of an option, or undefined when it was not given or is empty. */
  text(name: string): string | undefined {
    const value = this.#options[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }

  /** The value of an option that must be given. */
  required(name: string): string {
    const value = this.text(name)
    if (value === undefined) throw new UsageError(`--${name} is needed.`)
    return value
  }

  /** All values of an option that may be repeated or separated by commas. */
  list(name: string): string[] {
    const value = this.#options[name]
    return Array.isArray(value) ? splitList(value.filter((each) => typeof each === 'string')) : []
  }

  /** A whole number within bounds, or undefined when it was not given. */
  whole(name: string, least: number, most: number): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`)
    }
    return value
  }

  /** Exactly these positional arguments, in order. */
  exactly(...names: string[]): string[] {
    if (this.positionals.length < names.length) {
      throw new UsageError(`${names[this.positionals.length]} is missing.`)
    }
    if (this.positionals.length > names.length) {
      throw new UsageError(`"${this.positionals[names.length]}" was not expected.`)
    }
    return [...this.positionals]
  }
}

/** Separates values at commas, leaving out empty ones and repetitions. */
export function splitList(values: readonly string[]): string[] {
  return [...new Set(values.flatMap((value) => value.split(',')).filter((value) => value !== ''))]
}

/** One of a closed list of words. */
export function oneOf<Word extends string>(option: string, value: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === value)
  if (found === undefined) throw new UsageError(`--${option} is one of ${words.join(', ')}, not "${value}".`)
  return found
}
