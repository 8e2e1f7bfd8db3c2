import type { Audience } from './audience.ts'
import type { Link } from './picture.ts'
import type { PictureSetWithMembers } from './picture-set.ts'
import { get, part, post } from './request.ts'

export interface SeriesSummary {
  readonly series: string
  readonly name: string | null
  readonly origin: 'registry' | 'edition'
  readonly identified: boolean
  /** The unit that made it, or holds it in its registry. */
  readonly unit: string
  readonly pictures: number
  readonly media: number
  readonly units: readonly string[]
  readonly sets: number
  readonly redirectTo: string | null
  readonly createdAt: string
  readonly revision: number
  /** True where only named persons may learn of it. */
  readonly restricted: boolean
}

export interface Revision {
  readonly revision: number
  readonly operation: string
  readonly by: string
  readonly at: string
  readonly because: string | null
  readonly undone: boolean
  readonly summary: string
}

export interface Subject {
  readonly subject: string
  readonly kind: 'victim' | 'offender'
}

export interface Series extends Omit<SeriesSummary, 'sets'> {
  readonly sets: readonly PictureSetWithMembers[]
  readonly audience: Audience
  readonly subjects: readonly Subject[]
  readonly revisions: readonly Revision[]
  readonly links: readonly Link[]
  readonly registry: { readonly identifier: string; readonly holder: string } | null
  readonly redirectedFrom?: string
}

export interface HistoryEvent {
  readonly at: string
  readonly type: string
  readonly by: string
  readonly what: string
}

export function listSeries(
  edition: string,
  signal?: AbortSignal,
): Promise<{ series: readonly SeriesSummary[] }> {
  return get(`/api/editions/${part(edition)}/series`, signal)
}

export function getSeries(series: string, signal?: AbortSignal): Promise<Series> {
  return get(`/api/series/${part(series)}`, signal)
}

export function getHistory(
  series: string,
  signal?: AbortSignal,
): Promise<{ events: readonly HistoryEvent[] }> {
  return get(`/api/series/${part(series)}/history`, signal)
}

export function createSeries(
  edition: string,
  sets: readonly string[],
  name: string,
  because: string,
): Promise<{ series: string; revision: number }> {
  return post('/api/series', {
    edition,
    sets,
    ...(name === '' ? {} : { name }),
    ...(because === '' ? {} : { because }),
  })
}

export function addSets(series: string, sets: readonly string[]): Promise<{ revision?: number }> {
  return post(`/api/series/${part(series)}/add`, { sets })
}

export function mergeSeries(series: string, other: string, because: string): Promise<object> {
  return post(`/api/series/${part(series)}/merge`, { other, ...(because === '' ? {} : { because }) })
}

export function splitSeries(
  series: string,
  sets: readonly string[],
  because: string,
): Promise<{ series: string }> {
  return post(`/api/series/${part(series)}/split`, { sets, ...(because === '' ? {} : { because }) })
}

export function undoSeries(series: string): Promise<{ undone: number }> {
  return post(`/api/series/${part(series)}/undo`)
}

export function addSubject(series: string, kind: Subject['kind']): Promise<object> {
  return post(`/api/series/${part(series)}/subjects`, { kind })
}
