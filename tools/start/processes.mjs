import { spawn } from 'node:child_process'
import os from 'node:os'
import path from 'node:path'

/** What the machine lacks, in words for the person at the terminal, and the exit code to end with. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError'
  code = 'tools/setup'

  /**
   * @param {string} message what is missing and how to get it
   * @param {number} exitCode 4 where the machine lacks something, 1 where a build of this repository fails
   */
  constructor(message, exitCode = 4) {
    super(message)
    this.exitCode = exitCode
  }
}

/**
 * Progress goes to standard error, so that standard output carries only the verb's own result.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`homeward: ${text}\n`)
}

/**
 * The folders of the PATH without any `node_modules/.bin`: what the machine itself has.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function systemPath(env = process.env) {
  const folders = (env.PATH ?? '').split(path.delimiter)
  return folders.filter((folder) => folder !== '' && !folder.split(path.sep).includes('node_modules'))
}

/**
 * Runs one command, its output on standard error, and returns its exit code (127 where it does not start).
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: 'inherit' | 'ignore' }} options
 * @returns {Promise<number>}
 */
export function runToStderr(command, args, { cwd, env = process.env, input = 'ignore' } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: [input, 2, 2] })
    child.on('error', () => resolve(127))
    child.on('exit', (code, signal) => resolve(exitCodeOf(code, signal)))
  })
}

/**
 * Runs one command that may ask at the terminal, and shows its output only where it fails.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>} its exit code, 127 where it does not start
 */
export function runQuietly(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'pipe'] })
    /** @type {Buffer[]} */
    const output = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk))
    child.on('error', () => resolve(127))
    child.on('close', (code, signal) => {
      if (code !== 0) process.stderr.write(Buffer.concat(output))
      resolve(exitCodeOf(code, signal))
    })
  })
}

/**
 * Runs a script of the repository under the given Node with this process's input and output, hands on the
 * signals that ask it to stop, and returns its exit code.
 * @param {string} root
 * @param {string} node
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export function goOn(root, node, script, args) {
  const bin = path.join(root, 'node_modules', '.bin')
  const env = { ...process.env, PATH: [bin, ...systemPath()].join(path.delimiter) }
  const child = spawn(node, [script, ...args], { stdio: 'inherit', env })
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // A terminal sends the interrupt to the whole group: handing it on as well would deliver it twice.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(exitCodeOf(code, signal)))
  })
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {number} the shell's convention: 128 and the signal's number for a process that a signal ended
 */
function exitCodeOf(code, signal) {
  return code ?? 128 + (signal === null ? 0 : os.constants.signals[signal])
}
