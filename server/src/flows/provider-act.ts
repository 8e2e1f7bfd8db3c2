import {
  decideProviderTerms,
  draftEvent,
  isRefusal,
  type ProviderTerms,
  type Refusal,
  refuse,
} from '@homeward/core'
import type { Kysely } from 'kysely'
import { type Static, Type } from 'typebox'
import { eventActor } from '../access/actor.ts'
import { unitByCode } from '../access/directory-store.ts'
import { takeRolesByClaim } from '../access/provider-roles.ts'
import {
  type ProviderRecord,
  providerByCode,
  revokeProviderSessions,
  saveProvider,
} from '../access/provider-store.ts'
import type { Tables } from '../db/tables.ts'
import { actForm } from './act-form.ts'

const Word = Type.String({ minLength: 1, maxLength: 200 })
const Words = Type.Array(Word, { maxItems: 8 })
const Subject = Type.Object({
  unit: Word,
  provider: Word,
  name: Word,
  issuer: Type.String({ minLength: 1, maxLength: 400 }),
  clientId: Word,
  acr: Words,
  amr: Words,
  roleClaim: Type.Union([Word, Type.Null()]),
  roles: Type.Array(Type.Object({ value: Word, roles: Type.Array(Word, { minItems: 1, maxItems: 8 }) }), {
    maxItems: 50,
  }),
})

/** The terms with the unit and what they replace; refuses like `decideProviderTerms`, and a code of another unit. */
async function termsOf(
  db: Kysely<Tables>,
  { unit: unitCode, provider: code, ...said }: Static<typeof Subject>,
): Promise<{ terms: ProviderTerms; unitId: string; former: ProviderRecord | null } | Refusal> {
  const unit = await unitByCode(db, unitCode)
  if (unit === null) return refuse('unit/unknown', `There is no unit ${unitCode}.`)
  const terms = decideProviderTerms({ code, ...said })
  if (isRefusal(terms)) return terms
  const former = await providerByCode(db, code)
  if (former !== null && former.unitId !== unit.id) {
    return refuse('provider/exists', `${code} is the provider of ${former.unitCode}.`)
  }
  return { terms, unitId: unit.id, former }
}

/** Terms as an approval binds them: everything that decides who comes in and what they may. */
function bound({ code, name, issuer, clientId, acr, amr, roleClaim, roles }: ProviderTerms): ProviderTerms {
  return { code, name, issuer, clientId, acr, amr, roleClaim, roles }
}

function summaryOf(unit: string, terms: ProviderTerms): string {
  const { code, name, issuer, clientId, acr, amr, roleClaim, roles } = terms
  const given = roles.map((one) => `${one.value} gives ${one.roles.join(', ')}`).join('; ')
  return [
    `${issuer} (${code}, “${name}”, client ${clientId}) signs in persons of ${unit} who are bound there.`,
    roleClaim === null ? 'Its claims give no role.' : `By the claim ${roleClaim}: ${given}.`,
    ...(acr.length === 0 ? [] : [`It has to state one of the contexts ${acr.join(', ')}.`]),
    ...(amr.length === 0 ? [] : [`It has to state the methods ${amr.join(', ')}.`]),
  ].join(' ')
}

/** Lets a provider in, or changes what was agreed with it: two persons, because its claims give roles. */
export const providerSet: ReturnType<typeof actForm> = actForm({
  act: 'provider.set',
  subject: Subject,
  async content(db, subject) {
    const found = await termsOf(db, subject)
    if (isRefusal(found)) return found
    const { terms, unitId, former } = found
    const before = former === null ? null : bound(former)
    if (JSON.stringify(before) === JSON.stringify(bound(terms))) {
      return refuse('approval/nothing', `${terms.code} has these terms already.`)
    }
    return {
      unit: unitId,
      content: JSON.parse(JSON.stringify({ unit: unitId, before, after: bound(terms) })),
      summary: summaryOf(subject.unit, terms),
    }
  },
  async carryOut({ context, tx, record, actor, approval }, subject) {
    const found = await termsOf(tx, subject)
    if (isRefusal(found)) return found
    const { terms, unitId, former } = found
    const isSameClient = former?.issuer === terms.issuer && former.clientId === terms.clientId
    const at = new Date(context.platform.clock.nowMs())
    await saveProvider(tx, terms, unitId, isSameClient ? former.secret : null, at)
    // Whom the unit no longer believes must not have let in who is still there.
    if (!isSameClient) await revokeProviderSessions(tx, terms.code, null, at)
    const stay = isSameClient ? terms.roles.flatMap(({ roles }) => roles) : []
    await takeRolesByClaim(tx, record, { provider: terms.code }, stay)
    await record(
      draftEvent('access/provider-set', {
        actor: eventActor(actor),
        objects: { provider: terms.code, unit: unitId, approval },
      }),
    )
    return null
  },
})
