import type { Mesh } from './mesh.ts'
import { type Palette, word } from './piece.ts'
import type { Prng } from './prng.ts'
import { vase } from './small-things.ts'
import { type Colour, colour, painting, plain, put, type Surface, sign, wood } from './surfaces.ts'

/** Hangs a picture, a poster, a shelf or a clock above a low piece; the mesh is placed at the piece. */
export function hang(mesh: Mesh, choices: Prng, palette: Palette, widthM: number, aboveM: number): void {
  const kind = choices.whole(0, 4)
  const w = choices.between(0.4, Math.max(0.5, Math.min(1.2, widthM * 0.8)))
  const h = w * choices.between(0.6, 0.9)
  const x = (widthM - w) / 2 + choices.between(-0.1, 0.1)
  const y = Math.max(1.25, aboveM + 0.3)
  if (kind <= 1)
    mesh.box(
      [x, y, 0],
      [w, h, 0.03],
      plain(palette.timber),
      painting(
        choices,
        choices.pick<Colour>([
          [40, 30, 24],
          [190, 156, 90],
          [235, 235, 230],
        ]),
        w,
        h,
      ),
    )
  if (kind === 2) {
    const lines = [word(choices), choices.pick(['1974', 'OPEN', '12-18', 'NO.7', 'LIVE'])]
    mesh.box(
      [x, y, 0],
      [w, h, 0.01],
      plain(palette.accent),
      sign(lines, colour(choices.unit(), 0.55, 0.75), colour(choices.unit(), 0.6, 0.25), w, h),
    )
  }
  if (kind === 3) {
    mesh.box([x, y, 0], [w, 0.03, 0.22], wood(palette.timber, 0.5))
    for (let i = 0; i < 4; i++)
      vase({ mesh, choices, palette, widthM }, x + 0.1 + (i * (w - 0.2)) / 3, y + 0.03, 0.11)
  }
  if (kind === 4) {
    const face: Surface = {
      paint: (u, v, into) => {
        const r = Math.sqrt((u - 0.2) ** 2 + (v - 0.2) ** 2)
        const hour = Math.abs(((Math.atan2(v - 0.2, u - 0.2) / Math.PI) * 6 + 12) % 1)
        const hand =
          (Math.abs(u - 0.2) < 0.012 && v > 0.2 && v < 0.34) ||
          (Math.abs(v - 0.2) < 0.012 && u > 0.2 && u < 0.3)
        const dark = r > 0.18 || hand || (r > 0.14 && (hour < 0.12 || hour > 0.88))
        put(into, dark ? [36, 34, 32] : [240, 236, 226], 1)
      },
      holes: (u, v) => (u - 0.2) ** 2 + (v - 0.2) ** 2 > 0.04,
    }
    mesh.quad([widthM / 2 - 0.2, y + 0.1, 0.03], [0.4, 0, 0], [0, 0.4, 0], face)
  }
}
