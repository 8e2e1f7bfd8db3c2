import { type Call, type Command, splitList } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { UsageError } from '../failure.ts'
import { fileText } from '../file-argument.ts'
import { printable } from '../path-bytes.ts'
import { writeResultFile } from '../result-file.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

interface Approval {
  readonly approval: string
  readonly what: string
  readonly unit: string
  readonly by: string
  readonly at: string
  readonly because: string | null
  readonly state: string
  readonly endsAt: string | null
  readonly summary: string | null
  readonly contentSha256: string
  readonly decidedBy: string | null
  readonly decidedBecause: string | null
  readonly toSign?: { readonly text: string; readonly namespace: string; readonly by: string } | null
}

function tell(terminal: Terminal, one: Approval): void {
  terminal.result(`${one.approval} (${one.state}): ${one.by} asks to ${one.what}`)
  terminal.result(`  what: ${one.summary ?? 'can no longer be done as it was asked for'}`)
  terminal.result(`  why: ${one.because ?? 'erased at the end of its time'}`)
  terminal.result(`  asked ${one.at}${one.endsAt === null ? '' : `, until ${one.endsAt}`}`)
  if (one.decidedBy !== null) {
    terminal.result(
      `  decided by ${one.decidedBy}${one.decidedBecause === null ? '' : `: ${one.decidedBecause}`}`,
    )
  }
  if (one.state === 'open') terminal.result(`  digest: ${one.contentSha256}`)
}

/** Lists what was asked for. */
export const approvalListCommand: Command = {
  name: 'approval list',
  form: '[--open]',
  summary: 'List the requests that you made, may approve or oversee.',
  options: { open: { help: 'only those that wait for a decision' } },
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    call.values.exactly()
    const { approvals } = await withClient(call, {}, (client) =>
      client.get<{ approvals: Approval[] }>('/api/approvals'),
    )
    const shown = call.values.flag('open') ? approvals.filter((one) => one.state === 'open') : approvals
    if (call.json) call.terminal.resultJson({ approvals: shown })
    else if (shown.length === 0) call.terminal.result('Nothing was asked for.')
    else for (const one of shown) tell(call.terminal, one)
    return EXIT.done
  },
}

/** Asks for roles of a person. */
export const personRolesCommand: Command = {
  name: 'person roles',
  form: 'CODE (--give ROLE[,ROLE] --because TEXT | --take ROLE[,ROLE])',
  summary: 'Ask for more roles of a person, or take some at once.',
  options: {
    give: { value: 'ROLE', multiple: true, help: 'roles that a second person has to approve' },
    take: { value: 'ROLE', multiple: true, help: 'roles that end at once' },
    because: { value: 'TEXT', help: 'why the person needs them' },
  },
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [person = ''] = call.values.exactly('CODE')
    const give = splitList(call.values.list('give'))
    const take = splitList(call.values.list('take'))
    if (give.length > 0 === take.length > 0) throw new UsageError('Give either --give or --take.')
    type Answer = { readonly approval: string } | { readonly taken: readonly string[] }
    const answer = await withClient<Answer>(call, { administrative: true }, (client) =>
      give.length > 0
        ? client.post<Answer>('/api/approvals', {
            act: 'role.grant',
            subject: { person, roles: give },
            because: call.values.required('because'),
          })
        : client.post<Answer>(`/api/persons/${encodeURIComponent(person)}/roles`, { take }),
    )
    if (call.json) call.terminal.resultJson(answer)
    else if ('approval' in answer) tellAsked(call.terminal, answer.approval)
    else call.terminal.result(`Taken from ${person}: ${answer.taken.join(', ') || 'nothing'}.`)
    return EXIT.done
  },
}

/** Says that a second person is needed, and what they type. */
export function tellAsked(terminal: Terminal, approval: string): void {
  terminal.result(`A second person has to approve this: homeward approval give ${approval}`)
}

