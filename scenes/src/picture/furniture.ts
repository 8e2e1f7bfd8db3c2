import type { Mesh } from './mesh.ts'
import type { Prng } from './prng.ts'
import {
  bookSpines,
  type Colour,
  checks,
  colour,
  painting,
  pile,
  plain,
  type Surface,
  sign,
  stripes,
  tiles,
  wood,
} from './surfaces.ts'

/** The colours that the pieces of one room share. */
export type Palette = { timber: Colour; cloth: Colour; accent: Colour; metal: Colour; hue: number }

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

const sofa: FurnitureKind = {
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

const bed: FurnitureKind = {
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

const bookcase: FurnitureKind = {
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

const wardrobe: FurnitureKind = {
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

const dresser: FurnitureKind = {
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

const desk: FurnitureKind = {
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

const television: FurnitureKind = {
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

const kitchen: FurnitureKind = {
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

const fridge: FurnitureKind = {
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

const armchair: FurnitureKind = {
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

const boxes: FurnitureKind = {
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

/** What may stand against the walls, by the use of the room. */
export const WALL_FURNITURE: Readonly<Record<string, readonly FurnitureKind[]>> = {
  living: [sofa, bookcase, television, dresser, armchair, plant, floorLamp, bookcase],
  sleeping: [bed, wardrobe, dresser, bookcase, armchair, plant, desk],
  kitchen: [kitchen, fridge, dresser, plant, bookcase, boxes],
  office: [desk, bookcase, desk, boxes, wardrobe, plant, bookcase, armchair],
  hotel: [bed, desk, wardrobe, armchair, television, floorLamp],
  store: [boxes, bookcase, boxes, wardrobe, fridge, desk, boxes],
}

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
