import type { Surface } from './surfaces.ts'

/** A point or direction in metres, right-handed: y is up. */
export type Point = readonly [x: number, y: number, z: number]

/** A flat convex polygon with its own (u, v) axes in metres. */
export type Face = {
  corners: readonly Point[]
  normal: Point
  /** Where u and v are 0. */
  origin: Point
  uAxis: Point
  vAxis: Point
  surface: Surface
  /** Seen from behind too; the surface may leave holes. */
  sheet: boolean
  /** Shows its colour without shading: lamps, screens, the view through a window. */
  glowing: boolean
  /** The upright axis of a turned shape, for round shading; null for flat faces. */
  axis: { x: number; z: number; slope: number } | null
  /** How much light reaches (u, v), 0..1; null where nothing stands in the way. */
  shade: ((u: number, v: number) => number) | null
}

/** Where a piece of furniture stands and how it is turned (radians, 0 looks towards +z). */
export type Frame = { x: number; y: number; z: number; yaw: number }

/** The faces of a scene, collected piece by piece in the frame that is set. */
export class Mesh {
  readonly faces: Face[] = []
  #frame: Frame = { x: 0, y: 0, z: 0, yaw: 0 }
  #sin = 0
  #cos = 1

  /** Everything added from now on is placed in this frame. */
  place(frame: Frame): void {
    this.#frame = frame
    this.#sin = Math.sin(frame.yaw)
    this.#cos = Math.cos(frame.yaw)
  }

  /**
   * Adds a parallelogram from a corner along two edges (metres); it faces uEdge x vEdge.
   * The (u, v) of its surface run from 0 to the edges' lengths.
   */
  quad(corner: Point, uEdge: Point, vEdge: Point, surface: Surface, options: Partial<Face> = {}): Face {
    const a = this.#point(corner)
    const u = this.#direction(uEdge)
    const v = this.#direction(vEdge)
    const face: Face = {
      corners: [a, add(a, u), add(add(a, u), v), add(a, v)],
      normal: unit(cross(u, v)),
      origin: a,
      uAxis: unit(u),
      vAxis: unit(v),
      surface,
      sheet: false,
      glowing: false,
      axis: null,
      shade: null,
      ...options,
    }
    this.faces.push(face)
    return face
  }

  /** Adds a box with the given least corner and size (metres), its six faces outwards. */
  box(
    corner: Point,
    size: Point,
    surface: Surface,
    front: Surface = surface,
    options: Partial<Face> = {},
  ): void {
    const [x, y, z] = corner
    const [w, h, d] = size
    this.quad([x, y, z + d], [w, 0, 0], [0, h, 0], front, options)
    this.quad([x + w, y, z], [-w, 0, 0], [0, h, 0], surface, options)
    this.quad([x + w, y, z + d], [0, 0, -d], [0, h, 0], surface, options)
    this.quad([x, y, z], [0, 0, d], [0, h, 0], surface, options)
    this.quad([x, y + h, z + d], [w, 0, 0], [0, 0, -d], surface, options)
    this.quad([x, y, z], [w, 0, 0], [0, 0, d], surface, options)
  }

