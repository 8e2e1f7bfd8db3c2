import { type Act, draftEvent, isRole, type Refusal, type Role, refuse } from '@homeward/core'
import { Type } from 'typebox'
import { type PersonRecord, personByCode } from '../access/access-store.ts'
import { eventActor } from '../access/actor.ts'
import { grantRoles, unitByCode } from '../access/directory-store.ts'
import { currentApprover, registerApprover } from '../access/outside-approver-store.ts'
import { readPublicKey } from '../access/ssh-signature.ts'
import { newIdentifier } from '../identifier.ts'
import { ledgerKey } from '../ledger/integrator.ts'
import { type ActForm, actForm } from './act-form.ts'
import { EXHIBIT_ACTS } from './exhibit-acts.ts'
import { providerSet } from './provider-act.ts'

const Word = Type.String({ minLength: 1, maxLength: 200 })

function unknownPerson(code: string): Refusal {
  return refuse('person/unknown', `There is no person ${code}.`)
}

function nameOf({ code, name, unitCode }: PersonRecord): string {
  return code === name ? `${code} of ${unitCode}` : `${code} (${name}) of ${unitCode}`
}

const roleGrant = actForm({
  act: 'role.grant',
  subject: Type.Object({ person: Word, roles: Type.Array(Word, { minItems: 1, maxItems: 8 }) }),
  async content(db, { person: code, roles }) {
    const person = await personByCode(db, code)
    if (person === null || person.disabledAt !== null) return unknownPerson(code)
    const stranger = roles.find((role) => !isRole(role))
    if (stranger !== undefined) return refuse('person/role', `Expected known roles, got ${stranger}.`)
    const asked = [...new Set(roles)].filter((role) => !person.roles.includes(role as Role)).sort()
    if (asked.length === 0) return refuse('approval/nothing', `${code} has these roles already.`)
    return {
      unit: person.unitId,
      content: { person: person.id, unit: person.unitId, roles: asked, had: [...person.roles].sort() },
      summary: `${nameOf(person)} gets ${asked.join(', ')}; has ${person.roles.join(', ') || 'no role'} now.`,
    }
  },
  async carryOut({ tx, record, actor, approval }, { person: code, roles }) {
    const person = await personByCode(tx, code)
    if (person === null) return unknownPerson(code)
    const granted = [...new Set(roles.filter(isRole))].filter((role) => !person.roles.includes(role)).sort()
    await grantRoles(tx, person.id, granted)
    await record(
      draftEvent('access/roles-granted', {
        actor: eventActor(actor),
        objects: { person: person.id, unit: person.unitId, approval },
        facts: { roles: granted.join(' ') },
      }),
    )
    return null
  },
})

const credentialReset = actForm({
  act: 'credential.reset',
  subject: Type.Object({ person: Word }),
  async content(db, { person: code }) {
    const person = await personByCode(db, code)
    if (person === null || person.disabledAt !== null) return unknownPerson(code)
    return {
      unit: person.unitId,
      content: { person: person.id, unit: person.unitId },
      summary: `A new one-time link for ${nameOf(person)}, who has ${person.roles.join(', ') || 'no role'}. Whoever is handed it can sign in as that person.`,
    }
  },
  carryOut: null,
})

const auditExport = actForm({
  act: 'audit.export',
  subject: Type.Object({}),
  async content(_db, _subject, { unit, unitCode }, { keys }) {
    const ledger = ledgerKey(keys).name
    return {
      unit,
      content: { ledger, texts: unit },
      summary: `The whole ledger ${ledger} in a file: the texts of the events of ${unitCode}, of all others their digests.`,
    }
  },
  carryOut: null,
})

const approverChange = actForm({
  act: 'approver.change',
  subject: Type.Object({
    unit: Word,
    name: Word,
    body: Word,
    publicKey: Type.String({ minLength: 1, maxLength: 1000 }),
  }),
  async content(db, { unit: code, name, body, publicKey }) {
    const unit = await unitByCode(db, code)
    const current = unit === null ? null : await currentApprover(db, unit.id)
    if (unit === null || current === null) {
      return refuse('approver/not-solo', `Expected a unit of one, ${code} is none.`)
    }
    const key = readPublicKey(publicKey)
    if (key === null)
      return refuse('approver/key', 'Expected one line of an Ed25519 public key of OpenSSH (ssh-ed25519 …).')
    return {
      unit: unit.id,
      content: { unit: unit.id, from: current.id, name, body, key: key.fingerprint },
      summary: `From now on ${name}, ${body}, with the key ${key.fingerprint}, is the second approver of ${code} in place of ${current.name}, ${current.body}.`,
    }
  },
  async carryOut({ context, tx, record, actor, approval }, { unit: code, name, body, publicKey }) {
    const unit = await unitByCode(tx, code)
    if (unit === null) return refuse('unit/unknown', `There is no unit ${code}.`)
    const id = newIdentifier(context.platform, 'approver')
    const at = new Date(context.platform.clock.nowMs())
    await registerApprover(tx, { id, unitId: unit.id, name, body, publicKey, at })
    await record(
      draftEvent('access/approver-named', {
        actor: eventActor(actor),
        objects: { approver: id, unit: unit.id, approval },
        facts: { key: readPublicKey(publicKey)?.fingerprint ?? '' },
      }),
    )
    return null
  },
})

/** The forms of all acts under dual control. */
export const ACT_FORMS: Readonly<Record<Act, ActForm>> = {
  'role.grant': roleGrant,
  'credential.reset': credentialReset,
  'audit.export': auditExport,
  'approver.change': approverChange,
  'provider.set': providerSet,
  ...EXHIBIT_ACTS,
}
