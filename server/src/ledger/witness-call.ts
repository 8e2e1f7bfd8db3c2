import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

/** What a witness answered: it is a stranger's word until its cosignature is verified. */
export interface WitnessAnswer {
  readonly status: number
  readonly type: string
  readonly text: string
}

const ANSWER_BYTES_MAX = 64 * 1024
const LIMIT_MS = 10_000

/**
 * Sends a checkpoint to a witness and reads its answer, at most 64 KiB within ten seconds. Rejects with the system's
 * error when it does not answer, and with an Error when the answer is larger or late. Redirects are not followed.
 */
export function callWitness(url: string, body: string): Promise<WitnessAnswer> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body)
    const send = url.startsWith('https:') ? requestHttps : requestHttp
    const sending = send(`${url}/add-checkpoint`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': bytes.length },
    })
    const timer = setTimeout(() => sending.destroy(new Error('the witness took too long')), LIMIT_MS)
    sending.on('close', () => clearTimeout(timer))
    sending.on('error', reject)
    sending.on('response', (response) => {
      const parts: Buffer[] = []
      let size = 0
      response.on('data', (part: Buffer) => {
        size += part.length
        if (size > ANSWER_BYTES_MAX) sending.destroy(new Error('the witness answered more than it may'))
        else parts.push(part)
      })
      response.on('error', reject)
      response.on('end', () => {
        const type = String(response.headers['content-type'] ?? '').split(';', 1)[0] ?? ''
        resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(parts).toString('utf8') })
      })
    })
    sending.end(bytes)
  })
}
