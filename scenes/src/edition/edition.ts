import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import type { DrawingJob, DrawnContent } from './drawing-job.ts'
import { drawJobs } from './drawing-pool.ts'
import { knownGoodList, negativeList, type RegistryRow, registryCsv } from './lists.ts'
import { exhibitOf, pictureFile } from './picture-files.ts'
import { makePlainFiles, type PlainFile } from './plain-files.ts'
import { type EditionPlan, type PlannedCopy, planEdition } from './plan.ts'
import { beginDrawing, findDrawn, finishDrawing } from './stamp.ts'
import { countTruth } from './totals.ts'
import type { GroundTruth, TruthFile } from './truth.ts'
import { zipFile } from './zip-file.ts'

/** Grows whenever the same seed draws other bytes or writes another ground truth. */
export const DRAWING_VERSION = 2

/** How much is drawn, and who is told about it. */
export type EditionOptions = {
  /** Created if missing; otherwise empty, or an earlier drawing (which is replaced if it is another one). */
  directory: string
  seed?: string
  /** 1 draws the whole demonstration, 0.02 about a hundred files for tests. */
  scale?: number
  /** How many threads draw; by default one a processor, at most four. The bytes do not depend on it. */
  threads?: number
  onProgress?: (progress: { done: number; total: number }) => void
}

/** The seed whose pictures were compared with each other: none is near another. */
export const DEFAULT_SEED = 'homeward'

const THREADS = Math.min(4, availableParallelism())

/** What has been drawn so far, in the order of the plan. */
type Drawn = { plan: EditionPlan; pictures: DrawnContent[][]; videos: DrawnContent[]; plain: PlainFile[] }

/**
 * Draws the demonstration edition into a directory: exhibits by unit and case, registry.csv, known-good.txt,
 * negative.txt and ground-truth.json. Equal seeds and scales give equal bytes on one machine; a directory that
 * holds this drawing already is left as it is. Throws `SceneError` when the directory holds anything else.
 */
export async function drawEdition(options: EditionOptions): Promise<GroundTruth> {
  const { directory, seed = DEFAULT_SEED, scale = 1, threads = THREADS } = options
  const identity = { version: DRAWING_VERSION, seed, scale }
  const found = findDrawn(directory, identity)
  if (found) return found
  beginDrawing(directory, identity)
  const plan = planEdition(seed, scale)
  const plain = await makePlainFiles(plan.exhibits, seed, scale)
  makeFolders(directory, plan, plain)
  const jobs = jobsOf(directory, plan)
  const drawnContents = await drawJobs(jobs, threads, (done) =>
    options.onProgress?.({ done, total: jobs.length }),
  )
  const drawn: Drawn = {
    plan,
    pictures: drawnContents.slice(0, plan.pictures.length),
    videos: drawnContents.slice(plan.pictures.length).map(([content]) => content as DrawnContent),
    plain,
  }
  for (const { exhibit, path, data } of plain) writeFileSync(join(directory, exhibit.folder, path), data)
  const files = [
    ...plainTruth(plain),
    ...pictureTruth(drawn),
    ...videoTruth(drawn),
    ...archiveTruth(directory, drawn),
  ]
  writeLists(directory, drawn)
  const truth = countTruth(identity, plan, files, registeredContents(drawn))
  finishDrawing(directory, truth)
  return truth
}

function makeFolders(directory: string, plan: EditionPlan, plain: readonly PlainFile[]): void {
  const places = [
    ...plan.pictures.flatMap(({ copies }) => copies.flatMap((copy) => copy.places)),
    ...plan.videos.flatMap((video) => video.places),
    ...plan.archives.map(({ exhibit, path }) => ({ exhibit, path, archive: null })),
    ...plain.map(({ exhibit, path }) => ({ exhibit, path, archive: null })),
  ]
  const folders = new Set<string>()
  for (const { exhibit, path, archive } of places) {
    if (archive === null) folders.add(dirname(join(directory, exhibit.folder, path)))
  }
  for (const folder of folders) mkdirSync(folder, { recursive: true })
}

function jobsOf(directory: string, plan: EditionPlan): DrawingJob[] {
  const filesOf = ({ places }: { places: PlannedCopy['places'] }): string[] =>
    places
      .filter(({ archive }) => archive === null)
      .map(({ exhibit, path }) => join(directory, exhibit.folder, path))
  const stills = plan.pictures.map((picture, number) => ({
    number,
    view: picture.view,
    frames: null,
    modifiedAtS: picture.takenAtS,
    contents: picture.copies.map((planned) => ({
      copy: planned.copy,
      files: filesOf(planned),
      wanted: planned.places.some(({ archive }) => archive !== null),
      hashed: planned.imageId !== null || (picture.negative && planned === picture.copies[0]),
    })),
  }))
  const takes = plan.videos.map((video, i) => ({
    number: stills.length + i,
    view: video.view,
    frames: video.frames,
    modifiedAtS: video.takenAtS,
    contents: [{ copy: null, files: filesOf(video), wanted: false, hashed: false }],
  }))
  return [...stills, ...takes]
}

function plainTruth(plain: readonly PlainFile[]): TruthFile[] {
  return plain.map(({ exhibit, path, data, outcome }) => ({
    ...exhibitOf(exhibit),
    path,
    outcome,
    content: createHash('sha256').update(data).digest('hex'),
    sizeBytes: data.length,
    ...NO_PICTURE,
  }))
}

