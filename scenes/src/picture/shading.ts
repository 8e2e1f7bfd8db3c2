import { Camera, type Viewpoint } from './camera.ts'
import type { Face, Point } from './mesh.ts'
import { findVisible } from './raster.ts'
import type { Colour } from './surfaces.ts'

/** A light that fades with distance: full strength at 0, half at `reachM`. */
export type Lamp = { position: Point; colour: Colour; strength: number; reachM: number }

/** The light of one occasion. Haze (a colour and the distance where half is lost) belongs to outdoors. */
export type Lighting = {
  ambient: Colour
  lamps: readonly Lamp[]
  sun: { direction: Point; colour: Colour } | null
  haze: { colour: Colour; halfM: number } | null
}

/** Colours the pixels where no face is seen, by the direction of view. */
export type Backdrop = (direction: Point, into: Float64Array) => void

/** What belongs to one exposure: brightness, warmth (red against blue), grain strength and its seed. */
export type Exposure = { gain: number; warmth: number; grain: number; grainSeed: number }

/** Everything that one photograph needs. */
export type Shot = {
  faces: readonly Face[]
  backdrop: Backdrop
  lighting: Lighting
  view: Viewpoint
  exposure: Exposure
}

/** The light is worked out at every fourth pixel of a run: it changes slowly, the texture does not. */
const LIGHT_STEP_PX = 4

/** Draws a shot; returns RGB pixels, row-major, three bytes a pixel. */
export function drawShot(shot: Shot, widthPx: number, heightPx: number): Uint8Array {
  const camera = new Camera(shot.view, widthPx, heightPx)
  const visible = findVisible(shot.faces, camera)
  const pixels = new Uint8ClampedArray(widthPx * heightPx * 3)
  const row = new Float64Array(widthPx * 3)
  const across = camera.ray(1, 0)
  const origin = camera.ray(0, 0)
  const step: Point = [across[0] - origin[0], across[1] - origin[1], across[2] - origin[2]]
  const finish = finisher(shot.exposure, widthPx, heightPx)
  for (let y = 0; y < heightPx; y++) {
    const start = y * widthPx
    const ray = camera.ray(0.5, y + 0.5)
    for (let x = 0; x < widthPx; ) {
      const index = visible.face[start + x] as number
      let end = x + 1
      while (end < widthPx && visible.face[start + end] === index) end++
      if (index === 0) drawBackdrop(shot.backdrop, ray, step, x, end, row)
      else drawRun(shot, shot.faces[index - 1] as Face, visible.inverseDepth, start, ray, step, x, end, row)
      x = end
    }
    finish(y, row, pixels, start * 3)
  }
  return new Uint8Array(pixels.buffer)
}

function drawBackdrop(
  backdrop: Backdrop,
  ray: Point,
  step: Point,
  from: number,
  end: number,
  row: Float64Array,
): void {
  const into = new Float64Array(3)
  const direction: [number, number, number] = [0, 0, 0]
  for (let x = from; x < end; x++) {
    for (let i = 0; i < 3; i++) direction[i] = (ray[i] as number) + (step[i] as number) * x
    backdrop(direction, into)
    row.set(into, x * 3)
  }
}

/** Draws the pixels from..end of one row, all of the same face. */
function drawRun(
  shot: Shot,
  face: Face,
  inverseDepth: Float32Array,
  start: number,
  ray: Point,
  step: Point,
  from: number,
  end: number,
  row: Float64Array,
): void {
  const eye = shot.view.position
  const { origin, uAxis, vAxis, shade } = face
  const paint = face.surface.paint
  const haze = shot.lighting.haze
  const into = new Float64Array(3)
  const lit = new Float64Array([1, 1, 1])
  const point = new Float64Array(3)
  for (let x = from; x < end; x++) {
    const depth = 1 / (inverseDepth[start + x] as number)
    const fromX = (ray[0] + step[0] * x) * depth
    const fromY = (ray[1] + step[1] * x) * depth
    const fromZ = (ray[2] + step[2] * x) * depth
    const ox = eye[0] + fromX - origin[0]
    const oy = eye[1] + fromY - origin[1]
    const oz = eye[2] + fromZ - origin[2]
    const u = ox * uAxis[0] + oy * uAxis[1] + oz * uAxis[2]
    const v = ox * vAxis[0] + oy * vAxis[1] + oz * vAxis[2]
    paint(u, v, into)
    if (!face.glowing && (x - from) % LIGHT_STEP_PX === 0) {
      point[0] = eye[0] + fromX
      point[1] = eye[1] + fromY
      point[2] = eye[2] + fromZ
      light(shot.lighting, face, point, lit)
      if (shade) {
        const open = shade(u, v)
        for (let i = 0; i < 3; i++) lit[i] = (lit[i] as number) * open
      }
    }
    let red = (into[0] as number) * (lit[0] as number)
    let green = (into[1] as number) * (lit[1] as number)
    let blue = (into[2] as number) * (lit[2] as number)
    if (haze) {
      const distance = Math.sqrt(fromX * fromX + fromY * fromY + fromZ * fromZ)
      const lost = distance / (distance + haze.halfM)
      red += (haze.colour[0] - red) * lost
      green += (haze.colour[1] - green) * lost
      blue += (haze.colour[2] - blue) * lost
    }
    row[x * 3] = red
    row[x * 3 + 1] = green
    row[x * 3 + 2] = blue
  }
}

