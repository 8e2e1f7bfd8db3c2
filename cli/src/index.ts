export type { Command, Option } from './command.ts'
export { COMMANDS } from './command-table.ts'
export { EXIT, type ExitCode } from './exit-code.ts'
export { run } from './run.ts'
