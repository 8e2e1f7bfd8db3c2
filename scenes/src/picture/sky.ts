import type { Land } from './ground.ts'
import { fineNoise, smoothNoise } from './noise.ts'
import type { Prng } from './prng.ts'
import type { Mood } from './scene.ts'
import type { Backdrop } from './shading.ts'
import { between, type Colour, put } from './surfaces.ts'

/** The sky behind everything, with two ridges of hills at the horizon. */
export function makeSky(
  choices: Prng,
  land: Land,
  mood: Mood,
  horizon: Colour,
  cloudShift: number,
): Backdrop {
  const offset = choices.unit()
  const top: Colour = mood === 'evening' ? [92, 104, 150] : mood === 'grey' ? [150, 156, 166] : [96, 148, 208]
  const cover = mood === 'grey' ? 0.25 : choices.between(0.42, 0.6)
  const rise = land === 'town' || land === 'field' ? 0.05 : choices.between(0.12, 0.32)
  const far = between(land === 'desert' ? [176, 130, 100] : [88, 108, 124], horizon, 0.4)
  const near = between(
    land === 'snow' ? [200, 208, 220] : land === 'desert' ? [166, 116, 80] : [74, 96, 70],
    horizon,
    0.25,
  )
  return (direction, into) => {
    const flat = Math.sqrt(direction[0] * direction[0] + direction[2] * direction[2]) + 1e-6
    const up = direction[1] / flat
    const turn = Math.atan2(direction[0], direction[2]) / (2 * Math.PI)
    const farRidge = rise * (0.15 + 1.1 * smoothNoise(turn + offset, offset)) - 0.02
    const nearRidge = rise * (0.7 * smoothNoise(turn * 2 + offset * 3, offset + 0.5)) - 0.02
    if (up < nearRidge) return put(into, near, 0.8 + 0.45 * fineNoise(turn * 4, up * 2))
    if (up < farRidge) return put(into, far, 0.85 + 0.35 * smoothNoise(turn * 8 + up, up * 3))
    const height = up / (up + 0.5)
    const spread = 0.35 / (up + 0.12)
    const x = (direction[0] / flat) * spread
    const z = (direction[2] / flat) * spread
    const cloud =
      smoothNoise(x * 0.4 + cloudShift, z * 0.4 + cloudShift) * 0.8 + 0.2 * fineNoise(x * 0.3, z * 0.3)
    const white = Math.min(1, Math.max(0, (cloud - cover) * 4))
    for (let i = 0; i < 3; i++) {
      const blue = (horizon[i] as number) + ((top[i] as number) - (horizon[i] as number)) * height
      into[i] =
        blue +
        ((mood === 'evening' ? [238, 196, 176] : [244, 245, 248])[i] as number) * 0.9 * white -
        blue * 0.9 * white
    }
  }
}
