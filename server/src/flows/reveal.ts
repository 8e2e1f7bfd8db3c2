import {
  type Clarity,
  countExposure,
  draftEvent,
  REVEAL_PICTURE_MS,
  REVEAL_SET_MS,
  type Refusal,
  refuse,
  revealStanding,
} from '@homeward/core'
import { type Actor, eventActor } from '../access/actor.ts'
import { countExposureOnce } from '../access/exposure-desk.ts'
import {
  accountFor,
  insertReveal,
  type RevealReason,
  type RevealRow,
  setRevealEnd,
} from '../access/reveal-store.ts'
import type { RecordEvent, Tx } from '../db/database.ts'
import { newIdentifier } from '../identifier.ts'
import { contentById, derivativeOf, wrapOf } from '../media/media-store.ts'
import type { NodeContext } from '../node-context.ts'
import { pictureOccurrences, placesOfMedia } from '../series/series-store.ts'
import { openBlob, readBlob } from '../vault/blob.ts'

const CLEAR_SIDE_PX = 1600
const REDUCED_SIDE_PX = 800

export interface OpenedReveal {
  readonly reveal: string
  readonly expiresAt: string
  readonly clarity: Clarity
  readonly media: readonly {
    readonly media: string
    readonly picture: string
    readonly kind: string
    readonly widthPx: number | null
    readonly heightPx: number | null
  }[]
}

/**
 * Opens a reveal of one representative a picture and records it with all its media, in the same transaction: no byte is
 * given out before that event stands. An evidential view says by its purpose which law requires it, and is counted and
 * bound by the caps like any other. Refuses with `reveal/nothing` and `reveal/evidential-purpose`.
 */
export async function openReveal(
  context: NodeContext,
  tx: Tx,
  record: RecordEvent,
  actor: Actor,
  target: {
    readonly edition: { readonly id: string; readonly purpose: string }
    readonly pictures: readonly string[]
    readonly single: boolean
    /** The series that is shown, where it is one. */
    readonly series: string | null
  },
  asked: { readonly clarity: Clarity; readonly purpose: string; readonly reason: RevealReason },
): Promise<OpenedReveal | Refusal> {
  const { clarity, reason } = asked
  if (reason === 'evidential-view' && asked.purpose === '') {
    return refuse(
      'reveal/evidential-purpose',
      'Expected which law requires the examiner’s own view as the purpose, got none.',
    )
  }
  const purpose = asked.purpose === '' ? target.edition.purpose : asked.purpose
  const shown = new Map<string, OpenedReveal['media'][number]>()
  for (const one of await pictureOccurrences(tx, actor, target.edition.id, target.pictures)) {
    if (shown.has(one.picture)) continue
    shown.set(one.picture, {
      media: one.media,
      picture: one.picture,
      kind: one.kind,
      widthPx: one.widthPx,
      heightPx: one.heightPx,
    })
  }
  if (shown.size === 0) return refuse('reveal/nothing', 'There is nothing to reveal here.')
  const startedAt = new Date(context.platform.clock.nowMs())
  const lastsMs = target.single ? REVEAL_PICTURE_MS : REVEAL_SET_MS
  const endsAt = new Date(startedAt.getTime() + lastsMs)
  const id = newIdentifier(context.platform, 'reveal')
  const media = [...shown.values()]
  const ids = media.map((one) => one.media)
  await insertReveal(tx, {
    id,
    personId: actor.person,
    editionId: target.edition.id,
    clarity,
    purpose,
    media: ids,
    startedAt,
    endsAt,
    lastsMs,
    reason,
  })
  await record(
    draftEvent('access/revealed', {
      actor: eventActor(actor),
      objects: {
        reveal: id,
        edition: target.edition.id,
        media: ids,
        // Not as `series`: the history of a series tells what was done to it, not who looked.
        ...(target.series === null ? {} : { revealedSeries: target.series }),
      },
      facts: { clarity, reason },
      justification: purpose,
    }),
  )
  return { reveal: id, expiresAt: endsAt.toISOString(), clarity, media }
}

/**
 * The re-encoded picture of one media of an open reveal; originals never leave. Refuses with `reveal/over`,
 * `reveal/not-part` (also once the person has left the audience of what it shows) and what the decoder refuses with.
 */
