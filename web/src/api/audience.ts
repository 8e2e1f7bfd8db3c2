import { part, post } from './request.ts'

/** Codes of the only persons who may learn of something; null: everybody of the edition. */
export type Audience = readonly string[] | null

/** What an audience belongs to. */
export interface AudienceOf {
  readonly kind: 'exhibits' | 'series'
  readonly id: string
}

/** Names who may learn of an exhibit or a series. */
export function setAudience(of: AudienceOf, persons: Audience): Promise<{ audience: Audience }> {
  return post(`/api/${of.kind}/${part(of.id)}/audience`, { persons })
}