/** How bright a point of a face is in red, green and blue (1 is the surface's own colour). */
function light(lighting: Lighting, face: Face, point: Float64Array, lit: Float64Array): void {
  const x = point[0] as number
  const y = point[1] as number
  const z = point[2] as number
  let nx = face.normal[0]
  let ny = face.normal[1]
  let nz = face.normal[2]
  if (face.axis) {
    nx = x - face.axis.x
    nz = z - face.axis.z
    const flat = Math.sqrt(nx * nx + nz * nz) + 1e-6
    ny = face.axis.slope * flat
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-6
    nx /= length
    ny /= length
    nz /= length
  }
  let red = lighting.ambient[0]
  let green = lighting.ambient[1]
  let blue = lighting.ambient[2]
  // A little light from above keeps the faces of a box apart where no lamp reaches.
  const sky = 0.86 + 0.1 * ny + 0.05 * nx + 0.03 * nz
  red *= sky
  green *= sky
  blue *= sky
  for (const lamp of lighting.lamps) {
    const lx = lamp.position[0] - x
    const ly = lamp.position[1] - y
    const lz = lamp.position[2] - z
    const squared = lx * lx + ly * ly + lz * lz
    let facing = (lx * nx + ly * ny + lz * nz) / Math.sqrt(squared + 1e-4)
    if (face.sheet) facing = Math.abs(facing)
    if (facing <= 0) continue
    const amount = (lamp.strength * facing) / (1 + squared / (lamp.reachM * lamp.reachM))
    red += amount * lamp.colour[0]
    green += amount * lamp.colour[1]
    blue += amount * lamp.colour[2]
  }
  if (lighting.sun) {
    const { direction, colour } = lighting.sun
    let facing = nx * direction[0] + ny * direction[1] + nz * direction[2]
    if (face.sheet) facing = Math.abs(facing) * 0.5 + 0.3
    if (facing > 0) {
      red += facing * colour[0]
      green += facing * colour[1]
      blue += facing * colour[2]
    }
  }
  lit[0] = red / 255
  lit[1] = green / 255
  lit[2] = blue / 255
}

/** Turns a row of light into a row of bytes: brightness, warmth, darker corners, grain. */
function finisher(
  exposure: Exposure,
  widthPx: number,
  heightPx: number,
): (y: number, row: Float64Array, pixels: Uint8ClampedArray, at: number) => void {
  const { gain, warmth } = exposure
  const gains = [gain * (1 + warmth), gain, gain * (1 - warmth)] as const
  const half = (widthPx * widthPx + heightPx * heightPx) / 4
  const grains = Float32Array.from({ length: 1024 }, (_, i) => exposure.grain * (i / 1023 - 0.5))
  const darker = Float32Array.from(
    { length: widthPx },
    (_, x) => (0.22 * (x + 0.5 - widthPx / 2) ** 2) / half,
  )
  let state = exposure.grainSeed | 1
  return (y, row, pixels, at) => {
    const vertical = 1 - (0.22 * (y + 0.5 - heightPx / 2) ** 2) / half
    for (let x = 0, from = 0, to = at; x < widthPx; x++, from += 3, to += 3) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0
      const grain = grains[state >>> 22] as number
      const vignette = vertical - (darker[x] as number)
      pixels[to] = soften((row[from] as number) * gains[0] * vignette) + grain
      pixels[to + 1] = soften((row[from + 1] as number) * gains[1] * vignette) + grain
      pixels[to + 2] = soften((row[from + 2] as number) * gains[2] * vignette) + grain
    }
  }
}

/** A shoulder instead of a hard clip keeps the texture of bright walls. */
function soften(value: number): number {
  return value > 200 ? 200 + (55 * (value - 200)) / (value - 145) : value
}
