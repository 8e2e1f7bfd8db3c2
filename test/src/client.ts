import { randomBytes } from 'node:crypto'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'

/** Where a node is reached: over TCP, or over the Unix socket of its data directory. */
export type Door = { readonly origin: string } | { readonly socketPath: string }

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
  /** The body as JSON, or undefined. */
  readonly json: unknown
}

export interface Sending {
  readonly body?: unknown
  readonly raw?: Buffer
  readonly headers?: Readonly<Record<string, string>>
  /** Null sends none; a new one where it is not given. */
  readonly operation?: string | null
}

/** A node refused: what `get` and `post` throw for every answer that is not 2xx. */
export class RefusedError extends Error {
  override name = 'RefusedError'
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** A new operation identifier. */
export function operationId(): string {
  return randomBytes(16).toString('hex')
}

/** The header that says why a file is searched for. */
export function purposeHeader(purpose: string): { readonly purpose: string } {
  return { purpose: Buffer.from(purpose, 'utf8').toString('base64') }
}

/** Speaks to a node by real requests, as one person or as nobody. */
export class Client {
  readonly #door: () => Door
  readonly #agent: Agent = new Agent({ keepAlive: true })
  token: string | null

  /** @param door asked anew for every request, because a node that starts again has other doors */
  constructor(door: () => Door, token: string | null) {
    this.#door = door
    this.token = token
  }

  /** The same person with another door, or another person at the same door. */
  with(changes: { door?: () => Door; token?: string | null }): Client {
    return new Client(changes.door ?? this.#door, changes.token === undefined ? this.token : changes.token)
  }

  async get<T>(path: string): Promise<T> {
    return accepted<T>('GET', path, await this.send('GET', path))
  }

  async post<T>(path: string, body: unknown = {}): Promise<T> {
    return accepted<T>('POST', path, await this.send('POST', path, { body }))
  }

  /** Sends one request and gives back whatever is answered. */
  send(method: 'GET' | 'POST', path: string, sending: Sending = {}): Promise<Answer> {
    const door = this.#door()
    const operation = sending.operation === undefined ? operationId() : sending.operation
    const body =
      sending.raw ?? (sending.body === undefined ? null : Buffer.from(JSON.stringify(sending.body), 'utf8'))
    const headers: Record<string, string> = {
      ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
      ...(method === 'POST' && operation !== null ? { 'operation-id': operation } : {}),
      ...(body === null
        ? {}
        : {
            'content-type': sending.raw === undefined ? 'application/json' : 'application/octet-stream',
            'content-length': String(body.length),
          }),
      ...sending.headers,
    }
    const where =
      'origin' in door
        ? { host: new URL(door.origin).hostname, port: new URL(door.origin).port }
        : { socketPath: door.socketPath, headers: { host: 'localhost' } }
    return new Promise((resolve, reject) => {
      const sent = request({ ...where, method, path, headers, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          const text = bytes.toString('utf8')
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes,
            text,
            json: parsed(text),
          })
        })
      })
      sent.on('error', reject)
      sent.end(body ?? undefined)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** The code of a refusal's body, or the empty string. */
export function codeOf(answer: Answer): string {
  const { error } = (answer.json ?? {}) as { error?: { code?: string } }
  return error?.code ?? ''
}

function accepted<T>(method: string, path: string, answer: Answer): T {
  if (answer.status >= 200 && answer.status < 300) return answer.json as T
  throw new RefusedError(
    answer.status,
    codeOf(answer),
    `${method} ${path}: ${answer.status} ${answer.text.slice(0, 500)}`,
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
