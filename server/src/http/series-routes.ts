import { draftEvent, type Refusal, refuse, relationOf } from '@homeward/core'
import { Type } from 'typebox'
import { type Actor, eventActor } from '../access/actor.ts'
import { type EditionRecord, editionByCode, editionById } from '../access/directory-store.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import { groupMedia, proposeEditionSets } from '../flows/grouping.ts'
import { deleteCut, insertCut, type LinkRow, linkById, linksTouching } from '../match/match-store.ts'
import type { NodeContext } from '../node-context.ts'
import { viewPictures } from '../series/picture-view.ts'
import {
  addSubject,
  addToSeries,
  createSeries,
  mergeSeries,
  type SeriesWork,
  splitSeries,
  undoSeries,
} from '../series/series-desk.ts'
import { seriesHistory } from '../series/series-history.ts'
import {
  lockEdition,
  placesOfMedia,
  putAside,
  type SeriesRow,
  type SetRow,
  setsByIds,
  setsOfEdition,
  standingPicture,
  standingSeries,
} from '../series/series-store.ts'
import { linkView, viewSeries } from '../series/series-view.ts'
import { viewSets } from '../series/set-view.ts'
import { type Call, type Route, route, type Subject } from './route.ts'

const Id = Type.String({ minLength: 1, maxLength: 100 })
const Because = Type.String({ minLength: 1, maxLength: 2000 })
const Sets = Type.Array(Id, { minItems: 1, maxItems: 5000 })

interface InEdition<Value> {
  readonly edition: EditionRecord
  readonly value: Value
}

function standing<Value>(actor: Actor, edition: EditionRecord, value: Value): Subject<InEdition<Value>> {
  return {
    relation: relationOf(
      actor.unit,
      null,
      edition.units.map((one) => one.id),
    ),
    value: { edition, value },
  }
}

/**
 * A series with the edition in which the call works: its own, or for a registry series the one named, else the actor's
 * newest that has sets of it, else their only one.
 */
async function seriesSubject(
  context: NodeContext,
  actor: Actor,
  id: string,
  editionCode: string | undefined,
): Promise<Subject<InEdition<SeriesRow>> | null> {
  const db = context.database.read
  const row = await standingSeries(db, actor, id)
  if (row === null) return null
  if (row.editionId !== null) {
    const edition = await editionById(db, row.editionId)
    return edition === null ? null : standing(actor, edition, row)
  }
  const named = editionCode === undefined ? null : await editionByCode(db, editionCode)
  if (named !== null) return standing(actor, named, row)
  for (const candidate of actor.editions) {
    const used = (await setsOfEdition(db, actor, candidate)).some((set) => set.seriesId === row.id)
    const edition = used || actor.editions.length === 1 ? await editionById(db, candidate) : null
    if (edition !== null) return standing(actor, edition, row)
  }
  return null
}

async function setSubject(
  context: NodeContext,
  actor: Actor,
  id: string,
): Promise<Subject<InEdition<SetRow>> | null> {
  const row = (await setsByIds(context.database.read, actor, [id]))[0]
  const edition = row === undefined ? null : await editionById(context.database.read, row.editionId)
  return row === undefined || edition === null ? null : standing(actor, edition, row)
}

function work(call: Call<unknown, unknown>, edition: EditionRecord, tx: Tx, record: RecordEvent): SeriesWork {
  return { context: call.context, actor: call.actor, editionId: edition.id, tx, record }
}

/** A link between two media of the edition; a link to anything outside it is not visible there. */
async function linkSubject(
  context: NodeContext,
  actor: Actor,
  id: string,
  editionCode: string,
): Promise<Subject<InEdition<LinkRow>> | null> {
  const edition = await editionByCode(context.database.read, editionCode)
  const link = edition === null ? null : await linkById(context.database.read, id, edition.id)
  if (edition === null || link === null) return null
  const places = await placesOfMedia(context.database.read, actor, [edition.id], [link.mediaA, link.mediaB])
  return places.size === 2 ? standing(actor, edition, link) : null
}