  /** Adds a triangle (a gable); u runs along the first edge. */
  triangle(a: Point, b: Point, c: Point, surface: Surface): void {
    const corners = [this.#point(a), this.#point(b), this.#point(c)] as const
    const u = unit(subtract(corners[1], corners[0]))
    const normal = unit(cross(u, subtract(corners[2], corners[0])))
    this.faces.push({
      corners,
      normal,
      origin: corners[0],
      uAxis: u,
      vAxis: cross(normal, u),
      surface,
      sheet: true,
      glowing: false,
      axis: null,
      shade: null,
    })
  }

  /**
   * Adds a turned shape around an upright axis through (x, z): a list of [radius, height] in metres from
   * the bottom up, with a lid where the last radius is not 0.
   */
  turned(
    x: number,
    z: number,
    profile: readonly (readonly [radius: number, height: number])[],
    surface: Surface,
    options: Partial<Face> = {},
  ): void {
    const sides = 14
    const centre = this.#point([x, 0, z])
    for (let ring = 0; ring + 1 < profile.length; ring++) {
      const [lowRadius, low] = profile[ring] as readonly [number, number]
      const [highRadius, high] = profile[ring + 1] as readonly [number, number]
      const slope = (lowRadius - highRadius) / Math.max(0.001, high - low)
      for (let side = 0; side < sides; side++) {
        const from = (side * 2 * Math.PI) / sides
        const to = ((side + 1) * 2 * Math.PI) / sides
        const corners = [
          this.#point(around(x, z, lowRadius, to, low)),
          this.#point(around(x, z, lowRadius, from, low)),
          this.#point(around(x, z, highRadius, from, high)),
          this.#point(around(x, z, highRadius, to, high)),
        ]
        const width = 2 * Math.PI * Math.max(lowRadius, highRadius)
        this.#ringFace(corners, centre, slope, (side / sides) * width, surface, options)
      }
    }
    const [radius, top] = profile[profile.length - 1] as readonly [number, number]
    if (radius > 0.005) {
      const lid = Array.from({ length: sides }, (_, side) =>
        this.#point(around(x, z, radius, (-side * 2 * Math.PI) / sides, top)),
      )
      this.#flat(lid, surface, options)
    }
  }

  #ringFace(
    corners: readonly Point[],
    centre: Point,
    slope: number,
    uStart: number,
    surface: Surface,
    options: Partial<Face>,
  ): void {
    const uAxis = unit(
      subtract(corners[0] as Point, corners[1] as Point),
      subtract(corners[3] as Point, corners[2] as Point),
    )
    const raw = unit(
      subtract(corners[2] as Point, corners[1] as Point),
      subtract(corners[3] as Point, corners[0] as Point),
    )
    const normal = unit(cross(raw, uAxis))
    const outward: Point = [-normal[0], -normal[1], -normal[2]]
    this.faces.push({
      corners,
      normal: outward,
      origin: subtract(corners[1] as Point, [uAxis[0] * uStart, uAxis[1] * uStart, uAxis[2] * uStart]),
      uAxis,
      vAxis: raw,
      surface,
      sheet: false,
      glowing: false,
      shade: null,
      ...options,
      axis: { x: centre[0], z: centre[2], slope },
    })
  }

  #flat(corners: readonly Point[], surface: Surface, options: Partial<Face>): void {
    this.faces.push({
      corners,
      normal: [0, 1, 0],
      origin: corners[0] as Point,
      uAxis: [1, 0, 0],
      vAxis: [0, 0, -1],
      surface,
      sheet: false,
      glowing: false,
      shade: null,
      axis: null,
      ...options,
    })
  }

  #point([x, y, z]: Point): Point {
    const [dx, dy, dz] = this.#direction([x, y, z])
    return [dx + this.#frame.x, dy + this.#frame.y, dz + this.#frame.z]
  }

  #direction([x, y, z]: Point): Point {
    return [x * this.#cos + z * this.#sin, y, z * this.#cos - x * this.#sin]
  }
}

/** The sum of two points. */
export function add(a: Point, b: Point): Point {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

/** The way from b to a. */
export function subtract(a: Point, b: Point): Point {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/** The inner product. */
export function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

function cross(a: Point, b: Point): Point {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/** The direction of the first argument, or of the second where the first has no length (a cone's tip). */
function unit(a: Point, otherwise: Point = [1, 0, 0]): Point {
  const length = Math.sqrt(dot(a, a))
  if (length < 1e-9) return unit(otherwise)
  return [a[0] / length, a[1] / length, a[2] / length]
}

function around(x: number, z: number, radius: number, angle: number, height: number): Point {
  return [x + radius * Math.sin(angle), height, z + radius * Math.cos(angle)]
}
