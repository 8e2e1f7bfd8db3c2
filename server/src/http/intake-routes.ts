import { draftEvent, inAudience, isRefusal, OUTCOMES, type Refusal, refuse, relationOf } from '@homeward/core'
import { Type } from 'typebox'
import { personCodes } from '../access/access-store.ts'
import { type Actor, eventActor } from '../access/actor.ts'
import {
  type EditionRecord,
  editionByCode,
  editionById,
  type UnitRecord,
  unitByCode,
} from '../access/directory-store.ts'
import { personNames } from '../access/person-names.ts'
import { certificateOf } from '../flows/erasure-certificate.ts'
import { pathText } from '../flows/place.ts'
import { audienceOf } from '../flows/restrict.ts'
import { newIdentifier } from '../identifier.ts'
import {
  type IntakeRow,
  insertIntake,
  intakeById,
  intakesOfEdition,
  runningIntakeOf,
} from '../media/intake-store.ts'
import {
  type ExhibitRecord,
  exhibitById,
  exhibitByName,
  filesOfExhibit,
  insertExhibit,
  reportOf,
} from '../media/media-store.ts'
import { placeOfSource } from '../media/source-place.ts'
import { vicsDocumentLines, vicsFigures, vicsProblems, vicsStatements } from '../media/vics-figures-store.ts'
import type { NodeContext } from '../node-context.ts'
import { type Route, route, type Subject } from './route.ts'
import type { Runners } from './runners.ts'

const Word = Type.String({ minLength: 1, maxLength: 200 })
const Path = Type.Union([
  Type.String({ minLength: 1, maxLength: 5000 }),
  Type.Object({ base64: Type.String({ maxLength: 8000 }) }),
])
const Audience = Type.Array(Word, { minItems: 1, maxItems: 500 })
const FILES_MAX = 10_000
const CASES_MAX = 100

interface LoadedIntake {
  readonly row: IntakeRow
  readonly exhibit: ExhibitRecord
  readonly edition: EditionRecord
  readonly unit: UnitRecord
}

/** An intake with its exhibit, and how it stands to the actor's unit. */
export async function intakeSubject(
  context: NodeContext,
  actor: Actor,
  id: string,
): Promise<Subject<LoadedIntake> | null> {
  const row = await intakeById(context.database.read, id)
  const exhibit = row === null ? null : await exhibitById(context.database.read, row.exhibitId)
  const edition = exhibit === null ? null : await editionById(context.database.read, exhibit.editionId)
  const unit = edition?.units.find((one) => one.id === exhibit?.unitId)
  if (row === null || exhibit === null || edition === null || unit === undefined) return null
  const members = edition.units.map((one) => one.id)
  return {
    relation:
      inAudience(exhibit.audience, actor.person) || actor.opened.includes(exhibit.id)
        ? relationOf(actor.unit, exhibit.unitId, members)
        : 'none',
    value: { row, exhibit, edition, unit },
  }
}

/** What the intake page and the command line show of an intake. */
export async function statusOf(
  context: NodeContext,
  runners: Runners,
  actor: Actor,
  { row, exhibit, edition, unit }: LoadedIntake,
): Promise<Record<string, unknown>> {
  const db = context.database.read
  const report = await reportOf(db, actor, exhibit)
  const progress = runners.intakes.progress(row.id) ?? {
    filesDone: report.filesSeen,
    filesPlanned: report.filesSeen,
    bytesDone: report.sizeBytes,
    bytesPlanned: report.sizeBytes,
    filesPerSecond: 0,
    secondsLeft: 0,
    stage: 'done',
  }
  return {
    intake: row.id,
    exhibit: exhibit.name,
    exhibitId: exhibit.id,
    audience: await personCodes(db, exhibit.audience),
    unit: unit.code,
    case: exhibit.caseNumber,
    edition: edition.code,
    state: row.state,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    problem: row.problem,
    progress,
    report,
    // Counted over everything that the exhibit holds, so only for the unit that delivered it.
    vics: exhibit.unitId === actor.unit ? await vicsFigures(db, exhibit.id) : null,
  }
}

