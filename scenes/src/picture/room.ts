import { chair, leaves, type Palette, type Piece, vase, WALL_FURNITURE, word } from './furniture.ts'
import { type Frame, Mesh, type Point } from './mesh.ts'
import { smoothNoise } from './noise.ts'
import { type Prng, prng } from './prng.ts'
import type { Mood, Scene } from './scene.ts'
import type { Lamp } from './shading.ts'
import {
  between,
  bricks,
  type Colour,
  colour,
  ornament,
  painting,
  pile,
  plain,
  put,
  rug,
  type Surface,
  sign,
  stripes,
  tiles,
  wood,
} from './surfaces.ts'

type Footprint = { x0: number; z0: number; x1: number; z1: number }
type Size = { width: number; height: number; depth: number }
type Wall = { frame: Frame; lengthM: number }

/** Draws up a furnished room from its seed; the same seed is the same room in every mood. */
export function makeRoom(seed: string, mood: Mood, occasion: string): Scene {
  const choices = prng(`${seed}/room`)
  const size: Size = {
    width: choices.between(3.6, 5.8),
    height: choices.between(2.4, 2.9),
    depth: choices.between(3.6, 5.6),
  }
  const palette = makePalette(choices)
  const mesh = new Mesh()
  const footprints: Footprint[] = []
  const focuses: Point[] = []
  const lamps: Lamp[] = []
  const use = choices.pick(Object.keys(WALL_FURNITURE))
  shell(mesh, choices, palette, size, use, footprints)
  const walls = wallsOf(size)
  const windowWall = choices.whole(0, 3)
  walls.forEach((wall, i) => {
    if (i === windowWall) lamps.push(windows(mesh, choices, palette, wall, mood))
    furnish(mesh, choices, palette, wall, use, i === windowWall, footprints, focuses)
  })
  middle(mesh, choices, palette, size, use, footprints, focuses)
  lamps.push(ceilingLamp(mesh, palette, size, mood))
  const moved = prng(`${seed}/${occasion}/moved`)
  clutter(mesh, moved, palette, size, footprints)
  const dim = mood === 'evening' ? 0.55 : mood === 'grey' ? 0.66 : 0.78
  return {
    faces: mesh.faces,
    backdrop: (_, into) => put(into, [20, 20, 20], 1),
    lighting: { ambient: [255 * dim, 250 * dim, 244 * dim], lamps, sun: null, haze: null },
    focuses,
    viewTowards: (focus, views) => viewTowards(views, size, footprints, focus),
  }
}

function makePalette(choices: Prng): Palette {
  const hue = choices.unit()
  return {
    hue,
    timber: choices.pick<Colour>([
      [150, 104, 62],
      [96, 62, 40],
      [196, 160, 112],
      [122, 76, 48],
      [216, 196, 162],
      [88, 74, 66],
    ]),
    cloth: colour(hue, choices.between(0.12, 0.4), choices.between(0.28, 0.62)),
    accent: colour(
      (hue + choices.between(0.3, 0.7)) % 1,
      choices.between(0.25, 0.5),
      choices.between(0.35, 0.6),
    ),
    metal: choices.pick<Colour>([
      [170, 172, 176],
      [190, 158, 92],
      [60, 60, 64],
    ]),
  }
}

function shell(
  mesh: Mesh,
  choices: Prng,
  palette: Palette,
  size: Size,
  use: string,
  footprints: Footprint[],
): void {
  const { width: w, height: h, depth: d } = size
  const floor = makeFloor(choices, palette, use)
  const shadow = (u: number, v: number): number => {
    let open = edgeShade(u, w) * edgeShade(v, d)
    for (const foot of footprints) {
      const dx = Math.max(foot.x0 - u, 0, u - foot.x1)
      const dz = Math.max(foot.z0 - v, 0, v - foot.z1)
      const squared = dx * dx + dz * dz
      if (squared < 0.7) open *= 1 - 0.5 / (1 + squared / 0.02)
    }
    return open
  }
  // The floor faces up, so its second axis runs against z; the shade function counts from z = 0.
  mesh.quad([0, 0, d], [w, 0, 0], [0, 0, -d], floor, { shade: (u, v) => shadow(u, d - v) })
  const ceiling = use === 'store' ? wood(palette.timber, 0.2) : plain([232, 230, 224], 0.14)
  mesh.quad([0, h, 0], [w, 0, 0], [0, 0, d], ceiling, { shade: (u, v) => edgeShade(u, w) * edgeShade(v, d) })
  const common = makeWall(choices, palette)
  const special = choices.chance(0.5) ? makeWall(choices, palette) : common
  const chosen = choices.whole(0, 3)
  wallsOf(size).forEach((wall, i) => {
    mesh.place(wall.frame)
    mesh.quad([0, 0, 0], [wall.lengthM, 0, 0], [0, h, 0], i === chosen ? special : common, {
      shade: (u, v) => edgeShade(u, wall.lengthM) * edgeShade(v, h),
    })
    mesh.box([0, 0, 0], [wall.lengthM, 0.09, 0.015], plain(between(palette.timber, [240, 240, 236], 0.5)))
  })
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}

