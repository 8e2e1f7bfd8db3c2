import {
  ACTIONS,
  isRefusal,
  isRole,
  mayAccess,
  noticeKindsFor,
  SESSION_ABSOLUTE_MS,
  SESSION_IDLE_MS,
} from '@homeward/core'
import { Type } from 'typebox'
import { personByCode, personById, sessionTimes } from '../access/access-store.ts'
import { type Actor, eventActor } from '../access/actor.ts'
import {
  type Administrating,
  addPerson,
  addUnit,
  endSessions,
  invitePerson,
  letLeave,
  removeRoles,
} from '../access/administration.ts'
import {
  listEditions,
  listNotices,
  listPersons,
  listUnits,
  markNoticeRead,
} from '../access/directory-store.ts'
import { listProviders, providersOfPerson } from '../access/provider-store.ts'
import { hasSignedInBefore } from '../access/sign-in.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import { askApproval, standingFor, takeApproval, visibleApprovals } from '../flows/approve.ts'
import type { NodeContext } from '../node-context.ts'
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

/** How many requests wait for this person's decision. */
async function toDecide(context: NodeContext, actor: Actor): Promise<number> {
  const nowMs = context.platform.clock.nowMs()
  const may = mayAccess({
    action: 'approval.decide',
    roles: actor.roles,
    relation: 'own',
    session: actor.sessionState,
  })
  if (isRefusal(may)) return 0
  const rows = await visibleApprovals(context.database.read, actor)
  return rows.filter((row) => standingFor(row, actor, nowMs) === null).length
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
        const bound = await providersOfPerson(context.database.read, actor.person)
        const providers = await listProviders(context.database.read, actor.unit)
        return {
          person: {
            code: actor.personCode,
            name: actor.personName,
            roles: actor.roles,
            unit: {
              code: actor.unitCode,
              name: person?.unitName ?? actor.unitCode,
              country: person?.unitCountry ?? null,
              /** One person holds all roles of the unit. */
              solo: person?.isSolo ?? false,
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
          approvals: await toDecide(context, actor),
          credentials: {
            password: person?.passwordHash != null,
            passkeys: person?.passkeys ?? 0,
            providers: providers.map(({ code, name }) => ({
              provider: code,
              name,
              bound: bound.includes(code),
            })),
          },
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
        sameHumanAs: Type.Optional(Word),
        because: Type.Optional(Word),
      }),
      handle: async (call) => {
        const made = await call.change(async (tx, record) => {
          const by = administrating(call, tx, record)
          const { because = 'A new person', ...person } = call.body
          // In a trial directory whoever is at the machine can be anybody: a second person would be for show.
          const atOnce = call.context.directory.isTrial
          const added = await addPerson(by, atOnce ? person : { ...person, roles: [] })
          if (isRefusal(added)) return added
          const link = sealLink(call, added.code, added.token)
          if (atOnce) return { ...link, approval: null }
          const subject = { person: person.code, roles: person.roles }
          const asked = await askApproval({ ...call, tx, record }, { act: 'role.grant', subject, because })
          return isRefusal(asked) ? asked : { ...link, approval: asked.approval }
        })
        if (isRefusal(made)) return made
        return { code: made.code, link: linkOf(call, made), approval: made.approval }
      },
    }),
    route('POST', '/api/persons/:code/roles', 'person.roles', {
      body: Type.Object({ take: Type.Array(Word, { minItems: 1, maxItems: 8 }) }),
      handle: (call) =>
        call.change((tx, record) =>
          removeRoles(
            administrating(call, tx, record),
            call.params['code'] ?? '',
            call.body.take.filter(isRole),
          ),
        ),
    }),
    route('POST', '/api/persons/:code/link', 'person.invite', {
      query: Type.Object({ approval: Type.Optional(Word) }),
      handle: async (call) => {
        const code = call.params['code'] ?? ''
        const made = await call.change(async (tx, record) => {
          const person = await personByCode(tx, code)
          // Who is handed the link of a person who can sign in already could act as that person.
          if (person !== null && hasSignedInBefore(person) && !call.context.directory.isTrial) {
            const taken = await takeApproval(
              { ...call, tx, record },
              call.query.approval,
              'credential.reset',
              { person: code },
            )
            if (isRefusal(taken)) return taken
          }
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
    route('POST', '/api/persons/:code/leave', 'person.revoke', {
      handle: (call) =>
        call.change((tx, record) =>
          letLeave(
            { ...administrating(call, tx, record), self: call.actor.person },
            call.params['code'] ?? '',
          ),
        ),
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
