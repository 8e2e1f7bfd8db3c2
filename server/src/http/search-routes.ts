import { isRefusal } from '@homeward/core'
import { searchContent } from '../flows/search.ts'
import { purposeOf } from './purpose-header.ts'
import { type Route, route } from './route.ts'

/** A person compares the search's answer with what they look at; what asks more often is a program that copies hits. */
const SEARCHES_A_MINUTE = 60

export function searchRoutes(): Route[] {
  return [
    route('POST', '/api/search', 'search.run', {
      raw: true,
      perMinute: SEARCHES_A_MINUTE,
      handle: async ({ context, actor, headers, body }) => {
        const purpose = purposeOf(headers)
        if (isRefusal(purpose)) return purpose
        return searchContent(context, actor, Buffer.isBuffer(body) ? body : Buffer.alloc(0), purpose)
      },
    }),
  ]
}