function makeFloor(choices: Prng, palette: Palette, use: string): Surface {
  const kind = use === 'kitchen' ? 2 : choices.whole(0, 3)
  if (kind === 0) return wood(palette.timber, choices.between(0.1, 0.2), choices.unit())
  if (kind === 1) return pile(colour(palette.hue, 0.2, choices.between(0.35, 0.6)), 0.4)
  if (kind === 2)
    return tiles(
      colour(palette.hue, 0.15, 0.75),
      colour(palette.hue, 0.2, choices.pick([0.3, 0.5, 0.7])),
      choices.pick([0.3, 0.45, 0.6]),
    )
  return wood(
    choices.pick<Colour>([
      [178, 130, 82],
      [120, 84, 56],
      [206, 172, 124],
    ]),
    choices.between(0.08, 0.16),
  )
}

function makeWall(choices: Prng, palette: Palette): Surface {
  const light = colour(palette.hue, choices.between(0.06, 0.28), choices.between(0.68, 0.88))
  const kind = choices.whole(0, 6)
  if (kind === 0) return stripes(light, between(light, palette.accent, 0.35), choices.between(0.12, 0.5))
  if (kind === 1)
    return ornament(
      light,
      between(light, palette.accent, 0.5),
      choices.between(0.2, 0.5),
      choices.whole(3, 7),
    )
  if (kind === 2)
    return bricks(
      choices.pick<Colour>([
        [166, 96, 72],
        [188, 170, 150],
        [140, 84, 66],
      ]),
    )
  if (kind === 3) {
    const lower = wood(between(palette.timber, light, 0.3), 0.12)
    const upper = plain(light, 0.16)
    return { paint: (u, v, into) => (v < 1.05 ? lower : upper).paint(u, v, into) }
  }
  if (kind === 4) {
    const lower = plain(between(light, palette.accent, 0.5), 0.16)
    const upper = plain(light, 0.16)
    return { paint: (u, v, into) => (v < 1.3 ? lower : upper).paint(u, v, into) }
  }
  return plain(kind === 5 ? light : between(light, palette.accent, 0.35), 0.2)
}

function wallsOf({ width, depth }: Size): readonly Wall[] {
  return [
    { frame: { x: 0, y: 0, z: 0, yaw: 0 }, lengthM: width },
    { frame: { x: width, y: 0, z: 0, yaw: -Math.PI / 2 }, lengthM: depth },
    { frame: { x: width, y: 0, z: depth, yaw: Math.PI }, lengthM: width },
    { frame: { x: 0, y: 0, z: depth, yaw: Math.PI / 2 }, lengthM: depth },
  ]
}

function furnish(
  mesh: Mesh,
  choices: Prng,
  palette: Palette,
  wall: Wall,
  use: string,
  keepLow: boolean,
  footprints: Footprint[],
  focuses: Point[],
): void {
  const kinds = choices.shuffle(WALL_FURNITURE[use] ?? [])
  let along = choices.between(0.5, 0.8)
  for (const kind of kinds) {
    if (keepLow && kind.heightM > 1.2) continue
    const widthM = choices.between(kind.widthM[0], kind.widthM[1])
    if (along + widthM > wall.lengthM - 0.55) continue
    const frame = placeAlong(wall.frame, along, 0.02)
    mesh.place(frame)
    const foot = footprintOf(frame, widthM, kind.depthM)
    if (footprints.some((other) => overlap(foot, other))) continue
    kind.build({ mesh, choices, palette, widthM })
    footprints.push(foot)
    focuses.push([(foot.x0 + foot.x1) / 2, Math.min(1.2, kind.heightM * 0.7), (foot.z0 + foot.z1) / 2])
    if (!keepLow && kind.heightM < 1.2) hang(mesh, choices, palette, widthM, kind.heightM)
    along += widthM + choices.between(0.12, 0.6)
  }
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}

