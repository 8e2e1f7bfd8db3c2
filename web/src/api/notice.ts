import { get, part, post } from './request.ts'

export interface Notice {
  readonly notice: string
  readonly at: string
  readonly kind: string
  readonly text: string
  readonly read: boolean
}

export function listNotices(signal?: AbortSignal): Promise<{ notices: readonly Notice[] }> {
  return get('/api/notices', signal)
}

export function markNoticeRead(notice: string): Promise<object> {
  return post(`/api/notices/${part(notice)}/read`)
}
