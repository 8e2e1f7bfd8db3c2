import { isRefusal, mayAccess, refuse } from '@homeward/core'
import type { FastifyInstance } from 'fastify'
import type { NodeContext } from '../node-context.ts'
import { intakeSubject, statusOf } from './intake-routes.ts'
import type { Runners } from './runners.ts'
import { sendRefusal } from './serve-route.ts'
import { actorOf, tokenOf } from './session.ts'

const PERIOD_MS = 500

/** Live progress as server-sent events. The session is asked again at each: a revoked one sees no further line. */
export function serveLiveIntake(app: FastifyInstance, context: NodeContext, runners: Runners): void {
  app.get<{ Params: { id: string } }>('/api/intakes/:id/live', async (request, reply) => {
    const permitted = async (): Promise<string | ReturnType<typeof refuse>> => {
      const actor = await actorOf(context, tokenOf(request))
      const subject = actor === null ? null : await intakeSubject(context, actor, request.params.id)
      const decided = mayAccess({
        action: 'intake.read',
        roles: actor?.roles ?? [],
        relation: subject?.relation ?? 'none',
        session: actor?.sessionState ?? 'absent',
      })
      if (isRefusal(decided)) return decided
      if (actor === null || subject === null)
        return refuse('access/not-visible', 'There is nothing here that you may see.')
      return JSON.stringify(await statusOf(context, runners, actor, subject.value))
    }
    const first = await permitted()
    if (typeof first !== 'string') return sendRefusal(reply, first)
    reply.hijack()
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    })
    let line: string | ReturnType<typeof refuse> = first
    let closed = false
    request.raw.on('close', () => {
      closed = true
    })
    while (!closed && typeof line === 'string') {
      reply.raw.write(`data: ${line}\n\n`)
      if (!line.includes('"state":"running"')) break
      await new Promise((resolve) => setTimeout(resolve, PERIOD_MS))
      line = await permitted().catch(() => refuse('database/unavailable', 'The database cannot be asked.'))
    }
    reply.raw.end()
    return reply
  })
}