export async function revealedBytes(
  context: NodeContext,
  actor: Actor,
  reveal: RevealRow,
  media: string,
): Promise<Uint8Array | Refusal> {
  const standing = revealStanding(
    { endsAtMs: reveal.endsAt.getTime(), endedAtMs: reveal.endedAt?.getTime() ?? null },
    context.platform.clock.nowMs(),
  )
  if (standing === 'over') return refuse('reveal/over', 'This reveal is over; ask for it again.')
  if (!reveal.media.includes(media)) return refuse('reveal/not-part', 'This media is not part of the reveal.')
  const db = context.database.read
  if (!(await placesOfMedia(db, actor, [reveal.editionId], [media])).has(media)) {
    return refuse('reveal/not-part', 'This media is not part of the reveal any more.')
  }
  const content = await contentById(db, media)
  const wrap = await wrapOf(db, media, '')
  if (content === null || wrap === null) return refuse('reveal/not-part', 'This media is not held any more.')
  const { keys, vault } = context
  const exhibitKey = keys.unwrapExhibitKey(wrap.exhibitId, wrap.exhibitKeyWrapped)
  const key = keys.unwrapDataKey(wrap.exhibitId, exhibitKey, media, wrap.dataKeyWrapped)
  const kind =
    reveal.clarity === 'pixelated' || content.family !== 'image' ? derivativeKind(reveal.clarity) : null
  const derivative = kind === null ? null : await derivativeOf(db, media, kind)
  if (kind !== null && derivative !== null) {
    return readBlob(vault, derivative.storageId, { key, context: keys.blobContext(kind, media) })
  }
  const worker = context.decoder.worker(wrap.exhibitId)
  const source = openBlob(vault, content.storageId, { key, context: keys.blobContext('content', media) })
  const rendered = await worker.render(source, content.sizeBytes, {
    maxSidePx: reveal.clarity === 'clear' ? CLEAR_SIDE_PX : REDUCED_SIDE_PX,
    clarity: reveal.clarity,
  })
  return rendered
}

function derivativeKind(clarity: Clarity): 'pixelated' | 'thumbnail' {
  return clarity === 'pixelated' ? 'pixelated' : 'thumbnail'
}

/**
 * Counts what the page reports, bounded by the time that really passed and together with what other windows of the
 * person report. Nothing counts once the reveal is over. Answers where the caps stand now.
 */
export async function reportExposure(
  context: NodeContext,
  actor: Actor,
  reveal: RevealRow,
  visibleSeconds: number,
  viewportShare: number,
): Promise<{ countedSeconds: number; standing: Record<string, unknown> | null }> {
  const untilMs = Math.min(
    context.platform.clock.nowMs(),
    reveal.endsAt.getTime(),
    reveal.endedAt?.getTime() ?? Infinity,
  )
  const startedMs = reveal.startedAt.getTime()
  const { countedSeconds, accountedMs } = countExposure(
    reveal.clarity,
    visibleSeconds,
    viewportShare,
    untilMs - startedMs,
    reveal.accountedMs,
  )
  return context.database.write(async (tx, record) => {
    const isFirst = await accountFor(tx, reveal, accountedMs)
    return countExposureOnce(context, tx, record, actor, {
      countedSeconds: isFirst ? countedSeconds : 0,
      fromMs: startedMs + reveal.accountedMs,
      untilMs,
    })
  })
}

/** Gives a reveal its time anew from now. Refuses with `reveal/over` once it has ended. */
export async function renewReveal(
  context: NodeContext,
  tx: Tx,
  record: RecordEvent,
  actor: Actor,
  reveal: RevealRow,
): Promise<{ expiresAt: string } | Refusal> {
  const now = context.platform.clock.nowMs()
  if (
    revealStanding(
      { endsAtMs: reveal.endsAt.getTime(), endedAtMs: reveal.endedAt?.getTime() ?? null },
      now,
    ) === 'over'
  ) {
    return refuse('reveal/over', 'This reveal is over; ask for it again.')
  }
  const endsAt = new Date(now + reveal.lastsMs)
  await setRevealEnd(tx, reveal.id, endsAt, null)
  await record(
    draftEvent('access/reveal-renewed', {
      actor: eventActor(actor),
      objects: { reveal: reveal.id, media: reveal.media },
    }),
  )
  return { expiresAt: endsAt.toISOString() }
}

/** Ends a reveal before its time; ending twice changes nothing. */
export async function endReveal(
  context: NodeContext,
  tx: Tx,
  record: RecordEvent,
  actor: Actor,
  reveal: RevealRow,
): Promise<Record<string, never>> {
  if (reveal.endedAt !== null) return {}
  await setRevealEnd(tx, reveal.id, reveal.endsAt, new Date(context.platform.clock.nowMs()))
  await record(
    draftEvent('access/reveal-ended', { actor: eventActor(actor), objects: { reveal: reveal.id } }),
  )
  return {}
}
