import { Camera, type Viewpoint } from './camera.ts'
import type { Point } from './mesh.ts'
import { type Prng, prng } from './prng.ts'
import { findVisible } from './raster.ts'
import { type Mood, makeScene, type Scene, type SceneKind } from './scene.ts'
import { drawShot } from './shading.ts'

/** Which photograph to draw: the place, the occasion, and the number of the view in it. */
export type ViewPlan = {
  kind: SceneKind
  scene: string
  mood: Mood
  occasion: string
  view: number
  widthPx: number
  heightPx: number
}

let latest: { key: string; scene: Scene } | null = null

/** Draws one view; returns RGB pixels, row-major. Equal plans give equal pixels. */
export function drawView(plan: ViewPlan): Uint8Array {
  const scene = sceneOf(plan)
  const choices = prng(`${plan.scene}/${plan.occasion}/view/${plan.view}`)
  const order = prng(`${plan.scene}/${plan.occasion}/order`).shuffle(scene.focuses)
  const focus = order[plan.view % order.length] ?? ([0, 1, 0] as const)
  const view = openView(scene, plan.kind, focus, choices)
  const exposure = {
    gain: choices.between(1.0, 1.18),
    warmth: plan.mood === 'evening' ? choices.between(0.02, 0.07) : choices.between(-0.03, 0.03),
    grain: choices.between(6, 14),
    grainSeed: choices.whole(1, 0x3fff_ffff),
  }
  return drawShot({ ...scene, view, exposure }, plan.widthPx, plan.heightPx)
}

/**
 * Draws a short take of one view: the camera swings slowly past its focus.
 * Returns `frames` pictures in RGB, row-major.
 */
export function drawTake(plan: ViewPlan, frames: number): Uint8Array[] {
  const scene = sceneOf(plan)
  const choices = prng(`${plan.scene}/${plan.occasion}/take/${plan.view}`)
  const focus = scene.focuses[plan.view % scene.focuses.length] ?? ([0, 1, 0] as const)
  const view = openView(scene, plan.kind, focus, choices)
  const swing = choices.between(0.4, 0.9)
  return Array.from({ length: frames }, (_, frame) => {
    const along = (frame / frames - 0.5) * swing
    const [x, y, z] = view.target
    const exposure = { gain: 1.08, warmth: 0, grain: 5, grainSeed: choices.whole(1, 0x3fff_ffff) }
    const turned = { ...view, target: [x + along, y, z - along * 0.5] as const }
    return drawShot({ ...scene, view: turned, exposure }, plan.widthPx, plan.heightPx)
  })
}

/** How near something may stand before the camera, in metres: a wardrobe's side or a tree fills the picture. */
const CLEAR_M: Readonly<Record<SceneKind, number>> = { room: 0.8, outdoors: 4, table: 0.3 }

/** Chooses a viewpoint from which more than one big thing is seen, and nothing stands right before the camera. */
function openView(scene: Scene, kind: SceneKind, focus: Point, choices: Prng): Viewpoint {
  let view = scene.viewTowards(focus, choices)
  for (let attempt = 0; attempt < 12 && !isOpen(scene, kind, view); attempt++)
    view = scene.viewTowards(focus, choices)
  return view
}

function isOpen(scene: Scene, kind: SceneKind, view: Viewpoint): boolean {
  const { face, inverseDepth } = findVisible(scene.faces, new Camera(view, 40, 30))
  const shares = new Map<number, number>()
  let blocked = 0
  for (const [i, index] of face.entries()) {
    shares.set(index, (shares.get(index) ?? 0) + 1 / face.length)
    if ((inverseDepth[i] as number) > 1 / CLEAR_M[kind]) blocked += 1 / face.length
  }
  return blocked < 0.08 && shares.size >= 7 && Math.max(...shares.values()) < 0.58
}

function sceneOf({ kind, scene, mood, occasion }: ViewPlan): Scene {
  const key = [kind, scene, mood, occasion].join('|')
  if (latest?.key !== key) latest = { key, scene: makeScene(kind, scene, mood, occasion) }
  return latest.scene
}
