import { desk, fridge, kitchen, television } from './appliances.ts'
import { bookcase, boxes, dresser, wardrobe } from './cupboards.ts'
import type { FurnitureKind } from './piece.ts'
import { armchair, bed, sofa } from './seats.ts'
import { leaves } from './small-things.ts'
import { plain } from './surfaces.ts'

const plant: FurnitureKind = {
  widthM: [0.5, 0.8],
  depthM: 0.6,
  heightM: 1.4,
  build: ({ mesh, choices, palette, widthM: w }) => {
    mesh.turned(
      w / 2,
      0.3,
      [
        [0.13, 0],
        [0.19, 0.32],
        [0.2, 0.34],
      ],
      plain(palette.accent, 0.3),
    )
    leaves(mesh, choices, w / 2, 0.3, 0.3, choices.between(0.7, 1.2))
  },
}

const floorLamp: FurnitureKind = {
  widthM: [0.45, 0.5],
  depthM: 0.45,
  heightM: 1.65,
  build: ({ mesh, palette, widthM: w }) => {
    mesh.turned(
      w / 2,
      0.25,
      [
        [0.14, 0],
        [0.14, 0.03],
      ],
      plain(palette.metal),
    )
    mesh.turned(
      w / 2,
      0.25,
      [
        [0.015, 0.03],
        [0.015, 1.35],
      ],
      plain(palette.metal),
    )
    mesh.turned(
      w / 2,
      0.25,
      [
        [0.22, 1.3],
        [0.14, 1.65],
      ],
      plain([250, 226, 170]),
      { glowing: true },
    )
  },
}

/** What may stand against the walls, by the use of the room. */
export const WALL_FURNITURE: Readonly<Record<string, readonly FurnitureKind[]>> = {
  living: [sofa, bookcase, television, dresser, armchair, plant, floorLamp, bookcase],
  sleeping: [bed, wardrobe, dresser, bookcase, armchair, plant, desk],
  kitchen: [kitchen, fridge, dresser, plant, bookcase, boxes],
  office: [desk, bookcase, desk, boxes, wardrobe, plant, bookcase, armchair],
  hotel: [bed, desk, wardrobe, armchair, television, floorLamp],
  store: [boxes, bookcase, boxes, wardrobe, fridge, desk, boxes],
}
