import type { Transform } from '@homeward/pdq'
import type { Prng } from '../picture/prng.ts'
import { type CopyPlan, endingOf, movesPixels, PLAIN_COPY } from './copy-plan.ts'
import type { Camera, ExhibitFolder } from './exhibit.ts'
import type { PlannedCopy, PlannedPicture } from './plan.ts'

const MARKS = ['PHOTO ARCHIVE', 'NORTHLIGHT', 'PIXBOARD.EXAMPLE', 'COLLECTION 7', 'SHARED BY KAI']

/** Adds a new content to a picture. */
export function addCopy(picture: PlannedPicture, copy: CopyPlan): PlannedCopy {
  const planned: PlannedCopy = { copy, places: [], imageId: null }
  picture.copies.push(planned)
  return planned
}

/** Lays a content at a path of an exhibit; returns the path that was free. */
export function lay(planned: PlannedCopy, exhibit: ExhibitFolder, path: string): string {
  const free = exhibit.claim(path)
  planned.places.push({ exhibit, path: free, archive: null })
  return free
}

/** The camera's own file of a picture; a camera held upright stores it turned and says so in its tag. */
export function cameraCopy(
  camera: Camera,
  takenAtS: number,
  upright: boolean,
  place: readonly [number, number] | null,
): CopyPlan {
  return {
    ...PLAIN_COPY,
    operation: 'camera',
    quality: 90,
    transform: upright ? 'rotate90' : 'identity',
    camera: { ...camera.tags, takenAtS, orientation: upright ? 6 : 1, place },
  }
}

/**
 * Another content of a picture. Two copies that both moved the pixels may be further apart than either is from
 * the view, so a picture gets one such copy at most.
 */
export function anotherCopy(picture: PlannedPicture, choices: Prng): CopyPlan {
  const mayMove = !picture.copies.some(({ copy }) => movesPixels(copy))
  const roll = choices.unit()
  const quality = choices.whole(48, 80)
  if (mayMove && roll < 0.3) {
    return { ...PLAIN_COPY, operation: 'resized', scale: choices.whole(10, 18) / 20, quality }
  }
  if (mayMove && roll < 0.42) return { ...PLAIN_COPY, operation: 'cropped', crop: 0.006, quality }
  if (mayMove && roll < 0.6) {
    const transform = choices.pick<Transform>([
      'rotate90',
      'rotate270',
      'rotate180',
      'flipY',
      'flipY',
      'flipX',
    ])
    return { ...PLAIN_COPY, operation: 'turned', transform, quality }
  }
  if (roll < 0.72) return { ...PLAIN_COPY, operation: 'reencoded', quality }
  if (roll < 0.83) return { ...PLAIN_COPY, operation: 'watermarked', watermark: choices.pick(MARKS), quality }
  if (roll < 0.92)
    return {
      ...PLAIN_COPY,
      operation: 'brightened',
      brightness: choices.pick([0.86, 0.92, 1.08, 1.12]),
      quality,
    }
  if (roll < 0.98) return { ...PLAIN_COPY, operation: 'webp', quality }
  return { ...PLAIN_COPY, operation: choices.chance(0.7) ? 'png' : 'bmp' }
}

/** A path with the ending that fits the copy. */
export function named(stem: string, copy: CopyPlan): string {
  return `${stem}.${endingOf(copy.operation)}`
}
