import type { FurnitureKind } from './piece.ts'
import { checks, colour, pile, plain, stripes, wood } from './surfaces.ts'

/** A sofa with two or three seats and cushions. */
export const sofa: FurnitureKind = {
  widthM: [1.6, 2.3],
  depthM: 0.9,
  heightM: 0.85,
  build: ({ mesh, choices, palette, widthM: w }) => {
    const cloth = choices.chance(0.3)
      ? stripes(palette.cloth, palette.accent, 0.14)
      : pile(palette.cloth, 0.3, 0.5)
    mesh.box([0, 0.08, 0], [w, 0.32, 0.85], cloth)
    mesh.box([0, 0.4, 0], [w, 0.45, 0.22], cloth)
    mesh.box([0, 0.4, 0.1], [0.18, 0.22, 0.75], cloth)
    mesh.box([w - 0.18, 0.4, 0.1], [0.18, 0.22, 0.75], cloth)
    const seats = w > 1.9 ? 3 : 2
    const seat = (w - 0.36) / seats
    for (let i = 0; i < seats; i++) mesh.box([0.19 + i * seat, 0.4, 0.2], [seat - 0.02, 0.12, 0.62], cloth)
    for (let i = 0; i < choices.whole(1, 3); i++) {
      const cushion = choices.chance(0.5)
        ? checks(palette.accent, [236, 230, 214], 0.1)
        : plain(colour(choices.unit(), 0.5, 0.5))
      mesh.box([0.25 + choices.unit() * (w - 0.9), 0.52, 0.24], [0.4, 0.36, 0.13], cushion)
    }
  },
}

/** An armchair. */
export const armchair: FurnitureKind = {
  widthM: [0.8, 0.95],
  depthM: 0.85,
  heightM: 0.85,
  build: ({ mesh, choices, palette, widthM: w }) => {
    const cloth = choices.chance(0.5)
      ? checks(palette.accent, palette.cloth, 0.12)
      : pile(palette.accent, 0.3, 0.5)
    mesh.box([0, 0.1, 0], [w, 0.32, 0.82], cloth)
    mesh.box([0, 0.42, 0], [w, 0.5, 0.2], cloth)
    mesh.box([0, 0.42, 0.1], [0.14, 0.2, 0.7], cloth)
    mesh.box([w - 0.14, 0.42, 0.1], [0.14, 0.2, 0.7], cloth)
    mesh.box([0.2, 0.44, 0.2], [w - 0.4, 0.34, 0.12], plain(colour(choices.unit(), 0.45, 0.6)))
  },
}

/** A bed for one or two. */
export const bed: FurnitureKind = {
  widthM: [1.0, 1.7],
  depthM: 2.0,
  heightM: 0.9,
  build: ({ mesh, choices, palette, widthM: w }) => {
    const timber = wood(palette.timber, 0.3)
    mesh.box([0, 0, 0], [w, 0.95, 0.06], timber)
    mesh.box([0, 0.15, 0.06], [w, 0.18, 1.95], timber)
    mesh.box([0.03, 0.33, 0.08], [w - 0.06, 0.16, 1.88], plain([226, 224, 218]))
    const cover = choices.chance(0.5)
      ? checks(palette.cloth, palette.accent, 0.24)
      : stripes(palette.cloth, palette.accent, 0.2)
    mesh.box([0.01, 0.34, 0.62], [w - 0.02, 0.2, 1.37], cover)
    const pillows = w > 1.3 ? 2 : 1
    for (let i = 0; i < pillows; i++) {
      mesh.box([0.1 + (i * w) / 2, 0.5, 0.12], [w / pillows - 0.22, 0.14, 0.4], plain([238, 236, 230], 0.2))
    }
  },
}
