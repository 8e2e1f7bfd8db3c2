import { newOperationId } from '../platform.ts'
import { ApiError } from './api-error.ts'
import { noteAnswer } from './server-clock.ts'

/** Reads a JSON answer. Throws {@link ApiError}. */
export async function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return parse<Answer>(await send(path, { method: 'GET', ...(signal === undefined ? {} : { signal }) }))
}

/**
 * Sends a change with a fresh operation id. When no answer comes, the same operation is sent once more: the node
 * answers a repeated operation like the first. Throws {@link ApiError}.
 */
export async function post<Answer>(path: string, body: object = {}): Promise<Answer> {
  const init: RequestInit = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'operation-id': newOperationId() },
    body: JSON.stringify(body),
  }
  return parse<Answer>(await sendTwice(path, init))
}

/** Sends the bytes of a file with the purpose beside them, never in the address. Throws {@link ApiError}. */
export async function postBytes<Answer>(path: string, bytes: Blob, purpose: string): Promise<Answer> {
  const init: RequestInit = {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      'operation-id': newOperationId(),
      purpose: base64Of(purpose),
    },
    body: bytes,
  }
  return parse<Answer>(await sendTwice(path, init))
}

/** Reads the bytes of one revealed picture, never from or into a cache. Throws {@link ApiError}. */
export async function getBytes(path: string, signal: AbortSignal): Promise<Blob> {
  const response = await send(path, { method: 'GET', signal, cache: 'no-store' })
  return await response.blob()
}

async function sendTwice(path: string, init: RequestInit): Promise<Response> {
  try {
    return await send(path, init)
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.code === 'desk/no-answer') return await send(path, init)
    throw thrown
  }
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, {
      ...init,
      credentials: 'same-origin',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    })
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown
    throw new ApiError(0, 'desk/no-answer', '')
  }
  noteAnswer(response.headers.get('date'))
  if (!response.ok) throw await refusalOf(response)
  return response
}

async function parse<Answer>(response: Response): Promise<Answer> {
  try {
    return (await response.json()) as Answer
  } catch {
    throw new ApiError(response.status, 'desk/unreadable-answer', '')
  }
}

async function refusalOf(response: Response): Promise<ApiError> {
  try {
    const body = (await response.json()) as { error?: { code?: unknown; because?: unknown } }
    const code = typeof body.error?.code === 'string' ? body.error.code : 'desk/unreadable-answer'
    const because = typeof body.error?.because === 'string' ? body.error.because : ''
    return new ApiError(response.status, code, because)
  } catch {
    return new ApiError(response.status, 'desk/unreadable-answer', '')
  }
}

/** The base64 of a text's UTF-8 bytes: a header holds no other letters. */
function base64Of(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

/** One part of a path, escaped. */
export function part(text: string): string {
  return encodeURIComponent(text)
}
