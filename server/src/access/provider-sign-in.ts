import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  decideIdentity,
  draftEvent,
  isRefusal,
  PROVIDER_SIGN_IN_MS,
  type ProvenIdentity,
  type Refusal,
  refuse,
} from '@homeward/core'
import type { RecordEvent, Tx } from '../db/database.ts'
import type { NodeContext } from '../node-context.ts'
import { personById } from './access-store.ts'
import { type Actor, eventActor } from './actor.ts'
import {
  type ProviderRefusal,
  provenClaims,
  reachProvider,
  type SignInSecrets,
  signInAddress,
} from './provider-client.ts'
import { setRolesByClaim } from './provider-roles.ts'
import {
  bindPerson,
  boundPerson,
  insertAttempt,
  type ProviderRecord,
  providerByCode,
  takeAttempt,
} from './provider-store.ts'
import { endFormerSession, newToken, type OpenedSession, openSession, tokenHash } from './sign-in.ts'

/** What was refused of a sign-in by a provider, as the administrator learns it; an outsider is told nothing of it. */
export type NoteProvider = (facts: Readonly<Record<string, string>>) => void

/** Where browsers come back to; it is a page of the desk, so that nothing happens by a link alone. */
function callbackOf(context: NodeContext): string {
  return `${context.origin()}/sign-in/provider`
}

/** All that a sign-in is sent with follows from one token, which only the browser keeps. */
function secretsOf(token: string): SignInSecrets {
  const derived = (what: string): string => createHmac('sha256', token).update(what).digest('base64url')
  return { state: derived('state'), nonce: derived('nonce'), verifier: derived('verifier') }
}

/** The secret of a provider in the clear; null where its client has none. */
export function clientSecret({ keys }: NodeContext, provider: ProviderRecord): string | null {
  if (provider.secret === null) return null
  return Buffer.from(keys.unwrapSecret(secretPurpose(provider.code), provider.secret)).toString('utf8')
}

/** What the wrap of a provider's secret is bound to. */
export function secretPurpose(code: string): string {
  return `provider|${code}`
}

/**
 * Begins a sign-in at a provider, or, for a person with a session, the binding of that person. Returns the address to go
 * to and the token that only this browser may hold. Refuses with `sign-in/provider`, whatever is the matter.
 */
export async function beginAtProvider(
  context: NodeContext,
  note: NoteProvider,
  code: string,
  actor: Actor | null,
): Promise<{ address: string; token: string } | Refusal> {
  const provider = await providerByCode(context.database.read, code)
  if (provider === null || (actor !== null && actor.unit !== provider.unitId)) return notSignedIn()
  const client = await reachProvider(provider, clientSecret(context, provider))
  if (isRefusal(client)) return refused(context, note, provider, client)
  const token = newToken(context.platform)
  const nowMs = context.platform.clock.nowMs()
  const attempt = {
    tokenHash: tokenHash(token),
    provider: provider.code,
    session: actor?.session ?? null,
    expiresAt: new Date(nowMs + PROVIDER_SIGN_IN_MS),
  }
  await context.database.write((tx) => insertAttempt(tx, attempt, new Date(nowMs)))
  return { address: await signInAddress(client, callbackOf(context), secretsOf(token)), token }
}

/** What a browser brings back from a provider. */
export interface Returned {
  /** The token of {@link beginAtProvider}, which came with the browser. */
  readonly token: string | null
  /** The query with which the provider sent the browser back. */
  readonly query: string
  /** The session of the browser, and its person where it can be used. */
  readonly session: { readonly token: string | null; readonly actor: Actor | null }
}

/**
 * Ends what {@link beginAtProvider} began, once: opens the session of the person who is bound to the proven subject, or
 * binds the person who asked for it. Refuses with `sign-in/provider`, whatever is the matter.
 */
