import { prng } from './prng.ts'
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
  const view = scene.viewTowards(focus, choices)
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
  const view = scene.viewTowards(focus, choices)
  const swing = choices.between(0.4, 0.9)
  return Array.from({ length: frames }, (_, frame) => {
    const along = (frame / frames - 0.5) * swing
    const [x, y, z] = view.target
    const exposure = { gain: 1.08, warmth: 0, grain: 5, grainSeed: choices.whole(1, 0x3fff_ffff) }
    const turned = { ...view, target: [x + along, y, z - along * 0.5] as const }
    return drawShot({ ...scene, view: turned, exposure }, plan.widthPx, plan.heightPx)
  })
}

function sceneOf({ kind, scene, mood, occasion }: ViewPlan): Scene {
  const key = [kind, scene, mood, occasion].join('|')
  if (latest?.key !== key) latest = { key, scene: makeScene(kind, scene, mood, occasion) }
  return latest.scene
}
