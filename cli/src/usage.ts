import type { Command, Option } from './command.ts'

/** Options that every command has. */
export const COMMON_OPTIONS: Readonly<Record<string, Option>> = {
  data: { value: 'DIR', help: 'the data directory (default: ./homeward-data)' },
  json: { help: 'print the result as JSON, one object a line' },
  help: { help: 'print this help' },
}

/** The option of commands that speak to a node. */
export const ACTING_OPTION: Readonly<Record<string, Option>> = {
  as: { value: 'CODE', help: 'act as this person instead of the one who signed in last' },
}

/** All options of a command, its own first. */
export function optionsOf(command: Command): Readonly<Record<string, Option>> {
  return { ...command.options, ...(command.acts ? ACTING_OPTION : {}), ...COMMON_OPTIONS }
}

/** The one line that says how a command is called. */
export function usageLine(command: Command): string {
  return `usage: homeward ${command.name}${command.form === '' ? '' : ` ${command.form}`} [--json] [--data DIR]`
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const options = Object.entries(optionsOf(command)).map(([name, option]) => {
    const left = `  --${name}${option.value === undefined ? '' : ` ${option.value}`}`
    return `${left.padEnd(22)} ${option.help}`
  })
  return [usageLine(command), '', command.summary, '', ...options].join('\n')
}

/** The help of `homeward`, or of the commands that begin with a word. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length))
  return [
    'usage: homeward COMMAND [ARGUMENTS] [--data DIR]',
    '',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    'homeward COMMAND --help tells the options of a command.',
    'Results go to standard output, progress and messages to standard error.',
    'Exit code: 0 done, 1 some inputs failed, 2 usage, 3 refused, 4 environment, 5 integrity failure.',
  ].join('\n')
}
