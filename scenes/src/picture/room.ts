import { type Footprint, footprintOf, overlap, placeAlong } from './footprint.ts'
import { WALL_FURNITURE } from './furniture.ts'
import { Mesh, type Point } from './mesh.ts'
import { METALS, type Palette, type Piece } from './piece.ts'
import { type Prng, prng } from './prng.ts'
import { type Interior, type Size, shell, type Wall, wallsOf } from './room-shell.ts'
import { windows } from './room-window.ts'
import type { Mood, Scene } from './scene.ts'
import type { Lamp } from './shading.ts'
import { chair, vase } from './small-things.ts'
import { type Colour, colour, plain, put, rug, stripes, wood } from './surfaces.ts'
import { hang } from './wall-hanging.ts'

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
  const interior: Interior = { mesh, choices, palette, size, use, footprints, focuses }
  shell(interior)
  const walls = wallsOf(size)
  const windowWall = choices.whole(0, 3)
  walls.forEach((wall, i) => {
    if (i === windowWall) lamps.push(windows(mesh, choices, palette, wall, mood))
    furnish(interior, wall, i === windowWall)
  })
  middle(interior)
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
    metal: choices.pick(METALS),
  }
}

function furnish(
  { mesh, choices, palette, use, footprints, focuses }: Interior,
  wall: Wall,
  keepLow: boolean,
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

function middle({ mesh, choices, palette, size, use, footprints, focuses }: Interior): void {
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
