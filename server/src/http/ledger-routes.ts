import { draftEvent, refuse } from '@homeward/core'
import { eventActor } from '../access/actor.ts'
import type { TileFiles } from '../ledger/tile-files.ts'
import { witnessOverview } from '../ledger/witness-overview.ts'
import { type Route, route } from './route.ts'
import type { Runners } from './runners.ts'

const TILE_PATH = /^tile\/(entries|[0-9]{1,2})\/(x[0-9]{3}\/)*[0-9]{3}(\.p\/[0-9]{1,3})?$/

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