/** Hangs a picture, a poster, a shelf or a clock above a low piece; the mesh is placed at the piece. */
function hang(mesh: Mesh, choices: Prng, palette: Palette, widthM: number, aboveM: number): void {
  const kind = choices.whole(0, 4)
  const w = choices.between(0.4, Math.max(0.5, Math.min(1.2, widthM * 0.8)))
  const h = w * choices.between(0.6, 0.9)
  const x = (widthM - w) / 2 + choices.between(-0.1, 0.1)
  const y = Math.max(1.25, aboveM + 0.3)
  if (kind <= 1)
    mesh.box(
      [x, y, 0],
      [w, h, 0.03],
      plain(palette.timber),
      painting(
        choices,
        choices.pick<Colour>([
          [40, 30, 24],
          [190, 156, 90],
          [235, 235, 230],
        ]),
        w,
        h,
      ),
    )
  if (kind === 2) {
    const lines = [word(choices), choices.pick(['1974', 'OPEN', '12-18', 'NO.7', 'LIVE'])]
    mesh.box(
      [x, y, 0],
      [w, h, 0.01],
      plain(palette.accent),
      sign(lines, colour(choices.unit(), 0.55, 0.75), colour(choices.unit(), 0.6, 0.25), w, h),
    )
  }
  if (kind === 3) {
    mesh.box([x, y, 0], [w, 0.03, 0.22], wood(palette.timber, 0.5))
    for (let i = 0; i < 4; i++)
      vase({ mesh, choices, palette, widthM }, x + 0.1 + (i * (w - 0.2)) / 3, y + 0.03, 0.11)
  }
  if (kind === 4) {
    const face: Surface = {
      paint: (u, v, into) => {
        const r = Math.sqrt((u - 0.2) ** 2 + (v - 0.2) ** 2)
        const hour = Math.abs(((Math.atan2(v - 0.2, u - 0.2) / Math.PI) * 6 + 12) % 1)
        const hand =
          (Math.abs(u - 0.2) < 0.012 && v > 0.2 && v < 0.34) ||
          (Math.abs(v - 0.2) < 0.012 && u > 0.2 && u < 0.3)
        const dark = r > 0.18 || hand || (r > 0.14 && (hour < 0.12 || hour > 0.88))
        put(into, dark ? [36, 34, 32] : [240, 236, 226], 1)
      },
      holes: (u, v) => (u - 0.2) ** 2 + (v - 0.2) ** 2 > 0.04,
    }
    mesh.quad([widthM / 2 - 0.2, y + 0.1, 0.03], [0.4, 0, 0], [0, 0.4, 0], face)
  }
}

function windows(mesh: Mesh, choices: Prng, palette: Palette, wall: Wall, mood: Mood): Lamp {
  const w = choices.between(1.2, Math.min(2.4, wall.lengthM - 1.6))
  const h = choices.between(1.0, 1.35)
  const x = choices.between(0.6, wall.lengthM - w - 0.6)
  const y = choices.between(0.85, 1.0)
  const light = mood === 'evening' ? 0.16 : mood === 'grey' ? 0.8 : 1.05
  const offset = choices.unit()
  mesh.place(wall.frame)
  const view: Surface = {
    paint: (u, v, into) => {
      const tree = v / h < 0.3 + 0.5 * smoothNoise(u * 0.25 + offset, offset)
      const cloud = smoothNoise(u * 0.2 + offset, v * 0.3)
      const sky: Colour = [190 + 50 * cloud, 210 + 30 * cloud, 238]
      put(into, tree ? [86, 110 + 40 * cloud, 70] : sky, light * (0.85 + 0.3 * smoothNoise(u, v)))
    },
  }
  mesh.quad([x, y, 0.012], [w, 0, 0], [0, h, 0], view, { glowing: true })
  const bar = plain(choices.pick<Colour>([[236, 236, 232], palette.timber]))
  const panes = w > 1.6 ? 3 : 2
  for (let i = 0; i <= panes; i++) mesh.box([x + (i * w) / panes - 0.03, y, 0], [0.06, h, 0.05], bar)
  for (const at of [0, h * 0.66, h]) mesh.box([x - 0.03, y + at - 0.03, 0], [w + 0.06, 0.06, 0.05], bar)
  mesh.box([x - 0.08, y - 0.06, 0], [w + 0.16, 0.04, 0.2], bar)
  curtains(mesh, choices, palette, x, y, w, h)
  if (choices.chance(0.6)) leaves(mesh, choices, x + w * 0.3, y - 0.02, 0.12, 0.4)
  mesh.box(
    [x + 0.1, 0.12, 0.01],
    [w - 0.2, 0.55, 0.09],
    plain([228, 226, 220]),
    stripes([232, 230, 224], [170, 168, 162], 0.07),
  )
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
  const centre = placeAlong(wall.frame, x + w / 2, 0.5)
  const strength = mood === 'evening' ? 0.08 : mood === 'grey' ? 0.45 : 0.8
  return { position: [centre.x, y + h / 2, centre.z], colour: [235, 244, 255], strength, reachM: 2.2 }
}

