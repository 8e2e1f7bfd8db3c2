/** How the command ended, as the shell sees it. */
export const EXIT = {
  done: 0,
  someFailed: 1,
  usage: 2,
  refused: 3,
  environment: 4,
  integrity: 5,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Codes that say that what was kept is no longer what was written. */
function isIntegrity(code: string): boolean {
  return code === 'vault/damaged' || (code.startsWith('ledger/') && code !== 'ledger/unavailable')
}

/** The exit code for a node that did not start or a job that broke, from its error code. */
export function exitOfCode(code: string): ExitCode {
  return isIntegrity(code) ? EXIT.integrity : EXIT.environment
}

/** The exit code for an answer of the node that is not a success. */
export function exitOfAnswer(status: number, code: string): ExitCode {
  if (isIntegrity(code)) return EXIT.integrity
  if (status === 400) return EXIT.usage
  return status >= 500 ? EXIT.environment : EXIT.refused
}
