import type { Mesh } from './mesh.ts'
import type { Prng } from './prng.ts'
import type { Colour } from './surfaces.ts'

/** The colours that the pieces of one room share. */
export type Palette = { timber: Colour; cloth: Colour; accent: Colour; metal: Colour; hue: number }

/** Steel, brass and iron: what a palette takes its metal from. */
export const METALS: readonly Colour[] = [
  [170, 172, 176],
  [190, 158, 92],
  [60, 60, 64],
]

/** What a builder of one piece gets: the mesh is already placed, left back corner at the origin, front to +z. */
export type Piece = { mesh: Mesh; choices: Prng; palette: Palette; widthM: number }

/** A kind of furniture that stands against a wall. */
export type FurnitureKind = {
  widthM: readonly [least: number, most: number]
  depthM: number
  heightM: number
  build: (piece: Piece) => void
}

const WORDS = [
  'NOTICE',
  'HARBOUR',
  'MUSEUM',
  'SUMMER',
  'RADIO',
  'GARDEN',
  'ATLAS',
  'THEATRE',
  'CINEMA',
  'MARKET',
  'JAZZ',
  'OPERA',
]

/** A few capitals for a poster, a box or a jar. */
export function word(choices: Prng): string {
  return choices.pick(WORDS)
}
