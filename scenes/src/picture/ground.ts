import type { Mesh } from './mesh.ts'
import { fineNoise, smoothNoise } from './noise.ts'
import type { Prng } from './prng.ts'
import { type Colour, colour, pile, plain, put, type Surface, stripes, wood } from './surfaces.ts'

/** The kinds of landscape. */
export type Land = 'meadow' | 'field' | 'lake' | 'snow' | 'desert' | 'town' | 'farm'

/** The ground with what lies flat on it: water, paths, a street. */
export function ground(mesh: Mesh, choices: Prng, land: Land): void {
  const bases: Readonly<Record<Land, Colour>> = {
    meadow: choices.pick<Colour>([
      [98, 134, 62],
      [124, 136, 70],
      [86, 116, 64],
      [142, 140, 86],
    ]),
    field: [176, 152, 82],
    lake: [104, 132, 72],
    snow: [228, 232, 240],
    desert: [206, 172, 122],
    town: [132, 130, 128],
    farm: [118, 138, 68],
  }
  const base = bases[land]
  const furrows = land === 'field' ? choices.between(1.2, 2.4) : 0
  const surface: Surface = {
    paint: (u, v, into) => {
      const wide = smoothNoise(u / 60, v / 60)
      const fine = fineNoise(u / 7, v / 7)
      const furrow = furrows > 0 && u / furrows - Math.floor(u / furrows) < 0.4 ? 0.72 : 1
      const slab =
        land === 'town' && (u / 1.2 - Math.floor(u / 1.2) < 0.05 || v / 1.2 - Math.floor(v / 1.2) < 0.05)
          ? 0.75
          : 1
      put(into, base, (0.62 + 0.5 * wide + 0.3 * fine) * furrow * slab)
    },
  }
  mesh.quad([-400, 0, 400], [800, 0, 0], [0, 0, -800], surface)
  if (land === 'lake') {
    const water: Surface = {
      paint: (u, v, into) =>
        put(into, [104, 142, 168], 0.68 + 0.6 * smoothNoise(u / 30, v / 5) * fineNoise(u / 16, v / 3)),
    }
    mesh.quad([-90, 0.03, 4], [180, 0, 0], [0, 0, -70], water)
    for (let i = 0; i < 4; i++) boat(mesh, choices, choices.between(-18, 18), choices.between(-26, 0))
    jetty(mesh, choices.between(-8, 8))
  }
  if (land !== 'lake' && land !== 'snow') {
    const width = choices.between(2.4, 5)
    const turn = choices.between(-0.6, 0.6)
    mesh.place({ x: choices.between(-6, 6), y: 0, z: 0, yaw: turn })
    mesh.quad(
      [0, 0.02, 300],
      [width, 0, 0],
      [0, 0, -600],
      pile(land === 'town' ? [84, 84, 88] : [158, 136, 104], 0.5, 3),
    )
    if (land === 'town') {
      const dashes: Surface = { ...plain([232, 230, 220]), holes: (_, v) => v / 4 - Math.floor(v / 4) > 0.5 }
      mesh.quad([width / 2 - 0.08, 0.035, 300], [0.16, 0, 0], [0, 0, -600], dashes)
    }
    mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
  }
}

function boat(mesh: Mesh, choices: Prng, x: number, z: number): void {
  mesh.place({ x, y: 0, z, yaw: choices.between(0, 6.28) })
  const hull = plain(colour(choices.unit(), 0.4, 0.45), 0.2)
  mesh.box([-1.4, 0.03, -0.5], [2.8, 0.5, 1], hull)
  mesh.box([-0.06, 0.5, -0.04], [0.08, 3.4, 0.08], plain([120, 96, 70]))
  const sail: Surface = {
    ...stripes([236, 232, 222], colour(choices.unit(), 0.4, 0.6), 0.6),
    holes: (u, v) => u > 1.5 * (1 - v / 3),
  }
  mesh.quad([0.05, 0.9, 0], [1.5, 0, 0], [0, 3, 0], sail, { sheet: true })
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}

function jetty(mesh: Mesh, x: number): void {
  mesh.box([x, 0.35, -9], [1.6, 0.08, 14], wood([128, 104, 78], 0.2))
  for (let i = 0; i < 6; i++)
    for (const dx of [0, 1.5]) mesh.box([x + dx, 0, -9 + i * 2.6], [0.12, 0.9, 0.12], wood([92, 76, 60], 0.1))
}
