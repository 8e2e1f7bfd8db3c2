import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SceneError } from '../errors.ts'
import type { GroundTruth } from './truth.ts'

/** What decides the bytes of a drawing. */
export type DrawingIdentity = { version: number; seed: string; scale: number }

const STAMP = 'drawing.json'
const TRUTH = 'ground-truth.json'

type Stamp = DrawingIdentity & { complete: boolean }

/** The ground truth of a directory that holds this drawing whole; null otherwise. */
export function findDrawn(directory: string, identity: DrawingIdentity): GroundTruth | null {
  const stamp = readStamp(directory)
  if (!stamp?.complete || !same(stamp, identity)) return null
  return JSON.parse(readFileSync(join(directory, TRUTH), 'utf8')) as GroundTruth
}

/**
 * Makes the directory ready: marks it as a drawing that is not complete, and clears an earlier or interrupted
 * one. Throws `SceneError` for a directory with files and without the mark: they are not ours to remove.
 */
export function beginDrawing(directory: string, identity: DrawingIdentity): void {
  mkdirSync(directory, { recursive: true })
  const held = readdirSync(directory)
  if (held.length > 0 && !held.includes(STAMP)) {
    throw new SceneError(
      'scenes/directory-in-use',
      `expected an empty directory or an earlier drawing, found ${held.length} other files or folders`,
    )
  }
  writeStamp(directory, { ...identity, complete: false })
  for (const name of held) if (name !== STAMP) rmSync(join(directory, name), { recursive: true, force: true })
}

/** Writes the ground truth and then, last of all, that the drawing is complete. */
export function finishDrawing(directory: string, truth: GroundTruth): void {
  writeFileSync(join(directory, TRUTH), `${JSON.stringify(truth, null, 1)}\n`)
  const { version, seed, scale } = truth
  writeStamp(directory, { version, seed, scale, complete: true })
}

function readStamp(directory: string): Stamp | null {
  const path = join(directory, STAMP)
  if (!existsSync(path)) return null
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Stamp
  } catch {
    // A stamp that was cut off while being written belongs to a drawing that was not finished.
    return null
  }
}

function writeStamp(directory: string, stamp: Stamp): void {
  writeFileSync(join(directory, STAMP), `${JSON.stringify(stamp)}\n`)
}

function same(a: DrawingIdentity, b: DrawingIdentity): boolean {
  return a.version === b.version && a.seed === b.seed && a.scale === b.scale
}
