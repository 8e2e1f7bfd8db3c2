import { draftEvent, isRefusal } from '@homeward/core'
import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { Type } from 'typebox'
import { revokeSessions } from '../access/access-store.ts'
import { eventActor } from '../access/actor.ts'
import { enrolmentOptions, enrolPasskey } from '../access/passkey.ts'
import { newPasswordHash, setPassword } from '../access/sign-in.ts'
import { type Route, route } from './route.ts'
import { SESSION_COOKIE } from './session.ts'

export function credentialRoutes(): Route[] {
  return [
    route('POST', '/api/me/password', 'credential.set', {
      body: Type.Object({ password: Type.String({ maxLength: 1024 }) }),
      handle: async (call) => {
        const hash = await newPasswordHash(call.context, call.body.password)
        if (isRefusal(hash)) return hash
        return call.change(async (tx, record) => {
          await setPassword(tx, record, call.actor, hash)
          return {}
        })
      },
    }),
    route('POST', '/api/me/passkeys/options', 'credential.set', {
      handle: ({ context, actor }) => enrolmentOptions(context, actor),
    }),
    route('POST', '/api/me/passkeys', 'credential.set', {
      body: Type.Object({ response: Type.Object({}, { additionalProperties: true }) }),
      handle: ({ context, actor, body }) =>
        enrolPasskey(context, actor, body.response as unknown as RegistrationResponseJSON),
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
        reply.header('set-cookie', `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`)
        return {}
      },
    }),
  ]
}
