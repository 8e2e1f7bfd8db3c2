#!/usr/bin/env node
// Plain JavaScript for any Node.js from 18 on: finds the Node.js that the repository brings and goes on under it.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const NEEDED_MAJOR = 24
const ENVIRONMENT = 4

const repository = dirname(dirname(dirname(realpathSync(fileURLToPath(import.meta.url)))))
const main = join(repository, 'cli', 'src', 'main.ts')
const modules = join(repository, 'node_modules')
const broughtNode = join(modules, '.bin', 'node')

/** Ends with the exit code for a missing environment, saying what to do. */
function refuse(code, because) {
  process.stderr.write(`homeward: ${code}: ${because}\n`)
  process.exit(ENVIRONMENT)
}

/**
 * The arguments as Node.js can hand them on. It decodes arguments as UTF-8 and loses every other byte, so when a file
 * name needs other bytes, all arguments are read from the kernel and travel as base64.
 */
function rawArguments() {
  const decoded = process.argv.slice(2)
  if (!decoded.some((text) => text.includes('\ufffd'))) return { encoding: 'utf8', list: decoded }
  let bytes
  try {
    bytes = readFileSync('/proc/self/cmdline')
  } catch {
    return { encoding: 'utf8', list: decoded }
  }
  const all = []
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at)
    all.push(bytes.subarray(at, end < 0 ? bytes.length : end))
    at = end < 0 ? bytes.length : end + 1
  }
  return {
    encoding: 'base64',
    list: all.slice(all.length - decoded.length).map((one) => one.toString('base64')),
  }
}

/** Runs main.ts in a child with the same input and output, and ends as the child ends. */
function goOnUnder(node, given) {
  // The child watches the fourth pipe and ends when it closes, so that killing this process never leaves it behind.
  const child = spawn(node, [main, ...given.list], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, HOMEWARD_ARGUMENTS: given.encoding, HOMEWARD_LIFELINE: '3' },
  })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const forward = (signal) => child.kill(signal)
  for (const signal of signals) process.on(signal, forward)
  child.on('error', (error) =>
    refuse('cli/node-broken', `${node} cannot be run (${error.code ?? error.message}).`),
  )
  child.on('exit', (code, signal) => {
    for (const each of signals) process.off(each, forward)
    if (signal === null) process.exit(code ?? 1)
    process.kill(process.pid, signal)
    // A process that is the first of its container outlives a signal that it sends to itself.
    setTimeout(() => process.exit(1), 200)
  })
}

const ownMajor = Number(process.versions.node.split('.')[0])
const what = `run "npm ci" in ${repository}, or "npm run demo", which installs what is missing.`
if (!existsSync(modules)) {
  refuse('cli/not-installed', `The packages of Homeward are not installed: ${what}`)
} else if (existsSync(broughtNode)) {
  const given = rawArguments()
  if (realpathSync(broughtNode) === realpathSync(process.execPath)) {
    process.env.HOMEWARD_ARGUMENTS = given.encoding
    process.argv = [process.execPath, main, ...given.list]
    await import(pathToFileURL(main).href)
  } else {
    goOnUnder(broughtNode, given)
  }
} else if (ownMajor >= NEEDED_MAJOR) {
  const given = rawArguments()
  process.env.HOMEWARD_ARGUMENTS = given.encoding
  process.argv = [process.execPath, main, ...given.list]
  await import(pathToFileURL(main).href)
} else {
  refuse(
    'cli/node-too-old',
    `Node.js ${NEEDED_MAJOR} or later is needed, this is ${process.versions.node} and none is in ${modules}: ${what}`,
  )
}
