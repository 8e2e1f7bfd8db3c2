import { draftEvent, isRefusal, refuse } from '@homeward/core'
import { Type } from 'typebox'
import { type Actor, eventActor } from '../access/actor.ts'
import { eraseApprovalReasons } from '../access/approval-store.ts'
import { eraseGlassReasons } from '../access/break-glass-store.ts'
import { currentApprover } from '../access/outside-approver-store.ts'
import { writeOrRefuse } from '../db/operation.ts'
import { takeApproval } from '../flows/approve.ts'
import { exportLedger, proveEvent } from '../ledger/ledger-copy.ts'
import { eraseJustifications, namedObject, whoSaw } from '../ledger/seen.ts'
import type { TileFiles } from '../ledger/tile-files.ts'
import { witnessOverview } from '../ledger/witness-overview.ts'
import type { NodeContext } from '../node-context.ts'
import { type Route, route } from './route.ts'
import type { Runners } from './runners.ts'

const TILE_PATH = /^tile\/(entries|[0-9]{1,2})\/(x[0-9]{3}\/)*[0-9]{3}(\.p\/[0-9]{1,3})?$/

/** What stands beside an audit of a unit of one; null for every other. */
async function soloNotice({ database }: NodeContext, actor: Actor): Promise<string | null> {
  const approver = await currentApprover(database.read, actor.unit)
  return approver === null
    ? null
    : `One person holds all roles of ${actor.unitCode} on this node. ${approver.name}, ${approver.body}, approves by signature what needs two.`
}

/** The log as its auditors read it: checkpoint, key and tiles (C2SP tlog-tiles). */
export function ledgerRoutes(runners: Runners, tiles: TileFiles): Route[] {
  return [
    route('GET', '/api/ledger/witnesses', 'ledger.read', {
      handle: async ({ context, actor }) => {
        await context.database.write((_tx, record) =>
          record(draftEvent('ledger/witnesses-read', { actor: eventActor(actor), objects: {} })),
        )
        return witnessOverview(context.database.read, runners.cosigning.witnesses, tiles.checkpoint())
      },
    }),
    route('GET', '/api/ledger/checkpoint', 'ledger.read', {
      handle: async ({ context, actor, reply }) => {
        await context.database.write((_tx, record) =>
          record(draftEvent('access/ledger-read', { actor: eventActor(actor), objects: {} })),
        )
        reply.type('text/plain; charset=utf-8')
        return tiles.checkpoint() ?? ''
      },
    }),
    route('GET', '/api/ledger/export', 'ledger.read', {
      query: Type.Object({ approval: Type.Optional(Type.String({ maxLength: 100 })) }),
      handle: async ({ context, actor, query }) => {
        const taken = await writeOrRefuse(context.database, async (tx, record) => {
          const by = { context, actor, tx, record }
          const taken = await takeApproval(by, query.approval, 'audit.export', {})
          if (isRefusal(taken)) return taken
          const objects = { approval: taken.approval }
          await record(draftEvent('ledger/exported', { actor: eventActor(actor), objects }))
          return taken
        })
        if (isRefusal(taken)) return taken
        const text = await exportLedger(context, tiles, runners.cosigning.witnesses, actor)
        return isRefusal(text) ? text : { text, notice: await soloNotice(context, actor) }
      },
    }),
    route('GET', '/api/ledger/proofs/:event', 'ledger.read', {
      handle: async ({ context, actor, params }) => {
        const proved = await proveEvent(
          context,
          tiles,
          runners.cosigning.witnesses,
          params['event'] ?? '',
          actor,
        )
        if (isRefusal(proved)) return proved
        const { index } = proved
        await context.database.write((_tx, record) =>
          record(draftEvent('ledger/proved', { actor: eventActor(actor), objects: {}, facts: { index } })),
        )
        return proved
      },
    }),
    route('GET', '/api/ledger/seen/:object', 'ledger.read', {
      handle: async ({ context, actor, params }) => {
        const object = params['object'] ?? ''
        const db = context.database.read
        const named = await namedObject(db, context.keys.laneKey, object)
        if (named === null) return refuse('ledger/object', 'Expected an identifier, or person: and a code.')
        await context.database.write((_tx, record) =>
          record(draftEvent('ledger/seen-read', { actor: eventActor(actor), objects: { object: named.id } })),
        )
        const seen = await whoSaw(db, context.keys.laneKey, named, actor)
        return { object, seen }
      },
    }),
    route('POST', '/api/ledger/justifications/erase', 'justification.erase', {
      body: Type.Object({ before: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }) }),
      handle: (call) =>
        call.change(async (tx, record) => {
          const before = new Date(`${call.body.before}T00:00:00.000Z`)
          if (!(before.getTime() <= call.context.platform.clock.nowMs())) {
            return refuse('ledger/not-past', 'Expected a day in the past.')
          }
          const erased =
            (await eraseJustifications(tx, call.actor.unit, before)) +
            (await eraseApprovalReasons(tx, call.actor.unit, before)) +
            (await eraseGlassReasons(tx, call.actor.unit, before))
          await record(
            draftEvent('ledger/justification-erased', {
              actor: eventActor(call.actor),
              objects: { unit: call.actor.unit },
              facts: { before: call.body.before, erased },
            }),
          )
          return { erased }
        }),
    }),
    route('GET', '/api/ledger/*', 'ledger.read', {
      handle: async ({ context, actor, params, reply }) => {
        const path = params['*'] ?? ''
        if (path !== 'vkey' && !TILE_PATH.test(path))
          return refuse('ledger/unknown', 'There is no such part of the log.')
        await context.database.write((_tx, record) =>
          record(
            draftEvent('access/ledger-read', { actor: eventActor(actor), objects: {}, facts: { path } }),
          ),
        )
        try {
          const bytes = Buffer.from(tiles.read(path))
          reply.type('application/octet-stream')
          return bytes
        } catch {
          return refuse('ledger/unknown', 'There is no such part of the log.')
        }
      },
    }),
  ]
}
