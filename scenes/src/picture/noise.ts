import { prng } from './prng.ts'

const SIDE = 256
const MASK = SIDE - 1

/** Tileable noise of several octaves, values 0..1, one tile for all drawings: scenes differ by where they look. */
const SMOOTH = makeTile('smooth', [4, 8, 16, 32, 64])
const FINE = makeTile('fine', [32, 64, 128])

/** Soft noise in 0..1; the pattern repeats after 1 in both directions. */
export function smoothNoise(x: number, y: number): number {
  return sample(SMOOTH, x * SIDE, y * SIDE)
}

/** Grainy noise in 0..1; the pattern repeats after 1 in both directions. */
export function fineNoise(x: number, y: number): number {
  return sample(FINE, x * SIDE, y * SIDE)
}

function makeTile(name: string, periods: readonly number[]): Float32Array {
  const tile = new Float32Array(SIDE * SIDE)
  let weight = 0.5
  for (const period of periods) {
    const choices = prng(`noise/${name}/${period}`)
    const lattice = Float32Array.from({ length: period * period }, () => choices.unit() - 0.5)
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        tile[y * SIDE + x] = at(tile, y * SIDE + x) + weight * latticeValue(lattice, period, x, y)
      }
    }
    weight *= 0.55
  }
  return stretch(tile)
}

function latticeValue(lattice: Float32Array, period: number, x: number, y: number): number {
  const u = (x * period) / SIDE
  const v = (y * period) / SIDE
  const i = Math.floor(u)
  const j = Math.floor(v)
  const s = fade(u - i)
  const t = fade(v - j)
  const i2 = (i + 1) % period
  const j2 = ((j + 1) % period) * period
  const top = at(lattice, j * period + i) * (1 - s) + at(lattice, j * period + i2) * s
  const bottom = at(lattice, j2 + i) * (1 - s) + at(lattice, j2 + i2) * s
  return top * (1 - t) + bottom * t
}

function stretch(tile: Float32Array): Float32Array {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of tile) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return tile.map((value) => (value - low) / (high - low))
}

function sample(tile: Float32Array, x: number, y: number): number {
  const i = Math.floor(x)
  const j = Math.floor(y)
  const s = x - i
  const t = y - j
  const row = (j & MASK) * SIDE
  const nextRow = ((j + 1) & MASK) * SIDE
  const left = i & MASK
  const right = (i + 1) & MASK
  const top = at(tile, row + left) * (1 - s) + at(tile, row + right) * s
  const bottom = at(tile, nextRow + left) * (1 - s) + at(tile, nextRow + right) * s
  return top * (1 - t) + bottom * t
}

function fade(t: number): number {
  return t * t * (3 - 2 * t)
}

function at(values: Float32Array, index: number): number {
  return values[index] as number
}
