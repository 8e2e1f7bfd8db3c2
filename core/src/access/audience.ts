import { type Refusal, refuse } from '../refusal.ts'

/**
 * Who of an edition may learn that an exhibit or a series exists: everybody whose unit is a member (`null`), or only the
 * persons named, as TLP:RED asks. A person outside it is answered as if the object were not there.
 */
export type Audience = readonly string[] | null

/** A person who is to be named, with the unit that the person belongs to. */
export interface AudienceMember {
  readonly person: string
  readonly unit: string
}

export interface AudienceRequest {
  /** The person who asks for the change, and who has to stay in the audience. */
  readonly actor: string
  readonly current: Audience
  /** `null` opens the object to the edition. */
  readonly named: readonly AudienceMember[] | null
  /** Units that the edition has as members; nobody outside them can be named. */
  readonly editionUnits: readonly string[]
}

/** True when the person is in the audience. */
export function inAudience(audience: Audience, person: string): boolean {
  return audience === null || audience.includes(person)
}

/**
 * Decides the new audience of an exhibit or a series, in the order of the identifiers.
 *
 * Refuses with `audience/self` (who restricts an object must stay in its audience, so that it is never left without
 * anybody who can open it again), `audience/outsider` (a named person's unit is not in the edition) and
 * `audience/unchanged`.
 */
export function decideAudience(request: AudienceRequest): { readonly audience: Audience } | Refusal {
  const { actor, current, named, editionUnits } = request
  const audience = named === null ? null : [...new Set(named.map((one) => one.person))].sort()
  if (sameAudience(audience, current)) {
    return refuse('audience/unchanged', 'This is the audience that it has already.')
  }
  if (audience !== null && !audience.includes(actor)) {
    return refuse('audience/self', 'Name yourself too: an audience without you could not be changed by you.')
  }
  const outsider = named?.find((one) => !editionUnits.includes(one.unit))
  if (outsider !== undefined) {
    return refuse('audience/outsider', 'Expected persons of the edition’s units, one is of another unit.')
  }
  return { audience }
}

/** True for the same persons in whatever order. */
export function sameAudience(one: Audience, other: Audience): boolean {
  if (one === null || other === null) return one === other
  return one.length === other.length && one.every((person) => other.includes(person))
}