export async function finishAtProvider(
  context: NodeContext,
  note: NoteProvider,
  { token, query, session }: Returned,
): Promise<{ readonly opened: OpenedSession | null } | Refusal> {
  const now = new Date(context.platform.clock.nowMs())
  if (token === null || !isStateOf(token, query)) {
    note({ kind: 'browser' })
    return notSignedIn()
  }
  const attempt = await context.database.write((tx) => takeAttempt(tx, tokenHash(token), now))
  const provider = attempt === null ? null : await providerByCode(context.database.read, attempt.provider)
  if (attempt === null || provider === null) {
    note({ kind: 'browser' })
    return notSignedIn()
  }
  const proven = await provenIdentity(context, provider, token, query)
  if (isRefusal(proven)) return refused(context, note, provider, proven)
  const done = await context.database.write(async (tx, record) => {
    if (attempt.session === null) return open(context, tx, record, provider, proven, session.token)
    const { actor } = session
    const isSame = actor?.session === attempt.session && actor.unit === provider.unitId
    return actor !== null && isSame ? bind(tx, record, provider, proven, actor, now) : unknownPerson()
  })
  return isRefusal(done) ? refused(context, note, provider, done) : done
}

function isStateOf(token: string, query: string): boolean {
  const expected = Buffer.from(secretsOf(token).state)
  const came = Buffer.from(new URLSearchParams(query).get('state') ?? '')
  return came.length === expected.length && timingSafeEqual(came, expected)
}

async function provenIdentity(
  context: NodeContext,
  provider: ProviderRecord,
  token: string,
  query: string,
): Promise<ProvenIdentity | ProviderRefusal> {
  const client = await reachProvider(provider, clientSecret(context, provider))
  if (isRefusal(client)) return client
  const answered = await provenClaims(client, callbackOf(context), query, secretsOf(token))
  if (isRefusal(answered)) return answered
  return decideIdentity(provider, answered.claims, context.platform.clock.nowMs())
}

async function open(
  { platform }: NodeContext,
  tx: Tx,
  record: RecordEvent,
  provider: ProviderRecord,
  proven: ProvenIdentity,
  formerToken: string | null,
): Promise<{ opened: OpenedSession } | Refusal> {
  const id = await boundPerson(tx, provider, proven.subject)
  const person = id === null ? null : await personById(tx, id)
  if (person === null || person.disabledAt !== null || person.unitId !== provider.unitId) {
    return unknownPerson()
  }
  await endFormerSession(platform, tx, record, formerToken)
  await setRolesByClaim(tx, record, provider, person, proven.roles)
  const via = { code: provider.code, session: proven.providerSession }
  return { opened: await openSession(platform, tx, record, person, 'provider', false, via) }
}

async function bind(
  tx: Tx,
  record: RecordEvent,
  provider: ProviderRecord,
  proven: ProvenIdentity,
  actor: Actor,
  now: Date,
): Promise<{ opened: null } | Refusal> {
  if (!(await bindPerson(tx, provider, proven.subject, actor.person, now))) {
    return refuse('provider/bound', 'Another person is bound to this identity.')
  }
  await record(
    draftEvent('access/credential-set', {
      actor: eventActor(actor),
      objects: { person: actor.person, provider: provider.code },
      facts: { kind: 'provider' },
    }),
  )
  return { opened: null }
}

function unknownPerson(): Refusal {
  return refuse('provider/person', 'No person of the unit who may sign in is bound to this identity.')
}

/** The one answer for everything that fails: who is outside learns nothing of why. */
function notSignedIn(): Refusal {
  return refuse(
    'sign-in/provider',
    'The identity provider did not sign you in. Try again, or sign in another way.',
  )
}

/** What the node's log says of a refusal: which provider, what kind, and the libraries' codes. */
export function factsOf(
  provider: ProviderRecord,
  { code, why }: ProviderRefusal,
): Readonly<Record<string, string>> {
  const kind = code.slice(code.indexOf('/') + 1)
  return { provider: provider.code, kind, ...(why === undefined || why === '' ? {} : { why }) }
}

/** Records a refusal of a sign-in that was really begun; its inner reason goes to the ledger and to the node's log. */
async function refused(
  { database }: NodeContext,
  note: NoteProvider,
  provider: ProviderRecord,
  refusal: ProviderRefusal,
): Promise<Refusal> {
  const facts = factsOf(provider, refusal)
  note(facts)
  await database.write((_tx, record) =>
    record(
      draftEvent('access/sign-in-failed', {
        actor: { system: 'sign-in' },
        objects: { provider: provider.code, unit: provider.unitId },
        facts: { via: 'provider', kind: facts['kind'] ?? '' },
      }),
    ),
  )
  return notSignedIn()
}
