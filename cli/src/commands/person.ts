import { type Call, type Command, splitList } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { UsageError } from '../failure.ts'
import { withClient } from '../with-client.ts'
import { tellAsked } from './approval.ts'

/** Adds a person. */
export const personAddCommand: Command = {
  name: 'person add',
  form: 'CODE --unit CODE --role ROLE[,ROLE] [--name TEXT] [--because TEXT]',
  summary: 'Add a person to a unit and print the one-time link of the first sign-in.',
  options: {
    unit: { value: 'CODE', help: 'the unit of the person' },
    role: {
      value: 'ROLE',
      multiple: true,
      help: 'coordinator, specialist, central-analyst, release-officer, contact-point, supervisor, auditor, administrator',
    },
    name: { value: 'TEXT', help: 'the name of the person' },
    because: { value: 'TEXT', help: 'why the person needs these roles, for who approves them' },
    'same-human-as': { value: 'CODE', help: 'another account of the same human being' },
  },
  acts: true,
  run,
}

async function run(call: Call): Promise<ExitCode> {
  const { values, terminal } = call
  const [code] = values.exactly('CODE')
  const unit = values.required('unit')
  const roles = splitList(values.list('role'))
  if (roles.length === 0) throw new UsageError('--role is needed.')
  const body = {
    code,
    name: values.text('name'),
    unit,
    roles,
    sameHumanAs: values.text('same-human-as'),
    because: values.text('because'),
  }
  const added = await withClient(call, { administrative: true }, (client) =>
    client.post<{ code: string; link: string; approval: string | null }>('/api/persons', body),
  )
  if (call.json) {
    terminal.resultJson({ person: added.code, link: added.link, approval: added.approval })
  } else {
    terminal.result(
      `Added ${added.code} of ${unit}: ${roles.join(', ')}. First sign-in, once, with this link:`,
    )
    terminal.result(`  ${added.link}`)
    if (added.approval !== null) tellAsked(terminal, added.approval)
  }
  return EXIT.done
}

/** Closes the account of a person who leaves. */
export const personLeaveCommand: Command = {
  name: 'person leave',
  form: 'CODE',
  summary:
    'Close the account of a person who leaves, for good: sessions, roles and ways of signing in end at once.',
  options: {},
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [person = ''] = call.values.exactly('CODE')
    const { ended } = await withClient(call, { administrative: true }, (client) =>
      client.post<{ ended: number }>(`/api/persons/${encodeURIComponent(person)}/leave`, {}),
    )
    if (call.json) call.terminal.resultJson({ person, ended })
    else call.terminal.result(`The account of ${person} is closed; sessions that ended: ${ended}.`)
    return EXIT.done
  },
}
