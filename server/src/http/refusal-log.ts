import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addressOf } from './session.ts'

/** Lines a minute; a flood of refused requests must not fill the disk. What is beyond is counted in the next line. */
const LINES_MAX = 120
const MINUTE_MS = 60_000

/** What the node's log says of a refused request: never its body, its identifiers or its address. */
export type NoteRefusal = (facts: Readonly<Record<string, string | number>>) => void

const codes = new WeakMap<FastifyRequest, string>()
const sessions = new WeakMap<FastifyRequest, string>()

/** Keeps the session of a request for the line that a refusal of it leaves. */
export function keepSession(request: FastifyRequest, session: string): void {
  sessions.set(request, session)
}

/** Answers with an error; the body says what and why. */
export function sendError(reply: FastifyReply, status: number, code: string, because: string): FastifyReply {
  codes.set(reply.request, code)
  return reply.code(status).send({ error: { code, because } })
}

/**
 * Notes every request that was refused: its code, the route as the table of routes names it, the session and from where
 * it came. What an allowed request did is in the ledger; this is what was tried and not done.
 */
export function noteRefusals(app: FastifyInstance, nowMs: () => number, note: NoteRefusal): void {
  let minute = 0
  let lines = 0
  let leftOut = 0
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode: status } = reply
    if (status < 400 || status >= 500) return
    const now = Math.floor(nowMs() / MINUTE_MS)
    if (now !== minute) [minute, lines] = [now, 0]
    lines += 1
    if (lines > LINES_MAX) {
      leftOut += 1
      return
    }
    const { method, routeOptions } = request
    const session = sessions.get(request)
    note({
      status,
      code: codes.get(request) ?? '',
      method,
      route: routeOptions.url ?? '',
      ...(session === undefined ? {} : { session }),
      from: addressOf(request),
      ...(leftOut === 0 ? {} : { leftOut }),
    })
    leftOut = 0
  })
}
