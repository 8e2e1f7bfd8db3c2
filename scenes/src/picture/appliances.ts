import { type FurnitureKind, word } from './piece.ts'
import { chair, tableLamp, vase } from './small-things.ts'
import { checks, colour, painting, pile, plain, sign, stripes, tiles, wood } from './surfaces.ts'

/** A desk with a screen and a chair. */
export const desk: FurnitureKind = {
  widthM: [1.2, 1.7],
  depthM: 0.75,
  heightM: 0.75,
  build: (piece) => {
    const { mesh, choices, palette, widthM: w } = piece
    const timber = wood(palette.timber, 0.8)
    mesh.box([0, 0.71, 0], [w, 0.04, 0.72], timber)
    mesh.box([0.02, 0, 0.05], [0.4, 0.71, 0.62], timber)
    mesh.box([w - 0.08, 0, 0.05], [0.06, 0.71, 0.62], timber)
    const screen = choices.between(0.5, 0.7)
    mesh.box([w / 2 - 0.1, 0.75, 0.14], [0.2, 0.12, 0.14], plain([40, 40, 44]))
    mesh.box(
      [w / 2 - screen / 2, 0.84, 0.18],
      [screen, screen * 0.62, 0.04],
      plain([28, 28, 32]),
      painting(choices, [24, 24, 28], screen, screen * 0.62),
    )
    mesh.box(
      [w / 2 - 0.22, 0.75, 0.42],
      [0.44, 0.025, 0.15],
      plain([60, 60, 64]),
      checks([70, 70, 74], [30, 30, 34], 0.04),
    )
    if (choices.chance(0.6)) tableLamp(piece, w - 0.2, 0.75, 0.2)
    mesh.box(
      [0.08, 0.75, 0.15],
      [0.24, choices.between(0.06, 0.2), 0.32],
      plain([222, 216, 202]),
      stripes([222, 216, 202], [120, 110, 100], 0.02),
    )
    chair(piece, w / 2 - 0.22, 0.75, true)
  },
}

/** A low cabinet with a television. */
export const television: FurnitureKind = {
  widthM: [1.3, 1.9],
  depthM: 0.45,
  heightM: 1.15,
  build: ({ mesh, choices, palette, widthM: w }) => {
    const timber = wood(palette.timber, 0.5)
    mesh.box([0, 0.06, 0], [w, 0.4, 0.42], timber)
    mesh.box([0.04, 0.1, 0.42], [w / 2 - 0.06, 0.32, 0.015], plain(palette.accent))
    mesh.box([w / 2 + 0.02, 0.1, 0.42], [w / 2 - 0.06, 0.32, 0.015], timber)
    const screen = w * 0.7
    const on = painting(choices, [18, 18, 20], screen, screen * 0.56)
    mesh.box(
      [w * 0.15, 0.5, 0.14],
      [screen, screen * 0.56, 0.06],
      plain([22, 22, 24]),
      choices.chance(0.6) ? on : plain([30, 32, 38], 0.5),
    )
    mesh.box([w / 2 - 0.15, 0.46, 0.1], [0.3, 0.05, 0.2], plain([30, 30, 32]))
  },
}

/** A kitchen unit with an oven and shelves. */
export const kitchen: FurnitureKind = {
  widthM: [1.8, 3.2],
  depthM: 0.62,
  heightM: 2.1,
  build: (piece) => {
    const { mesh, choices, palette, widthM: w } = piece
    const door = choices.chance(0.5) ? wood(palette.timber, 0.5) : plain(colour(palette.hue, 0.3, 0.7))
    mesh.quad([0, 0.9, 0.012], [w, 0, 0], [0, 0.55, 0], tiles([226, 226, 220], palette.accent, 0.12))
    mesh.box([0, 0.1, 0], [w, 0.76, 0.58], plain([200, 198, 190]))
    mesh.box([-0.01, 0.86, 0], [w + 0.02, 0.04, 0.62], pile([90, 86, 84], 0.4))
    const units = Math.round(w / 0.6)
    for (let i = 0; i < units; i++) {
      const x = (i * w) / units
      mesh.box([x + 0.01, 0.12, 0.58], [w / units - 0.02, 0.72, 0.02], door)
      mesh.box([x + 0.08, 0.74, 0.6], [w / units - 0.16, 0.025, 0.03], plain(palette.metal))
      if (i !== 1) mesh.box([x + 0.01, 1.45, 0], [w / units - 0.02, 0.66, 0.34], door)
    }
    mesh.box([w / units + 0.02, 0.3, 0.6], [w / units - 0.04, 0.38, 0.012], plain([34, 34, 38], 0.6))
    for (let i = 0; i < 4; i++) {
      const x = w / units + 0.16 + (i & 1) * 0.28
      mesh.turned(
        x,
        0.18 + (i >> 1) * 0.26,
        [
          [0.09, 0.9],
          [0.09, 0.912],
        ],
        plain([26, 26, 28]),
      )
    }
    mesh.turned(
      w / units + 0.18,
      0.2,
      [
        [0.1, 0.915],
        [0.11, 1.08],
        [0.09, 1.1],
      ],
      plain(palette.metal, 0.4),
    )
    for (let i = 0; i < 3; i++) vase(piece, w - 0.2 - i * 0.2, 0.9, 0.2)
  },
}

/** A fridge with notes on its door. */
export const fridge: FurnitureKind = {
  widthM: [0.62, 0.75],
  depthM: 0.65,
  heightM: 1.8,
  build: ({ mesh, choices, palette, widthM: w }) => {
    const body = plain(choices.pick([[224, 226, 226], [150, 154, 158], colour(palette.hue, 0.4, 0.55)]), 0.1)
    mesh.box([0, 0.03, 0], [w, 1.78, 0.62], body)
    mesh.box([0.01, 0.7, 0.62], [w - 0.02, 1.1, 0.03], body)
    mesh.box([0.01, 0.05, 0.62], [w - 0.02, 0.62, 0.03], body)
    mesh.box([w - 0.1, 0.85, 0.65], [0.03, 0.5, 0.03], plain(palette.metal))
    for (let i = 0; i < choices.whole(2, 5); i++) {
      const note = choices.between(0.09, 0.2)
      const text = sign([word(choices)], colour(choices.unit(), 0.5, 0.75), [40, 40, 50], note, note * 0.8)
      mesh.quad(
        [0.06 + choices.unit() * (w - 0.3), 0.95 + choices.unit() * 0.6, 0.655],
        [note, 0, 0],
        [0, note * 0.8, 0],
        text,
      )
    }
  },
}
