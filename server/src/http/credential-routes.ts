import { draftEvent, isRefusal, PASSWORD_CHARACTERS_MAX } from '@homeward/core'
import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { Type } from 'typebox'
import { revokeSessions } from '../access/access-store.ts'
import { eventActor } from '../access/actor.ts'
import {
  endOwnSession,
  mayChangeCredentials,
  newPasswordHash,
  ownSessions,
  setPassword,
  staleSignIn,
} from '../access/credential.ts'
import { enrolmentOptions, enrolPasskey } from '../access/passkey.ts'
import { type Route, route } from './route.ts'
import { setSessionCookie } from './session.ts'

const Password = Type.String({ maxLength: PASSWORD_CHARACTERS_MAX })

export function credentialRoutes(): Route[] {
  return [
    route('POST', '/api/me/password', 'credential.set', {
      body: Type.Object({ password: Password, present: Type.Optional(Password) }),
      handle: async (call) => {
        const { context, actor, body } = call
        const stale = await mayChangeCredentials(context, actor)
        if (stale !== null) return stale
        const hash = await newPasswordHash(context, actor, body.password, body.present)
        if (isRefusal(hash)) return hash
        return call.change(async (tx, record) => {
          await setPassword(tx, record, actor, hash)
          return {}
        })
      },
    }),
    route('POST', '/api/me/passkeys/options', 'credential.set', {
      handle: async ({ context, actor }) =>
        (await mayChangeCredentials(context, actor)) ?? enrolmentOptions(context, actor),
    }),
    route('POST', '/api/me/passkeys', 'credential.set', {
      body: Type.Object({ response: Type.Object({}, { additionalProperties: true }) }),
      handle: async ({ context, actor, body }) =>
        (await mayChangeCredentials(context, actor)) ??
        enrolPasskey(context, actor, body.response as unknown as RegistrationResponseJSON),
    }),
    route('GET', '/api/me/sessions', 'session.read', {
      handle: async ({ context, actor }) => ({ sessions: await ownSessions(context, actor) }),
    }),
    route('POST', '/api/me/sessions/:id/end', 'session.end', {
      handle: async (call) => {
        const { context, actor, params } = call
        const stale = await staleSignIn(context, actor)
        if (stale !== null) return stale
        return call.change((tx, record) => endOwnSession(context, tx, record, actor, params['id'] ?? ''))
      },
    }),
    route('POST', '/api/sign-out', 'session.end', {
      handle: async (call) => {
        const { context, actor, reply } = call
        await context.database.write(async (tx, record) => {
          await revokeSessions(tx, actor.person, new Date(context.platform.clock.nowMs()), actor.session)
          await record(
            draftEvent('access/signed-out', {
              actor: eventActor(actor),
              objects: { session: actor.session },
            }),
          )
        })
        setSessionCookie(reply, null)
        return {}
      },
    }),
  ]
}