async function changeLink(
  call: Call<unknown, unknown>,
  { edition, value: link }: InEdition<LinkRow>,
  because: string | null,
): Promise<unknown> {
  return call.change(async (tx, record) => {
    await lockEdition(tx, edition.id)
    if (because !== null && link.cut) return refuse('link/cut-already', 'This link is cut already.')
    if (because === null && !link.cut) return refuse('link/not-cut', 'This link is not cut.')
    const at = new Date(call.context.platform.clock.nowMs())
    if (because === null) await deleteCut(tx, link.id, edition.id)
    else
      await insertCut(tx, {
        linkId: link.id,
        editionId: edition.id,
        personId: call.actor.person,
        because,
        at,
      })
    const media = [link.mediaA, link.mediaB]
    const places = await placesOfMedia(tx, call.actor, [edition.id], media)
    // Copies of one picture lie in one series, if in any; its history tells of the cut.
    const series = [...places.values()].find((place) => place.series !== null)?.series ?? null
    await record(
      draftEvent(because === null ? 'series/link-restored' : 'series/link-cut', {
        actor: eventActor(call.actor),
        objects: { link: link.id, edition: edition.id, media, ...(series === null ? {} : { series }) },
        ...(because === null ? {} : { justification: because }),
      }),
    )
    await groupMedia(call.context, tx, edition.id, media)
    await proposeEditionSets(call.context, tx, record, edition.id)
    return {}
  })
}

export function seriesRoutes(): Route[] {
  const load = ({
    context,
    actor,
    params,
    query,
  }: Call<unknown, { edition?: string }>): ReturnType<typeof seriesSubject> =>
    seriesSubject(context, actor, params['id'] ?? '', query.edition)
  const query = Type.Object({ edition: Type.Optional(Id) })
  return [
    route('GET', '/api/pictures/:id', 'picture.read', {
      load: async ({ context, actor, params }) => {
        const picture = await standingPicture(context.database.read, actor, params['id'] ?? '')
        const edition = picture === null ? null : await editionById(context.database.read, picture.editionId)
        return picture === null || edition === null ? null : standing(actor, edition, picture.id)
      },
      handle: async ({ context, actor }, { edition, value: id }) => {
        await context.database.write((_tx, record) =>
          record(
            draftEvent('series/pictures-read', {
              actor: eventActor(actor),
              objects: { edition: edition.id, pictures: [id] },
            }),
          ),
        )
        const [picture] = await viewPictures(context, actor, edition.id, [id])
        if (picture === undefined) return refuse('picture/unknown', 'There is no such picture.')
        const media = picture.members.map((member) => member.media)
        const links = await linksTouching(context.database.read, media, edition.id)
        const visible = await placesOfMedia(
          context.database.read,
          actor,
          [edition.id],
          links.flatMap((link) => [link.mediaA, link.mediaB]),
        )
        return {
          ...picture,
          links: links.filter((link) => visible.has(link.mediaA) && visible.has(link.mediaB)).map(linkView),
        }
      },
    }),
    route('POST', '/api/links/:id/cut', 'link.cut', {
      body: Type.Object({ edition: Id, because: Because }),
      load: ({ context, actor, params, body }) =>
        linkSubject(context, actor, params['id'] ?? '', body.edition),
      handle: (call, loaded) => changeLink(call, loaded, call.body.because),
    }),
    route('POST', '/api/links/:id/restore', 'link.cut', {
      body: Type.Object({ edition: Id }),
      load: ({ context, actor, params, body }) =>
        linkSubject(context, actor, params['id'] ?? '', body.edition),
      handle: (call, loaded) => changeLink(call, loaded, null),
    }),
    route('GET', '/api/sets/:id', 'set.read', {
      load: ({ context, actor, params }) => setSubject(context, actor, params['id'] ?? ''),
      handle: async ({ context, actor }, { edition, value: row }) => {
        await context.database.write((_tx, record) =>
          record(
            draftEvent('series/sets-read', {
              actor: eventActor(actor),
              objects: { edition: edition.id, sets: [row.id] },
            }),
          ),
        )
        const [set] = await viewSets(context, actor, edition.id, [row])
        return set ?? refuse('set/unknown', 'There is no such set.')
      },
    }),
    route('POST', '/api/sets/:id/set-aside', 'set.decide', {
      body: Type.Object({ because: Because }),
      load: ({ context, actor, params }) => setSubject(context, actor, params['id'] ?? ''),
      handle: (call, loaded) => decideSet(call, loaded, call.body.because),
    }),
    route('POST', '/api/sets/:id/bring-back', 'set.decide', {
      load: ({ context, actor, params }) => setSubject(context, actor, params['id'] ?? ''),
      handle: (call, loaded) => decideSet(call, loaded, null),
    }),
    route('POST', '/api/series', 'series.change', {
      body: Type.Object({
        edition: Id,
        sets: Sets,
        name: Type.Optional(Id),
        because: Type.Optional(Because),
      }),
      load: async ({ context, actor, body }) => {
        const edition = await editionByCode(context.database.read, body.edition)
        return edition === null ? null : standing(actor, edition, null)
      },
      handle: (call, { edition }) =>
        call.change((tx, record) =>
          createSeries(
            work(call, edition, tx, record),
            call.body.sets,
            call.body.name ?? null,
            call.body.because ?? null,
          ),
        ),
    }),
    route('GET', '/api/series/:id', 'series.read', {
      query,
      load,
      handle: async ({ context, actor, params }, { edition, value: row }) => {
        await context.database.write((_tx, record) =>
          record(
            draftEvent('series/series-read', {
              actor: eventActor(actor),
              objects: { edition: edition.id, series: row.id },
            }),
          ),
        )
        const view = await viewSeries(context, actor, edition.id, row)
        return row.id === params['id'] ? view : { ...view, redirectedFrom: params['id'] }
      },
    }),
    route('GET', '/api/series/:id/history', 'series.read', {
      query,
      load,
      handle: async ({ context, actor }, { edition, value: row }) => {
        await context.database.write((_tx, record) =>
          record(
            draftEvent('series/series-read', {
              actor: eventActor(actor),
              objects: { edition: edition.id, series: row.id },
            }),
          ),
        )
        // A series of the registry is worked on in many editions; each sees its own history of it.
        return { events: await seriesHistory(context, actor, edition.id, row.id) }
      },
    }),
    route('POST', '/api/series/:id/add', 'series.change', {
      query,
      load,
      body: Type.Object({ sets: Sets }),
      handle: (call, { edition, value }) =>
        call.change((tx, record) => addToSeries(work(call, edition, tx, record), value.id, call.body.sets)),
    }),
    route('POST', '/api/series/:id/merge', 'series.change', {
      query,
      load,
      body: Type.Object({ other: Id, because: Type.Optional(Because) }),
      handle: (call, { edition, value }) =>
        call.change((tx, record) =>
          mergeSeries(work(call, edition, tx, record), value.id, call.body.other, call.body.because ?? null),
        ),
    }),
    route('POST', '/api/series/:id/split', 'series.change', {
      query,
      load,
      body: Type.Object({ sets: Sets, because: Type.Optional(Because) }),
      handle: (call, { edition, value }) =>
        call.change((tx, record) =>
          splitSeries(work(call, edition, tx, record), value.id, call.body.sets, call.body.because ?? null),
        ),
    }),
    route('POST', '/api/series/:id/undo', 'series.change', {
      query,
      load: async (call) => undoSubject(call),
      handle: (call, { edition, value }) =>
        call.change((tx, record) => undoSeries(work(call, edition, tx, record), value)),
    }),
    route('POST', '/api/series/:id/subjects', 'series.change', {
      query,
      load,
      body: Type.Object({ kind: Type.Union([Type.Literal('victim'), Type.Literal('offender')]) }),
      handle: (call, { edition, value }) =>
        call.change((tx, record) => addSubject(work(call, edition, tx, record), value.id, call.body.kind)),
    }),
  ]
}

