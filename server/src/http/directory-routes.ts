import {
  ACTIONS,
  isRefusal,
  mayAccess,
  noticeKindsFor,
  SESSION_ABSOLUTE_MS,
  SESSION_IDLE_MS,
} from '@homeward/core'
import { Type } from 'typebox'
import { personById, sessionTimes } from '../access/access-store.ts'
import { eventActor } from '../access/actor.ts'
import {
  type Administrating,
  addPerson,
  addUnit,
  endSessions,
  invitePerson,
} from '../access/administration.ts'
import {
  listEditions,
  listNotices,
  listPersons,
  listUnits,
  markNoticeRead,
} from '../access/directory-store.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import { type Call, type Route, route } from './route.ts'

const Word = Type.String({ minLength: 1, maxLength: 200 })

function administrating(call: Call<unknown, unknown>, tx: Tx, record: RecordEvent): Administrating {
  return { platform: call.context.platform, actor: eventActor(call.actor), tx, record }
}

/** A new link as it may be kept with the operation, so that a repeated call gets the same answer: never in the clear. */
interface NewLink {
  readonly code: string
  readonly sealed: string
}

function sealLink(call: Call<unknown, unknown>, code: string, token: string): NewLink {
  const sealed = call.context.keys.wrapSecret(`invitation|${code}`, Buffer.from(token, 'base64url'))
  return { code, sealed: sealed.toString('base64') }
}

function linkOf(call: Call<unknown, unknown>, { code, sealed }: NewLink): string {
  const token = call.context.keys.unwrapSecret(`invitation|${code}`, Buffer.from(sealed, 'base64'))
  return `${call.context.origin()}/sign-in#${Buffer.from(token).toString('base64url')}`
}

export function directoryRoutes(): Route[] {
  return [
    route('GET', '/api/me', 'session.read', {
      handle: async ({ context, actor }) => {
        const db = context.database.read
        const person = await personById(db, actor.person)
        const { startedAt, lastSeenAt } = await sessionTimes(db, actor.session)
        const editions = await listEditions(db, actor.editions)
        const notices = await listNotices(db, actor.unit, actor.person, noticeKindsFor(actor.roles))
        return {
          person: {
            code: actor.personCode,
            name: actor.personName,
            roles: actor.roles,
            unit: {
              code: actor.unitCode,
              name: person?.unitName ?? actor.unitCode,
              country: person?.unitCountry ?? null,
            },
          },
          session: {
            startedAt: startedAt.toISOString(),
            idleUntil: new Date(lastSeenAt.getTime() + SESSION_IDLE_MS).toISOString(),
            endsAt: new Date(startedAt.getTime() + SESSION_ABSOLUTE_MS).toISOString(),
            enrolling: actor.sessionState === 'enrolling',
          },
          editions: editions.map(({ code, name }) => ({ code, name })),
          capabilities: ACTIONS.filter((action) =>
            (['own', 'other', 'none'] as const).some(
              (relation) =>
                !isRefusal(mayAccess({ action, roles: actor.roles, relation, session: actor.sessionState })),
            ),
          ),
          notices: notices.filter((notice) => notice.readAt === null).length,
          credentials: { password: person?.passwordHash != null, passkeys: person?.passkeys ?? 0 },
        }
      },
    }),
    route('GET', '/api/units', 'unit.list', {
      handle: async ({ context }) => {
        const units = await listUnits(context.database.read)
        return { units: units.map(({ id: _, ...unit }) => unit) }
      },
    }),
    route('POST', '/api/units', 'unit.create', {
      body: Type.Object({
        code: Word,
        name: Type.Optional(Word),
        country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
        kind: Type.Optional(
          Type.Union([
            Type.Literal('national'),
            Type.Literal('international'),
            Type.Literal('hotline'),
            Type.Literal('industry'),
          ]),
        ),
        contact: Type.Optional(Word),
      }),
      handle: (call) => call.change((tx, record) => addUnit(administrating(call, tx, record), call.body)),
    }),
    route('GET', '/api/persons', 'person.list', {
      handle: async ({ context }) => ({ persons: await listPersons(context.database.read) }),
    }),
    route('POST', '/api/persons', 'person.create', {
      body: Type.Object({
        code: Word,
        name: Type.Optional(Word),
        unit: Word,
        roles: Type.Array(Word, { minItems: 1, maxItems: 8 }),
      }),
      handle: async (call) => {
        const made = await call.change(async (tx, record) => {
          const added = await addPerson(administrating(call, tx, record), call.body)
          return isRefusal(added) ? added : sealLink(call, added.code, added.token)
        })
        return isRefusal(made) ? made : { code: made.code, link: linkOf(call, made) }
      },
    }),
    route('POST', '/api/persons/:code/link', 'person.invite', {
      handle: async (call) => {
        const code = call.params['code'] ?? ''
        const made = await call.change(async (tx, record) => {
          const trial = call.context.directory.mark.made === 'demo'
          const invited = await invitePerson(administrating(call, tx, record), code, trial)
          return isRefusal(invited) ? invited : sealLink(call, code, invited.token)
        })
        return isRefusal(made) ? made : { link: linkOf(call, made) }
      },
    }),
    route('POST', '/api/persons/:code/sessions/end', 'person.revoke', {
      handle: (call) =>
        call.change((tx, record) => endSessions(administrating(call, tx, record), call.params['code'] ?? '')),
    }),
    route('GET', '/api/notices', 'notice.read', {
      handle: async ({ context, actor }) => {
        const notices = await listNotices(
          context.database.read,
          actor.unit,
          actor.person,
          noticeKindsFor(actor.roles),
        )
        return {
          notices: notices.map((notice) => ({
            notice: notice.id,
            at: notice.createdAt.toISOString(),
            kind: notice.kind,
            text: notice.occurrences > 1 ? `${notice.body} (${notice.occurrences} media)` : notice.body,
            read: notice.readAt !== null,
          })),
        }
      },
    }),
    route('POST', '/api/notices/:id/read', 'notice.read', {
      handle: (call) =>
        call.change(async (tx) => {
          await markNoticeRead(
            tx,
            call.actor.unit,
            call.actor.person,
            noticeKindsFor(call.actor.roles),
            call.params['id'] ?? '',
            new Date(call.context.platform.clock.nowMs()),
          )
          return {}
        }),
    }),
  ]
}
