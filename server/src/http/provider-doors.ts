import { isRefusal } from '@homeward/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { endByProvider } from '../access/provider-logout.ts'
import { beginAtProvider, finishAtProvider, type NoteProvider } from '../access/provider-sign-in.ts'
import { listProviders } from '../access/provider-store.ts'
import type { OpenedSession } from '../access/sign-in.ts'
import type { NodeContext } from '../node-context.ts'
import type { Runners } from './runners.ts'
import { sendRefusal } from './serve-route.ts'
import { actorOf, attemptOf, setAttemptCookie, tokenOf } from './session.ts'

const TOKEN_BYTES_MAX = 64 * 1024

type Welcome = (request: FastifyRequest, reply: FastifyReply, session: OpenedSession) => FastifyReply

/** The doors of sign-in by an identity provider. Whatever fails, an outsider gets one and the same answer. */
export async function serveProviders(
  app: FastifyInstance,
  context: NodeContext,
  runners: Runners,
  limits: object,
  welcome: Welcome,
): Promise<void> {
  const note: NoteProvider = (facts) => runners.note('provider', facts)
  app.get('/api/sign-in/providers', async () => {
    const providers = await listProviders(context.database.read)
    return { providers: providers.map(({ code, name }) => ({ provider: code, name })) }
  })
  app.post<{ Body: { provider: string } }>(
    '/api/sign-in/provider',
    {
      ...limits,
      schema: { body: Type.Object({ provider: Type.String({ minLength: 1, maxLength: 64 }) }) },
    },
    async (request, reply) => {
      const begun = await beginAtProvider(context, note, request.body.provider, null)
      if (isRefusal(begun)) return sendRefusal(reply, begun)
      setAttemptCookie(reply, begun.token)
      return { address: begun.address }
    },
  )
  app.post<{ Body: { query: string } }>(
    '/api/sign-in/provider/finish',
    { ...limits, schema: { body: Type.Object({ query: Type.String({ maxLength: 8192 }) }) } },
    async (request, reply) => {
      const token = tokenOf(request)
      const actor = await actorOf(context, token)
      const isUsable = actor?.sessionState === 'live' || actor?.sessionState === 'enrolling'
      const done = await finishAtProvider(context, note, {
        token: attemptOf(request),
        query: request.body.query,
        session: { token, actor: isUsable ? actor : null },
      })
      if (isRefusal(done)) return sendRefusal(reply, done)
      setAttemptCookie(reply, null)
      return done.opened === null ? reply.send({ bound: true }) : welcome(request, reply, done.opened)
    },
  )
  await app.register(async (door) => {
    door.removeAllContentTypeParsers()
    door.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: TOKEN_BYTES_MAX },
      (_request, body, done) => done(null, body),
    )
    door.post<{ Params: { code: string } }>(
      '/api/sign-in/provider/:code/logout',
      { ...limits },
      async (request, reply) => {
        const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
        const ended = await endByProvider(context, note, request.params.code, form.get('logout_token') ?? '')
        return isRefusal(ended) ? sendRefusal(reply, ended) : reply.send({})
      },
    )
  })
}
