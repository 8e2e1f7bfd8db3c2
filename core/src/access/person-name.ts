import type { Relation } from './policy-table.ts'

/** A person as a list of changes may have to name it. */
export interface NamedPerson {
  readonly code: string
  readonly unitCode: string
}

/**
 * What a person is called in lists of changes: its code before its own unit and before colleagues of the edition; before
 * anybody else only its unit, which is who answers for it. Names of persons are in no list.
 *
 * @param relation how the reader's unit stands to the person: the same unit, both in the edition, or neither
 */
export function personName(relation: Relation, person: NamedPerson): string {
  return relation === 'none' ? person.unitCode : person.code
}
