import { runningNumber } from './running-number.ts'
import type { Grouping } from './set-grouping.ts'
import type { SetOccurrence } from './set-proposal.ts'

/** Why these files are taken for one occasion, in sentences for the person who decides. */
export function reasonsOf({ basis, files }: Grouping): string[] {
  return [...(basis === 'camera' ? [cameraReason(files)] : []), ...numberReason(files), placeReason(files)]
}

function cameraReason(shots: readonly SetOccurrence[]): string {
  const times = shots.flatMap(({ takenAtMs }) => takenAtMs ?? [])
  const first = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
  const last = times.reduce((most, time) => Math.max(most, time), first)
  const cameras = [...new Set(shots.map(({ camera }) => camera ?? ''))].sort()
  const names = cameras.length > 1 ? `Cameras ${cameras.join(' and ')}` : `Camera ${cameras.join('')}`
  return `${names}, taken within ${Math.ceil((last - first) / 60_000)} min.`
}

function numberReason(files: readonly SetOccurrence[]): string[] {
  const numbered = files.map((file) => ({ name: file.name, number: runningNumber(file.name) }))
  const prefix = numbered[0]?.number?.prefix
  if (prefix === undefined || numbered.some((one) => one.number?.prefix !== prefix)) return []
  const sorted = [...numbered].sort((a, b) => (a.number?.number ?? 0) - (b.number?.number ?? 0))
  const first = sorted[0]?.name
  const last = sorted.at(-1)?.name
  return first === undefined || last === undefined || first === last ? [] : [`Numbered ${first} to ${last}.`]
}

function placeReason(files: readonly SetOccurrence[]): string {
  const folder = files[0]?.folder ?? ''
  if (folder === '') return `In one folder: the root of the exhibit.`
  return folder.includes('!/') || folder.endsWith('!')
    ? `In one archive: ${folder}.`
    : `In one folder: ${folder}.`
}
