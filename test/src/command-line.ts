import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../../cli/bin/homeward.mjs', import.meta.url))

export interface CommandResult {
  readonly status: number | null
  readonly output: string
  readonly errors: string
  /** The last line of the output as JSON, or null. */
  readonly json: unknown
}

/** Runs `homeward` as a person would, in a process of its own. */
export function homeward(data: string, ...given: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...given, '--data', data], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text
    })
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, output, errors, json: lastJson(output) }))
  })
}

function lastJson(output: string): unknown {
  const line = output.trimEnd().split('\n').at(-1) ?? ''
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
