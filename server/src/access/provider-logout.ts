import { createHash } from 'node:crypto'
import {
  type Claims,
  decideLogout,
  draftEvent,
  isRefusal,
  type LogoutOrder,
  type Refusal,
  refuse,
} from '@homeward/core'
import { decodeJwt } from 'jose'
import type { NodeContext } from '../node-context.ts'
import { personById, revokeSessions } from './access-store.ts'
import { type ProviderRefusal, reachProvider, sentClaims } from './provider-client.ts'
import { takeRolesByClaim } from './provider-roles.ts'
import { clientSecret, factsOf, type NoteProvider } from './provider-sign-in.ts'
import {
  boundPerson,
  type ProviderRecord,
  personOfProviderSession,
  providerByCode,
  revokeProviderSessions,
  takeLogout,
} from './provider-store.ts'

/** For longer than an order may be old, whatever the clocks say. */
const REMEMBERED_MS = 10 * 60_000

/**
 * Carries out a provider's order to end sessions (OpenID Connect Back-Channel Logout 1.0), once: those of one of the
 * provider's sessions, or, where it names only a person, every session of that person, however it was opened. What claims
 * gave the person goes with it. Refuses with `sign-in/logout`, whatever is the matter.
 */
export async function endByProvider(
  context: NodeContext,
  note: NoteProvider,
  code: string,
  token: string,
): Promise<{ readonly ended: number } | Refusal> {
  const provider = await providerByCode(context.database.read, code)
  // Whoever sends just anything must not make the node ask the provider.
  if (provider === null || !claimsToBeOf(provider, token)) return noOrder(note, { kind: 'token' })
  const client = await reachProvider(provider, clientSecret(context, provider))
  const sent = isRefusal(client) ? client : await sentClaims(client, token)
  const nowMs = context.platform.clock.nowMs()
  const order: LogoutOrder | ProviderRefusal = isRefusal(sent) ? sent : decideLogout(sent.claims, nowMs)
  if (isRefusal(order)) return noOrder(note, factsOf(provider, order))
  const now = new Date(nowMs)
  return context.database.write(async (tx, record) => {
    const idHash = createHash('sha256').update(order.id).digest()
    if (!(await takeLogout(tx, provider.code, idHash, now, new Date(nowMs + REMEMBERED_MS)))) {
      return noOrder(note, { provider: provider.code, kind: 'token', why: 'jti' })
    }
    const { subject, providerSession } = order
    const known =
      providerSession === null ? null : await personOfProviderSession(tx, provider.code, providerSession)
    // A session that the node was never told of must not keep an order about its person from being carried out.
    const id = known ?? (subject === null ? null : await boundPerson(tx, provider, subject))
    const person = id === null ? null : await personById(tx, id)
    if (person === null) return { ended: 0 }
    const ended =
      known === null
        ? await revokeSessions(tx, person.id, now)
        : await revokeProviderSessions(tx, provider.code, providerSession, now)
    await takeRolesByClaim(tx, record, { person: person.id })
    await record(
      draftEvent('access/sessions-ended', {
        actor: { system: 'sign-in' },
        objects: { person: person.id, unit: person.unitId, provider: provider.code },
        facts: { ended, by: 'provider' },
      }),
    )
    return { ended }
  })
}

function claimsToBeOf(provider: ProviderRecord, token: string): boolean {
  let claims: Claims
  try {
    claims = { ...decodeJwt(token) }
  } catch {
    return false
  }
  const { iss, aud } = claims
  return (
    iss === provider.issuer &&
    (Array.isArray(aud) ? aud.includes(provider.clientId) : aud === provider.clientId)
  )
}

function noOrder(note: NoteProvider, facts: Readonly<Record<string, string>>): Refusal {
  note({ ...facts, step: 'logout' })
  return refuse('sign-in/logout', 'This is no order to end sessions that the node takes.')
}