function curtains(
  mesh: Mesh,
  choices: Prng,
  palette: Palette,
  x: number,
  y: number,
  w: number,
  h: number,
): void {
  const cloth = choices.chance(0.5) ? stripes(palette.cloth, palette.accent, 0.16) : plain(palette.cloth, 0.1)
  const folds: Surface = {
    paint: (u, v, into) => {
      cloth.paint(u, v, into)
      const fold = 0.78 + 0.22 * Math.sin(u * 48 + Math.sin(v * 2))
      for (let i = 0; i < 3; i++) into[i] = (into[i] as number) * fold
    },
  }
  const wide = choices.between(0.25, 0.45)
  const low = choices.chance(0.5) ? 0.05 : y - 0.15
  for (const left of [x - wide + 0.05, x + w - 0.05])
    mesh.quad([left, low, 0.09], [wide, 0, 0], [0, y + h + 0.15 - low, 0], folds, { sheet: true })
  mesh.box([x - wide - 0.05, y + h + 0.12, 0.07], [w + 2 * wide + 0.1, 0.03, 0.03], plain(palette.metal))
}

function middle(
  mesh: Mesh,
  choices: Prng,
  palette: Palette,
  size: Size,
  use: string,
  footprints: Footprint[],
  focuses: Point[],
): void {
  const w = choices.between(1.3, 2.2)
  const d = choices.between(1.0, 1.8)
  const x = (size.width - w) / 2 + choices.between(-0.3, 0.3)
  const z = (size.depth - d) / 2 + choices.between(-0.3, 0.3)
  if (use !== 'kitchen' && use !== 'store') {
    mesh.quad(
      [x, 0.012, z + d],
      [w, 0, 0],
      [0, 0, -d],
      rug(palette.cloth, palette.accent, colour(choices.unit(), 0.4, 0.7), w, d),
    )
  }
  const foot = {
    x0: size.width / 2 - 0.6,
    z0: size.depth / 2 - 0.4,
    x1: size.width / 2 + 0.6,
    z1: size.depth / 2 + 0.4,
  }
  if (footprints.some((other) => overlap(foot, other)) || choices.chance(0.25)) return
  const high = use === 'kitchen' || use === 'office' || use === 'store'
  const height = high ? 0.74 : 0.42
  mesh.place({ x: foot.x0, y: 0, z: foot.z0, yaw: 0 })
  const piece: Piece = { mesh, choices, palette, widthM: 1.2 }
  const timber = wood(palette.timber, 0.3)
  mesh.box([0, height - 0.04, 0], [1.2, 0.04, 0.8], timber)
  for (const [dx, dz] of [
    [0.03, 0.03],
    [1.11, 0.03],
    [0.03, 0.71],
    [1.11, 0.71],
  ] as const)
    mesh.box([dx, 0, dz], [0.06, height - 0.04, 0.06], timber)
  vase(piece, 0.4, height, 0.4)
  mesh.box([0.6, height, 0.2], [0.3, 0.04, 0.22], plain(colour(choices.unit(), 0.5, 0.5)))
  mesh.turned(
    0.85,
    0.55,
    [
      [0.05, height],
      [0.14, height + 0.08],
    ],
    plain(palette.accent, 0.3),
  )
  if (high) {
    chair(piece, 0.4, -0.5, false)
    chair(piece, 0.3, 0.86, true)
  }
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
  footprints.push(foot)
  focuses.push([size.width / 2, height, size.depth / 2])
}