function pictureTruth({ plan, pictures }: Drawn): TruthFile[] {
  return plan.pictures.flatMap((picture, i) =>
    picture.copies.flatMap((copy, j) => {
      const content = pictures[i]?.[j] as DrawnContent
      const { sha256, sizeBytes, operation, transform } = content
      return copy.places.map((place): TruthFile => {
        const file = {
          ...pictureFile(picture, place, copy),
          content: sha256,
          sizeBytes,
          operation,
          transform,
        }
        return picture.knownGood
          ? { ...file, ...NO_PICTURE, outcome: 'knownGood' }
          : { ...file, outcome: 'media' }
      })
    }),
  )
}

function videoTruth({ plan, videos }: Drawn): TruthFile[] {
  return plan.videos.flatMap((video, i) => {
    const { sha256, sizeBytes, operation, transform } = videos[i] as DrawnContent
    return video.places.map(
      (place): TruthFile => ({
        ...pictureFile(video, place, null),
        outcome: 'media',
        content: sha256,
        sizeBytes,
        operation,
        transform,
      }),
    )
  })
}

/** Writes the archives, whose picture members were drawn with the other copies, and lists what has no picture. */
function archiveTruth(directory: string, { plan, pictures }: Drawn): TruthFile[] {
  return plan.archives.flatMap((archive) => {
    const note = Buffer.from(archive.note)
    const members = plan.pictures.flatMap((picture, i) =>
      picture.copies.flatMap(({ places }, j) =>
        places
          .filter((place) => place.exhibit === archive.exhibit && place.archive === archive.path)
          .map((place) => ({ name: place.path, data: pictures[i]?.[j]?.bytes as Uint8Array })),
      ),
    )
    const data = zipFile([...members, { name: 'pack/readme.txt', data: note }])
    writeFileSync(join(directory, archive.exhibit.folder, archive.path), data)
    const file = (path: string, bytes: Uint8Array, outcome: TruthFile['outcome']): TruthFile => ({
      ...exhibitOf(archive.exhibit),
      path,
      outcome,
      content: createHash('sha256').update(bytes).digest('hex'),
      sizeBytes: bytes.length,
      ...NO_PICTURE,
    })
    return [file(archive.path, data, 'archives'), file(`${archive.path}!/pack/readme.txt`, note, 'context')]
  })
}

/** The contents that the registry holds, by picture. */
function registeredContents({
  plan,
  pictures,
  videos,
}: Drawn): Map<string, { imageId: number; content: string }[]> {
  const held = new Map<string, { imageId: number; content: string }[]>()
  const hold = (id: string, imageId: number | null, content: DrawnContent | undefined): void => {
    if (imageId !== null && content)
      held.set(id, [...(held.get(id) ?? []), { imageId, content: content.sha256 }])
  }
  plan.pictures.forEach((picture, i) => {
    picture.copies.forEach(({ imageId }, j) => void hold(picture.id, imageId, pictures[i]?.[j]))
  })
  plan.videos.forEach((video, i) => void hold(video.id, video.imageId, videos[i]))
  return held
}

function writeLists(directory: string, drawn: Drawn): void {
  const { plan, pictures, videos, plain } = drawn
  const rows: RegistryRow[] = []
  const row = (seriesId: string | null, imageId: number | null, content: DrawnContent | undefined): void => {
    const registry = plan.series.find(({ id }) => id === seriesId)?.registry
    if (!registry || imageId === null || !content) return
    const { md5, sha1, sha256, pdq } = content
    const { name, identified } = registry
    rows.push({
      imageId,
      md5,
      sha1,
      sha256,
      pdq,
      seriesName: name,
      identified,
      distributed: true,
      submissions: 1 + (imageId % 9),
    })
  }
  plan.pictures.forEach(({ series, copies }, i) => {
    copies.forEach(({ imageId }, j) => void row(series, imageId, pictures[i]?.[j]))
  })
  plan.videos.forEach(({ series, imageId }, i) => void row(series, imageId, videos[i]))
  rows.sort((a, b) => a.imageId - b.imageId)
  writeFileSync(join(directory, 'registry.csv'), registryCsv(rows))
  const wallpapers = plan.pictures.flatMap(({ knownGood }, i) => (knownGood ? (pictures[i] ?? []) : []))
  const system = new Map(
    plain.filter(({ outcome }) => outcome === 'knownGood').map(({ data }) => [digest('sha256', data), data]),
  )
  const systemHashes = [...system].map(([sha256, data]) => ({
    sha256,
    sha1: digest('sha1', data),
    md5: digest('md5', data),
  }))
  writeFileSync(join(directory, 'known-good.txt'), knownGoodList([...wallpapers, ...systemHashes]))
  const stock = plan.pictures.flatMap(({ negative }, i) =>
    negative ? [pictures[i]?.[0]?.pdq?.full ?? ''] : [],
  )
  writeFileSync(join(directory, 'negative.txt'), negativeList(stock))
}

const NO_PICTURE = {
  picture: null,
  transform: null,
  operation: null,
  occasion: null,
  series: null,
  camera: null,
} as const

function digest(algorithm: string, data: Uint8Array): string {
  return createHash(algorithm).update(data).digest('hex')
}
