import { inAudience, relationOf } from '@homeward/core'
import { Type } from 'typebox'
import type { Actor } from '../access/actor.ts'
import { type EditionRecord, editionById } from '../access/directory-store.ts'
import { restrictExhibit, restrictSeries } from '../flows/restrict.ts'
import { exhibitById } from '../media/media-store.ts'
import { standingSeries } from '../series/series-store.ts'
import { type Route, route, type Subject } from './route.ts'

/** Codes of the persons who may learn of the object; null opens it to the edition. */
const Body = Type.Object({
  persons: Type.Union([
    Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 500 }),
    Type.Null(),
  ]),
})

/** An object of one unit in an edition, for those in its audience. */
function owned<Value>(
  actor: Actor,
  edition: EditionRecord,
  unitId: string,
  value: Value,
): Subject<{ edition: EditionRecord; value: Value }> {
  const members = edition.units.map((one) => one.id)
  return { relation: relationOf(actor.unit, unitId, members), value: { edition, value } }
}

export function audienceRoutes(): Route[] {
  return [
    route('POST', '/api/exhibits/:id/audience', 'exhibit.restrict', {
      body: Body,
      load: async ({ context, actor, params }) => {
        const exhibit = await exhibitById(context.database.read, params['id'] ?? '')
        if (exhibit === null || !inAudience(exhibit.audience, actor.person)) return null
        const edition = await editionById(context.database.read, exhibit.editionId)
        return edition === null ? null : owned(actor, edition, exhibit.unitId, exhibit)
      },
      handle: (call, { edition, value }) =>
        call.change((tx, record) =>
          restrictExhibit({ ...call, edition, tx, record }, value, call.body.persons),
        ),
    }),
    route('POST', '/api/series/:id/audience', 'series.restrict', {
      body: Body,
      load: async ({ context, actor, params }) => {
        const series = await standingSeries(context.database.read, actor, params['id'] ?? '')
        const edition =
          series === null || series.editionId === null
            ? null
            : await editionById(context.database.read, series.editionId)
        return series === null || edition === null ? null : owned(actor, edition, series.unitId, series)
      },
      handle: (call, { edition, value }) =>
        call.change((tx, record) =>
          restrictSeries({ ...call, edition, tx, record }, value, call.body.persons),
        ),
    }),
  ]
}
