import { draftEvent, type Role } from '@homeward/core'
import type { RecordEvent, Tx } from '../db/database.ts'
import { takeRoles } from './directory-store.ts'
import { giveRolesByClaim, type ProviderRecord, rolesByClaim } from './provider-store.ts'

const BY_CLAIM = { system: 'sign-in' }

/**
 * Takes away what claims gave, of one person or of everybody of a provider, but for roles that stay allowed. Roles that
 * two persons granted on the node are no claim's to take.
 */
export async function takeRolesByClaim(
  tx: Tx,
  record: RecordEvent,
  of: { person: string } | { provider: string },
  stay: readonly Role[] = [],
): Promise<void> {
  const byPerson = new Map<string, { unitId: string; roles: Role[] }>()
  for (const { personId, unitId, role } of await rolesByClaim(tx, of)) {
    if (stay.includes(role)) continue
    const taken = byPerson.get(personId) ?? { unitId, roles: [] }
    taken.roles.push(role)
    byPerson.set(personId, taken)
  }
  for (const [person, { unitId, roles }] of byPerson) {
    await takeRoles(tx, person, roles)
    await record(
      draftEvent('access/roles-taken', {
        actor: BY_CLAIM,
        objects: { person, unit: unitId },
        facts: { roles: roles.join(' '), by: 'claim' },
      }),
    )
  }
}

/** Brings the roles that claims gave a person in line with what the claims say now. */
export async function setRolesByClaim(
  tx: Tx,
  record: RecordEvent,
  provider: ProviderRecord,
  person: { readonly id: string; readonly unitId: string; readonly roles: readonly Role[] },
  claimed: readonly Role[],
): Promise<void> {
  await takeRolesByClaim(tx, record, { person: person.id }, claimed)
  const given = claimed.filter((role) => !person.roles.includes(role))
  if (given.length === 0) return
  await giveRolesByClaim(tx, person.id, provider.code, given)
  await record(
    draftEvent('access/roles-granted', {
      actor: BY_CLAIM,
      objects: { person: person.id, unit: person.unitId, provider: provider.code },
      facts: { roles: given.join(' '), by: 'claim' },
    }),
  )
}
