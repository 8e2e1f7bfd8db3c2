import { dot, type Face, type Point, subtract } from './mesh.ts'

/** Where the camera stands, what it looks at, how wide it sees and how it is tilted (radians). */
export type Viewpoint = { position: Point; target: Point; widthRadians: number; roll: number }

/** A camera with a picture size; turns the world's points into pixels and back. */
export class Camera {
  readonly position: Point
  readonly widthPx: number
  readonly heightPx: number
  readonly #right: Point
  readonly #up: Point
  readonly #forward: Point
  readonly #focalPx: number

  constructor(view: Viewpoint, widthPx: number, heightPx: number) {
    this.position = view.position
    this.widthPx = widthPx
    this.heightPx = heightPx
    const longSidePx = Math.max(widthPx, heightPx)
    this.#focalPx = longSidePx / 2 / Math.tan(view.widthRadians / 2)
    const [dx, dy, dz] = subtract(view.target, view.position)
    const flat = Math.sqrt(dx * dx + dz * dz)
    const length = Math.sqrt(flat * flat + dy * dy)
    const forward: Point = [dx / length, dy / length, dz / length]
    const right: Point = [-dz / flat, 0, dx / flat]
    const up: Point = [
      right[1] * forward[2] - right[2] * forward[1],
      right[2] * forward[0] - right[0] * forward[2],
      right[0] * forward[1] - right[1] * forward[0],
    ]
    const cos = Math.cos(view.roll)
    const sin = Math.sin(view.roll)
    this.#forward = forward
    this.#right = [0, 1, 2].map(
      (i) => cos * (right[i] as number) + sin * (up[i] as number),
    ) as unknown as Point
    this.#up = [0, 1, 2].map((i) => cos * (up[i] as number) - sin * (right[i] as number)) as unknown as Point
  }

  /** A world point as seen: to the right, up, away (metres). */
  see(point: Point): Point {
    const from = subtract(point, this.position)
    return [dot(from, this.#right), dot(from, this.#up), dot(from, this.#forward)]
  }

  /** The pixel position of a seen point; `away` must be positive. */
  project(right: number, up: number, away: number): readonly [number, number] {
    return [
      this.widthPx / 2 + (this.#focalPx * right) / away,
      this.heightPx / 2 - (this.#focalPx * up) / away,
    ]
  }

  /** The direction through a pixel position, scaled so that its part along the viewing axis is 1. */
  ray(x: number, y: number): Point {
    const right = (x - this.widthPx / 2) / this.#focalPx
    const up = (this.heightPx / 2 - y) / this.#focalPx
    return [
      this.#forward[0] + right * this.#right[0] + up * this.#up[0],
      this.#forward[1] + right * this.#right[1] + up * this.#up[1],
      this.#forward[2] + right * this.#right[2] + up * this.#up[2],
    ]
  }

  /** The world point at a pixel position and depth. */
  pointAt(x: number, y: number, depth: number): Point {
    const ray = this.ray(x, y)
    return [
      this.position[0] + ray[0] * depth,
      this.position[1] + ray[1] * depth,
      this.position[2] + ray[2] * depth,
    ]
  }

  /** 1 / depth of a face's plane as a linear function of the pixel position. */
  inverseDepthOf(face: Face): { base: number; perX: number; perY: number } {
    const distance = dot(face.normal, subtract(face.corners[0] as Point, this.position))
    const ray = this.ray(0, 0)
    const across = this.ray(1, 0)
    const down = this.ray(0, 1)
    const base = dot(face.normal, ray) / distance
    return {
      base,
      perX: dot(face.normal, across) / distance - base,
      perY: dot(face.normal, down) / distance - base,
    }
  }
}
