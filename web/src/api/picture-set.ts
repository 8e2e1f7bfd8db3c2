import type { Suggestion } from './match.ts'
import type { Picture } from './picture.ts'
import { get, part, post } from './request.ts'

export interface PictureSet {
  readonly set: string
  readonly pictures: readonly string[]
  readonly reasons: readonly string[]
  readonly series: string | null
  readonly units: readonly string[]
  readonly representative: string
  readonly files: number
  readonly suggestedSeries: readonly Suggestion[]
  readonly setAside: { readonly because: string; readonly by: string } | null
}

export interface PictureSetWithMembers extends PictureSet {
  readonly members: readonly Picture[]
}

export interface TriageItem {
  readonly set: string
  readonly pictures: number
  readonly copies: number
  readonly files: number
  readonly units: readonly string[]
  readonly kind: 'still' | 'video'
  readonly reasons: readonly string[]
  readonly suggestedSeries: readonly Suggestion[]
  readonly gain: number
}

export function getTriage(edition: string, signal?: AbortSignal): Promise<{ items: readonly TriageItem[] }> {
  return get(`/api/editions/${part(edition)}/triage`, signal)
}

export function listSets(
  edition: string,
  state: 'open' | 'all',
  signal?: AbortSignal,
): Promise<{ sets: readonly PictureSet[] }> {
  return get(`/api/editions/${part(edition)}/sets?state=${state}`, signal)
}

export function getSet(set: string, signal?: AbortSignal): Promise<PictureSetWithMembers> {
  return get(`/api/sets/${part(set)}`, signal)
}

export function setAside(set: string, because: string): Promise<object> {
  return post(`/api/sets/${part(set)}/set-aside`, { because })
}

export function bringBack(set: string): Promise<object> {
  return post(`/api/sets/${part(set)}/bring-back`)
}
