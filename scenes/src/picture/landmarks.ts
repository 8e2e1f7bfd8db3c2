import type { Mesh, Point } from './mesh.ts'
import { word } from './piece.ts'
import type { Prng } from './prng.ts'
import { between, type Colour, pile, plain, type Surface, sign, stripes, wood } from './surfaces.ts'

/** A post with one to three signs. */
export function signpost(mesh: Mesh, choices: Prng, at: Point): void {
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

/** A fence of three rails. */
export function fence(mesh: Mesh, choices: Prng, at: Point): void {
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

/** A bench. */
export function bench(mesh: Mesh, choices: Prng, at: Point): void {
  mesh.place({ x: at[0], y: 0, z: at[2], yaw: choices.between(0, 6.28) })
  const timber = wood([140, 96, 60], 0.5)
  for (let i = 0; i < 3; i++) mesh.box([-0.9, 0.45, i * 0.16], [1.8, 0.05, 0.13], timber)
  for (let i = 0; i < 3; i++) mesh.box([-0.9, 0.56 + i * 0.17, -0.06], [1.8, 0.12, 0.04], timber)
  for (const x of [-0.75, 0.7]) mesh.box([x, 0, -0.06], [0.08, 0.95, 0.5], plain([60, 62, 66]))
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}

/** A lighthouse, a silo or a water tower. */
export function tower(mesh: Mesh, choices: Prng, at: Point): void {
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

/** A heap of rocks. */
export function rocks(mesh: Mesh, choices: Prng, at: Point): void {
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

/** A street lamp. */
export function streetLamp(mesh: Mesh, at: Point): void {
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

/** A bale of straw. */
export function bale(mesh: Mesh, at: Point): void {
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