/** Undoing a merge is asked of the identifier that was merged away as well as of the survivor. */
async function undoSubject({
  context,
  actor,
  params,
  query,
}: Call<unknown, { edition?: string }>): Promise<Subject<InEdition<string>> | null> {
  const id = params['id'] ?? ''
  const subject = await seriesSubject(context, actor, id, query.edition)
  return subject === null
    ? null
    : { relation: subject.relation, value: { edition: subject.value.edition, value: id } }
}

function decideSet(
  call: Call<unknown, unknown>,
  { edition, value: row }: InEdition<SetRow>,
  because: string | null,
): Promise<unknown> {
  return call.change(async (tx, record): Promise<Record<string, never> | Refusal> => {
    await lockEdition(tx, edition.id)
    if (row.seriesId !== null) return refuse('set/in-series', `This set is in series ${row.seriesId}.`)
    await putAside(tx, row.id, because === null ? null : call.actor.person, because)
    await record(
      draftEvent(because === null ? 'series/set-brought-back' : 'series/set-put-aside', {
        actor: eventActor(call.actor),
        objects: { set: row.id, edition: edition.id },
        ...(because === null ? {} : { justification: because }),
      }),
    )
    if (because === null) await proposeEditionSets(call.context, tx, record, edition.id)
    return {}
  })
}
