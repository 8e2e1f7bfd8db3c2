import { draftEvent, refuse, relationOf } from '@homeward/core'
import { Type } from 'typebox'
import { eventActor } from '../access/actor.ts'
import { addEdition } from '../access/administration.ts'
import { type EditionRecord, editionByCode, listEditions } from '../access/directory-store.ts'
import { exhibitsOfEdition } from '../media/media-store.ts'
import { editionReport } from '../series/edition-report.ts'
import { viewPictures } from '../series/picture-view.ts'
import { pagePictures, seriesOfEdition, setsOfEdition } from '../series/series-store.ts'
import { summariesOf } from '../series/series-view.ts'
import { viewSets, withoutMembers } from '../series/set-view.ts'
import { type Call, type Route, route, type Subject } from './route.ts'

const Word = Type.String({ minLength: 1, maxLength: 200 })
const PAGE_MAX = 500

async function editionSubject({
  context,
  actor,
  params,
}: Call<unknown, unknown>): Promise<Subject<EditionRecord> | null> {
  const edition = await editionByCode(context.database.read, params['code'] ?? '')
  if (edition === null) return null
  return {
    relation: relationOf(
      actor.unit,
      null,
      edition.units.map((one) => one.id),
    ),
    value: edition,
  }
}

function editionView(edition: EditionRecord): Record<string, unknown> {
  const { code, name, purpose, startsOn, endsOn } = edition
  return {
    code,
    name,
    purpose,
    startsOn,
    endsOn,
    units: edition.units.map(({ code, name, country }) => ({ code, name, country })),
  }
}

export function editionRoutes(): Route[] {
  return [
    route('GET', '/api/editions', 'edition.read', {
      handle: async ({ context, actor }) => {
        const everything = actor.roles.includes('administrator') || actor.roles.includes('auditor')
        const editions = await listEditions(context.database.read, everything ? 'all' : actor.editions)
        return {
          editions: editions.map((one) => ({
            ...editionView(one),
            units: one.units.map((unit) => unit.code),
          })),
        }
      },
    }),
    route('POST', '/api/editions', 'edition.create', {
      body: Type.Object({
        code: Word,
        name: Type.Optional(Word),
        purpose: Type.Optional(Type.String({ maxLength: 2000 })),
        units: Type.Array(Word, { minItems: 1, maxItems: 300 }),
        startsOn: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
        endsOn: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
      }),
      handle: (call) =>
        call.change((tx, record) =>
          addEdition(
            { platform: call.context.platform, actor: eventActor(call.actor), tx, record },
            call.body,
          ),
        ),
    }),
    route('GET', '/api/editions/:code', 'edition.read', {
      load: editionSubject,
      handle: async (_call, edition) => editionView(edition),
    }),
    route('GET', '/api/editions/:code/report', 'edition.report', {
      load: editionSubject,
      handle: async ({ context, actor }, edition) => {
        const now = new Date(context.platform.clock.nowMs())
        return editionReport(context.database.read, actor, edition, now)
      },
    }),
    route('GET', '/api/editions/:code/pictures', 'picture.read', {
      query: Type.Object({
        exhibit: Type.Optional(Word),
        after: Type.Optional(Word),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX })),
      }),
      load: editionSubject,
      handle: async ({ context, actor, query }, edition) => {
        const db = context.database.read
        const limit = query.limit ?? 200
        const exhibits =
          query.exhibit === undefined
            ? null
            : (await exhibitsOfEdition(db, actor, edition.id))
                .filter((one) => one.name === query.exhibit)
                .map((one) => one.id)
        if (exhibits?.length === 0) {
          return refuse(
            'exhibit/unknown',
            `There is no exhibit ${query.exhibit} in this edition that you may see.`,
          )
        }
        const page = await pagePictures(db, actor, edition.id, exhibits, query.after ?? '', limit)
        await context.database.write((_tx, record) =>
          record(
            draftEvent('series/pictures-read', {
              actor: eventActor(actor),
              objects: { edition: edition.id, pictures: page.ids },
            }),
          ),
        )
        const pictures = await viewPictures(context, actor, edition.id, page.ids)
        return {
          pictures,
          next: page.ids.length < limit ? null : (page.ids.at(-1) ?? null),
          total: page.total,
        }
      },
    }),
    route('GET', '/api/editions/:code/sets', 'set.read', {
      query: Type.Object({ state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('all')])) }),
      load: editionSubject,
      handle: async (call, edition) => {
        const rows = await readSets(call, edition)
        const wanted =
          call.query.state === 'open'
            ? rows.filter((row) => row.seriesId === null && row.putAsideBy === null)
            : rows
        return { sets: (await viewSets(call.context, call.actor, edition.id, wanted)).map(withoutMembers) }
      },
    }),
    route('GET', '/api/editions/:code/triage', 'set.read', {
      load: editionSubject,
      handle: async (call, edition) => {
        const rows = (await readSets(call, edition)).filter(
          (row) => row.seriesId === null && row.putAsideBy === null,
        )
        const sets = await viewSets(call.context, call.actor, edition.id, rows)
        const items = sets
          .map(({ set, pictures, copies, files, units, kind, reasons, suggestedSeries }) => ({
            set,
            pictures: pictures.length,
            copies,
            files,
            units,
            kind,
            reasons,
            suggestedSeries,
            // Files that one decision settles and nobody has to open: the larger, the sooner it is worth deciding.
            gain: files,
          }))
          .sort((a, b) => b.gain - a.gain || (a.set < b.set ? -1 : 1))
        return { items }
      },
    }),
    route('GET', '/api/editions/:code/series', 'series.read', {
      load: editionSubject,
      handle: async ({ context, actor }, edition) => {
        const rows = await seriesOfEdition(context.database.read, actor, edition.id)
        await context.database.write((_tx, record) =>
          record(
            draftEvent('series/series-read', {
              actor: eventActor(actor),
              objects: { edition: edition.id, series: rows.map((row) => row.id) },
            }),
          ),
        )
        return { series: await summariesOf(context, actor, edition.id, rows) }
      },
    }),
  ]
}

async function readSets(
  call: Call<unknown, unknown>,
  edition: EditionRecord,
): ReturnType<typeof setsOfEdition> {
  const rows = await setsOfEdition(call.context.database.read, call.actor, edition.id)
  await call.context.database.write((_tx, record) =>
    record(
      draftEvent('series/sets-read', {
        actor: eventActor(call.actor),
        objects: { edition: edition.id, sets: rows.map((row) => row.id) },
      }),
    ),
  )
  return rows
}