export function intakeRoutes(runners: Runners): Route[] {
  const StartBody = Type.Object({
    paths: Type.Array(Path, { minItems: 1, maxItems: 1000 }),
    unit: Word,
    edition: Word,
    case: Word,
    exhibit: Word,
    purpose: Type.String({ minLength: 1, maxLength: 2000 }),
    // Codes of the only persons who may learn of the exhibit, from its first file on.
    audience: Type.Optional(Audience),
  })
  return [
    route('POST', '/api/intakes', 'intake.start', {
      local: true,
      body: StartBody,
      load: async ({ context, actor, body }) => {
        const unit = await unitByCode(context.database.read, body.unit)
        const edition = await editionByCode(context.database.read, body.edition)
        if (unit === null || edition === null) return null
        return {
          relation:
            unit.id === actor.unit && edition.units.some((one) => one.id === unit.id) ? 'own' : 'none',
          value: { unit, edition },
        }
      },
      handle: async (call, { unit, edition }) => {
        const { context, actor, body } = call
        const sources = await sourcesOf(context, body.paths)
        if (isRefusal(sources)) return sources
        const started = await call.change(async (tx, record) => {
          const existing = await exhibitByName(tx, unit.id, body.case, body.exhibit)
          if (existing !== null && !inAudience(existing.audience, actor.person)) {
            return refuse('access/not-visible', 'There is nothing here that you may see.')
          }
          if (existing !== null && existing.editionId !== edition.id) {
            return refuse(
              'intake/edition',
              'This exhibit was taken in for another edition; an exhibit belongs to one.',
            )
          }
          const running = existing === null ? null : await runningIntakeOf(tx, existing.id)
          if (running !== null)
            return refuse('intake/running', 'This exhibit is being taken in already; wait for it or stop it.')
          const at = new Date(context.platform.clock.nowMs())
          const exhibitId = existing?.id ?? newIdentifier(context.platform, 'exhibit')
          if (existing === null) {
            const named =
              body.audience === undefined
                ? { audience: null }
                : await audienceOf({ actor, edition, tx }, null, body.audience)
            if (isRefusal(named)) return named
            await insertExhibit(tx, {
              id: exhibitId,
              unitId: unit.id,
              editionId: edition.id,
              caseNumber: body.case,
              name: body.exhibit,
              keyWrapped: await context.keys.makeExhibitKey(exhibitId),
              purpose: body.purpose,
              createdBy: actor.person,
              createdAt: at,
              audience: named.audience,
            })
            await record(
              draftEvent('media/exhibit-created', {
                actor: eventActor(actor),
                objects: { exhibit: exhibitId, edition: edition.id, persons: named.audience ?? [] },
              }),
            )
          }
          const intake = newIdentifier(context.platform, 'intake')
          await insertIntake(tx, { id: intake, exhibitId, personId: actor.person, sources, startedAt: at })
          await record(
            draftEvent('media/intake-started', {
              actor: eventActor(actor),
              objects: { exhibit: exhibitId, intake },
              justification: body.purpose,
            }),
          )
          return { intake }
        })
        if (isRefusal(started)) return started
        await startRow(context, runners, started.intake, actor)
        return started
      },
    }),
    route('GET', '/api/intakes', 'intake.read', {
      query: Type.Object({ edition: Word }),
      load: async ({ context, actor, query }) => {
        const edition = await editionByCode(context.database.read, query.edition)
        if (edition === null) return null
        return {
          relation: relationOf(
            actor.unit,
            null,
            edition.units.map((one) => one.id),
          ),
          value: edition,
        }
      },
      handle: async ({ context, actor }, edition) => {
        const intakes: Record<string, unknown>[] = []
        for (const row of await intakesOfEdition(context.database.read, edition.id)) {
          const subject = await intakeSubject(context, actor, row.id)
          if (subject !== null && subject.relation !== 'none')
            intakes.push(await statusOf(context, runners, actor, subject.value))
        }
        return { intakes }
      },
    }),
    route('GET', '/api/intakes/:id', 'intake.read', {
      load: ({ context, actor, params }) => intakeSubject(context, actor, params['id'] ?? ''),
      handle: ({ context, actor }, loaded) => statusOf(context, runners, actor, loaded),
    }),
    route('POST', '/api/intakes/:id/stop', 'intake.stop', {
      load: ({ context, actor, params }) => intakeSubject(context, actor, params['id'] ?? ''),
      handle: async ({ actor, change }, { row, exhibit }) => {
        const asked = await change(async (tx, record) => {
          // Who asked is recorded before anything stops; to ask again, or too late, changes nothing.
          if ((await intakeById(tx, row.id))?.state === 'running') {
            await record(
              draftEvent('media/intake-stop-asked', {
                actor: eventActor(actor),
                objects: { exhibit: exhibit.id, intake: row.id },
              }),
            )
          }
          return {}
        })
        if (isRefusal(asked)) return asked
        await runners.intakes.stop(row.id)
        return asked
      },
    }),
    route('GET', '/api/intakes/:id/quarantined', 'intake.files', {
      query: Type.Object({
        outcome: Type.Optional(Type.Union(OUTCOMES.map((outcome) => Type.Literal(outcome)))),
      }),
      load: ({ context, actor, params }) => intakeSubject(context, actor, params['id'] ?? ''),
      handle: async ({ context, actor, query }, { exhibit }) => {
        const outcome = query.outcome ?? 'quarantined'
        await context.database.write((_tx, record) =>
          record(
            draftEvent('media/files-listed', {
              actor: eventActor(actor),
              objects: { exhibit: exhibit.id },
              facts: { outcome },
            }),
          ),
        )
        const files = await filesOfExhibit(context.database.read, exhibit.id, outcome, FILES_MAX)
        return { files: files.map(({ path, code, because }) => ({ path: pathText(path), code, because })) }
      },
    }),
    route('GET', '/api/intakes/:id/vics', 'intake.files', {
      load: ({ context, actor, params }) => intakeSubject(context, actor, params['id'] ?? ''),
      handle: async ({ context, actor }, { exhibit }) => {
        const db = context.database.read
        await context.database.write((_tx, record) =>
          record(
            draftEvent('media/vics-listed', { actor: eventActor(actor), objects: { exhibit: exhibit.id } }),
          ),
        )
        const documents = await vicsDocumentLines(db, exhibit.id, CASES_MAX)
        const problems = await vicsProblems(db, exhibit.id, FILES_MAX)
        return {
          documents: documents.map((one) => ({ ...one, path: pathText(one.path) })),
          statements: await vicsStatements(db, exhibit.id),
          problems: problems.map((one) => ({ ...one, document: pathText(one.document) })),
        }
      },
    }),
    route('GET', '/api/intakes/:id/receipt', 'intake.read', {
      load: ({ context, actor, params }) => intakeSubject(context, actor, params['id'] ?? ''),
      handle: async ({ context, actor }, loaded) => {
        const { personId } = loaded.row
        const names = await personNames(context.database.read, actor, loaded.edition.id, [personId])
        const status = await statusOf(context, runners, actor, loaded)
        const erased = await certificateOf(context, loaded.exhibit.id)
        return {
          ...status,
          certificate: isRefusal(erased) ? null : erased.lines,
          takenInBy: names(personId),
          unitName: loaded.unit.name,
          editionName: loaded.edition.name,
        }
      },
    }),
  ]
}

/** Hands a committed intake row to the runner. */
async function startRow(
  context: NodeContext,
  runners: Runners,
  intakeId: string,
  actor: Actor,
): Promise<void> {
  const row = await intakeById(context.database.read, intakeId)
  const exhibit = row === null ? null : await exhibitById(context.database.read, row.exhibitId)
  if (row === null || exhibit === null || row.state !== 'running') return
  runners.intakes.start(row, {
    exhibit,
    exhibitKey: context.keys.unwrapExhibitKey(exhibit.id, exhibit.keyWrapped),
    exhibitUnitCode: actor.unitCode,
    actor: eventActor(actor),
    actorEditions: actor.editions,
  })
}

/** Where every named source lies, or why the first bad one cannot be taken in. */
async function sourcesOf(
  { directory }: NodeContext,
  paths: readonly (string | { base64: string })[],
): Promise<Buffer[] | Refusal> {
  const sources: Buffer[] = []
  for (const path of paths) {
    const bytes = typeof path === 'string' ? Buffer.from(path) : Buffer.from(path.base64, 'base64')
    const place = await placeOfSource(bytes, directory)
    if (isRefusal(place)) return place
    sources.push(place)
  }
  return sources
}
