import { draftEvent, type EventDraft, isRole, type Refusal, type Role, refuse } from '@homeward/core'
import type { RecordEvent, Tx } from '../db/database.ts'
import { newIdentifier } from '../identifier.ts'
import type { Platform } from '../platform.ts'
import { personByCode, revokeSessions } from './access-store.ts'
import {
  closeAccount,
  editionByCode,
  insertEdition,
  insertPerson,
  insertUnit,
  takeRoles,
  type UnitRecord,
  unitByCode,
} from './directory-store.ts'
import { invite } from './sign-in.ts'

/** Who acts and in which operation; set-up acts as the system before there is a person. */
export interface Administrating {
  readonly platform: Platform
  readonly actor: EventDraft['actor']
  readonly tx: Tx
  readonly record: RecordEvent
}

const UNIT_CODE = /^[A-Z][A-Z0-9-]{1,15}$/
const PERSON_CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$/
const EDITION_CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

function now(platform: Platform): Date {
  return new Date(platform.clock.nowMs())
}

/** Adds a unit. Refuses with `unit/code` and `unit/exists`. */
export async function addUnit(
  by: Administrating,
  unit: { code: string; name?: string; country?: string; kind?: UnitRecord['kind']; contact?: string },
): Promise<{ code: string } | Refusal> {
  if (!UNIT_CODE.test(unit.code)) {
    return refuse(
      'unit/code',
      'Expected a unit code of 2 to 16 capital letters, digits and hyphens, such as NL.',
    )
  }
  if ((await unitByCode(by.tx, unit.code)) !== null)
    return refuse('unit/exists', `Unit ${unit.code} already exists.`)
  const id = newIdentifier(by.platform, 'unit')
  const kind = unit.kind ?? 'national'
  const country = unit.country ?? (kind === 'national' && unit.code.length === 2 ? unit.code : null)
  await insertUnit(
    by.tx,
    { id, code: unit.code, name: unit.name ?? unit.code, country, kind, contact: unit.contact ?? '' },
    now(by.platform),
  )
  await by.record(draftEvent('access/unit-created', { actor: by.actor, objects: { unit: id } }))
  return { code: unit.code }
}

/**
 * Adds a person to a unit with roles that hold at once, and makes the one-time link for the first sign-in. Refuses with
 * `person/code`, `person/exists`, `person/role`, `person/unknown` and `unit/unknown`.
 */
export async function addPerson(
  by: Administrating,
  person: {
    code: string
    name?: string
    unit: string
    roles: readonly string[]
    opensAtOnce?: boolean
    /** Code of another account of the same human being. */
    sameHumanAs?: string
  },
): Promise<{ code: string; token: string } | Refusal> {
  if (!PERSON_CODE.test(person.code)) {
    return refuse(
      'person/code',
      'Expected a person code of letters, digits, dots and hyphens, such as NL-specialist.',
    )
  }
  const stranger = person.roles.find((role) => !isRole(role))
  if (stranger !== undefined) return refuse('person/role', `Expected known roles, got ${stranger}.`)
  const unit = await unitByCode(by.tx, person.unit)
  if (unit === null) return refuse('unit/unknown', `There is no unit ${person.unit}.`)
  if ((await personByCode(by.tx, person.code)) !== null) {
    return refuse('person/exists', `Person ${person.code} already exists.`)
  }
  const twin = person.sameHumanAs === undefined ? null : await personByCode(by.tx, person.sameHumanAs)
  if (person.sameHumanAs !== undefined && twin === null) {
    return refuse('person/unknown', `There is no person ${person.sameHumanAs}.`)
  }
  const id = newIdentifier(by.platform, 'person')
  const roles = [...new Set(person.roles)] as Role[]
  await insertPerson(
    by.tx,
    {
      id,
      unitId: unit.id,
      code: person.code,
      name: person.name ?? person.code,
      roles,
      human: twin?.human ?? id,
    },
    now(by.platform),
  )
  const token = await invite(by.platform, by.tx, id, person.opensAtOnce ?? false)
  await by.record(
    draftEvent('access/person-created', {
      actor: by.actor,
      objects: { person: id, unit: unit.id },
      facts: { roles: roles.join(' ') },
    }),
  )
  return { code: person.code, token }
}

