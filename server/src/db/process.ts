import { spawn } from 'node:child_process'

/** What PostgreSQL's programs may see of the environment: messages in English, nothing of the node's own. */
export const PROGRAM_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C',
}

/** Runs a program to its end; `status` is null when it could not be started or was ended by a signal. */
export function run(command: readonly string[]): Promise<{ status: number | null; output: string }> {
  const [program, ...args] = command
  return new Promise((resolve) => {
    const child = spawn(program ?? '', args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: '/',
      env: PROGRAM_ENVIRONMENT,
    })
    let output = ''
    const keep = (chunk: Buffer): void => {
      output += chunk.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => resolve({ status: null, output: error.message }))
    child.on('close', (status) => resolve({ status, output }))
  })
}
