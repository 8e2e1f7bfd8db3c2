import { get, part, post } from './request.ts'

export interface Unit {
  readonly code: string
  readonly name: string
  readonly country: string | null
  readonly kind: string | null
  readonly contact: string | null
}

export interface Person {
  readonly code: string
  readonly name: string | null
  readonly unit: string
  readonly roles: readonly string[]
  readonly disabled: boolean
}

export interface EditionEntry {
  readonly code: string
  readonly name: string
  readonly units: readonly string[]
  readonly startsOn: string | null
  readonly endsOn: string | null
}

export const ROLES: readonly string[] = [
  'coordinator',
  'specialist',
  'central-analyst',
  'release-officer',
  'contact-point',
  'supervisor',
  'auditor',
  'administrator',
]

export function listUnits(signal?: AbortSignal): Promise<{ units: readonly Unit[] }> {
  return get('/api/units', signal)
}

export function createUnit(unit: {
  code: string
  name: string
  country?: string
  kind?: string
  contact?: string
}): Promise<object> {
  return post('/api/units', unit)
}

export function listPersons(signal?: AbortSignal): Promise<{ persons: readonly Person[] }> {
  return get('/api/persons', signal)
}

export function createPerson(person: {
  code: string
  name?: string
  unit: string
  roles: readonly string[]
}): Promise<{ code: string; link: string; approval: string | null }> {
  return post('/api/persons', person)
}

/** A person who can sign in already needs the approval of a second person for it. */
export function renewLink(person: string, approval?: string): Promise<{ link: string }> {
  const query = approval === undefined ? '' : `?approval=${part(approval)}`
  return post(`/api/persons/${part(person)}/link${query}`)
}

export function endSessions(person: string): Promise<{ ended: number }> {
  return post(`/api/persons/${part(person)}/sessions/end`)
}

export function listEditions(signal?: AbortSignal): Promise<{ editions: readonly EditionEntry[] }> {
  return get('/api/editions', signal)
}

export function createEdition(edition: {
  code: string
  name?: string
  purpose?: string
  units: readonly string[]
}): Promise<object> {
  return post('/api/editions', edition)
}
