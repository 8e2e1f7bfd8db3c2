import { Type } from 'typebox'
import { searchContent } from '../flows/search.ts'
import { type Route, route } from './route.ts'

export function searchRoutes(): Route[] {
  return [
    route('POST', '/api/search', 'search.run', {
      query: Type.Object({ purpose: Type.String({ minLength: 1, maxLength: 2000 }) }),
      raw: true,
      handle: ({ context, actor, query, body }) =>
        searchContent(context, actor, Buffer.isBuffer(body) ? body : Buffer.alloc(0), query.purpose),
    }),
  ]
}
