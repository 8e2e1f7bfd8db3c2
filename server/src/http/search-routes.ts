import { isRefusal } from '@homeward/core'
import { searchContent } from '../flows/search.ts'
import { purposeOf } from './purpose-header.ts'
import { type Route, route } from './route.ts'

export function searchRoutes(): Route[] {
  return [
    route('POST', '/api/search', 'search.run', {
      raw: true,
      handle: async ({ context, actor, headers, body }) => {
        const purpose = purposeOf(headers)
        if (isRefusal(purpose)) return purpose
        return searchContent(context, actor, Buffer.isBuffer(body) ? body : Buffer.alloc(0), purpose)
      },
    }),
  ]
}
