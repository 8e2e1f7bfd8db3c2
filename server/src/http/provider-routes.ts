import { isRefusal, refuse } from '@homeward/core'
import { Type } from 'typebox'
import { mayChangeCredentials } from '../access/credential.ts'
import { keepProviderSecret, removeProvider, tryProvider } from '../access/provider-desk.ts'
import { beginAtProvider } from '../access/provider-sign-in.ts'
import { listProviders } from '../access/provider-store.ts'
import { type Route, route } from './route.ts'
import type { Runners } from './runners.ts'
import { setAttemptCookie } from './session.ts'

const Secret = Type.Union([Type.String({ minLength: 1, maxLength: 1024 }), Type.Null()])

/** The administration of identity providers, and the binding of the person who asks. */
export function providerRoutes(runners: Runners): Route[] {
  return [
    route('POST', '/api/me/provider', 'credential.set', {
      body: Type.Object({ provider: Type.String({ minLength: 1, maxLength: 64 }) }),
      handle: async ({ context, actor, body, reply }) => {
        const stale = await mayChangeCredentials(context, actor)
        if (stale !== null) return stale
        const begun = await beginAtProvider(
          context,
          (facts) => runners.note('provider', facts),
          body.provider,
          actor,
        )
        if (isRefusal(begun)) {
          return refuse(
            'credential/provider',
            'The identity provider does not answer as it has to, or is not your unit’s. Try again later.',
          )
        }
        setAttemptCookie(reply, begun.token)
        return { address: begun.address }
      },
    }),
    route('GET', '/api/providers', 'provider.read', {
      handle: async ({ context }) => {
        const providers = await listProviders(context.database.read)
        return {
          providers: providers.map(({ code, unitId: _, unitCode, secret, setAt, ...terms }) => ({
            provider: code,
            unit: unitCode,
            ...terms,
            hasSecret: secret !== null,
            setAt: setAt.toISOString(),
            callback: `${context.origin()}/sign-in/provider`,
            logout: `${context.origin()}/api/sign-in/provider/${code}/logout`,
          })),
        }
      },
    }),
    route('POST', '/api/providers/:code/secret', 'provider.manage', {
      body: Type.Object({ secret: Secret }),
      handle: (call) =>
        call.change((tx, record) =>
          keepProviderSecret({ ...call, tx, record }, call.params['code'] ?? '', call.body.secret),
        ),
    }),
    route('POST', '/api/providers/:code/test', 'provider.manage', {
      perMinute: 10,
      handle: ({ context, actor, params }) => tryProvider(context, actor, params['code'] ?? ''),
    }),
    route('POST', '/api/providers/:code/remove', 'provider.manage', {
      handle: (call) =>
        call.change((tx, record) => removeProvider({ ...call, tx, record }, call.params['code'] ?? '')),
    }),
  ]
}
