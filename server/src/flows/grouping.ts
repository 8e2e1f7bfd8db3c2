import { draftEvent, keepSetIdentifiers, planPictures, proposeSetsByAudience } from '@homeward/core'
import type { RecordEvent, Tx } from '../db/database.ts'
import { newIdentifier } from '../identifier.ts'
import { hashesOf } from '../match/match-store.ts'
import type { NodeContext } from '../node-context.ts'
import { distanceTo } from '../series/picture-view.ts'
import {
  lockEdition,
  openOccurrences,
  openSets,
  pictureNeighbourhood,
  redirectPicture,
  saveOpenSets,
  savePicture,
  uncutLinks,
  ungroupedMedia,
} from '../series/series-store.ts'

/**
 * Groups an edition's new media into pictures and proposes its sets anew, in one transaction. Where no media is new,
 * sets are proposed `anew` only when asked: when media may have got places by which they group otherwise.
 */
export async function groupEdition(context: NodeContext, editionId: string, anew: boolean): Promise<void> {
  await context.database.write(async (tx, record) => {
    await lockEdition(tx, editionId)
    const media = await ungroupedMedia(tx, editionId)
    if (media.length > 0) {
      await groupMedia(context, tx, editionId, media)
      await record(
        draftEvent('series/pictures-grouped', {
          actor: { system: 'grouping' },
          objects: { edition: editionId },
          facts: { media: media.length },
        }),
      )
    } else if (!anew) return
    await proposeEditionSets(context, tx, record, editionId)
  })
}

/** Plans and stores the pictures around these media. The caller holds the edition's lock. */
export async function groupMedia(
  context: NodeContext,
  tx: Tx,
  editionId: string,
  media: readonly string[],
): Promise<void> {
  const neighbourhood = await pictureNeighbourhood(tx, editionId, media)
  const ids = neighbourhood.map((one) => one.media)
  const plan = planPictures(neighbourhood, await uncutLinks(tx, editionId, ids), () =>
    newIdentifier(context.platform, 'picture'),
  )
  const hashes = await hashesOf(tx, ids)
  for (const picture of plan.pictures) {
    const standing = hashes.get(picture.representative) ?? {}
    await savePicture(tx, editionId, {
      id: picture.picture,
      representative: picture.representative,
      members: picture.members.map((media) => ({
        media,
        ...distanceTo(picture.representative, standing, media, hashes.get(media) ?? {}),
      })),
    })
  }
  for (const { from, to } of plan.redirects) await redirectPicture(tx, from, to)
}

/** Proposes the open sets of an edition anew. The caller holds the edition's lock. */
export async function proposeEditionSets(
  context: NodeContext,
  tx: Tx,
  record: RecordEvent,
  editionId: string,
): Promise<void> {
  const proposals = proposeSetsByAudience(await openOccurrences(tx, editionId))
  const sets = keepSetIdentifiers(proposals, await openSets(tx, editionId), () =>
    newIdentifier(context.platform, 'set'),
  )
  await saveOpenSets(tx, editionId, sets, new Date(context.platform.clock.nowMs()))
  await record(
    draftEvent('series/sets-proposed', {
      actor: { system: 'grouping' },
      objects: { edition: editionId },
      facts: { sets: sets.length },
    }),
  )
}
