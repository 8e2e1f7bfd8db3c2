import { EXIT, type ExitCode } from './exit-code.ts'

/** Ends the command: a code (`area/what`), a sentence that a person can act on, and the exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: string
  readonly exit: ExitCode

  constructor(code: string, because: string, exit: ExitCode, cause?: unknown) {
    super(because, cause === undefined ? undefined : { cause })
    this.code = code
    this.exit = exit
  }
}

/** The command line was not understood; the usage line of the command is printed with it. */
export class UsageError extends CommandError {
  constructor(because: string, code = 'usage/arguments') {
    super(code, because, EXIT.usage)
  }
}

/** The `code` of a system error such as `ENOENT`, or the empty string. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined
  return typeof code === 'string' ? code : ''
}
