import type { Footprint } from './footprint.ts'
import type { Frame, Mesh, Point } from './mesh.ts'
import type { Palette } from './piece.ts'
import type { Prng } from './prng.ts'
import {
  between,
  bricks,
  type Colour,
  colour,
  ornament,
  pile,
  plain,
  type Surface,
  stripes,
  tiles,
  wood,
} from './surfaces.ts'

/** A room's inner size, in metres. */
export type Size = { width: number; height: number; depth: number }

/** One wall: its frame, front to +z, and its length. */
export type Wall = { frame: Frame; lengthM: number }

/** The four walls of a room, clockwise from the back. */
export function wallsOf({ width, depth }: Size): readonly Wall[] {
  return [
    { frame: { x: 0, y: 0, z: 0, yaw: 0 }, lengthM: width },
    { frame: { x: width, y: 0, z: 0, yaw: -Math.PI / 2 }, lengthM: depth },
    { frame: { x: width, y: 0, z: depth, yaw: Math.PI }, lengthM: width },
    { frame: { x: 0, y: 0, z: depth, yaw: Math.PI / 2 }, lengthM: depth },
  ]
}

/** A room while it is being furnished: what stands where, and what is worth looking at. */
export type Interior = {
  mesh: Mesh
  choices: Prng
  palette: Palette
  size: Size
  use: string
  footprints: Footprint[]
  focuses: Point[]
}

/** Floor, ceiling and walls; what stands on the floor darkens it, also what is put there later. */
export function shell({ mesh, choices, palette, size, use, footprints }: Interior): void {
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

function edgeShade(at: number, length: number): number {
  const near = Math.max(0, Math.min(at, length - at))
  return 1 - 0.3 / (1 + near * near * 14)
}
