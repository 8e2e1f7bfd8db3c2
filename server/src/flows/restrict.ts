import {
  type Audience,
  decideAudience,
  draftEvent,
  inAudience,
  isRefusal,
  type Refusal,
  refuse,
} from '@homeward/core'
import { personByCode, personCodes } from '../access/access-store.ts'
import { type Actor, eventActor } from '../access/actor.ts'
import type { EditionRecord } from '../access/directory-store.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import { type ExhibitRecord, setExhibitAudience } from '../media/media-store.ts'
import type { NodeContext } from '../node-context.ts'
import { guardReasons, lockEdition, type SeriesRow, setSeriesAudience } from '../series/series-store.ts'
import { proposeEditionSets } from './grouping.ts'

/** One change of an audience: who makes it, in which edition, in which transaction. */
export interface Restricting {
  readonly context: NodeContext
  readonly actor: Actor
  readonly edition: EditionRecord
  readonly tx: Tx
  readonly record: RecordEvent
}

/**
 * Names who may learn of an exhibit (codes of persons), or opens it to its edition with null. Sets are proposed anew,
 * because a proposal's reasons must not tell of an exhibit to those who may not learn of it. Refuses like
 * {@link decideAudience}.
 */
export async function restrictExhibit(
  work: Restricting,
  exhibit: ExhibitRecord,
  codes: readonly string[] | null,
): Promise<{ audience: readonly string[] | null } | Refusal> {
  await lockEdition(work.tx, work.edition.id)
  const decided = await audienceOf(work, exhibit.audience, codes)
  if (isRefusal(decided)) return decided
  await setExhibitAudience(work.tx, exhibit.id, decided.audience)
  await guardReasons(work.tx, exhibit.id)
  await tell(work, { exhibit: exhibit.id }, decided.audience)
  await proposeEditionSets(work.context, work.tx, work.record, work.edition.id)
  return { audience: await personCodes(work.tx, decided.audience) }
}

/** Names who may learn of a series. Refuses like {@link restrictExhibit}, and with `series/registry-open`. */
export async function restrictSeries(
  work: Restricting,
  series: SeriesRow,
  codes: readonly string[] | null,
): Promise<{ audience: readonly string[] | null } | Refusal> {
  if (series.origin === 'registry') {
    return refuse('series/registry-open', 'Whoever may use the registry may learn of its series.')
  }
  await lockEdition(work.tx, work.edition.id)
  const decided = await audienceOf(work, series.audience, codes)
  if (isRefusal(decided)) return decided
  await setSeriesAudience(work.tx, series.id, decided.audience)
  await tell(work, { series: series.id }, decided.audience)
  return { audience: await personCodes(work.tx, decided.audience) }
}

/** The audience that these codes name, where the person may name it. Refuses like {@link decideAudience} and with `glass/audience`. */
export async function audienceOf(
  { actor, edition, tx }: Pick<Restricting, 'actor' | 'edition' | 'tx'>,
  current: Audience,
  codes: readonly string[] | null,
): Promise<{ audience: Audience } | Refusal> {
  if (!inAudience(current, actor.person)) {
    return refuse('glass/audience', 'What broken glass shows for an hour is not yours to open to others.')
  }
  const named: { person: string; unit: string }[] = []
  for (const code of codes ?? []) {
    const person = await personByCode(tx, code)
    // Whether a person of another unit exists is told to nobody: unknown and outside the edition are one answer.
    named.push({ person: person?.id ?? code, unit: person?.unitId ?? '' })
  }
  return decideAudience({
    actor: actor.person,
    current,
    named: codes === null ? null : named,
    editionUnits: edition.units.map((unit) => unit.id),
  })
}

function tell(
  { actor, edition, record }: Restricting,
  objects: Readonly<Record<string, string>>,
  audience: Audience,
): Promise<void> {
  return record(
    draftEvent('access/audience-set', {
      actor: eventActor(actor),
      objects: { ...objects, edition: edition.id, persons: audience ?? [] },
      facts: { open: audience === null },
    }),
  )
}
