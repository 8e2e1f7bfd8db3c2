import type { Camera } from './camera.ts'
import { dot, type Face, type Point, subtract } from './mesh.ts'

const NEAREST_M = 0.06

/** Which face is seen at each pixel (index + 1, 0 for none), and 1 / depth there. */
export type Visible = { face: Uint16Array; inverseDepth: Float32Array }

/** Finds the nearest face of every pixel (depth buffer; depth is the distance along the viewing axis). */
export function findVisible(faces: readonly Face[], camera: Camera): Visible {
  const size = camera.widthPx * camera.heightPx
  const visible: Visible = { face: new Uint16Array(size), inverseDepth: new Float32Array(size) }
  faces.forEach((face, index) => {
    const towards = dot(face.normal, subtract(camera.position, face.corners[0] as Point))
    if (towards <= 0 && !face.sheet) return
    const polygon = clipNear(face.corners.map((corner) => camera.see(corner)))
    if (polygon.length >= 3) fill(visible, camera, face, index, polygon)
  })
  return visible
}

function clipNear(corners: readonly Point[]): Point[] {
  const kept: Point[] = []
  corners.forEach((current, i) => {
    const previous = corners[(i + corners.length - 1) % corners.length] as Point
    if (current[2] >= NEAREST_M !== previous[2] >= NEAREST_M) {
      const share = (NEAREST_M - previous[2]) / (current[2] - previous[2])
      const along = (axis: 0 | 1): number => previous[axis] + (current[axis] - previous[axis]) * share
      kept.push([along(0), along(1), NEAREST_M])
    }
    if (current[2] >= NEAREST_M) kept.push(current)
  })
  return kept
}

function fill(visible: Visible, camera: Camera, face: Face, index: number, polygon: readonly Point[]): void {
  const { widthPx, heightPx } = camera
  const points = polygon.map(([x, y, z]) => camera.project(x, y, z))
  const ys = points.map((point) => point[1])
  const first = Math.max(0, Math.ceil(Math.min(...ys) - 0.5))
  const last = Math.min(heightPx - 1, Math.floor(Math.max(...ys) - 0.5))
  // 1 / depth of a plane is linear over the picture, so two differences replace a division a pixel.
  const plane = camera.inverseDepthOf(face)
  const holes = face.surface.holes
  for (let y = first; y <= last; y++) {
    let left = Number.POSITIVE_INFINITY
    let right = Number.NEGATIVE_INFINITY
    points.forEach((from, i) => {
      const to = points[(i + 1) % points.length] as readonly [number, number]
      const row = y + 0.5
      if (from[1] <= row === to[1] <= row) return
      const x = from[0] + ((to[0] - from[0]) * (row - from[1])) / (to[1] - from[1])
      left = Math.min(left, x)
      right = Math.max(right, x)
    })
    const start = Math.max(0, Math.ceil(left - 0.5))
    const end = Math.min(widthPx - 1, Math.floor(right - 0.5))
    let inverse = plane.base + plane.perX * (start + 0.5) + plane.perY * (y + 0.5)
    for (let x = start, at = y * widthPx + start; x <= end; x++, at++, inverse += plane.perX) {
      if (inverse <= (visible.inverseDepth[at] as number)) continue
      if (holes && holeAt(camera, face, holes, x, y, inverse)) continue
      visible.inverseDepth[at] = inverse
      visible.face[at] = index + 1
    }
  }
}

function holeAt(
  camera: Camera,
  face: Face,
  holes: (u: number, v: number) => boolean,
  x: number,
  y: number,
  inverse: number,
): boolean {
  const from = subtract(camera.pointAt(x + 0.5, y + 0.5, 1 / inverse), face.origin)
  return holes(dot(from, face.uAxis), dot(from, face.vAxis))
}
