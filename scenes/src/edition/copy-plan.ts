import type { Transform } from '@homeward/pdq'

/** How a copy was made from the drawn view. */
export type Operation =
  | 'camera'
  | 'stripped'
  | 'reencoded'
  | 'resized'
  | 'brightened'
  | 'cropped'
  | 'turned'
  | 'watermarked'
  | 'png'
  | 'webp'
  | 'bmp'

/** What a camera writes into its files. */
export type CameraTags = { make: string; model: string; serial: string; lens: string; software: string }

/** One content to make from a drawn view. */
export type CopyPlan = {
  operation: Operation
  /** What was done to the drawn view, in the terms of the PDQ kernel: rotations are anticlockwise. */
  transform: Transform
  /** JPEG or WebP quality, 1..100. */
  quality: number
  /** The share of the view's width and height that is kept, 1 = all of it. */
  scale: number
  /** The share cut off at each of the four sides. */
  crop: number
  /** Brightness as a factor. */
  brightness: number
  watermark: string | null
  camera:
    | (CameraTags & { takenAtS: number; orientation: number; place: readonly [number, number] | null })
    | null
}

/** The file name ending of a copy, without the dot. */
export function endingOf(operation: Operation): string {
  if (operation === 'png' || operation === 'webp' || operation === 'bmp') return operation
  return 'jpg'
}

/** A JPEG of the whole view, unturned and without EXIF: what the other copies differ from. */
export const PLAIN_COPY: CopyPlan = {
  operation: 'stripped',
  transform: 'identity',
  quality: 84,
  scale: 1,
  crop: 0,
  brightness: 1,
  watermark: null,
  camera: null,
}

/** Whether an operation moves the pixels, so that hashes of two such copies may drift apart. */
export function movesPixels(plan: CopyPlan): boolean {
  return plan.transform !== 'identity' || plan.scale !== 1 || plan.crop !== 0
}
