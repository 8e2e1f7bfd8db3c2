import type { Frame } from './mesh.ts'

/** What a piece covers of the floor, in metres. */
export type Footprint = { x0: number; z0: number; x1: number; z1: number }

/** A frame moved along a wall and out from it. */
export function placeAlong(frame: Frame, along: number, out: number): Frame {
  const sin = Math.sin(frame.yaw)
  const cos = Math.cos(frame.yaw)
  return { ...frame, x: frame.x + along * cos + out * sin, z: frame.z + out * cos - along * sin }
}

/** The footprint of a piece in its frame. */
export function footprintOf(frame: Frame, widthM: number, depthM: number): Footprint {
  const far = placeAlong(frame, widthM, depthM)
  return {
    x0: Math.min(frame.x, far.x),
    z0: Math.min(frame.z, far.z),
    x1: Math.max(frame.x, far.x),
    z1: Math.max(frame.z, far.z),
  }
}

/** Whether two footprints share floor. */
export function overlap(a: Footprint, b: Footprint): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.z0 < b.z1 && b.z0 < a.z1
}
