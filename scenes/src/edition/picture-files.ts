import type { ExhibitFolder } from './exhibit.ts'
import { type Place, type PlannedCopy, type PlannedPicture, type PlannedVideo, planEdition } from './plan.ts'
import type { TruthFile } from './truth.ts'

/** One file that shows a picture: where it lies, what it belongs to and what its EXIF says. */
export type PictureFile = Pick<
  TruthFile,
  'unit' | 'case' | 'exhibit' | 'path' | 'picture' | 'occasion' | 'series' | 'camera'
>

/**
 * The files of an edition that show a picture, as they would be drawn, known-good ones left out. Draws nothing, so
 * that rules about names, folders and clocks can be measured over many seeds. Equal seeds and scales give equal
 * lists.
 */
export function planPictureFiles(seed: string, scale = 1): PictureFile[] {
  const plan = planEdition(seed, scale)
  const stills = plan.pictures
    .filter(({ knownGood }) => !knownGood)
    .flatMap((picture) =>
      picture.copies.flatMap((copy) => copy.places.map((place) => pictureFile(picture, place, copy))),
    )
  const takes = plan.videos.flatMap((video) => video.places.map((place) => pictureFile(video, place, null)))
  return [...stills, ...takes]
}

/** What the ground truth says of a file before its bytes are known. */
export function pictureFile(
  picture: PlannedPicture | PlannedVideo,
  { exhibit, path, archive }: Place,
  content: PlannedCopy | null,
): PictureFile {
  return {
    ...exhibitOf(exhibit),
    path: archive === null ? path : `${archive}!/${path}`,
    picture: picture.id,
    occasion: picture.occasion,
    series: picture.series,
    camera: content?.copy.camera ? cameraOf(content.copy.camera) : null,
  }
}

export function exhibitOf({ plan }: ExhibitFolder): Pick<TruthFile, 'unit' | 'case' | 'exhibit'> {
  return { unit: plan.unit, case: plan.case, exhibit: plan.exhibit }
}

function cameraOf({
  make,
  model,
  serial,
  takenAtS,
}: NonNullable<PlannedCopy['copy']['camera']>): TruthFile['camera'] {
  return { make, model, serial, takenAtMs: takenAtS * 1000 }
}