/** Shows a request, and writes what an approver outside the node signs. */
export const approvalShowCommand: Command = {
  name: 'approval show',
  form: 'APPROVAL [--out FILE]',
  summary: 'Show a request; in a unit of one, write the text that its second approver signs.',
  options: { out: { value: 'FILE', help: 'where to write the text to be signed' } },
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [id = ''] = call.values.exactly('APPROVAL')
    const found = await withClient(call, {}, (client) =>
      client.get<Approval>(`/api/approvals/${encodeURIComponent(id)}`),
    )
    const out = call.values.text('out')
    if (out !== undefined) {
      if (found.toSign == null) {
        throw new UsageError('Only a request of a unit of one is signed outside the node.')
      }
      writeResultFile(out, found.toSign.text)
    }
    if (call.json) {
      call.terminal.resultJson(found)
      return EXIT.done
    }
    tell(call.terminal, found)
    if (out !== undefined && found.toSign != null) {
      const { by, namespace } = found.toSign
      call.terminal.result(`Wrote ${printable(out)} for ${by} to sign:`)
      call.terminal.result(`  ssh-keygen -Y sign -n ${namespace} -f KEY ${printable(out)}`)
      call.terminal.result(`  homeward approval sign ${id} ${printable(out)}.sig`)
    }
    return EXIT.done
  },
}

/** Approves a request. */
export const approvalGiveCommand: Command = {
  name: 'approval give',
  form: 'APPROVAL [--digest SHA256]',
  summary: 'Approve what somebody else asked for, as it is shown.',
  options: { digest: { value: 'SHA256', help: 'approve only this content (as approval show says it)' } },
  acts: true,
  run: (call) =>
    decide(call, async (client, id) => {
      const path = `/api/approvals/${encodeURIComponent(id)}`
      const shown = await client.get<Approval>(path)
      if (!call.json) tell(call.terminal, shown)
      const contentSha256 = call.values.text('digest') ?? shown.contentSha256
      return client.post<{ state: string }>(`${path}/approve`, { contentSha256 })
    }),
}

/** Refuses a request. */
export const approvalRefuseCommand: Command = {
  name: 'approval refuse',
  form: 'APPROVAL --because TEXT',
  summary: 'Refuse what somebody else asked for.',
  options: { because: { value: 'TEXT', help: 'why not' } },
  acts: true,
  run: (call) =>
    decide(call, (client, id) =>
      client.post<{ state: string }>(`/api/approvals/${encodeURIComponent(id)}/refuse`, {
        because: call.values.required('because'),
      }),
    ),
}

/** Withdraws a request. */
export const approvalWithdrawCommand: Command = {
  name: 'approval withdraw',
  form: 'APPROVAL',
  summary: 'Withdraw what you asked for.',
  options: {},
  acts: true,
  run: (call) =>
    decide(call, (client, id) =>
      client.post<{ state: string }>(`/api/approvals/${encodeURIComponent(id)}/withdraw`, {}),
    ),
}

/** Brings the signature of an approver outside the node. */
export const approvalSignCommand: Command = {
  name: 'approval sign',
  form: 'APPROVAL FILE',
  summary: 'In a unit of one, bring the signature of its second approver.',
  options: {},
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [id = '', file = ''] = call.values.exactly('APPROVAL', 'FILE')
    const signature = fileText(file)
    const answer = await withClient(call, {}, (client) =>
      client.post<{ state: string }>(`/api/approvals/${encodeURIComponent(id)}/signature`, { signature }),
    )
    return said(call, id, answer)
  },
}

async function decide(
  call: Call,
  work: (client: Parameters<Parameters<typeof withClient>[2]>[0], id: string) => Promise<{ state: string }>,
): Promise<ExitCode> {
  const [id = ''] = call.values.exactly('APPROVAL')
  return said(call, id, await withClient(call, {}, (client) => work(client, id)))
}

function said(call: Call, id: string, answer: { state: string }): ExitCode {
  if (call.json) call.terminal.resultJson({ approval: id, ...answer })
  else
    call.terminal.result(`${id} is ${answer.state === 'done' ? 'approved and carried out' : answer.state}.`)
  return EXIT.done
}
