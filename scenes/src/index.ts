export { type BadFile, planBadInput } from './bad-input/bad-input.ts'
export { craftedFiles } from './bad-input/crafted.ts'
export type { Bait, CraftedFile, Fate } from './bad-input/crafted-file.ts'
export type { Operation } from './edition/copy-plan.ts'
export { DEFAULT_SEED, DRAWING_VERSION, drawEdition, type EditionOptions } from './edition/edition.ts'
export { type PictureFile, planPictureFiles } from './edition/picture-files.ts'
export type {
  GroundTruth,
  Outcome,
  TruthExhibit,
  TruthFile,
  TruthOccasion,
  TruthPicture,
  TruthSeries,
  TruthTotals,
} from './edition/truth.ts'
export { SceneError } from './errors.ts'
export { drawView, type ViewPlan } from './picture/view.ts'
