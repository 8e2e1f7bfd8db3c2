import type { Mesh, Point } from './mesh.ts'
import { smoothNoise } from './noise.ts'
import { word } from './piece.ts'
import { cellNoise, type Prng } from './prng.ts'
import { bricks, type Colour, colour, plain, put, type Surface, sign, stripes, wood } from './surfaces.ts'

/** A house with a pitched roof. */
export function house(mesh: Mesh, choices: Prng, at: Point, yaw: number, timbered: boolean): void {
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

/** A town house with a shop in it. */
export function block(mesh: Mesh, choices: Prng, x: number, z: number, side: number): void {
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
