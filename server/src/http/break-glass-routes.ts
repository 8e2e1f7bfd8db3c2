import { BREAK_GLASS_REVIEW_MS, relationOf } from '@homeward/core'
import { Type } from 'typebox'
import { breakGlass, reviewBrokenGlass } from '../access/break-glass-desk.ts'
import { type GlassRow, glassById, glassObject, glassOfUnit } from '../access/break-glass-store.ts'
import { type Route, route } from './route.ts'

const Text = Type.String({ minLength: 1, maxLength: 2000 })

function glassView(glass: GlassRow, nowMs: number): Record<string, unknown> {
  const dueMs = glass.startsAt.getTime() + BREAK_GLASS_REVIEW_MS
  return {
    glass: glass.id,
    person: glass.person,
    unit: glass.personUnit,
    kind: glass.objectKind,
    object: glass.objectId,
    because: glass.because,
    startsAt: glass.startsAt.toISOString(),
    endsAt: glass.endsAt.toISOString(),
    reviewDueAt: new Date(dueMs).toISOString(),
    overdue: glass.reviewedAt === null && nowMs > dueMs,
    reviewedBy: glass.reviewedBy,
    reviewedAt: glass.reviewedAt?.toISOString() ?? null,
    finding: glass.finding,
  }
}

export function breakGlassRoutes(): Route[] {
  return [
    route('POST', '/api/glass', 'glass.break', {
      body: Type.Object({ object: Type.String({ minLength: 1, maxLength: 100 }), because: Text }),
      load: async ({ context, actor, body }) => {
        const object = await glassObject(context.database.read, body.object)
        if (object === null) return null
        return { relation: relationOf(actor.unit, object.unitId, object.editionUnits), value: object }
      },
      handle: (call, object) =>
        call.change((tx, record) => breakGlass({ ...call, tx, record }, object, call.body.because)),
    }),
    route('GET', '/api/glass', 'glass.review', {
      handle: async ({ context, actor }) => {
        const nowMs = context.platform.clock.nowMs()
        const broken = await glassOfUnit(context.database.read, actor.unit)
        return { glass: broken.map((one) => glassView(one, nowMs)) }
      },
    }),
    route('POST', '/api/glass/:id/review', 'glass.review', {
      body: Type.Object({ finding: Text }),
      load: async ({ context, actor, params }) => {
        const glass = await glassById(context.database.read, params['id'] ?? '')
        if (glass === null) return null
        const isOurs = glass.unitId === actor.unit || glass.personUnitId === actor.unit
        return { relation: isOurs ? 'own' : 'none', value: glass }
      },
      handle: (call, glass) =>
        call.change((tx, record) => reviewBrokenGlass({ ...call, tx, record }, glass, call.body.finding)),
    }),
  ]
}
