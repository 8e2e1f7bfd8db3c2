import type { Hit, Suggestion } from './match.ts'
import { get, part, post } from './request.ts'

export interface PictureMember {
  readonly media: string
  readonly unit: string
  readonly exhibit: string
  readonly paths: readonly string[]
  readonly distanceBits: number | null
  readonly transform: string | null
}

export interface Picture {
  readonly picture: string
  readonly representative: string
  readonly members: readonly PictureMember[]
  readonly set: string | null
  readonly series: string | null
  readonly suggestedSeries: readonly Suggestion[]
  readonly hits: readonly Hit[]
}

export interface Link {
  readonly link: string
  readonly mediaA: string
  readonly mediaB: string
  readonly verdict: string
  readonly distanceBits: number | null
  readonly variant: string | null
  readonly transform: string | null
  readonly cut: boolean
}

export interface PictureWithLinks extends Picture {
  readonly links: readonly Link[]
}

export function getPicture(picture: string, signal?: AbortSignal): Promise<PictureWithLinks> {
  return get(`/api/pictures/${part(picture)}`, signal)
}

export function cutLink(link: string, edition: string, because: string): Promise<object> {
  return post(`/api/links/${part(link)}/cut`, { edition, because })
}

export function restoreLink(link: string, edition: string): Promise<object> {
  return post(`/api/links/${part(link)}/restore`, { edition })
}
