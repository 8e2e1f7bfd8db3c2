import type { Viewpoint } from './camera.ts'
import { word } from './furniture.ts'
import { Mesh, type Point } from './mesh.ts'
import { fineNoise, smoothNoise } from './noise.ts'
import { cellNoise, type Prng, prng } from './prng.ts'
import type { Mood, Scene } from './scene.ts'
import type { Backdrop } from './shading.ts'
import {
  between,
  bricks,
  type Colour,
  colour,
  pile,
  plain,
  put,
  type Surface,
  sign,
  stripes,
  wood,
} from './surfaces.ts'

type Land = 'meadow' | 'field' | 'lake' | 'snow' | 'desert' | 'town' | 'farm'

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

function ground(mesh: Mesh, choices: Prng, land: Land): void {
  const bases: Readonly<Record<Land, Colour>> = {
    meadow: choices.pick<Colour>([
      [98, 134, 62],
      [124, 136, 70],
      [86, 116, 64],
      [142, 140, 86],
    ]),
    field: [176, 152, 82],
    lake: [104, 132, 72],
    snow: [228, 232, 240],
    desert: [206, 172, 122],
    town: [132, 130, 128],
    farm: [118, 138, 68],
  }
  const base = bases[land]
  const furrows = land === 'field' ? choices.between(1.2, 2.4) : 0
  const surface: Surface = {
    paint: (u, v, into) => {
      const wide = smoothNoise(u / 60, v / 60)
      const fine = fineNoise(u / 7, v / 7)
      const furrow = furrows > 0 && u / furrows - Math.floor(u / furrows) < 0.4 ? 0.72 : 1
      const slab =
        land === 'town' && (u / 1.2 - Math.floor(u / 1.2) < 0.05 || v / 1.2 - Math.floor(v / 1.2) < 0.05)
          ? 0.75
          : 1
      put(into, base, (0.62 + 0.5 * wide + 0.3 * fine) * furrow * slab)
    },
  }
  mesh.quad([-400, 0, 400], [800, 0, 0], [0, 0, -800], surface)
  if (land === 'lake') {
    const water: Surface = {
      paint: (u, v, into) =>
        put(into, [104, 142, 168], 0.68 + 0.6 * smoothNoise(u / 30, v / 5) * fineNoise(u / 16, v / 3)),
    }
    mesh.quad([-90, 0.03, 4], [180, 0, 0], [0, 0, -70], water)
    for (let i = 0; i < 4; i++) boat(mesh, choices, choices.between(-18, 18), choices.between(-26, 0))
    jetty(mesh, choices.between(-8, 8))
  }
  if (land !== 'lake' && land !== 'snow') {
    const width = choices.between(2.4, 5)
    const turn = choices.between(-0.6, 0.6)
    mesh.place({ x: choices.between(-6, 6), y: 0, z: 0, yaw: turn })
    mesh.quad(
      [0, 0.02, 300],
      [width, 0, 0],
      [0, 0, -600],
      pile(land === 'town' ? [84, 84, 88] : [158, 136, 104], 0.5, 3),
    )
    if (land === 'town') {
      const dashes: Surface = { ...plain([232, 230, 220]), holes: (_, v) => v / 4 - Math.floor(v / 4) > 0.5 }
      mesh.quad([width / 2 - 0.08, 0.035, 300], [0.16, 0, 0], [0, 0, -600], dashes)
    }
    mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
  }
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

function house(mesh: Mesh, choices: Prng, at: Point, yaw: number, timbered: boolean): void {
  const w = choices.between(5, 9)
  const d = choices.between(4.5, 7)
  const h = choices.between(2.6, 4.6)
  const wallColour = choices.pick<Colour>([
    [214, 200, 172],
    [188, 92, 72],
    [228, 224, 214],
    [160, 74, 54],
    [196, 178, 120],
    [150, 164, 170],
  ])
  const wall = timbered
    ? wood(
        choices.pick<Colour>([
          [140, 60, 46],
          [122, 92, 64],
          [92, 104, 110],
        ]),
        0.2,
      )
    : choices.chance(0.3)
      ? bricks(wallColour)
      : plain(wallColour, 0.25)
  mesh.place({ x: at[0], y: 0, z: at[2], yaw })
  mesh.box(
    [-w / 2, 0, -d / 2],
    [w, h, d],
    facade(wall, 1.9, h > 3.6 ? 2.1 : 3, choices),
    facade(wall, 2.3, h > 3.6 ? 2.1 : 3, choices),
  )
  const rise = choices.between(1.4, 2.6)
  const roof = stripes(
    choices.pick<Colour>([
      [130, 62, 46],
      [84, 84, 90],
      [112, 80, 58],
      [70, 66, 72],
    ]),
    [60, 46, 42],
    0.3,
  )
  mesh.triangle([w / 2, h, d / 2], [w / 2, h, -d / 2], [w / 2, h + rise, 0], wall)
  mesh.triangle([-w / 2, h, -d / 2], [-w / 2, h, d / 2], [-w / 2, h + rise, 0], wall)
  const over = 0.35
  mesh.quad(
    [-w / 2 - over, h - 0.25, d / 2 + over],
    [w + 2 * over, 0, 0],
    [0, rise + 0.25, -d / 2 - over],
    roof,
    { sheet: true },
  )
  mesh.quad(
    [w / 2 + over, h - 0.25, -d / 2 - over],
    [-w - 2 * over, 0, 0],
    [0, rise + 0.25, d / 2 + over],
    roof,
    { sheet: true },
  )
  mesh.box([w / 4, h + rise * 0.3, -0.3], [0.6, rise, 0.6], bricks([150, 84, 66]))
  mesh.box([-0.5, 0, d / 2], [1, 2.1, 0.06], wood(colour(choices.unit(), 0.4, 0.3), 0.16))
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}

function block(mesh: Mesh, choices: Prng, x: number, z: number, side: number): void {
  const w = choices.between(8, 12)
  const h = choices.between(6, 17)
  const wallColour = choices.pick<Colour>([
    [196, 176, 140],
    [172, 104, 82],
    [214, 208, 196],
    [150, 150, 156],
    [206, 168, 110],
    [168, 182, 176],
  ])
  const wall = choices.chance(0.35) ? bricks(wallColour) : plain(wallColour, 0.2, 6)
  mesh.place({ x, y: 0, z, yaw: side > 0 ? -Math.PI / 2 : Math.PI / 2 })
  mesh.box(
    [-w / 2, 0, -10],
    [w, h, 10],
    wall,
    facade(wall, choices.between(1.5, 2.2), choices.between(2.6, 3.2), choices),
  )
  const shop = choices.between(2.6, w - 1.5)
  const ink = colour(choices.unit(), 0.6, 0.25)
  mesh.box(
    [-shop / 2, 2.3, 0],
    [shop, 0.8, 0.1],
    plain(ink),
    sign([word(choices)], colour(choices.unit(), 0.4, 0.8), ink, shop, 0.8),
  )
  const canopy = stripes(colour(choices.unit(), 0.4, 0.45), [236, 232, 222], 0.5)
  if (choices.chance(0.6))
    mesh.quad([-shop / 2, 2.0, 1.4], [shop, 0, 0], [0, 0.4, -1.4], canopy, { sheet: true })
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}

/** A wall with rows of windows, `acrossM` and `upM` apart. */
function facade(wall: Surface, acrossM: number, upM: number, choices: Prng): Surface {
  const key = choices.whole(0, 10_000)
  const frame = choices.pick<Colour>([
    [240, 240, 236],
    [70, 60, 54],
    [120, 40, 36],
  ])
  return {
    paint: (u, v, into) => {
      const i = Math.floor(u / acrossM)
      const j = Math.floor(v / upM)
      const x = u / acrossM - i
      const y = v / upM - j
      if (x < 0.28 || x > 0.72 || y < 0.3 || y > 0.78) return wall.paint(u, v, into)
      const bar = x < 0.32 || x > 0.68 || y < 0.34 || y > 0.74 || Math.abs(x - 0.5) < 0.02
      if (bar) return put(into, frame, 1)
      const curtain = cellNoise(i + key, j)
      put(
        into,
        curtain > 0.7 ? [206, 196, 176] : [74, 88, 104],
        0.7 + 0.6 * smoothNoise(u / 8 + curtain, v / 8),
      )
    },
  }
}

function tree(mesh: Mesh, choices: Prng, at: Point, conifer: boolean, land: Land): void {
  const height = conifer ? choices.between(5, 9) : choices.between(3.6, 7)
  const crown = conifer ? height * 0.2 : height * choices.between(0.28, 0.38)
  const trunk = height * (conifer ? 0.12 : 0.34)
  const offset = choices.unit()
  const hue = conifer
    ? choices.between(0.32, 0.42)
    : land === 'town'
      ? choices.between(0.2, 0.3)
      : choices.between(0.17, 0.34)
  const green = colour(hue, 0.34, conifer ? 0.24 : 0.3)
  const tall = height - trunk
  const foliage: Surface = {
    paint: (u, v, into) =>
      put(into, green, 0.55 + 0.5 * (v / tall) + 0.8 * (fineNoise(u / 3 + offset, v / 3) - 0.4)),
    holes: (u, v) => {
      const edge = 0.6 + 0.6 * fineNoise(u / 6 + offset, v / 6 + offset)
      if (conifer) {
        const layer = (v / tall) * 6
        const reach = crown * (1.05 - v / tall) * (1 - 0.35 * (layer - Math.floor(layer)))
        return Math.abs(u - crown) > reach * edge * 1.2
      }
      const x = (u - crown) / crown
      const y = (v - tall / 2) / (tall / 2)
      return x * x + y * y > edge * edge
    },
  }
  mesh.turned(
    at[0],
    at[2],
    [
      [0.16, 0],
      [0.1, trunk + 0.6],
    ],
    wood([92, 72, 54], 0.05),
  )
  for (const turn of [0, Math.PI / 2]) {
    mesh.place({ x: at[0], y: trunk, z: at[2], yaw: turn + offset })
    mesh.quad([-crown, 0, 0], [crown * 2, 0, 0], [0, tall, 0], foliage, { sheet: true })
  }
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}

function signpost(mesh: Mesh, choices: Prng, at: Point): void {
  mesh.place({ x: at[0], y: 0, z: at[2], yaw: choices.between(0, 6.28) })
  mesh.box([-0.05, 0, -0.05], [0.1, 2.5, 0.1], wood([110, 84, 58], 0.05))
  for (let i = 0; i < choices.whole(1, 3); i++) {
    const ground = choices.pick<Colour>([
      [236, 204, 80],
      [60, 96, 150],
      [230, 230, 224],
      [52, 112, 76],
    ])
    const ink: Colour = ground[0] > 200 ? [34, 34, 38] : [240, 240, 236]
    const board = sign([`${word(choices)} ${choices.whole(1, 40)}`], ground, ink, 1.7, 0.42)
    mesh.box([-0.5 + 0.2 * (i & 1), 2.1 - i * 0.5, 0.05], [1.7, 0.42, 0.05], plain(ground), board)
    mesh.quad([1.2 + 0.2 * (i & 1), 2.1 - i * 0.5, 0.045], [-1.7, 0, 0], [0, 0.42, 0], board)
  }
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}

function fence(mesh: Mesh, choices: Prng, at: Point): void {
  mesh.place({ x: at[0], y: 0, z: at[2], yaw: choices.between(0, 6.28) })
  const timber = wood(
    choices.pick<Colour>([
      [226, 224, 216],
      [132, 104, 74],
      [96, 80, 64],
    ]),
    0.3,
  )
  for (let i = 0; i <= 12; i++) mesh.box([i * 1.4 - 8.4, 0, -0.05], [0.12, 1.2, 0.1], timber)
  for (const y of [0.35, 0.75, 1.05]) mesh.box([-8.4, y, 0], [16.9, 0.12, 0.05], timber)
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}

function bench(mesh: Mesh, choices: Prng, at: Point): void {
  mesh.place({ x: at[0], y: 0, z: at[2], yaw: choices.between(0, 6.28) })
  const timber = wood([140, 96, 60], 0.5)
  for (let i = 0; i < 3; i++) mesh.box([-0.9, 0.45, i * 0.16], [1.8, 0.05, 0.13], timber)
  for (let i = 0; i < 3; i++) mesh.box([-0.9, 0.56 + i * 0.17, -0.06], [1.8, 0.12, 0.04], timber)
  for (const x of [-0.75, 0.7]) mesh.box([x, 0, -0.06], [0.08, 0.95, 0.5], plain([60, 62, 66]))
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}

function tower(mesh: Mesh, choices: Prng, at: Point): void {
  const height = choices.between(5, 11)
  const banded = stripes(
    [232, 230, 224],
    choices.pick<Colour>([
      [176, 52, 44],
      [52, 76, 128],
      [214, 210, 200],
    ]),
    50,
  )
  const rings: Surface = {
    paint: (u, v, into) => (Math.floor(v / 1.8) & 1 ? plain([176, 60, 48], 0.2) : banded).paint(u, v, into),
  }
  mesh.turned(
    at[0],
    at[2],
    [
      [1.3, 0],
      [0.85, height],
    ],
    rings,
  )
  mesh.turned(
    at[0],
    at[2],
    [
      [1.15, height],
      [1.15, height + 0.2],
    ],
    plain([70, 70, 74]),
  )
  mesh.turned(
    at[0],
    at[2],
    [
      [0.6, height + 0.2],
      [0.6, height + 1.2],
      [0.02, height + 2],
    ],
    stripes([226, 214, 160], [60, 60, 60], 0.4),
  )
}

function rocks(mesh: Mesh, choices: Prng, at: Point): void {
  for (let i = 0; i < 6; i++) {
    const size = choices.between(0.3, 1.3)
    const x = at[0] + choices.between(-2.4, 2.4)
    const z = at[2] + choices.between(-2.4, 2.4)
    const stone = pile(between([120, 116, 110], [150, 132, 112], choices.unit()), 0.8, 2)
    mesh.turned(
      x,
      z,
      [
        [size, 0],
        [size * 0.9, size * 0.4],
        [size * 0.5, size * 0.75],
        [0.05, size * 0.85],
      ],
      stone,
    )
  }
}

function streetLamp(mesh: Mesh, at: Point): void {
  mesh.turned(
    at[0],
    at[2],
    [
      [0.1, 0],
      [0.05, 4.6],
    ],
    plain([62, 66, 68]),
  )
  mesh.turned(
    at[0],
    at[2],
    [
      [0.12, 4.6],
      [0.3, 5.1],
      [0.05, 5.3],
    ],
    plain([246, 232, 190]),
    { glowing: true },
  )
}

function bale(mesh: Mesh, at: Point): void {
  mesh.turned(
    at[0],
    at[2],
    [
      [0.8, 0],
      [0.8, 1.2],
    ],
    pile([206, 178, 96], 0.6, 1),
  )
}

function boat(mesh: Mesh, choices: Prng, x: number, z: number): void {
  mesh.place({ x, y: 0, z, yaw: choices.between(0, 6.28) })
  const hull = plain(colour(choices.unit(), 0.4, 0.45), 0.2)
  mesh.box([-1.4, 0.03, -0.5], [2.8, 0.5, 1], hull)
  mesh.box([-0.06, 0.5, -0.04], [0.08, 3.4, 0.08], plain([120, 96, 70]))
  const sail: Surface = {
    ...stripes([236, 232, 222], colour(choices.unit(), 0.4, 0.6), 0.6),
    holes: (u, v) => u > 1.5 * (1 - v / 3),
  }
  mesh.quad([0.05, 0.9, 0], [1.5, 0, 0], [0, 3, 0], sail, { sheet: true })
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}

function jetty(mesh: Mesh, x: number): void {
  mesh.box([x, 0.35, -9], [1.6, 0.08, 14], wood([128, 104, 78], 0.2))
  for (let i = 0; i < 6; i++)
    for (const dx of [0, 1.5]) mesh.box([x + dx, 0, -9 + i * 2.6], [0.12, 0.9, 0.12], wood([92, 76, 60], 0.1))
}

/** A place for the i-th thing: spread by the golden angle, so that things do not stand in each other. */
function scatter(choices: Prng, i: number, reachM: number): Point {
  const angle = i * 2.399963 + choices.between(-0.3, 0.3)
  const away = reachM * Math.sqrt((i + 0.7) / 8) * choices.between(0.7, 1.1)
  return [Math.sin(angle) * Math.min(away, reachM * 3), 0, Math.cos(angle) * Math.min(away, reachM * 3)]
}

function makeSky(choices: Prng, land: Land, mood: Mood, horizon: Colour, cloudShift: number): Backdrop {
  const offset = choices.unit()
  const top: Colour = mood === 'evening' ? [92, 104, 150] : mood === 'grey' ? [150, 156, 166] : [96, 148, 208]
  const cover = mood === 'grey' ? 0.25 : choices.between(0.42, 0.6)
  const rise = land === 'town' || land === 'field' ? 0.05 : choices.between(0.12, 0.32)
  const far = between(land === 'desert' ? [176, 130, 100] : [88, 108, 124], horizon, 0.4)
  const near = between(
    land === 'snow' ? [200, 208, 220] : land === 'desert' ? [166, 116, 80] : [74, 96, 70],
    horizon,
    0.25,
  )
  return (direction, into) => {
    const flat = Math.sqrt(direction[0] * direction[0] + direction[2] * direction[2]) + 1e-6
    const up = direction[1] / flat
    const turn = Math.atan2(direction[0], direction[2]) / (2 * Math.PI)
    const farRidge = rise * (0.15 + 1.1 * smoothNoise(turn + offset, offset)) - 0.02
    const nearRidge = rise * (0.7 * smoothNoise(turn * 2 + offset * 3, offset + 0.5)) - 0.02
    if (up < nearRidge) return put(into, near, 0.8 + 0.45 * fineNoise(turn * 4, up * 2))
    if (up < farRidge) return put(into, far, 0.85 + 0.35 * smoothNoise(turn * 8 + up, up * 3))
    const height = up / (up + 0.5)
    const spread = 0.35 / (up + 0.12)
    const x = (direction[0] / flat) * spread
    const z = (direction[2] / flat) * spread
    const cloud =
      smoothNoise(x * 0.4 + cloudShift, z * 0.4 + cloudShift) * 0.8 + 0.2 * fineNoise(x * 0.3, z * 0.3)
    const white = Math.min(1, Math.max(0, (cloud - cover) * 4))
    for (let i = 0; i < 3; i++) {
      const blue = (horizon[i] as number) + ((top[i] as number) - (horizon[i] as number)) * height
      into[i] =
        blue +
        ((mood === 'evening' ? [238, 196, 176] : [244, 245, 248])[i] as number) * 0.9 * white -
        blue * 0.9 * white
    }
  }
}
