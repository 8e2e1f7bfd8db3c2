import type { Standing } from './exposure.ts'
import { getBytes, part, post } from './request.ts'

export type Clarity = 'pixelated' | 'reduced' | 'clear'

/** From least to most; the keys 1, 2 and 3 choose them. */
export const CLARITIES: readonly Clarity[] = ['pixelated', 'reduced', 'clear']

export interface RevealedMedia {
  readonly media: string
  readonly picture: string
  readonly kind: string
  readonly widthPx: number | null
  readonly heightPx: number | null
}

export interface Reveal {
  readonly reveal: string
  readonly expiresAt: string
  readonly clarity: Clarity
  readonly media: readonly RevealedMedia[]
}

/** What is to be revealed: a set, one picture or a series. */
export type RevealSubject =
  | { readonly set: string }
  | { readonly picture: string }
  | { readonly series: string }

export function startReveal(
  subject: RevealSubject,
  clarity: Clarity,
  purpose: string | null,
): Promise<Reveal> {
  return post('/api/reveals', { ...subject, clarity, ...(purpose === null ? {} : { purpose }) })
}

export function getRevealedMedia(reveal: string, media: string, signal: AbortSignal): Promise<Blob> {
  return getBytes(`/api/reveals/${part(reveal)}/media/${part(media)}`, signal)
}

/** What a report counted, and where the caps stand after it. */
export interface ExposureReport {
  readonly countedSeconds: number
  readonly standing: Standing | null
}

export function reportExposure(
  reveal: string,
  visibleSeconds: number,
  viewportShare: number,
): Promise<ExposureReport> {
  return post(`/api/reveals/${part(reveal)}/exposure`, { visibleSeconds, viewportShare })
}

export function endReveal(reveal: string): Promise<object> {
  return post(`/api/reveals/${part(reveal)}/end`)
}

export function renewReveal(reveal: string): Promise<{ expiresAt: string }> {
  return post(`/api/reveals/${part(reveal)}/renew`)
}
