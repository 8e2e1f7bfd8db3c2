import assert from 'node:assert/strict'
import type { Answer, Client } from './client.ts'

/** A browser as a node sees it: it keeps the cookies that it was given and sends them, to the desk's door. */
export class Visitor {
  readonly #client: Client
  readonly #cookies = new Map<string, string>()

  /** @param client without a token, at the desk's door */
  constructor(client: Client) {
    this.#client = client
  }

  async send(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await this.#client.send(method, path, {
      ...(body === undefined ? {} : { body }),
      headers: { cookie },
    })
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    return answer
  }

  /** Begins at a provider: a sign-in, or the binding of who is signed in. Returns where the browser is sent. */
  async begin(provider: string, path = '/api/sign-in/provider'): Promise<URL> {
    const answer = await this.send('POST', path, { provider })
    assert.equal(answer.status, 200, answer.text)
    return new URL((answer.json as { address: string }).address)
  }

  /** Comes back from a provider with what it was sent back with. */
  finish(query: string): Promise<Answer> {
    return this.send('POST', '/api/sign-in/provider/finish', { query })
  }

  /** The status of the own session: 200 while it lives. */
  async status(): Promise<number> {
    return (await this.send('GET', '/api/me')).status
  }

  /** Every cookie, for a browser that has another's. */
  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies
  }
}
