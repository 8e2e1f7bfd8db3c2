import { type Call, type Command, splitList } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { CommandError, UsageError } from '../failure.ts'
import { passwordFromPipe } from '../password.ts'
import { withClient } from '../with-client.ts'
import { tellAsked } from './approval.ts'

interface Provider {
  readonly provider: string
  readonly unit: string
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly acr: readonly string[]
  readonly amr: readonly string[]
  readonly roleClaim: string | null
  readonly roles: readonly { readonly value: string; readonly roles: readonly string[] }[]
  readonly hasSecret: boolean
  readonly callback: string
  readonly logout: string
}

/** Asks for an identity provider of a unit, or for other terms of one. */
export const providerSetCommand: Command = {
  name: 'provider set',
  form: 'CODE --unit CODE --issuer URL --client-id ID --because TEXT [--role-claim CLAIM --role VALUE=ROLE]',
  summary: 'Ask for an identity provider of a unit, or for other terms; a second person has to approve.',
  options: {
    unit: { value: 'CODE', help: 'the unit whose persons sign in there' },
    name: { value: 'TEXT', help: 'what the button of the desk says, else the code' },
    issuer: { value: 'URL', help: 'the issuer, exactly as the provider states it' },
    'client-id': { value: 'ID', help: 'this node at the provider' },
    'role-claim': { value: 'CLAIM', help: 'the claim whose values give roles' },
    role: { value: 'VALUE=ROLE', multiple: true, help: 'what a value of the claim gives; may be repeated' },
    acr: { value: 'ACR', multiple: true, help: 'authentication contexts of which one has to be stated' },
    amr: { value: 'AMR', multiple: true, help: 'authentication methods that all have to be stated' },
    because: { value: 'TEXT', help: 'why, for who approves it' },
  },
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const { values, terminal } = call
    const [provider = ''] = values.exactly('CODE')
    const subject = {
      unit: values.required('unit'),
      provider,
      name: values.text('name') ?? provider,
      issuer: values.required('issuer'),
      clientId: values.required('client-id'),
      acr: splitList(values.list('acr')),
      amr: splitList(values.list('amr')),
      roleClaim: values.text('role-claim') ?? null,
      roles: rolesOf(values.list('role')),
    }
    const body = { act: 'provider.set', subject, because: values.required('because') }
    const { approval } = await withClient(call, { administrative: true }, (client) =>
      client.post<{ approval: string }>('/api/approvals', body),
    )
    if (call.json) terminal.resultJson({ approval })
    else tellAsked(terminal, approval)
    return EXIT.done
  },
}

/** Values of the claim with all that was given for each. The last `=` parts them: a value may hold others. */
function rolesOf(given: readonly string[]): { value: string; roles: string[] }[] {
  const byValue = new Map<string, string[]>()
  for (const text of given) {
    const at = text.lastIndexOf('=')
    if (at < 1) throw new UsageError(`--role takes VALUE=ROLE, not "${text}".`)
    const value = text.slice(0, at)
    byValue.set(value, [...(byValue.get(value) ?? []), text.slice(at + 1)])
  }
  return [...byValue].map(([value, roles]) => ({ value, roles }))
}

/** Keeps the secret of a provider's client. */
export const providerSecretCommand: Command = {
  name: 'provider secret',
  form: 'CODE [--none]',
  summary: 'Keep the client secret that the provider gave, read from standard input.',
  options: { none: { help: 'take the secret away: a client without one' } },
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [provider = ''] = call.values.exactly('CODE')
    const secret = call.values.flag('none') ? null : await passwordFromPipe(process.stdin)
    if (secret === '') throw new UsageError('Expected the secret on standard input.')
    await withClient(call, { administrative: true }, (client) =>
      client.post(`/api/providers/${encodeURIComponent(provider)}/secret`, { secret }),
    )
    if (call.json) call.terminal.resultJson({ provider, hasSecret: secret !== null })
    else
      call.terminal.result(
        secret === null ? `${provider} has no secret now.` : `Kept the secret of ${provider}.`,
      )
    return EXIT.done
  },
}

/** Lists identity providers. */
export const providerListCommand: Command = {
  name: 'provider list',
  form: '',
  summary: 'List the identity providers with what their claims give and what they have to be told.',
  options: {},
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    call.values.exactly()
    const { providers } = await withClient(call, { administrative: true }, (client) =>
      client.get<{ providers: Provider[] }>('/api/providers'),
    )
    if (call.json) call.terminal.resultJson({ providers })
    else if (providers.length === 0) call.terminal.result('No unit has an identity provider.')
    else for (const one of providers) tell(call, one)
    return EXIT.done
  },
}

function tell({ terminal }: Call, one: Provider): void {
  const secret = one.hasSecret ? 'with a secret' : 'without a secret'
  terminal.result(
    `${one.provider} of ${one.unit} (${one.name}): ${one.issuer}, client ${one.clientId} ${secret}`,
  )
  for (const { value, roles } of one.roles) {
    terminal.result(`  ${one.roleClaim ?? ''} ${value} gives ${roles.join(', ')}`)
  }
  if (one.acr.length > 0) terminal.result(`  asks for one of the contexts ${one.acr.join(', ')}`)
  if (one.amr.length > 0) terminal.result(`  asks for the methods ${one.amr.join(', ')}`)
  terminal.result(`  redirect address: ${one.callback}`)
  terminal.result(`  back-channel logout address: ${one.logout}`)
}

/** Asks a provider what a sign-in would ask. */
export const providerTestCommand: Command = {
  name: 'provider test',
  form: 'CODE',
  summary: 'Ask an identity provider what a sign-in would ask, and say what is the matter.',
  options: {},
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [provider = ''] = call.values.exactly('CODE')
    const tried = await withClient(call, { administrative: true }, (client) =>
      client.post<{ answers: boolean; because: string | null; algorithms: string[]; keys: number }>(
        `/api/providers/${encodeURIComponent(provider)}/test`,
        {},
      ),
    )
    if (!tried.answers) throw new CommandError('provider/answer', tried.because ?? '', EXIT.refused)
    if (call.json) call.terminal.resultJson(tried)
    else
      call.terminal.result(
        `${provider} answers: ${tried.keys} keys, signs with ${tried.algorithms.join(', ')}.`,
      )
    return EXIT.done
  },
}

/** Takes a provider away. */
export const providerRemoveCommand: Command = {
  name: 'provider remove',
  form: 'CODE',
  summary: 'Take an identity provider away at once, with its sessions, bindings and the roles that it gave.',
  options: {},
  acts: true,
  async run(call: Call): Promise<ExitCode> {
    const [provider = ''] = call.values.exactly('CODE')
    const { ended } = await withClient(call, { administrative: true }, (client) =>
      client.post<{ ended: number }>(`/api/providers/${encodeURIComponent(provider)}/remove`, {}),
    )
    if (call.json) call.terminal.resultJson({ provider, ended })
    else call.terminal.result(`${provider} is taken away; sessions that ended with it: ${ended}.`)
    return EXIT.done
  },
}
