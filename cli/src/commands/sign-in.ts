import { ReadStream } from 'node:tty'
import { Client } from '../client.ts'
import type { Call, Command } from '../command.ts'
import { openDataDirectory, signsInLocally } from '../data-directory.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { CommandError, UsageError } from '../failure.ts'
import { NodeLink } from '../node-link.ts'
import { passwordFromPipe, passwordFromTerminal } from '../password.ts'
import { Sessions } from '../sessions.ts'

/** Signs in and keeps the session. */
export const signInCommand: Command = {
  name: 'sign-in',
  form: '--person CODE [--password-stdin]',
  summary: 'Sign in; the commands that follow act as this person.',
  options: {
    person: { value: 'CODE', help: 'who signs in' },
    'password-stdin': { help: 'read the password from standard input instead of asking for it' },
  },
  acts: false,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  call.values.exactly()
  const person = call.values.required('person')
  const directory = openDataDirectory(call.data)
  const sessions = new Sessions(directory.path)
  const link = new NodeLink(directory.path, call.terminal, call.platform)
  try {
    const client = new Client(link, directory, sessions, call.platform, person)
    const withPassword = call.values.flag('password-stdin')
    if (withPassword || !signsInLocally(directory) || !(await signedInLocally(client))) {
      await client.signInWithPassword(await askPassword(person, withPassword))
    }
    sessions.makeCurrent(person)
  } finally {
    await link.close()
  }
  if (call.json) call.terminal.resultJson({ person })
  else call.terminal.result(`Signed in as ${person}.`)
  return EXIT.done
}

/** False when the node wants a password from this person. An unknown person is told as such. */
async function signedInLocally(client: Client): Promise<boolean> {
  try {
    await client.signInLocally()
    return true
  } catch (error) {
    if (error instanceof CommandError && error.exit === EXIT.refused && !error.code.endsWith('/unknown'))
      return false
    throw error
  }
}

async function askPassword(person: string, fromPipe: boolean): Promise<string> {
  const { stdin } = process
  if (fromPipe) return passwordFromPipe(stdin)
  if (!(stdin instanceof ReadStream)) {
    throw new UsageError('There is no terminal to ask for the password: give it with --password-stdin.')
  }
  return passwordFromTerminal(stdin, `Password of ${person}: `, (text) => {
    process.stderr.write(text)
  })
}
