import { isRefusal, refuse } from '@homeward/core'
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type PersonRecord, personByCode } from '../access/access-store.ts'
import { checkPasskey, signInOptions } from '../access/passkey.ts'
import {
  checkPassword,
  endFormerSession,
  type OpenedSession,
  openSession,
  signInByLink,
} from '../access/sign-in.ts'
import { treeSize } from '../ledger/ledger-store.ts'
import type { NodeContext } from '../node-context.ts'
import type { AppOptions } from './app.ts'
import { serveProviders } from './provider-doors.ts'
import type { Runners } from './runners.ts'
import { sendRefusal } from './serve-route.ts'
import { setSessionCookie, tokenOf } from './session.ts'

const Code = Type.String({ minLength: 1, maxLength: 64 })
/** Attempts a minute from one address; the lock of a person comes on top. */
const ATTEMPTS = { config: { rateLimit: { max: 60, timeWindow: '1 minute' } } }

/** The doors: everything that may be asked without a session. */
export const OPEN_ROUTES: readonly string[] = [
  'GET /api/health',
  'GET /api/openapi.json',
  'GET /api/sign-in/providers',
  'POST /api/sign-in/link',
  'POST /api/sign-in/local',
  'POST /api/sign-in/passkey',
  'POST /api/sign-in/passkey/options',
  'POST /api/sign-in/password',
  'POST /api/sign-in/provider',
  'POST /api/sign-in/provider/:code/logout',
  'POST /api/sign-in/provider/finish',
  'POST /witness/add-checkpoint',
]

export async function serveSignIn(
  app: FastifyInstance,
  context: NodeContext,
  runners: Runners,
  options: AppOptions,
): Promise<void> {
  const welcome = (request: FastifyRequest, reply: FastifyReply, session: OpenedSession): FastifyReply => {
    const forCommandLine = request.headers['x-homeward-client'] === 'cli'
    if (!forCommandLine) setSessionCookie(reply, session.token)
    const { person, token, needsCredential } = session
    return reply.send(forCommandLine ? { person, token, needsCredential } : { person, needsCredential })
  }
  const open = (
    request: FastifyRequest,
    person: PersonRecord,
    via: 'password' | 'passkey' | 'local',
  ): Promise<OpenedSession> =>
    context.database.write(async (tx, record) => {
      await endFormerSession(context.platform, tx, record, tokenOf(request))
      return openSession(context.platform, tx, record, person, via, via === 'local')
    })

  app.post<{ Body: { token: string } }>(
    '/api/sign-in/link',
    { ...ATTEMPTS, schema: { body: Type.Object({ token: Type.String({ maxLength: 200 }) }) } },
    async (request, reply) => {
      const session = await context.database.write(async (tx, record) => {
        const opened = await signInByLink(context, tx, record, request.body.token)
        if (!isRefusal(opened)) await endFormerSession(context.platform, tx, record, tokenOf(request))
        return opened
      })
      return isRefusal(session) ? sendRefusal(reply, session) : welcome(request, reply, session)
    },
  )
  app.post<{ Body: { person: string; password: string } }>(
    '/api/sign-in/password',
    {
      ...ATTEMPTS,
      schema: { body: Type.Object({ person: Code, password: Type.String({ maxLength: 1024 }) }) },
    },
    async (request, reply) => {
      const person = await checkPassword(context, request.body.person, request.body.password)
      return isRefusal(person)
        ? sendRefusal(reply, person)
        : welcome(request, reply, await open(request, person, 'password'))
    },
  )
  app.post<{ Body: { person: string } }>(
    '/api/sign-in/passkey/options',
    { ...ATTEMPTS, schema: { body: Type.Object({ person: Code }) } },
    (request) => signInOptions(context, request.body.person),
  )
  app.post<{ Body: { person: string; response: AuthenticationResponseJSON } }>(
    '/api/sign-in/passkey',
    {
      ...ATTEMPTS,
      schema: {
        body: Type.Object({ person: Code, response: Type.Object({}, { additionalProperties: true }) }),
      },
    },
    async (request, reply) => {
      const person = await checkPasskey(context, request.body.person, request.body.response)
      return isRefusal(person)
        ? sendRefusal(reply, person)
        : welcome(request, reply, await open(request, person, 'passkey'))
    },
  )
  await serveProviders(app, context, runners, ATTEMPTS, welcome)
  if (options.local) {
    app.post<{ Body: { person: string } }>(
      '/api/sign-in/local',
      { schema: { body: Type.Object({ person: Code }) } },
      async (request, reply) => {
        if (!context.directory.isTrial) {
          return sendRefusal(
            reply,
            refuse(
              'sign-in/not-trial',
              'Only directories of npm run demo and homeward init --quick let a person in without a credential.',
            ),
          )
        }
        const person = await personByCode(context.database.read, request.body.person)
        if (person === null)
          return sendRefusal(reply, refuse('person/unknown', `There is no person ${request.body.person}.`))
        return welcome(request, reply, await open(request, person, 'local'))
      },
    )
  }
  app.get('/api/health', async () => {
    const size = await treeSize(context.database.read)
    return { ok: true, version: '0.1.0', ledger: { size }, decoder: 'ready', index: context.index.state() }
  })
}
