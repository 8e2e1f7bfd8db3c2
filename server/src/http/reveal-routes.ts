import { CLARITIES, isRefusal, relationOf } from '@homeward/core'
import { Type } from 'typebox'
import type { Actor } from '../access/actor.ts'
import { type EditionRecord, editionById } from '../access/directory-store.ts'
import { type RevealRow, revealById } from '../access/reveal-store.ts'
import { endReveal, openReveal, renewReveal, reportExposure, revealedBytes } from '../flows/reveal.ts'
import type { NodeContext } from '../node-context.ts'
import { setsByIds, setsOfEdition, standingPicture, standingSeries } from '../series/series-store.ts'
import { type Call, type Route, route, type Subject } from './route.ts'

const Id = Type.String({ minLength: 1, maxLength: 100 })

interface Target {
  readonly edition: EditionRecord
  readonly pictures: readonly string[]
  readonly single: boolean
  readonly series: string | null
}

/** The pictures that a reveal is asked for, with their edition. */
async function targetOf(
  context: NodeContext,
  actor: Actor,
  body: { set?: string; picture?: string; series?: string },
): Promise<Subject<Target> | null> {
  const db = context.database.read
  const inEdition = async (
    id: string,
    pictures: readonly string[],
    single: boolean,
    series: string | null,
  ): Promise<Subject<Target> | null> => {
    const edition = await editionById(db, id)
    if (edition === null) return null
    return {
      relation: relationOf(
        actor.unit,
        null,
        edition.units.map((one) => one.id),
      ),
      value: { edition, pictures, single, series },
    }
  }
  if (body.picture !== undefined) {
    const picture = await standingPicture(db, actor, body.picture)
    return picture === null ? null : inEdition(picture.editionId, [picture.id], true, null)
  }
  if (body.set !== undefined) {
    const set = (await setsByIds(db, actor, [body.set]))[0]
    return set === undefined ? null : inEdition(set.editionId, set.pictures, false, set.seriesId)
  }
  const row = body.series === undefined ? null : await standingSeries(db, actor, body.series)
  if (row === null) return null
  for (const editionId of row.editionId === null ? actor.editions : [row.editionId]) {
    const sets = (await setsOfEdition(db, actor, editionId)).filter((set) => set.seriesId === row.id)
    if (sets.length > 0)
      return inEdition(
        editionId,
        sets.flatMap((set) => set.pictures),
        false,
        row.id,
      )
  }
  return null
}

/** A reveal belongs to the person who asked for it, not to the unit. */
async function revealSubject({
  context,
  actor,
  params,
}: Call<unknown, unknown>): Promise<Subject<RevealRow> | null> {
  const row = await revealById(context.database.read, params['id'] ?? '')
  return row === null ? null : { relation: row.personId === actor.person ? 'own' : 'none', value: row }
}

export function revealRoutes(): Route[] {
  return [
    route('POST', '/api/reveals', 'media.reveal', {
      body: Type.Object({
        set: Type.Optional(Id),
        picture: Type.Optional(Id),
        series: Type.Optional(Id),
        clarity: Type.Union(CLARITIES.map((clarity) => Type.Literal(clarity))),
        purpose: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
        reason: Type.Optional(Type.Union([Type.Literal('assignment'), Type.Literal('evidential-view')])),
      }),
      load: ({ context, actor, body }) => targetOf(context, actor, body),
      handle: (call, target) =>
        call.change((tx, record) =>
          openReveal(call.context, tx, record, call.actor, target, {
            clarity: call.body.clarity,
            purpose: call.body.purpose?.trim() ?? '',
            reason: call.body.reason ?? 'assignment',
          }),
        ),
    }),
    route('GET', '/api/reveals/:id/media/:media', 'media.reveal', {
      load: revealSubject,
      handle: async ({ context, actor, params, reply }, reveal) => {
        const bytes = await revealedBytes(context, actor, reveal, params['media'] ?? '')
        if (isRefusal(bytes)) return bytes
        reply.header('content-disposition', 'inline').type('image/webp')
        return Buffer.from(bytes)
      },
    }),
    route('POST', '/api/reveals/:id/exposure', 'exposure.report', {
      body: Type.Object({
        visibleSeconds: Type.Number({ minimum: 0, maximum: 60 }),
        viewportShare: Type.Number({ minimum: 0, maximum: 1 }),
      }),
      load: revealSubject,
      handle: ({ context, actor, body }, reveal) =>
        reportExposure(context, actor, reveal, body.visibleSeconds, body.viewportShare),
    }),
    route('POST', '/api/reveals/:id/renew', 'media.reveal', {
      load: revealSubject,
      handle: (call, reveal) =>
        call.change((tx, record) => renewReveal(call.context, tx, record, call.actor, reveal)),
    }),
    route('POST', '/api/reveals/:id/end', 'reveal.end', {
      load: revealSubject,
      handle: (call, reveal) =>
        call.change((tx, record) => endReveal(call.context, tx, record, call.actor, reveal)),
    }),
  ]
}
