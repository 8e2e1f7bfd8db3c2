import { Mesh, type Point } from './mesh.ts'
import { METALS, type Palette, type Piece, word } from './piece.ts'
import { type Prng, prng } from './prng.ts'
import type { Mood, Scene } from './scene.ts'
import { leaves, tableLamp, vase } from './small-things.ts'
import {
  bookSpines,
  type Colour,
  checks,
  colour,
  ornament,
  painting,
  pile,
  plain,
  put,
  type Surface,
  sign,
  stripes,
  tiles,
  wood,
} from './surfaces.ts'

/** Draws up a table with objects on it, close to a wall, from its seed. */
export function makeTable(seed: string, mood: Mood): Scene {
  const choices = prng(`${seed}/table`)
  const mesh = new Mesh()
  const hue = choices.unit()
  const palette: Palette = {
    hue,
    timber: choices.pick<Colour>([
      [150, 104, 62],
      [96, 62, 40],
      [196, 160, 112],
      [122, 76, 48],
    ]),
    cloth: colour(hue, choices.between(0.15, 0.4), choices.between(0.35, 0.7)),
    accent: colour((hue + 0.4) % 1, choices.between(0.3, 0.5), choices.between(0.4, 0.6)),
    metal: choices.pick(METALS),
  }
  const top = choices.pick<Surface>([
    wood(palette.timber, 0.16),
    checks([234, 228, 216], palette.cloth, 0.09),
    tiles([222, 220, 214], palette.cloth, 0.13),
    stripes(palette.cloth, palette.accent, 0.12),
    pile([150, 142, 134], 0.5, 0.4),
  ])
  mesh.quad([-1.3, 0, 0.9], [2.6, 0, 0], [0, 0, -1.5], top)
  const wall = choices.pick<Surface>([
    ornament(colour(hue, 0.2, 0.78), palette.accent, 0.2, choices.whole(3, 7)),
    tiles([232, 230, 224], palette.accent, 0.15),
    plain(colour(hue, 0.25, 0.7), 0.4),
    stripes(colour(hue, 0.15, 0.8), palette.cloth, 0.16),
    wood(palette.timber, 0.2),
  ])
  mesh.quad([-2.4, -1, -0.6], [4.8, 0, 0], [0, 3, 0], wall)
  mesh.quad([-3, -0.8, 4], [6, 0, 0], [0, 0, -4.6], plain([90, 80, 72], 0.5))
  const focuses = objects(mesh, choices, palette)
  const bright = mood === 'evening' ? 0.5 : 0.68
  return {
    faces: mesh.faces,
    backdrop: (_, into) => put(into, [70, 66, 62], 1),
    lighting: {
      ambient: [255 * bright, 248 * bright, 240 * bright],
      lamps: [
        {
          position: [-1.4, 1.5, 1],
          colour: [255, 240, 214],
          strength: mood === 'evening' ? 0.25 : 0.5,
          reachM: 1.8,
        },
        {
          position: [1.1, 0.9, 0.6],
          colour: [255, 214, 160],
          strength: mood === 'evening' ? 0.55 : 0.12,
          reachM: 1,
        },
      ],
      sun: null,
      haze: null,
    },
    focuses,
    viewTowards: (focus, views) => {
      const angle = views.between(-1, 1)
      const away = views.between(0.7, 1.5)
      return {
        position: [
          focus[0] + away * Math.sin(angle),
          views.between(0.22, 0.85),
          Math.max(0.5, focus[2] + away * Math.cos(angle)),
        ],
        target: [focus[0] + views.between(-0.1, 0.1), focus[1] + views.between(-0.04, 0.06), focus[2]],
        widthRadians: views.between(0.7, 1.05),
        roll: views.between(-0.06, 0.06),
      }
    },
  }
}

