import type { Mesh } from './mesh.ts'
import type { Piece } from './piece.ts'
import type { Prng } from './prng.ts'
import { colour, pile, plain, type Surface, stripes, wood } from './surfaces.ts'

/** A chair whose seat's left back corner is at (x, z); it looks to +z, or to -z when turned. */
export function chair({ mesh, palette }: Piece, x: number, z: number, turned: boolean): void {
  const timber = wood(palette.timber, 0.1)
  for (const [dx, dz] of [
    [0, 0],
    [0.4, 0],
    [0, 0.4],
    [0.4, 0.4],
  ] as const)
    mesh.box([x + dx, 0, z + dz], [0.04, 0.44, 0.04], timber)
  mesh.box([x, 0.44, z], [0.44, 0.05, 0.44], pile(palette.cloth, 0.3, 0.4))
  mesh.box([x, 0.49, turned ? z + 0.4 : z], [0.44, 0.45, 0.04], timber)
}

/** A jar, vase or bottle standing at (x, y, z). */
export function vase({ mesh, choices, palette }: Piece, x: number, y: number, z: number): void {
  const belly = choices.between(0.04, 0.085)
  const height = choices.between(0.14, 0.34)
  const glaze = plain(
    choices.chance(0.4) ? palette.accent : colour(choices.unit(), 0.45, choices.between(0.25, 0.7)),
    0.35,
    0.3,
  )
  mesh.turned(
    x,
    z,
    [
      [belly * 0.6, y],
      [belly, y + height * 0.35],
      [belly * 0.9, y + height * 0.6],
      [belly * 0.35, y + height * 0.8],
      [belly * 0.45, y + height],
    ],
    glaze,
  )
}

/** A small lamp standing at (x, y, z). */
export function tableLamp({ mesh, palette }: Piece, x: number, y: number, z: number): void {
  mesh.turned(
    x,
    z,
    [
      [0.07, y],
      [0.07, y + 0.02],
      [0.02, y + 0.05],
      [0.02, y + 0.26],
    ],
    plain(palette.metal),
  )
  mesh.turned(
    x,
    z,
    [
      [0.14, y + 0.24],
      [0.08, y + 0.42],
    ],
    plain([248, 222, 166]),
    { glowing: true },
  )
}

/** A bush of leaves of the given height above (x, y, z): sheets with leaf-shaped holes. */
export function leaves(mesh: Mesh, choices: Prng, x: number, y: number, z: number, heightM: number): void {
  const hue = choices.between(0.24, 0.38)
  for (let i = 0; i < 9; i++) {
    const angle = (i * 2 * Math.PI) / 9 + choices.unit() * 0.5
    const reach = heightM * choices.between(0.25, 0.5)
    const rise = heightM * choices.between(0.5, 1)
    const width = heightM * choices.between(0.1, 0.2)
    const across: readonly [number, number, number] = [width * Math.cos(angle), 0, -width * Math.sin(angle)]
    const along: readonly [number, number, number] = [reach * Math.sin(angle), rise, reach * Math.cos(angle)]
    const length = Math.sqrt(reach * reach + rise * rise)
    const leaf: Surface = {
      ...stripes(colour(hue, 0.45, 0.22 + 0.2 * choices.unit()), colour(hue, 0.5, 0.3), width / 3),
      holes: (u, v) => Math.abs(u - width / 2) > (width / 2) * Math.sin((Math.PI * v) / length),
    }
    mesh.quad([x - across[0] / 2, y, z - across[2] / 2], across, along, leaf, { sheet: true })
  }
}
