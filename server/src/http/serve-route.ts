import {
  isRefusal,
  mayAccess,
  type Permission,
  type Refusal,
  refuse,
  type SessionState,
} from '@homeward/core'
import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../access/actor.ts'
import { refusedByCap } from '../access/exposure-desk.ts'
import { tokenHash } from '../access/sign-in.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import { operateOnce, requestDigest } from '../db/operation.ts'
import type { NodeContext } from '../node-context.ts'
import { keepSession, sendError } from './refusal-log.ts'
import type { Call, Route } from './route.ts'
import { actorOf, addressOf, tokenOf } from './session.ts'
import { statusOfRefusal } from './status.ts'

const OPERATION_ID = /^[A-Za-z0-9_-]{16,64}$/
const NOBODY: Omit<Actor, 'sessionState'> = {
  person: '',
  personCode: '',
  personName: '',
  unit: '',
  unitCode: '',
  roles: [],
  human: '',
  session: '',
  byOwnCredential: false,
  byProvider: false,
  editions: [],
  opened: [],
}

/** Answers a refusal; the body says what and why. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return sendError(reply, statusOfRefusal(refusal.code), refusal.code, refusal.because)
}

/**
 * Serves one route: session, role, then the object and the actor's relation to it, then the handler. An object that the
 * actor may not see is answered exactly like one that does not exist.
 */
export function serveRoute(app: FastifyInstance, context: NodeContext, route: Route, local: boolean): void {
  app.route({
    method: route.method,
    url: route.path,
    schema: {
      ...(route.body === null ? {} : { body: route.body }),
      ...(route.query === null ? {} : { querystring: route.query }),
    },
    config: limitOf(route),
    handler: async (request, reply) => {
      const found = await actorOf(context, tokenOf(request))
      if (found !== null) keepSession(request, found.session)
      const state: SessionState = found?.sessionState ?? 'absent'
      const actor = found ?? { ...NOBODY, sessionState: state }
      // The relation is not known yet: only session and role are asked, so that nothing is loaded for strangers.
      const early = permission(route, actor, null)
      if (isRefusal(early)) return sendRefusal(reply, early)
      const operation = operationOf(request, route)
      if (isRefusal(operation)) return sendRefusal(reply, operation)
      const call = callOf(context, request, reply, actor, local, route, operation)
      const subject = await route.load(call)
      const permitted = permission(route, actor, subject?.relation ?? 'none')
      if (isRefusal(permitted)) return sendRefusal(reply, permitted)
      // What an action owes is settled here, so that no route of it can forget.
      const capped = permitted.obligations.includes('meter') ? await refusedByCap(context, actor) : null
      if (capped !== null) return sendRefusal(reply, capped)
      const answer = await route.handle(call, subject?.value ?? null)
      if (isRefusal(answer)) return sendRefusal(reply, answer)
      if (reply.sent) return reply
      return reply.send(answer ?? {})
    },
  })
}

/** The limit is asked before the body is read. Strangers share the one of their address. */
function limitOf({ perMinute }: Route): FastifyContextConfig {
  if (perMinute === null) return {}
  const keyGenerator = (request: FastifyRequest): string =>
    tokenHash(tokenOf(request) ?? addressOf(request)).toString('hex')
  return { rateLimit: { max: perMinute, timeWindow: '1 minute', keyGenerator } }
}

function permission(
  route: Route,
  actor: Actor,
  relation: 'own' | 'other' | 'none' | null,
): Permission | Refusal {
  const relations = relation === null ? (['own', 'other', 'none'] as const) : [relation]
  let refusal: Refusal | null = null
  for (const one of relations) {
    const decided = mayAccess({
      action: route.action,
      roles: actor.roles,
      relation: one,
      session: actor.sessionState,
    })
    if (!isRefusal(decided)) return decided
    refusal ??= decided
  }
  return refusal ?? refuse('access/role', 'This action is not in the policy, so nobody may take it.')
}

function operationOf(request: FastifyRequest, route: Route): string | null | Refusal {
  if (route.method === 'GET') return null
  const id = request.headers['operation-id']
  if (typeof id === 'string' && OPERATION_ID.test(id)) return id
  return refuse(
    'request/operation',
    'Expected a header operation-id of 16 to 64 letters, digits, hyphens or underscores.',
  )
}

function callOf(
  context: NodeContext,
  request: FastifyRequest,
  reply: FastifyReply,
  actor: Actor,
  local: boolean,
  route: Route,
  operation: string | null,
): Call<unknown, unknown> {
  return {
    context,
    actor,
    params: request.params as Record<string, string>,
    query: request.query,
    body: request.body,
    headers: request.headers,
    local,
    reply,
    change: <T>(work: (tx: Tx, record: RecordEvent) => Promise<T | Refusal>) =>
      operateOnce<T>(
        context.database,
        {
          id: operation ?? '',
          person: actor.person,
          route: `${route.method} ${request.url}`,
          requestSha256: requestDigest([route.raw ? null : (request.body ?? null)]),
        },
        new Date(context.platform.clock.nowMs()),
        work,
      ),
  }
}
