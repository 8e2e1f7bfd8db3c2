import { Readable } from 'node:stream'
import { type DataDirectory, signsInLocally } from './data-directory.ts'
import type { Incoming, Outgoing } from './exchange.ts'
import { EXIT, exitOfAnswer } from './exit-code.ts'
import { CommandError } from './failure.ts'
import type { NodeLink } from './node-link.ts'
import type { Platform } from './platform.ts'
import type { Sessions } from './sessions.ts'

/** A body of bytes that is opened anew for each attempt. */
export interface Bytes {
  readonly sizeBytes: number
  open(): Readable
}

/** Speaks to a node as one person. */
export class Client {
  readonly #link: NodeLink
  readonly #directory: DataDirectory
  readonly #sessions: Sessions
  readonly #platform: Platform
  /** As whom it speaks. */
  readonly person: string
  #token: string | undefined

  constructor(
    link: NodeLink,
    directory: DataDirectory,
    sessions: Sessions,
    platform: Platform,
    person: string,
  ) {
    this.#link = link
    this.#directory = directory
    this.#sessions = sessions
    this.#platform = platform
    this.person = person
    this.#token = sessions.token(person)
  }

  /** How often the node was lost so far and found or started again. */
  get losses(): number {
    return this.#link.losses
  }

  /** Reads. Throws a CommandError with the code and sentence of the node when it says no. */
  get<Answer>(path: string): Promise<Answer> {
    return this.#call<Answer>({ method: 'GET', path, headers: {} })
  }

  /** Changes something, once, however often the request had to be repeated. */
  post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#call<Answer>({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json', 'operation-id': this.#platform.operationId() },
      body: jsonBytes(body),
    })
  }

  /** Sends the bytes of a file, with the purpose beside them: free text never stands in an address. */
  postBytes<Answer>(path: string, body: Bytes, purpose: string): Promise<Answer> {
    return this.#call<Answer>({
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/octet-stream',
        'operation-id': this.#platform.operationId(),
        purpose: Buffer.from(purpose, 'utf8').toString('base64'),
      },
      body,
    })
  }

  /** Signs in without a password, which only a demonstration or quick directory allows. */
  async signInLocally(): Promise<void> {
    await this.#signIn('/api/sign-in/local', { person: this.person })
  }

  /** Signs in with a password. */
  async signInWithPassword(password: string): Promise<void> {
    await this.#signIn('/api/sign-in/password', { person: this.person, password })
  }

  async #signIn(path: string, body: Record<string, string>): Promise<void> {
    const answer = await this.#link.send({
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/json',
        'operation-id': this.#platform.operationId(),
        'x-homeward-client': 'cli',
      },
      body: jsonBytes(body),
    })
    const { token } = accepted<{ token?: string }>(answer)
    if (token === undefined) {
      throw new CommandError(
        'session/no-token',
        'The node signed in without giving a token.',
        EXIT.environment,
      )
    }
    this.#sessions.keep(this.person, token)
    this.#token = token
  }

  async #call<Answer>(outgoing: Outgoing): Promise<Answer> {
    const local = signsInLocally(this.#directory)
    if (this.#token === undefined) {
      if (!local) throw this.#signInFirst(`No session of ${this.person} is kept here`)
      await this.signInLocally()
    }
    const answer = await this.#link.send(this.#signed(outgoing))
    if (answer.status !== 401) return accepted<Answer>(answer)
    if (!local) throw this.#signInFirst(`The session of ${this.person} has ended`)
    await this.signInLocally()
    return accepted<Answer>(await this.#link.send(this.#signed(outgoing)))
  }

  #signed(outgoing: Outgoing): Outgoing {
    return { ...outgoing, headers: { ...outgoing.headers, authorization: `Bearer ${this.#token}` } }
  }

  #signInFirst(what: string): CommandError {
    return new CommandError(
      'session/none',
      `${what}: run homeward sign-in --person ${this.person} --data ${this.#directory.path}.`,
      EXIT.refused,
    )
  }
}

/** The answer of a successful request; throws a CommandError for any other. */
function accepted<Answer>(answer: Incoming): Answer {
  if (answer.status >= 200 && answer.status < 300) return (answer.json ?? {}) as Answer
  const said = (answer.json as { error?: { code?: unknown; because?: unknown } } | undefined)?.error
  const code = typeof said?.code === 'string' ? said.code : `http/${answer.status}`
  const because =
    typeof said?.because === 'string' ? said.because : `The node answered ${answer.status} without a reason.`
  throw new CommandError(code, because, exitOfAnswer(answer.status, code))
}

function jsonBytes(body: unknown): Bytes {
  const bytes = Buffer.from(JSON.stringify(body), 'utf8')
  return { sizeBytes: bytes.length, open: () => Readable.from([bytes], { objectMode: false }) }
}
