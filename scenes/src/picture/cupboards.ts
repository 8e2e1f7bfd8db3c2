import { type FurnitureKind, word } from './piece.ts'
import { tableLamp, vase } from './small-things.ts'
import { bookSpines, type Colour, colour, painting, plain, sign, wood } from './surfaces.ts'

/** A bookcase full of books. */
export const bookcase: FurnitureKind = {
  widthM: [0.8, 1.6],
  depthM: 0.32,
  heightM: 1.9,
  build: ({ mesh, choices, palette, widthM: w }) => {
    const timber = wood(palette.timber, 0.4)
    const rows = choices.whole(3, 5)
    const shelf = choices.between(0.34, 0.42)
    mesh.box([0, 0, 0], [0.03, rows * shelf + 0.05, 0.32], timber)
    mesh.box([w - 0.03, 0, 0], [0.03, rows * shelf + 0.05, 0.32], timber)
    mesh.quad([0.03, 0, 0.27], [w - 0.06, 0, 0], [0, rows * shelf, 0], bookSpines(choices, shelf))
    for (let i = 0; i <= rows; i++) mesh.box([0, i * shelf, 0.02], [w, 0.03, 0.3], timber)
    if (choices.chance(0.6)) vase({ mesh, choices, palette, widthM: 0.2 }, w / 2, rows * shelf + 0.03, 0.16)
  },
}

/** A wardrobe with two doors or more. */
export const wardrobe: FurnitureKind = {
  widthM: [1.0, 1.8],
  depthM: 0.6,
  heightM: 2.05,
  build: ({ mesh, choices, palette, widthM: w }) => {
    const timber = choices.chance(0.4) ? plain(colour(palette.hue, 0.12, 0.78)) : wood(palette.timber, 0.5)
    mesh.box([0, 0, 0], [w, 2.05, 0.58], timber)
    const doors = Math.max(2, Math.round(w / 0.5))
    for (let i = 0; i < doors; i++) {
      mesh.box([(i * w) / doors + 0.015, 0.08, 0.58], [w / doors - 0.03, 1.9, 0.025], timber)
      mesh.box(
        [((i + (i & 1 ? 0.12 : 0.85)) * w) / doors, 1.0, 0.605],
        [0.02, 0.14, 0.03],
        plain(palette.metal),
      )
    }
    if (choices.chance(0.5)) mesh.box([0.2, 2.05, 0.1], [0.5, 0.26, 0.4], plain([176, 138, 92], 0.25))
  },
}

/** A chest of drawers with things on it. */
export const dresser: FurnitureKind = {
  widthM: [0.9, 1.5],
  depthM: 0.46,
  heightM: 0.85,
  build: (piece) => {
    const { mesh, choices, palette, widthM: w } = piece
    const timber = wood(palette.timber, 0.6)
    mesh.box([0, 0, 0], [w, 0.82, 0.44], timber)
    for (let row = 0; row < 3; row++) {
      for (let side = 0; side < 2; side++) {
        mesh.box([side * (w / 2) + 0.02, 0.07 + row * 0.25, 0.44], [w / 2 - 0.04, 0.22, 0.02], timber)
        mesh.box(
          [(side + 0.5) * (w / 2) - 0.05, 0.17 + row * 0.25, 0.46],
          [0.1, 0.02, 0.025],
          plain(palette.metal),
        )
      }
    }
    vase(piece, 0.2, 0.82, 0.22)
    if (choices.chance(0.7)) tableLamp(piece, w - 0.25, 0.82, 0.22)
    if (choices.chance(0.6))
      mesh.box(
        [w / 2 - 0.1, 0.82, 0.14],
        [0.26, 0.2, 0.05],
        plain(palette.accent),
        painting(choices, [60, 44, 30], 0.26, 0.2),
      )
  },
}

/** Stacked boxes with labels. */
export const boxes: FurnitureKind = {
  widthM: [0.9, 1.4],
  depthM: 0.6,
  heightM: 1.2,
  build: ({ mesh, choices, widthM: w }) => {
    const card: Colour = [172, 134, 90]
    for (let row = 0; row < 3; row++) {
      for (let i = 0; i < 3 - row; i++) {
        const size = w / 3 - 0.03
        const front = sign([word(choices), `${choices.whole(10, 99)}`], card, [70, 48, 30], size, 0.33)
        mesh.box(
          [i * (w / 3) + row * 0.1 + choices.unit() * 0.03, row * 0.34, 0.05 + choices.unit() * 0.1],
          [size, 0.33, 0.42],
          plain(card, 0.2),
          front,
        )
      }
    }
  },
}