function objects(mesh: Mesh, choices: Prng, palette: Palette): Point[] {
  const piece: Piece = { mesh, choices, palette, widthM: 1 }
  const makers = choices.shuffle([
    radio,
    tin,
    bookPile,
    bowl,
    mug,
    clock,
    photo,
    potPlant,
    bottle,
    parcel,
    shelfBooks,
    lamp,
    mug,
    bottle,
    tin,
  ])
  const focuses: Point[] = []
  makers.slice(0, 12).forEach((make, i) => {
    const column = i % 6
    const back = i < 6
    const at: Point = [
      column * 0.36 - 0.95 + choices.between(-0.06, 0.06),
      0,
      back ? choices.between(-0.45, -0.3) : choices.between(0, 0.3),
    ]
    mesh.place({ x: at[0], y: 0, z: at[2], yaw: choices.between(-0.5, 0.5) })
    make(piece)
    mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
    focuses.push([at[0], 0.14, at[2]])
  })
  return focuses
}

function radio({ mesh, choices, palette }: Piece): void {
  const speaker = checks([64, 54, 46], [150, 130, 100], 0.016)
  mesh.box([-0.16, 0, -0.06], [0.32, 0.2, 0.12], wood(palette.timber, 0.4), wood(palette.timber, 0.4))
  mesh.box([-0.145, 0.02, 0.06], [0.17, 0.16, 0.006], plain([60, 50, 44]), speaker)
  mesh.box(
    [0.04, 0.11, 0.06],
    [0.1, 0.06, 0.006],
    plain([230, 220, 190]),
    stripes([236, 226, 196], [60, 50, 40], 0.014),
  )
  mesh.box([0.05, 0.03, 0.06], [0.04, 0.04, 0.03], plain(palette.metal))
  mesh.box([0.1, 0.03, 0.06], [0.04, 0.04, 0.03], plain(palette.metal))
  if (choices.chance(0.5)) mesh.box([0.13, 0.2, 0], [0.006, 0.3, 0.006], plain(palette.metal))
}

function tin({ mesh, choices }: Piece): void {
  const ground = colour(choices.unit(), 0.5, 0.45)
  const height = choices.between(0.14, 0.24)
  const label = sign([word(choices), 'TEA'], [238, 228, 200], ground, 0.16, height)
  mesh.box([-0.08, 0, -0.06], [0.16, height, 0.12], plain(ground, 0.2), label)
  mesh.box([-0.083, height, -0.063], [0.166, 0.025, 0.126], plain([196, 176, 110], 0.3))
}

function bookPile({ mesh, choices }: Piece): void {
  let y = 0
  for (let i = 0; i < choices.whole(3, 6); i++) {
    const h = choices.between(0.02, 0.045)
    const w = choices.between(0.2, 0.28)
    const cover = colour(choices.unit(), 0.35, choices.between(0.25, 0.6))
    const spine = sign([`${word(choices)} ${word(choices)}`], cover, [238, 228, 200], w, h)
    mesh.box([-w / 2 + choices.between(-0.02, 0.02), y, -0.09], [w, h, 0.18], plain(cover, 0.2), spine)
    y += h
  }
}

function bowl({ mesh, choices, palette }: Piece): void {
  mesh.turned(
    0,
    0,
    [
      [0.06, 0],
      [0.13, 0.06],
      [0.16, 0.1],
    ],
    stripes(palette.accent, [238, 234, 224], 0.05),
  )
  for (let i = 0; i < 6; i++) {
    const x = 0.075 * Math.sin(i * 1.05)
    const z = 0.075 * Math.cos(i * 1.05)
    const fruit = plain(
      choices.pick<Colour>([
        [196, 62, 48],
        [226, 156, 52],
        [150, 172, 70],
        [210, 190, 80],
      ]),
      0.4,
      0.2,
    )
    mesh.turned(
      x,
      z,
      [
        [0.02, 0.08],
        [0.042, 0.1],
        [0.046, 0.125],
        [0.036, 0.15],
        [0.01, 0.166],
      ],
      fruit,
    )
  }
}

