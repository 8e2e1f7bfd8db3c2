import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Command, Values } from './command.ts'
import { COMMANDS } from './command-table.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { CommandError, UsageError } from './failure.ts'
import { printable } from './path-bytes.ts'
import type { Platform } from './platform.ts'
import type { Terminal } from './terminal.ts'
import { commandHelp, optionsOf, overview, usageLine } from './usage.ts'

/**
 * Runs one command line: `given` are the arguments after `homeward`, file names in the reversible text form of
 * path-bytes.ts. Returns the exit code; never throws for what a person or a node can cause.
 */
export async function run(
  given: readonly string[],
  terminal: Terminal,
  platform: Platform,
): Promise<ExitCode> {
  let command: Command | undefined
  try {
    if (given[0] === '--help' || given[0] === '-h') {
      terminal.result(overview(COMMANDS))
      return EXIT.done
    }
    const family = familyOf(given[0])
    if (family.length > 0 && (given[1] === '--help' || given[1] === '-h')) {
      terminal.result(overview(family))
      return EXIT.done
    }
    const found = findCommand(given)
    command = found.command
    const { values, wantsHelp } = parse(command, found.rest)
    if (wantsHelp) {
      terminal.result(commandHelp(command))
      return EXIT.done
    }
    return await command.run({
      values,
      terminal,
      platform,
      json: values.flag('json'),
      data: resolve(values.text('data') ?? 'homeward-data'),
      as: values.text('as'),
    })
  } catch (error) {
    return tell(error, command, terminal)
  }
}

function findCommand(given: readonly string[]): { command: Command; rest: readonly string[] } {
  const words = given.slice(0, 2)
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ')
    const command = COMMANDS.find((each) => each.name === name)
    if (command !== undefined && words.length >= length) return { command, rest: given.slice(length) }
  }
  const family = familyOf(words[0])
  if (family.length > 0) {
    const names = family.map((each) => `"${each.name}"`).join(', ')
    throw new UsageError(`"${words[0]}" is not a whole command; there are ${names}.`, 'usage/command')
  }
  if (words[0] === undefined) throw new UsageError('A command is needed.', 'usage/command')
  throw new UsageError(`There is no command "${words[0]}".`, 'usage/command')
}

/** The commands of two words that begin with this one. */
function familyOf(word: string | undefined): readonly Command[] {
  return COMMANDS.filter((each) => each.name.startsWith(`${word ?? ''} `))
}

function parse(command: Command, rest: readonly string[]): { values: Values; wantsHelp: boolean } {
  const options: Record<string, { type: 'string' | 'boolean'; multiple: boolean; short?: string }> = {}
  for (const [name, option] of Object.entries(optionsOf(command))) {
    options[name] = {
      type: option.value === undefined ? 'boolean' : 'string',
      multiple: option.multiple === true,
      ...(name === 'help' ? { short: 'h' } : {}),
    }
  }
  try {
    const parsed = parseArgs({ args: [...rest], options, allowPositionals: true, strict: true })
    return { values: new Values(parsed.values, parsed.positionals), wantsHelp: parsed.values.help === true }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const unknown = 'code' in error && error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION'
    throw new UsageError(error.message, unknown ? 'usage/unknown-option' : 'usage/arguments')
  }
}

function tell(error: unknown, command: Command | undefined, terminal: Terminal): ExitCode {
  if (error instanceof CommandError) {
    terminal.message(printable(`homeward: ${error.code}: ${error.message}`))
    if (error.exit === EXIT.usage) {
      terminal.message(command === undefined ? overview(COMMANDS) : usageLine(command))
    }
    return error.exit
  }
  terminal.message(
    printable(`homeward: cli/broken: ${error instanceof Error ? error.message : String(error)}`),
  )
  if (error instanceof Error && error.stack !== undefined) terminal.message(error.stack)
  return EXIT.environment
}
