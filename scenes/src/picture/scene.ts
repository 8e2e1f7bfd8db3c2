import type { Viewpoint } from './camera.ts'
import type { Face, Point } from './mesh.ts'
import { makeOutdoors } from './outdoors.ts'
import type { Prng } from './prng.ts'
import { makeRoom } from './room.ts'
import type { Backdrop, Lighting } from './shading.ts'
import { makeTable } from './still-life.ts'

/** The three families of drawn places: furnished rooms, landscapes and streets, objects on a table. */
export type SceneKind = 'room' | 'outdoors' | 'table'

/** The light of an occasion. */
export type Mood = 'day' | 'evening' | 'grey'

/** A drawn place in one light, with a way to choose where the camera stands. */
export type Scene = {
  faces: readonly Face[]
  backdrop: Backdrop
  lighting: Lighting
  /** Points worth looking at: what the views of one occasion are spread over. */
  focuses: readonly Point[]
  /** Chooses a viewpoint towards a focus. */
  viewTowards: (focus: Point, choices: Prng) => Viewpoint
}

/**
 * Draws up a place. The same kind and seed are the same place in every mood; `occasion` moves small things
 * and clouds.
 */
export function makeScene(kind: SceneKind, seed: string, mood: Mood, occasion: string): Scene {
  if (kind === 'room') return makeRoom(seed, mood, occasion)
  if (kind === 'table') return makeTable(seed, mood)
  return makeOutdoors(seed, mood, occasion)
}
