import { placeAlong } from './footprint.ts'
import type { Mesh } from './mesh.ts'
import { smoothNoise } from './noise.ts'
import type { Palette } from './piece.ts'
import type { Prng } from './prng.ts'
import type { Wall } from './room-shell.ts'
import type { Mood } from './scene.ts'
import type { Lamp } from './shading.ts'
import { leaves } from './small-things.ts'
import { type Colour, plain, put, type Surface, stripes } from './surfaces.ts'

/** A window with its curtains, sill and radiator; returns the light that falls through it. */
export function windows(mesh: Mesh, choices: Prng, palette: Palette, wall: Wall, mood: Mood): Lamp {
  const w = choices.between(1.2, Math.min(2.4, wall.lengthM - 1.6))
  const h = choices.between(1.0, 1.35)
  const x = choices.between(0.6, wall.lengthM - w - 0.6)
  const y = choices.between(0.85, 1.0)
  const light = mood === 'evening' ? 0.16 : mood === 'grey' ? 0.8 : 1.05
  const offset = choices.unit()
  mesh.place(wall.frame)
  const view: Surface = {
    paint: (u, v, into) => {
      const tree = v / h < 0.3 + 0.5 * smoothNoise(u * 0.25 + offset, offset)
      const cloud = smoothNoise(u * 0.2 + offset, v * 0.3)
      const sky: Colour = [190 + 50 * cloud, 210 + 30 * cloud, 238]
      put(into, tree ? [86, 110 + 40 * cloud, 70] : sky, light * (0.85 + 0.3 * smoothNoise(u, v)))
    },
  }
  mesh.quad([x, y, 0.012], [w, 0, 0], [0, h, 0], view, { glowing: true })
  const bar = plain(choices.pick<Colour>([[236, 236, 232], palette.timber]))
  const panes = w > 1.6 ? 3 : 2
  for (let i = 0; i <= panes; i++) mesh.box([x + (i * w) / panes - 0.03, y, 0], [0.06, h, 0.05], bar)
  for (const at of [0, h * 0.66, h]) mesh.box([x - 0.03, y + at - 0.03, 0], [w + 0.06, 0.06, 0.05], bar)
  mesh.box([x - 0.08, y - 0.06, 0], [w + 0.16, 0.04, 0.2], bar)
  curtains(mesh, choices, palette, x, y, w, h)
  if (choices.chance(0.6)) leaves(mesh, choices, x + w * 0.3, y - 0.02, 0.12, 0.4)
  mesh.box(
    [x + 0.1, 0.12, 0.01],
    [w - 0.2, 0.55, 0.09],
    plain([228, 226, 220]),
    stripes([232, 230, 224], [170, 168, 162], 0.07),
  )
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
  const centre = placeAlong(wall.frame, x + w / 2, 0.5)
  const strength = mood === 'evening' ? 0.08 : mood === 'grey' ? 0.45 : 0.8
  return { position: [centre.x, y + h / 2, centre.z], colour: [235, 244, 255], strength, reachM: 2.2 }
}

function curtains(
  mesh: Mesh,
  choices: Prng,
  palette: Palette,
  x: number,
  y: number,
  w: number,
  h: number,
): void {
  const cloth = choices.chance(0.5) ? stripes(palette.cloth, palette.accent, 0.16) : plain(palette.cloth, 0.1)
  const folds: Surface = {
    paint: (u, v, into) => {
      cloth.paint(u, v, into)
      const fold = 0.78 + 0.22 * Math.sin(u * 48 + Math.sin(v * 2))
      for (let i = 0; i < 3; i++) into[i] = (into[i] as number) * fold
    },
  }
  const wide = choices.between(0.25, 0.45)
  const low = choices.chance(0.5) ? 0.05 : y - 0.15
  for (const left of [x - wide + 0.05, x + w - 0.05])
    mesh.quad([left, low, 0.09], [wide, 0, 0], [0, y + h + 0.15 - low, 0], folds, { sheet: true })
  mesh.box([x - wide - 0.05, y + h + 0.12, 0.07], [w + 2 * wide + 0.1, 0.03, 0.03], plain(palette.metal))
}
