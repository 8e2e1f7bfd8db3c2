import { block, house } from './buildings.ts'
import type { Viewpoint } from './camera.ts'
import { ground, type Land } from './ground.ts'
import { bale, bench, fence, rocks, signpost, streetLamp, tower } from './landmarks.ts'
import { Mesh, type Point } from './mesh.ts'
import { type Prng, prng } from './prng.ts'
import type { Mood, Scene } from './scene.ts'
import { makeSky } from './sky.ts'
import type { Colour } from './surfaces.ts'
import { tree } from './tree.ts'

/** Draws up a landscape from its seed: ground, horizon, trees, houses and what stands about. */
export function makeOutdoors(seed: string, mood: Mood, occasion: string): Scene {
  const choices = prng(`${seed}/outdoors`)
  const mesh = new Mesh()
  const land = choices.pick<Land>(['meadow', 'field', 'lake', 'snow', 'desert', 'town', 'farm'])
  const focuses: Point[] = []
  ground(mesh, choices, land)
  const houses = land === 'town' ? town(mesh, choices, focuses) : countryside(mesh, choices, land, focuses)
  const horizon: Colour =
    mood === 'evening' ? [236, 178, 132] : mood === 'grey' ? [186, 190, 196] : [204, 220, 236]
  const strength = mood === 'evening' ? 0.5 : mood === 'grey' ? 0.2 : 0.62
  const sunYaw = choices.between(0, 6.28)
  return {
    faces: mesh.faces,
    backdrop: makeSky(choices, land, mood, horizon, prng(`${seed}/${occasion}/sky`).unit()),
    lighting: {
      ambient: mood === 'grey' ? [186, 190, 198] : mood === 'evening' ? [134, 122, 132] : [156, 164, 178],
      lamps: [],
      sun: {
        direction: [0.68 * Math.sin(sunYaw), 0.73, 0.68 * Math.cos(sunYaw)],
        colour: [
          255 * strength,
          (mood === 'evening' ? 196 : 246) * strength,
          (mood === 'evening' ? 140 : 226) * strength,
        ],
      },
      haze: { colour: horizon, halfM: mood === 'grey' ? 140 : 320 },
    },
    focuses,
    viewTowards: (focus, views) => viewTowards(views, land, houses, focus),
  }
}

function viewTowards(views: Prng, land: Land, houses: readonly Point[], focus: Point): Viewpoint {
  const target: Point = [
    focus[0] + views.between(-2, 2),
    focus[1] + views.between(-0.2, 1.4),
    focus[2] + views.between(-2, 2),
  ]
  let position: Point = [focus[0], 2, focus[2] + 20]
  for (let attempt = 0; attempt < 40; attempt++) {
    const angle = views.between(0, 6.28)
    const away = views.between(10, 24)
    const x = focus[0] + away * Math.sin(angle)
    const z = focus[2] + away * Math.cos(angle)
    if (land === 'town' && Math.abs(x) > 6.5) continue
    if (land === 'lake' && z < 5 && z > -67) continue
    if (houses.some((house) => (house[0] - x) ** 2 + (house[2] - z) ** 2 < 90)) continue
    position = [x, views.between(1.4, 3.4), z]
    break
  }
  return { position, target, widthRadians: views.between(0.75, 1.15), roll: views.between(-0.03, 0.03) }
}

function countryside(mesh: Mesh, choices: Prng, land: Land, focuses: Point[]): Point[] {
  const houses: Point[] = []
  const count = land === 'farm' ? 4 : land === 'desert' ? 1 : 2
  for (let i = 0; i < count; i++) {
    const at = scatter(choices, i, 16)
    houses.push(at)
    house(mesh, choices, at, choices.between(0, 6.28), land === 'snow' || choices.chance(0.4))
    focuses.push([at[0], 1.6, at[2]])
  }
  for (let i = 0; i < 5; i++) {
    const at = scatter(choices, i + 3, 12)
    // One tower at most: a landmark tells two places apart only while it is rare.
    const kind = i === 4 ? choices.whole(0, 4) : choices.whole(0, 3)
    if (kind === 0) signpost(mesh, choices, at)
    if (kind === 1) fence(mesh, choices, at)
    if (kind === 2) bench(mesh, choices, at)
    if (kind === 3) rocks(mesh, choices, at)
    if (kind === 4) tower(mesh, choices, at)
    focuses.push([at[0], 1.1, at[2]])
  }
  const trees = land === 'desert' ? 12 : 60
  const conifer = land === 'snow' || choices.chance(0.35)
  for (let i = 0; i < trees; i++) {
    const near = i < 7
    const at: Point = near ? scatter(choices, i, 22) : scatter(choices, i, 130)
    if (land === 'lake' && at[2] < 6 && at[2] > -68 && Math.abs(at[0]) < 90) continue
    tree(mesh, choices, at, conifer, land)
    if (near && i < 3) focuses.push([at[0], 1.8, at[2]])
  }
  if (land === 'field') for (let i = 0; i < 7; i++) bale(mesh, scatter(choices, i, 24))
  return houses
}

function town(mesh: Mesh, choices: Prng, focuses: Point[]): Point[] {
  for (let i = 0; i < 26; i++) {
    const side = i & 1 ? 1 : -1
    const along = (i >> 1) * 12 - 78
    block(mesh, choices, side * choices.between(10, 14), along, side)
    if (Math.abs(along) < 40) focuses.push([side * 9, 2.4, along + 4])
  }
  for (let i = 0; i < 12; i++) {
    const side = i & 1 ? 1 : -1
    const at: Point = [side * 7.2, 0, i * 9 - 54]
    if (choices.chance(0.5)) tree(mesh, choices, at, false, 'town')
    else streetLamp(mesh, at)
    if (choices.chance(0.3)) signpost(mesh, choices, [side * 6.4, 0, at[2] + 2])
    if (choices.chance(0.4)) bench(mesh, choices, [side * 6.4, 0, at[2] + 4])
  }
  return []
}

/** A place for the i-th thing: spread by the golden angle, so that things do not stand in each other. */
function scatter(choices: Prng, i: number, reachM: number): Point {
  const angle = i * 2.399963 + choices.between(-0.3, 0.3)
  const away = reachM * Math.sqrt((i + 0.7) / 8) * choices.between(0.7, 1.1)
  return [Math.sin(angle) * Math.min(away, reachM * 3), 0, Math.cos(angle) * Math.min(away, reachM * 3)]
}
