import { type Prng, prng } from '../picture/prng.ts'
import type { Mood, SceneKind } from '../picture/scene.ts'
import type { ViewPlan } from '../picture/view.ts'
import { type ArchivePlan, packArchives } from './archive-plan.ts'
import type { CopyPlan } from './copy-plan.ts'
import { EXHIBITS, ExhibitFolder } from './exhibit.ts'
import { planSeries } from './series-plan.ts'
import { planSingles } from './singles-plan.ts'

/** Where a content lies: in an exhibit's folder, or in an archive there. */
export type Place = { exhibit: ExhibitFolder; path: string; archive: string | null }

/** One content of a picture and every place where it lies; a registry-only copy lies nowhere. */
export type PlannedCopy = { copy: CopyPlan; places: Place[]; imageId: number | null }

/** One view and its copies. */
export type PlannedPicture = {
  id: string
  view: ViewPlan
  copies: PlannedCopy[]
  occasion: string | null
  series: string | null
  knownGood: boolean
  negative: boolean
  takenAtS: number
}

/** One short take; every place holds the same bytes. */
export type PlannedVideo = {
  id: string
  view: ViewPlan
  frames: number
  places: Place[]
  occasion: string | null
  series: string | null
  imageId: number | null
  takenAtS: number
}

/** Pictures of one occasion. */
export type PlannedOccasion = {
  id: string
  series: string | null
  scenes: string[]
  pictures: string[]
  camera: string | null
}

/** Occasions that belong together. */
export type PlannedSeries = {
  id: string
  occasions: string[]
  registry: null | { name: string; identified: boolean }
}

/** Everything that has to be drawn, before a pixel is drawn. */
export type EditionPlan = {
  exhibits: ExhibitFolder[]
  pictures: PlannedPicture[]
  videos: PlannedVideo[]
  occasions: PlannedOccasion[]
  series: PlannedSeries[]
  archives: ArchivePlan[]
}

/** A plan while it grows: numbers for what is added next. */
export class Draft implements EditionPlan {
  readonly exhibits: ExhibitFolder[]
  readonly pictures: PlannedPicture[] = []
  readonly videos: PlannedVideo[] = []
  readonly occasions: PlannedOccasion[] = []
  readonly series: PlannedSeries[] = []
  readonly archives: ArchivePlan[] = []
  readonly choices: Prng
  readonly seed: string
  readonly scale: number
  #imageId = 10_400

  constructor(seed: string, scale: number) {
    this.seed = seed
    this.scale = scale
    this.choices = prng(`${seed}/plan`)
    this.exhibits = EXHIBITS.map(
      (exhibit) => new ExhibitFolder(exhibit, prng(`${seed}/${exhibit.unit}/${exhibit.exhibit}`)),
    )
  }

  /** How many of `full` things an edition of this scale has, at least `least`. */
  count(full: number, least = 1): number {
    return Math.max(least, Math.round(full * this.scale))
  }

  /** Adds a picture without copies. */
  picture(view: ViewPlan, occasion: PlannedOccasion | null, takenAtS: number): PlannedPicture {
    const picture: PlannedPicture = {
      id: `P-${`${this.pictures.length + 1}`.padStart(4, '0')}`,
      view,
      copies: [],
      occasion: occasion?.id ?? null,
      series: occasion?.series ?? null,
      knownGood: false,
      negative: false,
      takenAtS,
    }
    this.pictures.push(picture)
    occasion?.pictures.push(picture.id)
    return picture
  }

  /** Adds an occasion without pictures. */
  occasion(series: PlannedSeries | null, camera: string | null): PlannedOccasion {
    const id = `O-${`${this.occasions.length + 1}`.padStart(3, '0')}`
    const occasion: PlannedOccasion = { id, series: series?.id ?? null, scenes: [], pictures: [], camera }
    this.occasions.push(occasion)
    series?.occasions.push(id)
    return occasion
  }

  /** The number of the registry's next row. */
  nextImageId(): number {
    this.#imageId += this.choices.whole(1, 37)
    return this.#imageId
  }

  /** A view of a place, in a light that fits it. */
  view(
    kind: SceneKind,
    scene: string,
    mood: Mood,
    occasion: string,
    view: number,
    widthPx: number,
    heightPx: number,
  ): ViewPlan {
    return { kind, scene: `${this.seed}/${scene}`, mood, occasion, view, widthPx, heightPx }
  }
}

/** Plans the whole demonstration; equal seeds and scales give equal plans. */
export function planEdition(seed: string, scale: number): EditionPlan {
  const draft = new Draft(seed, scale)
  planSeries(draft)
  planSingles(draft)
  packArchives(draft)
  return draft
}
