import { get, part, post } from './request.ts'

/** Glass that somebody broke: what they saw for an hour, why, and what came of the review. */
export interface Glass {
  readonly glass: string
  readonly person: string
  readonly unit: string
  readonly kind: 'exhibit' | 'series'
  readonly object: string
  readonly because: string | null
  readonly startsAt: string
  readonly endsAt: string
  readonly reviewDueAt: string
  readonly overdue: boolean
  readonly reviewedBy: string | null
  readonly finding: string | null
}

export function listGlass(signal?: AbortSignal): Promise<{ glass: readonly Glass[] }> {
  return get('/api/glass', signal)
}

export function breakGlass(object: string, because: string): Promise<{ endsAt: string }> {
  return post('/api/glass', { object, because })
}

export function reviewGlass(glass: string, finding: string): Promise<object> {
  return post(`/api/glass/${part(glass)}/review`, { finding })
}