function ceilingLamp(mesh: Mesh, palette: Palette, size: Size, mood: Mood): Lamp {
  const x = size.width / 2
  const z = size.depth / 2
  const y = size.height
  const on = mood === 'evening' ? 1.15 : 0.75
  mesh.turned(
    x,
    z,
    [
      [0.012, y - 0.45],
      [0.012, y],
    ],
    plain(palette.metal),
  )
  mesh.turned(
    x,
    z,
    [
      [0.2, y - 0.62],
      [0.16, y - 0.5],
      [0.04, y - 0.42],
    ],
    plain([250 * on, 232 * on, 190 * on]),
    { glowing: true, sheet: true },
  )
  return {
    position: [x, y - 0.8, z],
    colour: [255, 226, 182],
    strength: mood === 'evening' ? 0.72 : 0.18,
    reachM: 2.4,
  }
}

/** Small things that lie elsewhere at another occasion. */
function clutter(
  mesh: Mesh,
  choices: Prng,
  palette: Palette,
  size: Size,
  footprints: readonly Footprint[],
): void {
  for (let i = 0; i < 4; i++) {
    const x = choices.between(0.6, size.width - 0.9)
    const z = choices.between(0.6, size.depth - 0.9)
    if (footprints.some((foot) => overlap({ x0: x, z0: z, x1: x + 0.4, z1: z + 0.4 }, foot))) continue
    mesh.place({ x, y: 0, z, yaw: choices.between(0, 3) })
    const tint = colour(choices.unit(), 0.5, 0.5)
    if (i === 0) mesh.box([0, 0, 0], [0.45, 0.28, 0.2], plain(tint, 0.3))
    if (i === 1)
      mesh.turned(
        0,
        0,
        [
          [0.02, 0],
          [0.1, 0.05],
          [0.13, 0.13],
          [0.1, 0.21],
          [0.02, 0.26],
        ],
        stripes(tint, palette.accent, 0.1),
      )
    if (i >= 2) mesh.box([0, 0, 0], [0.3, 0.05, 0.22], plain(tint), plain([230, 226, 214]))
  }
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}

function viewTowards(
  choices: Prng,
  size: Size,
  footprints: readonly Footprint[],
  focus: Point,
): ReturnType<Scene['viewTowards']> {
  const height = choices.between(0.95, 1.85)
  let position: Point = [size.width / 2, 1.9, size.depth / 2]
  for (let attempt = 0; attempt < 60; attempt++) {
    const x = choices.between(0.3, size.width - 0.3)
    const z = choices.between(0.3, size.depth - 0.3)
    const away = Math.sqrt((x - focus[0]) ** 2 + (z - focus[2]) ** 2)
    const near = { x0: x - 0.2, z0: z - 0.2, x1: x + 0.2, z1: z + 0.2 }
    if (away < 2 || footprints.some((foot) => overlap(near, foot))) continue
    position = [x, height, z]
    break
  }
  const target: Point = [
    focus[0] + choices.between(-0.35, 0.35),
    focus[1] + choices.between(-0.25, 0.2),
    focus[2] + choices.between(-0.35, 0.35),
  ]
  return { position, target, widthRadians: choices.between(0.85, 1.3), roll: choices.between(-0.05, 0.05) }
}

function edgeShade(at: number, length: number): number {
  const near = Math.max(0, Math.min(at, length - at))
  return 1 - 0.3 / (1 + near * near * 14)
}

function placeAlong(frame: Frame, along: number, out: number): Frame {
  const sin = Math.sin(frame.yaw)
  const cos = Math.cos(frame.yaw)
  return { ...frame, x: frame.x + along * cos + out * sin, z: frame.z + out * cos - along * sin }
}

function footprintOf(frame: Frame, widthM: number, depthM: number): Footprint {
  const far = placeAlong(frame, widthM, depthM)
  return {
    x0: Math.min(frame.x, far.x),
    z0: Math.min(frame.z, far.z),
    x1: Math.max(frame.x, far.x),
    z1: Math.max(frame.z, far.z),
  }
}

function overlap(a: Footprint, b: Footprint): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.z0 < b.z1 && b.z0 < a.z1
}
