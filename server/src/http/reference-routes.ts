import { draftEvent, isRefusal, NEAR_DISTANCE_BITS, relationOf } from '@homeward/core'
import { Type } from 'typebox'
import { eventActor } from '../access/actor.ts'
import { importReference, indexReference, loadReference } from '../match/reference-import.ts'
import { configureReferenceSet, listReferenceSets, referenceSetByCode } from '../match/reference-store.ts'
import { type Route, route } from './route.ts'
import type { Runners } from './runners.ts'

const Word = Type.String({ minLength: 1, maxLength: 200 })
const Distance = Type.Integer({ minimum: 0, maximum: NEAR_DISTANCE_BITS })

export function referenceRoutes(runners: Runners): Route[] {
  return [
    route('GET', '/api/references', 'reference.list', {
      handle: async ({ context }) => {
        const sets = await listReferenceSets(context.database.read)
        return {
          references: sets.map(({ code, name, kind, distanceBits, enabled, entries, importedAt }) => ({
            code,
            name,
            kind,
            distanceBits,
            enabled,
            entries,
            importedAt: importedAt.toISOString(),
          })),
        }
      },
    }),
    route('POST', '/api/references', 'reference.import', {
      local: true,
      body: Type.Object({
        path: Type.String({ minLength: 1, maxLength: 5000 }),
        kind: Type.Union([
          Type.Literal('known-good'),
          Type.Literal('hash-list'),
          Type.Literal('negative'),
          Type.Literal('registry'),
        ]),
        code: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$' })),
        name: Type.Optional(Word),
        distanceBits: Type.Optional(Distance),
      }),
      handle: async (call) => {
        const loaded = await loadReference(call.context, call.body)
        if (isRefusal(loaded)) return loaded
        // No batch may be matched between the search of what is held and the set's addition to the index.
        return runners.matcher.exclusive(async () => {
          const before = await referenceSetByCode(call.context.database.read, loaded.code)
          const imported = await call.change((tx, record) =>
            importReference(call.context, tx, record, call.actor, call.body, loaded),
          )
          if (isRefusal(imported) || before !== null) return imported
          const set = await referenceSetByCode(call.context.database.read, loaded.code)
          if (set !== null && set.kind !== 'known-good') await indexReference(call.context, set.id)
          return imported
        })
      },
    }),
    route('POST', '/api/references/:code', 'reference.configure', {
      body: Type.Object({ enabled: Type.Optional(Type.Boolean()), distanceBits: Type.Optional(Distance) }),
      load: async ({ context, actor, params }) => {
        const set = await referenceSetByCode(context.database.read, params['code'] ?? '')
        return set === null ? null : { relation: relationOf(actor.unit, set.unitId, []), value: set }
      },
      handle: (call, set) =>
        call.change(async (tx, record) => {
          await configureReferenceSet(tx, set.code, call.body)
          await record(
            draftEvent('match/reference-configured', {
              actor: eventActor(call.actor),
              objects: { reference: set.id },
              facts: { enabled: call.body.enabled ?? null, distanceBits: call.body.distanceBits ?? null },
            }),
          )
          return {}
        }),
    }),
  ]
}
