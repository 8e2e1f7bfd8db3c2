import { isRefusal } from '@homeward/core'
import type { FastifyInstance } from 'fastify'
import { addCheckpoint } from '../ledger/witness-desk.ts'
import type { NodeContext } from '../node-context.ts'
import type { Runners } from './runners.ts'
import { sendRefusal } from './serve-route.ts'

const BODY_BYTES_MAX = 64 * 1024
const REQUESTS = { config: { rateLimit: { max: 120, timeWindow: '1 minute' } } }

/**
 * The witness's door (C2SP tlog-witness): no session, because the signature of the checkpoint is what admits. Its
 * answers are those of the specification, not the node's.
 */
export async function serveWitness(
  app: FastifyInstance,
  context: NodeContext,
  runners: Runners,
): Promise<void> {
  await app.register(async (door) => {
    door.removeAllContentTypeParsers()
    door.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_BYTES_MAX }, (_request, body, done) =>
      done(null, body),
    )
    door.post('/witness/add-checkpoint', REQUESTS, async (request, reply) => {
      const body = typeof request.body === 'string' ? request.body : ''
      const answer = await addCheckpoint(context, runners.witnessedLogs, body)
      if (!isRefusal(answer)) return reply.type('text/plain; charset=utf-8').send(answer.cosignature)
      if (answer.size === undefined) return sendRefusal(reply, answer)
      return reply.code(409).type('text/x.tlog.size').send(`${answer.size}\n`)
    })
  })
}
