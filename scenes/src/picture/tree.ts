import type { Land } from './ground.ts'
import type { Mesh, Point } from './mesh.ts'
import { fineNoise } from './noise.ts'
import type { Prng } from './prng.ts'
import { colour, put, type Surface, wood } from './surfaces.ts'

/** A tree of two crossed sheets. */
export function tree(mesh: Mesh, choices: Prng, at: Point, conifer: boolean, land: Land): void {
  const height = conifer ? choices.between(5, 9) : choices.between(3.6, 7)
  const crown = conifer ? height * 0.2 : height * choices.between(0.28, 0.38)
  const trunk = height * (conifer ? 0.12 : 0.34)
  const offset = choices.unit()
  const hue = conifer
    ? choices.between(0.32, 0.42)
    : land === 'town'
      ? choices.between(0.2, 0.3)
      : choices.between(0.17, 0.34)
  const green = colour(hue, 0.34, conifer ? 0.24 : 0.3)
  const tall = height - trunk
  const foliage: Surface = {
    paint: (u, v, into) =>
      put(into, green, 0.55 + 0.5 * (v / tall) + 0.8 * (fineNoise(u / 3 + offset, v / 3) - 0.4)),
    holes: (u, v) => {
      const edge = 0.6 + 0.6 * fineNoise(u / 6 + offset, v / 6 + offset)
      if (conifer) {
        const layer = (v / tall) * 6
        const reach = crown * (1.05 - v / tall) * (1 - 0.35 * (layer - Math.floor(layer)))
        return Math.abs(u - crown) > reach * edge * 1.2
      }
      const x = (u - crown) / crown
      const y = (v - tall / 2) / (tall / 2)
      return x * x + y * y > edge * edge
    },
  }
  mesh.turned(
    at[0],
    at[2],
    [
      [0.16, 0],
      [0.1, trunk + 0.6],
    ],
    wood([92, 72, 54], 0.05),
  )
  for (const turn of [0, Math.PI / 2]) {
    mesh.place({ x: at[0], y: trunk, z: at[2], yaw: turn + offset })
    mesh.quad([-crown, 0, 0], [crown * 2, 0, 0], [0, tall, 0], foliage, { sheet: true })
  }
  mesh.place({ x: 0, y: 0, z: 0, yaw: 0 })
}
