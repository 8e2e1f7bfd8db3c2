import { sessionState } from '@homeward/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { editionIdsOfUnit, personById, sessionByTokenHash, touchSession } from '../access/access-store.ts'
import type { Actor } from '../access/actor.ts'
import { openGlassOf } from '../access/break-glass-store.ts'
import { isEnrolled, tokenHash } from '../access/sign-in.ts'
import type { NodeContext } from '../node-context.ts'

const COOKIE = 'homeward_session'
/** Of a browser that was sent to an identity provider. */
const ATTEMPT_COOKIE = 'homeward_provider'
/** The last request is noted at most this often: idle time is counted in minutes. */
const TOUCH_MS = 5000

/** Over TLS the prefix makes browsers take the cookie from this very host only, and for no other. */
function cookieName(request: FastifyRequest, cookie: string): string {
  return isSecure(request) ? `__Host-${cookie}` : cookie
}

function isSecure(request: FastifyRequest): boolean {
  return request.protocol === 'https'
}

/** Gives the desk its cookie, or takes it away where there is no token. Pages cannot read it, other sites not use it. */
export function setSessionCookie(reply: FastifyReply, token: string | null): void {
  setCookie(reply, COOKIE, token)
}

/** Gives a browser the token of its way to an identity provider, or takes it away; as safe as the session's. */
export function setAttemptCookie(reply: FastifyReply, token: string | null): void {
  setCookie(reply, ATTEMPT_COOKIE, token)
}

function setCookie(reply: FastifyReply, cookie: string, token: string | null): void {
  const { request } = reply
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict']
  if (isSecure(request)) attributes.push('Secure')
  if (token === null) attributes.push('Max-Age=0')
  // Fastify adds a header of this name to those that are there.
  reply.header('set-cookie', [`${cookieName(request, cookie)}=${token ?? ''}`, ...attributes].join('; '))
}

/** From where a request came. A Unix socket has no address; everybody behind it is this machine. */
export function addressOf(request: FastifyRequest): string {
  return (request.ip as string | undefined) ?? 'local'
}

/** The session token of a request: a bearer token of the command line, or the desk's cookie. */
export function tokenOf(request: FastifyRequest): string | null {
  const bearer = /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? '')
  if (bearer?.[1] !== undefined) return bearer[1]
  return cookieOf(request, COOKIE)
}

/** The token of the browser's way to an identity provider; null where it was not sent to one. */
export function attemptOf(request: FastifyRequest): string | null {
  return cookieOf(request, ATTEMPT_COOKIE)
}

function cookieOf(request: FastifyRequest, cookie: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=')
    if (name === cookieName(request, cookie) && value !== undefined && value !== '') return value
  }
  return null
}

/**
 * The actor behind a token, read anew for every request, so that a revocation holds from the next one on. Null when
 * there is no such session.
 */
export async function actorOf(context: NodeContext, token: string | null): Promise<Actor | null> {
  if (token === null) return null
  const db = context.database.read
  const session = await sessionByTokenHash(db, tokenHash(token))
  if (session === null) return null
  const person = await personById(db, session.personId)
  if (person === null) return null
  const now = context.platform.clock.nowMs()
  const state = sessionState(
    {
      startedAtMs: session.startedAt.getTime(),
      lastSeenAtMs: session.lastSeenAt.getTime(),
      revokedAtMs: session.revokedAt?.getTime() ?? null,
      personDisabled: person.disabledAt !== null,
      enrolled: session.opensAtOnce || isEnrolled(person),
    },
    now,
  )
  if ((state === 'live' || state === 'enrolling') && now - session.lastSeenAt.getTime() > TOUCH_MS) {
    await touchSession(db, session.id, new Date(now))
  }
  return {
    person: person.id,
    personCode: person.code,
    personName: person.name,
    unit: person.unitId,
    unitCode: person.unitCode,
    roles: person.roles,
    human: person.human,
    session: session.id,
    byOwnCredential: session.via !== 'provider' && (session.via !== 'link' || session.opensAtOnce),
    byProvider: session.via === 'provider',
    sessionState: state,
    editions: await editionIdsOfUnit(db, person.unitId),
    opened: await openGlassOf(db, person.id, new Date(now)),
  }
}