function mug({ mesh, choices, palette }: Piece): void {
  const glaze = choices.chance(0.5)
    ? stripes(palette.accent, [236, 232, 222], 0.03)
    : plain(colour(choices.unit(), 0.4, 0.5), 0.2, 0.2)
  mesh.turned(
    0,
    0,
    [
      [0.038, 0],
      [0.042, 0.05],
      [0.042, 0.1],
    ],
    glaze,
  )
  mesh.turned(
    0,
    0,
    [
      [0.037, 0.1],
      [0.037, 0.1005],
    ],
    plain([56, 36, 24]),
  )
  mesh.box([0.04, 0.03, -0.006], [0.028, 0.012, 0.012], glaze)
  mesh.box([0.04, 0.075, -0.006], [0.028, 0.012, 0.012], glaze)
  mesh.box([0.062, 0.03, -0.006], [0.012, 0.057, 0.012], glaze)
}

function clock({ mesh, choices, palette }: Piece): void {
  const hour = choices.between(0, 6.28)
  const face: Surface = {
    paint: (u, v, into) => {
      const x = u - 0.1
      const y = v - 0.1
      const r = Math.sqrt(x * x + y * y)
      const along = x * Math.sin(hour) + y * Math.cos(hour)
      const beside = Math.abs(x * Math.cos(hour) - y * Math.sin(hour))
      const marks = r > 0.072 && Math.abs((((Math.atan2(y, x) * 6) / Math.PI + 12.5) % 1) - 0.5) < 0.14
      put(
        into,
        r > 0.09
          ? palette.metal
          : (along > 0 && beside < 0.007 && r < 0.06) || marks
            ? [34, 32, 30]
            : [242, 238, 226],
        1,
      )
    },
    holes: (u, v) => (u - 0.1) ** 2 + (v - 0.1) ** 2 > 0.01,
  }
  mesh.box([-0.09, 0, -0.03], [0.18, 0.03, 0.06], wood(palette.timber, 0.3))
  mesh.quad([-0.1, 0.02, 0.02], [0.2, 0, 0], [0, 0.2, 0], face, { sheet: true })
}

function photo({ mesh, choices, palette }: Piece): void {
  const w = choices.between(0.18, 0.28)
  mesh.box(
    [-w / 2, 0, -0.01],
    [w, w * 0.8, 0.02],
    plain(palette.timber),
    painting(choices, palette.timber, w, w * 0.8),
  )
}

function potPlant({ mesh, choices, palette }: Piece): void {
  mesh.turned(
    0,
    0,
    [
      [0.05, 0],
      [0.075, 0.12],
      [0.08, 0.13],
    ],
    plain(palette.accent, 0.4, 0.3),
  )
  leaves(mesh, choices, 0, 0.12, 0, choices.between(0.2, 0.34))
}

function bottle({ mesh, choices }: Piece): void {
  const glass = plain(
    choices.pick<Colour>([
      [50, 86, 58],
      [110, 70, 40],
      [150, 180, 190],
      [60, 70, 110],
    ]),
    0.5,
    0.2,
  )
  const height = choices.between(0.24, 0.34)
  mesh.turned(
    0,
    0,
    [
      [0.036, 0],
      [0.036, height * 0.6],
      [0.014, height * 0.78],
      [0.014, height],
    ],
    glass,
  )
  const label = sign([word(choices)], [236, 226, 200], [70, 40, 36], 0.229, 0.07)
  mesh.turned(
    0,
    0,
    [
      [0.0366, height * 0.2],
      [0.0366, height * 0.5],
    ],
    { paint: (u, v, into) => label.paint(u, v * 0.9, into) },
  )
}

function parcel({ mesh, choices }: Piece): void {
  const card: Colour = [178, 142, 98]
  const w = choices.between(0.2, 0.3)
  mesh.box(
    [-w / 2, 0, -0.09],
    [w, w * 0.6, 0.18],
    plain(card, 0.3),
    sign([word(choices), `NO. ${choices.whole(10, 99)}`], card, [70, 46, 30], w, w * 0.6),
  )
  mesh.box([-0.015, 0, -0.091], [0.03, w * 0.6 + 0.002, 0.182], plain([206, 186, 140]))
}

function shelfBooks({ mesh, choices, palette }: Piece): void {
  mesh.box([-0.2, 0, -0.1], [0.4, 0.3, 0.15], wood(palette.timber, 0.3), bookSpines(choices, 0.3))
}

function lamp(piece: Piece): void {
  tableLamp(piece, 0, 0, 0)
  vase(piece, 0.17, 0, 0.06)
}