/** Takes roles from a person at once; nobody has to agree. Refuses with `person/unknown`. */
export async function removeRoles(
  by: Administrating,
  code: string,
  roles: readonly Role[],
): Promise<{ taken: readonly Role[] } | Refusal> {
  const person = await personByCode(by.tx, code)
  if (person === null) return refuse('person/unknown', `There is no person ${code}.`)
  const taken = person.roles.filter((role) => roles.includes(role))
  if (taken.length === 0) return { taken }
  await takeRoles(by.tx, person.id, taken)
  await by.record(
    draftEvent('access/roles-taken', {
      actor: by.actor,
      objects: { person: person.id, unit: person.unitId },
      facts: { roles: taken.join(' ') },
    }),
  )
  return { taken }
}

/** Makes a new one-time link for a person. Refuses with `person/unknown` and, of one who left, `person/left`. */
export async function invitePerson(
  by: Administrating,
  code: string,
  opensAtOnce: boolean,
): Promise<{ token: string } | Refusal> {
  const person = await personByCode(by.tx, code)
  if (person === null) return refuse('person/unknown', `There is no person ${code}.`)
  if (person.disabledAt !== null) return refuse('person/left', `${code} has left.`)
  const token = await invite(by.platform, by.tx, person.id, opensAtOnce)
  await by.record(draftEvent('access/person-invited', { actor: by.actor, objects: { person: person.id } }))
  return { token }
}

/** Ends all sessions of a person at once. Refuses with `person/unknown`. */
export async function endSessions(by: Administrating, code: string): Promise<{ ended: number } | Refusal> {
  const person = await personByCode(by.tx, code)
  if (person === null) return refuse('person/unknown', `There is no person ${code}.`)
  const ended = await revokeSessions(by.tx, person.id, now(by.platform))
  await by.record(
    draftEvent('access/sessions-ended', {
      actor: by.actor,
      objects: { person: person.id },
      facts: { ended },
    }),
  )
  return { ended }
}

/**
 * Closes the account of a person who leaves, for good and at once: sessions end, roles and every way of signing in are
 * gone. Who comes back is added anew, as the same human being. Refuses with `person/unknown`, `person/left` and
 * `person/self`, so that an administrator is left.
 */
export async function letLeave(
  by: Administrating & { readonly self: string },
  code: string,
): Promise<{ ended: number } | Refusal> {
  const person = await personByCode(by.tx, code)
  if (person === null) return refuse('person/unknown', `There is no person ${code}.`)
  if (person.disabledAt !== null) return refuse('person/left', `${code} has left already.`)
  if (person.id === by.self)
    return refuse('person/self', 'Nobody closes the own account; another administrator can.')
  const at = now(by.platform)
  const ended = await revokeSessions(by.tx, person.id, at)
  await closeAccount(by.tx, person.id, at)
  await by.record(
    draftEvent('access/person-left', {
      actor: by.actor,
      objects: { person: person.id, unit: person.unitId },
      facts: { ended, roles: person.roles.join(' ') },
    }),
  )
  return { ended }
}

/** Makes an edition with its member units. Refuses with `edition/code`, `edition/exists`, `unit/unknown`, `edition/units`. */
export async function addEdition(
  by: Administrating,
  edition: {
    code: string
    name?: string
    purpose?: string
    units: readonly string[]
    startsOn?: string
    endsOn?: string
  },
): Promise<{ code: string } | Refusal> {
  if (!EDITION_CODE.test(edition.code)) {
    return refuse(
      'edition/code',
      'Expected an edition code of letters, digits, dots and hyphens, such as VIDTF-2026.',
    )
  }
  if ((await editionByCode(by.tx, edition.code)) !== null) {
    return refuse('edition/exists', `Edition ${edition.code} already exists.`)
  }
  const unitIds: string[] = []
  for (const code of new Set(edition.units)) {
    const unit = await unitByCode(by.tx, code)
    if (unit === null) return refuse('unit/unknown', `There is no unit ${code}.`)
    unitIds.push(unit.id)
  }
  if (unitIds.length === 0) return refuse('edition/units', 'An edition needs at least one unit.')
  const id = newIdentifier(by.platform, 'edition')
  await insertEdition(
    by.tx,
    {
      id,
      code: edition.code,
      name: edition.name ?? edition.code,
      purpose: edition.purpose ?? 'Victim identification',
      startsOn: edition.startsOn ?? null,
      endsOn: edition.endsOn ?? null,
    },
    unitIds,
    now(by.platform),
  )
  await by.record(
    draftEvent('access/edition-created', { actor: by.actor, objects: { edition: id, units: unitIds } }),
  )
  return { code: edition.code }
}
