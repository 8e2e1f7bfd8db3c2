import { type Refusal, refuse } from '@homeward/core'

const ANSWER_BYTES_MAX = 64 * 1024
const KEYS_BYTES_MAX = 256 * 1024
const LIMIT_MS = 10_000

/** An identity provider did not answer, or not as it may. `refusal` says which, for the administrator. */
export class ProviderCallError extends Error {
  override name = 'ProviderCallError'
  readonly refusal: Refusal
  constructor(refusal: Refusal, cause?: unknown) {
    super(refusal.because, { cause })
    this.refusal = refusal
  }
}

/** What is sent to a provider. */
export interface Asking {
  readonly method: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Asks an address of a provider, as `fetch` does. */
export type AskProvider = (url: string, options: Asking) => Promise<Response>

/**
 * A way to ask one provider, for one sign-in: everything within ten seconds together, an answer of at most 64 KiB (256
 * KiB from `keysAt`), no redirect followed. Only HTTPS addresses are asked, and plain HTTP ones of this machine where the
 * issuer is one of them.
 *
 * @throws {ProviderCallError} from the way that is returned
 */
export function providerAsker(issuer: string): { ask: AskProvider; takeKeysFrom(url: string): void } {
  const deadline = AbortSignal.timeout(LIMIT_MS)
  let keysAt: string | null = null
  return {
    takeKeysFrom(url) {
      keysAt = url
    },
    async ask(url, { method, headers, body }) {
      if (!mayBeAsked(issuer, url)) {
        throw wrongAnswer('The provider names an address that is not HTTPS.')
      }
      const response = await answerOf(url, {
        method,
        ...(headers === undefined ? {} : { headers: { ...headers } }),
        ...(isForm(body) ? { body } : {}),
        redirect: 'manual',
        signal: deadline,
      })
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel()
        throw wrongAnswer('The provider redirects; redirects are not followed.')
      }
      const bytes = await bodyOf(response, url === keysAt ? KEYS_BYTES_MAX : ANSWER_BYTES_MAX)
      return new Response(bytes.length === 0 ? null : bytes, {
        status: response.status,
        headers: response.headers,
      })
    },
  }
}

/** What OAuth sends is a form, and nothing else is sent. */
function isForm(body: unknown): body is URLSearchParams {
  return body instanceof URLSearchParams
}

function mayBeAsked(issuer: string, url: string): boolean {
  const asked = URL.parse(url)
  if (asked?.protocol === 'https:') return true
  return (
    asked?.protocol === 'http:' &&
    issuer.startsWith('http:') &&
    ['localhost', '127.0.0.1', '[::1]'].includes(asked.hostname)
  )
}

async function answerOf(url: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(url, options)
  } catch (error) {
    throw silent(error)
  }
}

async function bodyOf(response: Response, limitBytes: number): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of response.body ?? []) {
      size += part.length
      if (size > limitBytes) break
      parts.push(part)
    }
  } catch (error) {
    throw silent(error)
  }
  if (size > limitBytes) throw wrongAnswer(`The provider answers with more than ${limitBytes} bytes.`)
  return Buffer.concat(parts)
}

function silent(cause: unknown): ProviderCallError {
  return new ProviderCallError(
    refuse('provider/silent', `The provider did not answer whole within ${LIMIT_MS / 1000} seconds.`),
    cause,
  )
}

function wrongAnswer(because: string): ProviderCallError {
  return new ProviderCallError(refuse('provider/answer', because))
}
