import { request } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** One HTTP request to a node. A body is made anew for each attempt. */
export interface Outgoing {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: { readonly sizeBytes: number; open(): Readable }
}

/** The answer of a node; `json` is undefined when it was not JSON. */
export interface Incoming {
  readonly status: number
  readonly json: unknown
}

/**
 * Sends one request over a Unix socket and reads the whole answer. Throws the system's error when nothing listens or
 * the connection breaks before the answer is whole, and what reading the body throws.
 */
export function exchange(socketPath: string, outgoing: Outgoing): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    const { body } = outgoing
    const sending = request({
      socketPath,
      method: outgoing.method,
      path: outgoing.path,
      headers: {
        host: 'localhost',
        accept: 'application/json',
        ...outgoing.headers,
        ...(body === undefined ? {} : { 'content-length': String(body.sizeBytes) }),
      },
      agent: false,
    })
    let answered = false
    sending.on('response', (response) => {
      answered = true
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, json: parsed(Buffer.concat(parts).toString('utf8')) })
        // A node that refuses a body early does not read the rest of it.
        sending.destroy()
      })
    })
    sending.on('error', (error) => {
      if (!answered) reject(error)
    })
    if (body === undefined) sending.end()
    else {
      pipeline(body.open(), sending).catch((error: unknown) => {
        if (answered) return
        // A node may answer and close while the body is still on its way: the answer decides, if one comes.
        if (isBroken(error)) setTimeout(() => reject(error), 500).unref()
        else reject(error)
      })
    }
  })
}

/** True for errors of the connection itself: nothing listens, or it broke. */
export function isBroken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return (
    code === 'ECONNREFUSED' ||
    code === 'ENOENT' ||
    code === 'ECONNRESET' ||
    code === 'EPIPE' ||
    code === 'ERR_STREAM_PREMATURE_CLOSE'
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
