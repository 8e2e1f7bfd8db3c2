import { draftEvent, isRefusal, type Refusal, refuse } from '@homeward/core'
import type { RecordEvent, Tx } from '../db/database.ts'
import type { NodeContext } from '../node-context.ts'
import { type Actor, eventActor } from './actor.ts'
import { type ProviderRefusal, publishedKeys, reachProvider } from './provider-client.ts'
import { takeRolesByClaim } from './provider-roles.ts'
import { clientSecret, secretPurpose } from './provider-sign-in.ts'
import {
  deleteProvider,
  type ProviderRecord,
  providerByCode,
  revokeProviderSessions,
  setProviderSecret,
} from './provider-store.ts'

/** A change by an administrator, in its transaction. */
interface Changing {
  readonly context: NodeContext
  readonly actor: Actor
  readonly tx: Tx
  readonly record: RecordEvent
}

function unknownProvider(code: string): Refusal {
  return refuse('provider/unknown', `There is no identity provider ${code}.`)
}

/** Sets or takes away the secret of a provider's client; it is never shown again. Refuses with `provider/unknown`. */
export async function keepProviderSecret(
  { context, actor, tx, record }: Changing,
  code: string,
  secret: string | null,
): Promise<Record<string, never> | Refusal> {
  const provider = await providerByCode(tx, code)
  if (provider === null) return unknownProvider(code)
  const wrapped = secret === null ? null : context.keys.wrapSecret(secretPurpose(code), Buffer.from(secret))
  await setProviderSecret(tx, code, wrapped)
  await record(
    draftEvent('access/provider-secret-set', {
      actor: eventActor(actor),
      objects: { provider: code, unit: provider.unitId },
      facts: { set: secret !== null },
    }),
  )
  return {}
}

/**
 * Takes a provider away at once: its sessions end, its bindings and the roles that its claims gave go. Refuses with
 * `provider/unknown`.
 */
export async function removeProvider(
  { context, actor, tx, record }: Changing,
  code: string,
): Promise<{ readonly ended: number } | Refusal> {
  const provider = await providerByCode(tx, code)
  if (provider === null) return unknownProvider(code)
  const ended = await revokeProviderSessions(tx, code, null, new Date(context.platform.clock.nowMs()))
  await takeRolesByClaim(tx, record, { provider: code })
  await deleteProvider(tx, code)
  await record(
    draftEvent('access/provider-removed', {
      actor: eventActor(actor),
      objects: { provider: code, unit: provider.unitId },
      facts: { ended },
    }),
  )
  return { ended }
}

/** Whether a provider answers as a sign-in needs it. */
export interface TriedProvider {
  readonly answers: boolean
  /** The inner reason, null where it answers. */
  readonly because: string | null
  readonly algorithms: readonly string[]
  readonly keys: number
}

/** Asks a provider what a sign-in would ask, without one. Refuses with `provider/unknown`. */
export async function tryProvider(
  context: NodeContext,
  actor: Actor,
  code: string,
): Promise<TriedProvider | Refusal> {
  const provider = await providerByCode(context.database.read, code)
  if (provider === null) return unknownProvider(code)
  const tried = await answersOf(context, provider)
  await context.database.write((_tx, record) =>
    record(
      draftEvent('access/provider-tried', {
        actor: eventActor(actor),
        objects: { provider: code, unit: provider.unitId },
        facts: { answers: tried.answers },
      }),
    ),
  )
  return tried
}

async function answersOf(context: NodeContext, provider: ProviderRecord): Promise<TriedProvider> {
  const client = await reachProvider(provider, clientSecret(context, provider))
  if (isRefusal(client)) return silentOf(client)
  const published = await publishedKeys(client)
  if (isRefusal(published)) return silentOf(published)
  const { algorithms } = client
  return { answers: true, because: null, algorithms, keys: published.keys.keys.length }
}

function silentOf({ because, why }: ProviderRefusal): TriedProvider {
  const said = why === undefined || why === '' ? because : `${because} (${why})`
  return { answers: false, because: said, algorithms: [], keys: 0 }
}
